"""What the made-up company's customers write: words only, by theme and language, pleased ("+") and displeased ("-"), and what is around them.

Phrases are divided by ``|``; they begin small, as they stand in the middle of a sentence as well as at its start.
"""

from __future__ import annotations

_ENGLISH = """
[delivery]
+ it arrived a day earlier than promised | super fast shipping | delivered right on time | the courier was friendly and careful
+ came within two days, impressive | no complaints about the delivery at all | tracking was accurate from start to finish
+ next day delivery, wow | always on schedule | shipping was quicker than I expected | the driver even carried the box upstairs
+ delivery slot was kept to the minute | never had a late parcel so far | got it before the weekend as I hoped | smooth delivery as always
+ it did not take long to get here
- the parcel came four days late | still waiting for half of my order | delivery took forever | promised Tuesday, got it the next Monday
- the tracking never updated | the courier left it outside in the rain | nobody told me it would be delayed
- it was not delivered on time again | shipping is way too slow | third late delivery in a row | the driver did not even ring the bell
- we ran out of coffee because the shipment was late | dispatched a week after I paid | the delivery date moved twice
- had to collect it from a depot miles away | arrived much later than the confirmation said | lost by the courier, no idea where it is
[quality]
+ the beans are really fresh | lovely aroma and a clean finish | best espresso I have had at home | the machine is built like a tank
+ crema is perfect every single time | the grind is very even | tastes exactly like in the cafe | quality has not dropped in years
+ no bitterness at all | the tea leaves open up beautifully | great body, not sour | still working fine after two years
+ the mugs feel solid | roast date was only five days ago | the cold brew is smooth and rich | never had a bad bag
- the beans tasted stale | the last bag was burnt | quality is not what it used to be | the machine leaks after three weeks
- capsules get stuck in the machine | the coffee is bitter and flat | the grinder broke within a month | roast date was half a year ago
- the handle came off after one wash | too sour for my taste | the tea is full of dust | the pump is getting louder every day
- not as fresh as it should be | the pods taste of plastic | batch was uneven, many broken beans | the scale stopped working after a week
- the latte cans were far too sweet
[price]
+ fair price for what you get | good value for money | cheaper than the supermarket for the same beans | the bundle discount was great
+ worth every penny | not cheap, but worth it | the subscription price is hard to beat | prices have stayed reasonable
+ a bargain during the sale | free shipping makes it a good deal | you get a lot for the money | the office packs save us real money
+ no hidden costs | well priced compared with others | loyalty points add up nicely
- too expensive for everyday coffee | the price went up again | same thing is cheaper elsewhere | shipping costs are ridiculous
- not worth the money | discount code did not work | I paid more than the price shown in the shop | twenty percent more than last year
- capsules have become overpriced | the small bag costs almost the same as the big one | competitors are a good deal cheaper
- the spare parts cost a fortune | hard to justify at this price | no discount for a regular customer, really? | prices change every week
[service]
+ support answered within minutes | the staff were very helpful | they replaced it without any questions | friendly people on the phone
+ our account manager really knows our needs | refund was quick and easy | customer service solved it the same day
+ the barista gave me great advice | always someone to talk to | they called back as promised | kind and patient with my questions
+ the chat agent knew what she was talking about | could not fault the service | they went out of their way to help
+ best support I have dealt with
- nobody answered my emails | waited forty minutes on the phone | the agent was rude | support kept sending me the same standard reply
- still no refund after three weeks | was passed from one person to the next | they did not call back | the chat bot is useless
- our rep changed twice and nobody told us | they blamed me for the defect | staff in the shop did not know the products
- my complaint was closed without a solution | service is not helpful at all | no one takes responsibility
- had to explain my problem five times
[website]
+ the site is easy to use | ordering took two minutes | reordering is just one click | the app works like a charm
+ search found exactly what I wanted | checkout was quick | clear photos and descriptions | product pages answer every question
+ the brewing guides are excellent | paying with my phone was no problem | filters make it simple to compare machines
+ never had trouble logging in | the new design is much better | the basket remembers everything | invoices are easy to download
- the website kept crashing | could not log in | checkout failed three times | the search finds nothing useful
- the page is terribly slow on my phone | my basket was emptied twice | the app logs me out all the time | product descriptions are wrong
- I could not find the invoice | the payment page froze | address form does not accept my postcode | stock shown online was not true
- too many pop-ups | the site is not easy to navigate | could not change my order online
[packaging]
+ beautifully packed | the box is sturdy and recyclable | everything was wrapped with care | nice gift box | no plastic, thank you
+ the zip bag keeps the beans fresh | not a single broken cup | the packaging looks really premium | easy to open and to reseal
+ arrived in perfect condition, well padded | love the new paper bags | every glass was wrapped separately
+ the tin is so pretty I kept it | compact box, fits the letterbox | labels are clear and pretty
- the box was crushed | far too much plastic | two cups arrived broken | the bag was torn and beans were everywhere | the seal was open
- a huge box for one small bag | the lid had come off and syrup leaked | cheap looking packaging | the bag does not close any more
- not packed properly | cans were dented | no padding at all around the glasses | the zip broke the first time | the box smelled of glue
- impossible to open without scissors
[range]
+ so many beans to choose from | you have everything we need in one place | great selection of teas | the new single origins are exciting
+ finally a good decaf | nice choice of pods | love the seasonal flavours | something for everyone in the office
+ more choice than anywhere else | the oat drinks are a great addition | I always discover something new
+ good mix of classics and new things | spare parts are all available | glad the limited roasts are back
+ the range of grinders is impressive
- my favourite blend is always sold out | too few decaf choices | the oolong I liked was discontinued | not much choice for filter coffee
- no small bags to try | spare parts are never in stock | hardly anything new in months | the store only had three kinds of beans
- please bring back the old house blend | no lactose-free cans | too many flavoured things and not enough plain coffee
- out of stock again | organic range is tiny | missing pods for older machines | the choice in our region is poor
[praise]
+ absolutely love it | will order again | best coffee shop ever | highly recommended | keep up the good work | very happy customer here
+ great experience from start to finish | could not be happier | five stars | my go-to place for coffee | my whole family is a fan
+ simply perfect | you made my morning | never disappointed | a pleasure as always | exactly what I was looking for
+ our team is delighted | thank you so much | not a single bad word to say | top notch | ten out of ten | I tell all my friends about you
+ everything was just right | loyal customer for years and still happy | this is how it should be done | nothing to improve
+ pleasantly surprised | amazing, as always | hats off to the whole team | really pleased with everything | wonderful company to deal with
"""

_CHINESE = """
[delivery]
+ 物流特别快 | 比预计早到了一天 | 隔天就收到了 | 快递小哥态度很好 | 每次都准时送达 | 发货速度没得说 | 下单第二天就到货
+ 送货上门还帮忙搬上楼 | 物流信息更新很及时 | 从来没有延误过 | 赶在周末前送到了 | 配送一点问题都没有 | 约好几点就几点到 | 当天发货给力
+ 没想到这么快就到了 | 偏远地区也很快
- 物流太慢了 | 晚了四天才到 | 等了一个多星期 | 说好周二到结果下周一才来 | 一半的货还没收到 | 快递放门口淋了雨 | 延误了也没人通知
- 又没有准时送到 | 物流信息一直不更新 | 付款一周才发货 | 送货时间改了两次 | 快递不打电话就扔驿站 | 连着三次迟到 | 货没到店里都断货了
- 不送货上门还得自己去取 | 包裹丢了没人管
[quality]
+ 豆子很新鲜 | 香气浓郁回味干净 | 油脂丰富每次都很稳定 | 机器做工扎实 | 研磨很均匀 | 味道和店里一样 | 品质一直没下降 | 一点也不苦
+ 茶叶舒展得很漂亮 | 口感醇厚不酸 | 用了两年还好好的 | 杯子很有质感 | 烘焙日期只有五天 | 冷萃很顺滑 | 没有喝到过不好的一批 | 品质没话说
- 豆子不新鲜有陈味 | 这一批烤焦了 | 品质不如以前 | 机器用了三周就漏水 | 胶囊老是卡住 | 又苦又淡 | 磨豆机一个月就坏了 | 烘焙日期是半年前的
- 杯把洗一次就掉了 | 偏酸喝不惯 | 茶叶碎末太多 | 机器噪音越来越大 | 胶囊有塑料味 | 豆子大小不一碎豆多 | 电子秤一周就失灵 | 质量不太行
- 罐装拿铁甜得发腻
[price]
+ 性价比很高 | 价格实惠 | 比超市便宜还新鲜 | 套装折扣很划算 | 物有所值 | 虽然不便宜但值得 | 订阅价很香 | 价格一直很稳定 | 活动价太划算了
+ 包邮很良心 | 花得不多喝得很好 | 办公装给公司省了不少 | 没有隐形消费 | 同类里价格算公道 | 积分抵扣很实在
- 价格偏贵 | 又涨价了 | 别家更便宜 | 运费太高 | 不值这个价 | 优惠券用不了 | 买完第二天就降价 | 比去年贵了两成 | 胶囊越卖越贵
- 小包装一点都不划算 | 竞品便宜不少 | 配件贵得离谱 | 老客户没有优惠 | 价格一周一变 | 先涨价再打折没意思
[service]
+ 客服回复很快 | 店员很热情 | 二话不说就给换了 | 电话里态度很好 | 客户经理很懂我们的需求 | 退款很快 | 当天就解决了问题
+ 咖啡师推荐得很专业 | 有问必答 | 说回电就真的回电 | 很耐心地教我怎么用 | 客服很专业 | 服务挑不出毛病 | 售后让人放心 | 主动联系帮忙处理
- 客服一直没人理 | 电话等了四十分钟 | 客服态度差 | 只会复制粘贴回复 | 三周了还没退款 | 被踢皮球 | 说好回电没有回 | 机器人客服没用
- 换了两个业务员没人交接 | 反倒怪我使用不当 | 店员对产品不了解 | 投诉没解决就关单了 | 服务不太行 | 没人愿意负责 | 同一个问题说了五遍
[website]
+ 网站很好用 | 两分钟就下完单 | 一键复购太方便 | 小程序很流畅 | 搜索很准 | 付款很顺畅 | 图片和介绍清楚 | 详情页写得很细 | 冲煮教程很实用
+ 手机支付没问题 | 筛选对比很方便 | 登录从来没出过问题 | 新版页面好看多了 | 购物车不会丢东西 | 发票下载很方便
- 网站老是崩溃 | 登录不上去 | 付款失败三次 | 搜索搜不到东西 | 手机上打开特别慢 | 购物车被清空两次 | 小程序总是闪退 | 商品描述不准确
- 找不到发票在哪开 | 支付页面卡死 | 地址填不进去 | 显示有货其实没货 | 弹窗太多 | 页面不好找东西 | 没法在线修改订单
[packaging]
+ 包装很精美 | 箱子结实还环保 | 每件都包得很仔细 | 礼盒很有面子 | 没有多余塑料点赞 | 自封袋保鲜效果好 | 杯子一个都没碎 | 包装很有档次
+ 好撕又能密封 | 泡沫垫得很足完好无损 | 新的纸袋很好看 | 玻璃杯都是单独包装 | 铁罐漂亮舍不得扔 | 包装小巧不占地方 | 标签清楚好认
- 箱子压扁了 | 塑料包装太多 | 碎了两个杯子 | 袋子破了豆子撒一地 | 封口是开的 | 小东西用了大箱子 | 盖子松了糖浆漏出来 | 包装看着很廉价
- 袋子封不上 | 包得不严实 | 罐子都瘪了 | 玻璃杯没有任何缓冲 | 拉链第一次就坏 | 箱子有股胶水味 | 不用剪刀根本打不开
[range]
+ 品种很多可以选 | 一站就能买齐 | 茶的种类很全 | 新出的单品豆很惊喜 | 终于有好喝的低因了 | 胶囊口味丰富 | 季节限定很喜欢
+ 办公室每个人都能找到喜欢的 | 选择比别家多 | 燕麦饮品加得好 | 每次都能发现新品 | 经典款和新品搭配得好 | 配件都能买到 | 限定烘焙回归了开心
+ 磨豆机型号很全
- 喜欢的那款总是缺货 | 低因的选择太少 | 之前喝的乌龙下架了 | 手冲豆可选的不多 | 没有小包装可以试 | 配件一直没货 | 好几个月没有新品
- 门店只有三种豆子 | 希望老款拼配回归 | 没有无乳糖的罐装 | 花哨口味太多纯咖啡太少 | 又断货了 | 有机系列太少 | 老机型的胶囊买不到
- 我们这边能买到的品种少
[praise]
+ 非常满意 | 会一直回购 | 最喜欢的咖啡品牌 | 强烈推荐 | 继续保持 | 全家都喜欢 | 体验很好 | 五星好评 | 买咖啡首选这家 | 完美 | 一早的好心情
+ 从没失望过 | 一如既往的好 | 正是我想要的 | 同事们都说好 | 谢谢你们 | 挑不出毛病 | 没有不满意的地方 | 满分 | 已经推荐给朋友
+ 老客户了放心 | 太棒了 | 超出预期 | 值得信赖 | 用心的品牌 | 绝绝子 | 爱了爱了 | 好评 | 惊喜满满 | 已经买了好多次 | 点个大大的赞
"""

_TICKETS = """
[delivery]
en where is my order? It should have been here by now | the parcel is overdue and tracking stands still
en not delivered on the promised day | please tell me when it ships | delivery is late, we need it for Friday
zh 订单怎么还没到 | 已经超过约定日期了 | 物流几天没更新 | 什么时候能发货 | 周五前要用，请尽快送
[damaged]
en two glasses arrived broken | the box was crushed and the machine has a dent | bottle leaked over everything | bag torn open on arrival
en the kettle came with a cracked lid
zh 收到时杯子碎了两个 | 箱子压坏机器有凹痕 | 糖浆漏了一箱 | 袋子破了 | 壶盖裂了
[wrong_item]
en I received decaf instead of espresso beans | wrong colour was sent | you sent somebody else's order | got pods for another machine
en ordered 1 kg, received 250 g
zh 发错了，收到的是低因豆 | 颜色不对 | 收到了别人的订单 | 胶囊型号不对 | 买的一公斤收到250克
[missing_item]
en one bag is missing from the parcel | only half of the order was in the box | the filters were not included | free gift missing
en three packs short
zh 少发了一包 | 箱子里只有一半东西 | 滤芯没有放进来 | 赠品没收到 | 少了三盒
[billing]
en I was charged twice | the invoice has the wrong company name | refund has not arrived | the discount was not applied
en please send a VAT invoice
zh 重复扣款了 | 发票抬头开错了 | 退款还没到账 | 优惠没有抵扣 | 需要开增值税专用发票
[quality]
en the beans taste stale, please check the batch | machine leaks after three weeks | grinder stopped working | tea smells of cardboard
en pods do not fit properly
zh 豆子有陈味，请查一下批次 | 机器用了三周就漏水 | 磨豆机不转了 | 茶叶有纸箱味 | 胶囊装不进去
[question]
en which grind is right for a French press? | how do I descale the machine? | is the decaf available in 1 kg?
en can I change my delivery address? | do you deliver to Malaysia?
zh 法压壶用什么研磨度 | 机器怎么除垢 | 低因有一公斤装吗 | 可以改收货地址吗 | 发货到马来西亚吗
[other]
en please delete my account | I would like to become a reseller | cannot reset my password | a compliment for your shop in Suzhou
en please call me back
zh 请注销账号 | 想做代理 | 密码重置不了 | 表扬一下苏州门店 | 请给我回个电话
"""

OPENERS = {
    "en": ("", "", "", "", "Honestly, ", "Hmm, ", "Well, ", "As always, ", "Just a note: ", "To be fair, ", "First order here: ", "Hi, ", "ok so "),
    "zh": ("", "", "", "", "说实话，", "嗯，", "第一次买，", "总的来说，", "那个，", "老顾客了，", "怎么说呢，", "亲，"),
}  # fmt: skip
"""What a comment begins with: mostly nothing."""
AND = {"en": (" and ", ", also ", ". ", "; "), "zh": ("，", "，而且", "。", "，还有")}
BUT = {"en": (", but ", ". However, ", ", although "), "zh": ("，但是", "，不过", "，就是")}
CLOSERS = {
    "en": ("", "", "", ".", ".", "!", "!!", " :)", " tbh", ", thanks", " ...", ". That's all.", " 👍", " ☕", " imo"),
    "zh": ("", "", "", "。", "。", "！", "～", "哈哈", "，谢谢", "…", " 👍", "呢", " ☕", "，就这样"),
}
GLAD, SORRY = (" 😊", " ❤️", " 🎉", " 😋"), (" 😡", " 😞", " 🙄", " 👎")
SLIPS = {
    "en": (("the", "teh"), ("ing", "nig"), ("ie", "ei"), ("ll", "l"), ("you", "u"), ("and", "adn")),
    "zh": (("的", "滴"), ("太", "忒"), ("很", "狠"), ("没", "木有"), ("在", "再")),
}
"""How people mistype, or write for fun."""


def _phrases(text: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """theme -> mark of the line -> its phrases."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    theme: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        if line.startswith("["):
            theme = found.setdefault(line.strip("[]"), {})
        else:
            mark, _, rest = line.partition(" ")
            theme[mark] = (*theme.get(mark, ()), *(phrase.strip() for phrase in rest.split("|")))
    return found


PHRASES = {"en": _phrases(_ENGLISH), "zh": _phrases(_CHINESE)}
"""language -> theme -> "+" or "-" -> phrases."""
TICKETS = _phrases(_TICKETS)
"""kind of ticket -> language -> phrases."""
