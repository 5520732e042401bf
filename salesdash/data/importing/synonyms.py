"""What columns are called: table -> field -> headers, in English and Chinese.

One line per field: ``field: header; header``; a line that starts with ``>`` is the next tier, other lines go on; ``@name`` stands
for the shared list of that name. A header that stands in an earlier tier is the more specific one and wins; two headers of one tier
that both stand in a file are a question. A field's own name and its two template headers need not be repeated. Spaces, case,
punctuation and a unit in brackets do not matter when headers are compared.
"""

from __future__ import annotations

from salesdash.data.importing.synonyms_market import MARKET, VOICE
from salesdash.data.importing.synonyms_records import RECORDS

_SHARED = """
[shared]
    customer_id: customer id; customer no; customer number; customer code; cust id; party id; client id; client code; account id; account no; account number; buyer id;
        客户id; 客户编码; 客户代码; 客户号; 会员编号; 会员id; 会员号; 买家id; customer key
    customer: customer; client; account; buyer; company; bill to; sold to; 客户; 会员; 买家; 购货单位; 客户公司
    customer_name: customer name; account name; client name; company name; buyer name; associated company; 客户全称; 客户简称; 公司名称; 买家名称; 会员名称; ship name
    customer_alone: customer; client; buyer; company; 客户; 会员; 买家; 购货单位
    product: product id; product no; product code; product number; product key; sku; sku id; sku code; item no; item code; item id; item number; article no; article number;
        stock code; material; material no; material number; part number; 产品id; 产品编码; 产品代码; 商品编码; 商品编号; 商品id; 物料编码; 物料编号; 物料号; 存货编码;
        存货编号; 货号; 款号; 品号
    > product; item; article; 产品; 商品; 存货; 物料; associated product
    product_name: product name; item name; article name; 商品名称; 存货名称; 物料名称; 物料描述; 货品名称; 品名; english product name
    > description; product description; item description; 商品描述; 产品描述
    > product; item; 产品; 商品; 存货; 物料
    rep: rep id; sales rep id; salesperson id; sales agent id; employee id; employee key; seller id; 业务员编号; 业务员编码; 销售员编号; 员工编号
    > sales rep; sales representative; salesperson; sales person; salesman; sales agent; seller; account manager; opportunity owner; deal owner; account owner; lead owner;
        owner name; 业务员; 销售员; 销售人员; 销售负责人; 主责销售; 导购; 客户经理; rep name
    > rep; owner; agent; employee; 负责人; 责任人; 经办人; owner id
    region: sales region; region name; territory; sales territory; territory id; sales territory key; sales area; 大区; 区域; 销售区域; 销售大区; 片区
    > area; regional office; 分区; 所属区域
    channel: sales channel; channel name; channel id; distribution channel; 销售渠道; 渠道名称; 渠道编码; 渠道类型
    > platform; 平台; 销售平台; 店铺
    partner: partner id; partner code; partner name; reseller; reseller id; reseller name; distributor; dealer; 经销商; 代理商; 分销商; 渠道商; 伙伴; 经销商名称
    segment: customer segment; segment name; customer type; customer group; market segment; 细分; 客户细分; 客户类型; 客户分类; 客户群; 客户级别; 客户等级
    category: product category; category name; category id; item category; product type; product group; product line; series; 品类名称; 产品类别; 商品类别; 类别; 产品分类;
        商品分类; 类目; 一级类目; 大类; 产品大类; 产品类型; 存货分类; 物料分类; 产品线; 系列
    country: country name; country region; country code; english country region name; billing country; ship country; 国家地区; 国别; 国家名称; office location
    > nation
    currency: currency code; currency iso code; order currency; 币别; 货币; 结算币种; 交易币种
    order_no: order id; order number; order no; order; sales order; sales order number; sales order no; so number; so no; 订单id; 订单编号; 订单号码; 销售订单号;
        销售订单编号; 销售单号; 订单
    > invoice no; invoice number; invoice id; invoice; bill no; receipt no; document no; document number; transaction id; 发票号; 发票号码; 单据编号; 单据号; 单号;
        出库单号; 销售出库单号; 小票号; 交易号; 合同编号; 合同号
"""
_TABLES = """
[orders]
    source: data source; source system; 来源系统
    order_no: @order_no
    line_no: order line; line id; line number; order line id; order line number; order item; line item; item line; 行id; 行编号; 订单行号; 明细行号; 明细编号; 分录号; 分录;
        sales order line number
    > row id; row no; row number; 流水号; 序号; sequence
    ordered_on: order date; order time; order datetime; date ordered; ordered at; 下单日期; 下单时间; 订单时间; 订购日期; 销售日期; 成交日期; 成交时间; order created
    > invoice date; sale date; sales date; transaction date; document date; posting date; purchase date; 单据日期; 开票日期; 出库日期; 业务日期; 交易日期; 交易时间;
        记账日期; 付款时间
    > date; day; 日期; 时间
    shipped_on: ship date; shipping date; shipped date; shipped at; dispatch date; delivery date; 发货时间; 出货日期; 实际交付时间; 实际发货日期; delivered on
    due_on: due date; required date; requested date; promised date; 要求交货日期; 预计交付时间; 交付日期; 到期日; 要货日期
    customer: @customer_id
    > @customer
    customer_name: @customer_name
    > @customer_alone
    segment: @segment
    country: @country
    region: @region
    state: state province; state province name; province; state name; billing state; ship state; ship region; 省; 省份; 省自治区; 省市; 州; 州省; 所在省份
    city: city name; town; billing city; ship city; 市; 所在城市; 城市名称
    product: @product
    product_name: @product_name
    category: @category
    subcategory: sub category; product subcategory; subcategory name; 子类; 二级类目; 小类; 子类目; 中类; 产品小类; 二级分类
    channel: @channel
    partner: @partner
    rep: @rep
    team: sales team; team name; team id; department; sales office; 销售团队; 销售部门; 部门; 业务部门; 销售组
    quantity: order quantity; order qty; ordered quantity; quantity ordered; quantity sold; sales quantity; units sold; 销售数量; 订单数量; 订购数量; 购买数量; 实发数量;
        出库数量
    > qty; units; pieces; pcs; 件数; 销量; 主数量
    unit_price: price each; price per unit; item price; sales price; selling price; net price; 销售单价; 含税单价; 不含税单价; 无税单价; 成交价; 成交单价; 销售价格
    > price; 价格; 售价
    amount: net amount; net sales; net revenue; net value; amount excl tax; amount excluding tax; amount without tax; revenue net; 不含税金额; 无税金额; 未税金额;
        不含税销售额; 销售净额; 不含税收入
    > sales amount; 销售额; line amount; line total; total sales; sales value; order amount; sale amount; extended amount; extended price; 销售金额; 订单金额; 成交金额;
        实付金额; 实收金额; 销售收入; 营业额; 交易金额; 行金额
    > sales; revenue; turnover; amount; total amount; total; order total; order value; total price; total value; 收入; 金额; 总金额; 总额
    > gross amount; amount incl tax; amount including tax; total incl tax; 价税合计; 含税金额; 含税销售额; 本币价税合计
    discount: discount amount; discount value; rebate amount; 折扣额; 折扣金额; 优惠金额; 让利金额
    > discount pct; discount percent; discount percentage; discount rate; discount %; 折扣率; 折扣比例; 优惠比例
    > discount; 折扣; rebate; 优惠
    tax: tax amount; vat; vat amount; gst; sales tax; 税金; 增值税; 销项税额; 税款; 增值税额
    cost: total cost; cost of goods sold; cogs; cost amount; line cost; sales cost; product cost; total product cost; 总成本; 成本金额; 销售成本; 成本额; 主营业务成本
    > cost; 成本
    profit: gross profit; margin amount; gross margin amount; profit amount; 毛利; 毛利额; 利润额; 毛利润; 销售利润
    margin_pct: margin; margin pct; margin percent; gross margin; gross margin %; profit margin; gross margin pct; 毛利百分比; 利润率; 毛利率; 销售毛利率
    currency: @currency
[customers]
    code: @customer_id
    > account
    > id; customer; client; 编号; 编码; 客户; record id
    name: @customer_name
    > reseller name; full name; name; 客户姓名; 姓名; 名称
    > @customer_alone
    segment: customer segment; segment name; customer group; market segment; 细分; 客户细分; 客户分类; 客户级别; 客户等级; customer level
    kind: customer kind; account kind; b2b b2c
    region: @region
    > state; state province name; billing state; 省份; 省; 省自治区
    country: @country
    birth_year: birth date; date of birth; birthday; year of birth; 出生日期; 生日; 出生年
    gender: sex
    income: yearly income; annual income; household income; 年收入
    education: education level; english education; degree; 教育程度; 学历层次; 文化程度
    industry: sector; industry sector; line of business; 所属行业; 客户行业; 行业类别
    employees: number of employees; number employees; employee count; headcount; no of employees; 员工人数; 人数; 雇员数
    size: company size; size class; 公司规模; 企业规模; 人员规模
    joined_on: date first purchase; first purchase date; create date; created date; created on; created time; signup date; registration date; customer since; 创建时间;
        创建日期; 注册日期; 注册时间; 首次购买日期; 入会日期; 开户日期
    acquisition_source: lead source; source; original source; account source; 来源; 获客来源; 获客渠道
[products]
    code: @product
    > id; 编号; 编码
    > product alternate key
    name: product name; item name; article name; 产品; 商品名称; 存货名称; 物料名称; 物料描述; 货品名称; 品名; english product name
    > name; 名称
    > description; product description; item description; 商品描述; 产品描述
    category: @category
    supplier: supplier id; supplier name; vendor; vendor name; manufacturer; 供货商; 供应商名称; 厂家
    unit_cost: standard cost; cost price; purchase price; cost; 标准成本; 成本价; 成本; 进价; 采购价
    list_price: standard price; catalog price; retail price; unit price; sales price; 吊牌价; 零售价; 建议零售价
    > price; 价格; 单价; 售价
[channels]
    code: @channel
    name: channel name; 渠道名称
    kind: type; channel type; 渠道类型
[partners]
    code: @partner
    name: partner name; reseller name; 伙伴名称; 经销商名称
    channel: @channel
    region: @region
[regions]
    code: @region
    name: region name; sales territory region; territory description; 地区名称
    parent: parent region; sales territory group; 上级地区
[categories]
    code: @category
    name: category name; 品类名称
    parent: parent category; 上级品类
[segments]
    code: @segment
    name: segment name; 分群名称
[teams]
    code: team id; team code; team; 团队编号; 团队编码
    name: team name; 团队名称; 部门名称; department name
[reps]
    code: @rep
    name: rep name; employee name; 姓名; 员工姓名; 业务员姓名; full name
    joined_on: hire date; start date; joined on; 入职时间
    left_on: leave date; end date; termination date; 离职时间
[rep_assignments]
    rep: @rep
    team: team id; team code; sales team; 团队编号; 部门; 销售部门
    manager: manager id; reports to; parent employee key; sales manager; 上级; 主管; 直属上级
    region: @region
    from_on: start date; valid from; 起始日期; 生效日期
    to_on: end date; valid to; 截止日期; 失效日期
"""


def _tables(text: str, shared: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    tables: dict[str, dict[str, list[str]]] = {}
    tiers: list[str] = []
    for line in text.strip().splitlines():
        words = line.strip()
        if words.startswith("["):
            fields = tables.setdefault(words[1:-1], {})
            continue
        name, colon, rest = words.partition(":")
        if colon:
            tiers = fields.setdefault(name, [])
        if colon or words.startswith(">"):
            words = rest.strip() if colon else words[1:].strip()
            tiers.extend(shared[words[1:]] if words.startswith("@") else [words])
        else:
            tiers[-1] += " " + words
    return tables


SYNONYMS = _tables(f"{_TABLES}\n{RECORDS}\n{MARKET}\n{VOICE}", _tables(_SHARED, {})["shared"])
"""table -> field -> tiers of headers separated by ";", the most specific tier first."""
