"""The words of the made-up company: a coffee house from Shanghai that sells at home and abroad. English and Chinese, no arithmetic."""

from __future__ import annotations

from typing import NamedTuple


class Region(NamedTuple):
    """A sales region. `weight` is its share of customers, `growth` how much faster or slower than the house it grows a year."""

    code: str
    name: str
    name_zh: str
    weight: float
    growth: float
    states: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]
    """(name, Chinese name, country, cities in both languages)."""


REGIONS = (
    Region(
        "east", "East China", "华东", 0.24, 0.03,
        (
            ("Shanghai", "上海市", "CN", (("Shanghai", "上海"), ("Pudong", "浦东"))),
            ("Jiangsu", "江苏省", "CN", (("Nanjing", "南京"), ("Suzhou", "苏州"), ("Wuxi", "无锡"))),
            ("Zhejiang", "浙江省", "CN", (("Hangzhou", "杭州"), ("Ningbo", "宁波"))),
        ),
    ),
    Region(
        "north", "North China", "华北", 0.15, 0.00,
        (
            ("Beijing", "北京市", "CN", (("Beijing", "北京"),)),
            ("Tianjin", "天津市", "CN", (("Tianjin", "天津"),)),
            ("Shandong", "山东省", "CN", (("Jinan", "济南"), ("Qingdao", "青岛"))),
        ),
    ),
    Region(
        "south", "South China", "华南", 0.18, 0.05,
        (
            ("Guangdong", "广东省", "CN", (("Guangzhou", "广州"), ("Shenzhen", "深圳"), ("Foshan", "佛山"))),
            ("Fujian", "福建省", "CN", (("Xiamen", "厦门"), ("Fuzhou", "福州"))),
            ("Hainan", "海南省", "CN", (("Haikou", "海口"),)),
        ),
    ),
    Region(
        "central", "Central China", "华中", 0.10, 0.02,
        (
            ("Hubei", "湖北省", "CN", (("Wuhan", "武汉"), ("Yichang", "宜昌"))),
            ("Hunan", "湖南省", "CN", (("Changsha", "长沙"),)),
            ("Henan", "河南省", "CN", (("Zhengzhou", "郑州"), ("Luoyang", "洛阳"))),
        ),
    ),
    Region(
        "west", "West China", "西部", 0.09, 0.08,
        (
            ("Sichuan", "四川省", "CN", (("Chengdu", "成都"), ("Mianyang", "绵阳"))),
            ("Chongqing", "重庆市", "CN", (("Chongqing", "重庆"),)),
            ("Shaanxi", "陕西省", "CN", (("Xi'an", "西安"),)),
        ),
    ),
    Region(
        "america", "North America", "北美", 0.10, -0.04,
        (
            ("California", "加利福尼亚州", "US", (("Los Angeles", "洛杉矶"), ("San Francisco", "旧金山"))),
            ("New York", "纽约州", "US", (("New York City", "纽约"), ("Buffalo", "布法罗"))),
            ("Ontario", "安大略省", "CA", (("Toronto", "多伦多"), ("Ottawa", "渥太华"))),
        ),
    ),
    Region(
        "europe", "Europe", "欧洲", 0.08, -0.02,
        (
            ("England", "英格兰", "GB", (("London", "伦敦"), ("Manchester", "曼彻斯特"))),
            ("Bavaria", "巴伐利亚州", "DE", (("Munich", "慕尼黑"), ("Nuremberg", "纽伦堡"))),
            ("Île-de-France", "法兰西岛", "FR", (("Paris", "巴黎"),)),
        ),
    ),
    Region(
        "asean", "Southeast Asia", "东南亚", 0.06, 0.10,
        (
            ("Singapore", "新加坡", "SG", (("Singapore City", "新加坡城"),)),
            ("Selangor", "雪兰莪州", "MY", (("Petaling Jaya", "八打灵再也"), ("Shah Alam", "莎阿南"))),
            ("Bangkok", "曼谷府", "TH", (("Bangkok City", "曼谷"),)),
        ),
    ),
)  # fmt: skip

SEGMENTS = (("consumer", "Consumer", "个人消费者"), ("small", "Small business", "小型企业"), ("corporate", "Corporate", "大型企业"))

CHANNELS = (
    ("online", "Online shop", "官网商城", "direct"),
    ("stores", "Own stores", "直营门店", "direct"),
    ("accounts", "Key accounts", "大客户直销", "direct"),
    ("distributors", "Distributors", "经销商", "distribution"),
    ("retail", "Retail chains", "连锁零售", "distribution"),
    ("marketplaces", "Marketplaces", "电商平台", "distribution"),
)


class Category(NamedTuple):
    """A category with four subcategories. `price` is the list price of its middle product, `margin` the share kept of it,
    `season` twelve months' weights, `growth` a year's growth of its weight among the others."""

    code: str
    name: str
    name_zh: str
    weight: float
    price: float
    margin: float
    growth: float
    season: tuple[float, ...]
    subcategories: tuple[tuple[str, str], ...]


_COLD = (1.2, 1.1, 1.0, 0.95, 0.9, 0.8, 0.75, 0.8, 0.95, 1.1, 1.25, 1.3)
_WARM = (0.7, 0.75, 0.9, 1.0, 1.15, 1.35, 1.45, 1.4, 1.1, 0.9, 0.75, 0.7)
_GIFT = (1.3, 0.9, 0.85, 0.85, 0.95, 0.95, 0.8, 0.85, 1.15, 1.0, 1.35, 1.45)
_EVEN = (1.0,) * 12

CATEGORIES = (
    Category("beans", "Coffee beans", "咖啡豆", 0.22, 89, 0.46, 0.02, _COLD,
             (("Espresso beans", "意式咖啡豆"), ("Single origin", "单品咖啡豆"), ("Decaf", "低因咖啡豆"), ("Organic", "有机咖啡豆"))),
    Category("capsules", "Capsules", "咖啡胶囊", 0.17, 48, 0.55, 0.10, _EVEN,
             (("Classic pods", "经典胶囊"), ("Intense pods", "浓郁胶囊"), ("Flavoured pods", "风味胶囊"), ("Office packs", "办公装胶囊"))),
    Category("machines", "Coffee machines", "咖啡机", 0.06, 2380, 0.31, 0.03, _GIFT,
             (("Pod machines", "胶囊咖啡机"), ("Espresso", "意式咖啡机"), ("Bean-to-cup", "全自动咖啡机"), ("Office units", "商用咖啡机"))),
    Category("grinders", "Grinders", "磨豆机", 0.05, 640, 0.34, -0.03, _GIFT,
             (("Hand mills", "手摇磨豆机"), ("Electric mills", "电动磨豆机"), ("Shop mills", "商用磨豆机"), ("Burr sets", "刀盘"))),
    Category("tea", "Tea", "茶叶", 0.12, 120, 0.52, -0.02, _GIFT,
             (("Green tea", "绿茶"), ("Black tea", "红茶"), ("Oolong", "乌龙茶"), ("Pu'er", "普洱茶"))),
    Category("ready", "Ready to drink", "即饮咖啡", 0.13, 36, 0.38, 0.14, _WARM,
             (("Cold brew", "冷萃咖啡"), ("Latte cans", "罐装拿铁"), ("Oat drinks", "燕麦饮品"), ("Sparkling coffee", "气泡咖啡"))),
    Category("brewing", "Brewing gear", "冲煮器具", 0.07, 185, 0.42, 0.00, _GIFT,
             (("Kettles", "手冲壶"), ("Drippers", "滤杯"), ("French presses", "法压壶"), ("Scales", "电子秤"))),
    Category("cups", "Cups", "杯具", 0.07, 68, 0.49, 0.01, _GIFT,
             (("Mugs", "马克杯"), ("Travel cups", "随行杯"), ("Espresso cups", "浓缩杯"), ("Glasses", "玻璃杯"))),
    Category("syrups", "Syrups", "糖浆", 0.07, 42, 0.58, 0.04, _WARM,
             (("Vanilla syrups", "香草糖浆"), ("Caramel syrups", "焦糖糖浆"), ("Fruit syrups", "水果糖浆"), ("Sauces", "风味酱"))),
    Category("care", "Care and parts", "清洁与配件", 0.04, 75, 0.61, 0.02, _EVEN,
             (("Descaler", "除垢剂"), ("Cleaning tablets", "清洁片"), ("Filters", "滤芯"), ("Spare parts", "零配件"))),
)  # fmt: skip

PRODUCT_LINES = (("Aurora", "曙光"), ("Harbor", "海港"), ("Summit", "峰顶"), ("Willow", "柳岸"), ("Northstar", "北辰"))
SUPPLIERS = ("Yunnan Highlands", "Pacific Roasters", "Lotus Trading", "Milano Macchine", "Jade River", "Tri-Coast Goods")

SURNAMES = (
    ("Wang", "王"), ("Li", "李"), ("Zhang", "张"), ("Liu", "刘"), ("Chen", "陈"), ("Yang", "杨"), ("Zhao", "赵"), ("Huang", "黄"),
    ("Zhou", "周"), ("Wu", "吴"), ("Xu", "徐"), ("Sun", "孙"), ("Hu", "胡"), ("Zhu", "朱"), ("Gao", "高"), ("Lin", "林"),
    ("He", "何"), ("Guo", "郭"), ("Ma", "马"), ("Luo", "罗"), ("Liang", "梁"), ("Song", "宋"), ("Zheng", "郑"), ("Xie", "谢"),
    ("Han", "韩"), ("Tang", "唐"), ("Feng", "冯"), ("Dong", "董"), ("Cheng", "程"), ("Cai", "蔡"),
)  # fmt: skip
GIVEN = (
    ("Wei", "伟"), ("Fang", "芳"), ("Na", "娜"), ("Min", "敏"), ("Jing", "静"), ("Qiang", "强"), ("Lei", "磊"), ("Jun", "军"),
    ("Yang", "洋"), ("Yan", "艳"), ("Jie", "杰"), ("Juan", "娟"), ("Tao", "涛"), ("Ming", "明"), ("Chao", "超"), ("Xiuying", "秀英"),
    ("Xia", "霞"), ("Ping", "平"), ("Gang", "刚"), ("Guiying", "桂英"), ("Yuxuan", "宇轩"), ("Zihan", "子涵"), ("Haoran", "浩然"),
    ("Xinyi", "欣怡"), ("Siyu", "思雨"), ("Mengyao", "梦瑶"), ("Jiahao", "嘉豪"), ("Zixuan", "梓萱"), ("Peng", "鹏"), ("Lina", "丽娜"),
)  # fmt: skip
FIRST_ABROAD = (
    ("James", "詹姆斯"), ("Mary", "玛丽"), ("Robert", "罗伯特"), ("Linda", "琳达"), ("David", "大卫"), ("Emma", "艾玛"),
    ("Daniel", "丹尼尔"), ("Sophie", "索菲"), ("Thomas", "托马斯"), ("Anna", "安娜"), ("Lucas", "卢卡斯"), ("Julia", "朱莉娅"),
    ("Martin", "马丁"), ("Laura", "劳拉"), ("Peter", "彼得"), ("Nina", "妮娜"), ("Simon", "西蒙"), ("Clara", "克拉拉"),
    ("Oliver", "奥利弗"), ("Grace", "格蕾丝"),
)  # fmt: skip
LAST_ABROAD = (
    ("Smith", "史密斯"), ("Johnson", "约翰逊"), ("Brown", "布朗"), ("Miller", "米勒"), ("Davis", "戴维斯"), ("Wilson", "威尔逊"),
    ("Martin", "马丁"), ("Bernard", "伯纳德"), ("Weber", "韦伯"), ("Schmidt", "施密特"), ("Fischer", "费舍尔"), ("Taylor", "泰勒"),
    ("Evans", "埃文斯"), ("Walker", "沃克"), ("Lim", "林"), ("Tan", "陈"), ("Rahman", "拉赫曼"), ("Nguyen", "阮"),
    ("Clark", "克拉克"), ("Moreau", "莫罗"),
)  # fmt: skip
FIRMS = (
    ("Hengtai", "恒泰"), ("Xinyuan", "鑫源"), ("Huasheng", "华盛"), ("Jinhai", "金海"), ("Lantian", "蓝天"), ("Dongfang", "东方"),
    ("Ruifeng", "瑞丰"), ("Tianhe", "天河"), ("Mingde", "明德"), ("Yongli", "永利"), ("Bluebird", "青鸟"), ("Evergreen", "长青"),
    ("Redwood", "红杉"), ("Lighthouse", "灯塔"), ("Silverline", "银线"), ("Oakfield", "橡原"), ("Riverside", "河畔"), ("Goldcrest", "金冠"),
    ("Maplewood", "枫林"), ("Cloudgate", "云门"),
)  # fmt: skip
INDUSTRIES = (
    ("hospitality", "Hotels", "酒店"), ("food", "Catering", "餐饮"), ("retail", "Trading", "商贸"),
    ("technology", "Technology", "科技"), ("finance", "Capital", "投资"), ("education", "Education", "教育"),
    ("health", "Health", "健康"), ("manufacturing", "Industries", "实业"),
)  # fmt: skip
MARKETPLACES = (
    ("Tmart", "天猫集"),
    ("Jingdian", "京点"),
    ("Pinhui", "拼惠"),
    ("Amazara", "亚马拉"),
    ("Shopeeo", "虾铺"),
    ("Zalora House", "扎罗拉"),
)
MANAGERS = ("Fiona Xu", "Henry Gao", "Iris Song", "Kevin Luo")
SOURCES = ("search", "social", "referral", "fair", "store", "partner")
