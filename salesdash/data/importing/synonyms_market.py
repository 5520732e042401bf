"""What the columns of market data, customer surveys and tickets are called; ``synonyms.py`` says how this is written."""

from __future__ import annotations

MARKET = """
[marketing_spend]
    channel: @channel
    week: week starting; week start; week of; week beginning; week commencing; 周开始日期; 起始周; 投放周
    > date; day; 日期
    campaign: campaign name; campaign id; ad group; 活动名称; 活动; 投放计划; 推广计划
    amount: marketing spend; ad spend; advertising spend; media spend; marketing cost; 营销费用; 广告费; 广告花费; 投放费用; 推广费用; 花费
    > amount; cost; 金额; 费用
    currency: @currency
[promotions]
    code: promotion id; promotion code; promo code; promo id; coupon code; 促销id; 促销编码; 活动编号
    name: promotion name; promo name; 促销名称; 活动名称
    category: @category
    channel: @channel
    starts_on: start date; valid from; start; 活动开始时间; 起始日期; 生效日期
    ends_on: end date; valid to; end; 活动结束时间; 截止日期; 失效日期
    discount: discount; discount depth; price reduction; markdown; 折扣; 折扣率; 优惠幅度
    note: note; notes; description; comment; 备注; 描述
[competitors]
    code: competitor id; competitor code; rival id; 竞品编号; 对手编号
    name: competitor name; rival; 竞争对手名称; 竞品名称; 竞品公司
    kind: positioning; price tier; competitor type; 档次; 对手类型
    founded_year: founded in; year founded; founding year; 创立年份; 成立时间
    website: url; homepage; web site; 网址; 官网
    note: note; notes; description; comment; 备注; 描述
[competitor_prices]
    competitor: competitor id; competitor code; competitor name; rival; 竞争对手编号; 竞争对手名称; 竞品公司
    category: @category
    item: competitor product; competitor item; competing item; 竞品; 竞品型号; 对手产品
    observed_on: price date; date observed; checked on; 采集日期; 价格日期
    > date; 日期
    price: competitor price; rival price; their price; 竞品价格; 对手价格; 竞品价
    > price; 价格
    product: our product; own product; 我方产品; 本品
    own_price: our price; own price; 我方价格; 本品价格; 我方价
[quality_scores]
    brand: brand name; competitor; 品牌名称; 竞争对手
    category: @category
    observed_on: survey date; measured on; 调研日期; 测评日期
    > date; 日期
    quality: quality; perceived quality; quality rating; 感知质量; 质量得分
    price_index: relative price; 相对价格
    answered: answers; respondents; sample size; base; 样本量; 回答人数
[market_sizes]
    month: month; period; quarter; 月份; 期间; 季度
    months: period length; number of months; 月数
    region: @region
    category: @category
    amount: market value; market volume; market sales; 市场总额; 市场销售额; 市场容量
    growth: market growth; growth rate; growth yoy; 市场增长率; 同比增长; 增速
[market_shares]
    month: month; period; quarter; 月份; 期间; 季度
    region: @region
    category: @category
    brand: brand name; competitor; 品牌名称; 竞争对手
    share: market share; value share; revenue share; 市场份额; 市场占有率; 份额占比; 市占率
[brand_surveys]
    wave: survey wave; survey date; fieldwork; 调研批次; 调研日期; 波次
    sample: sample; panel; 样本组
    brand: brand name; 品牌名称
    attribute: question; metric; statement; image attribute; 问题; 形象属性; 题目
    answered: answers; respondents; sample size; base; 样本量; 回答人数
    said_yes: yes; agreed; positive answers; count yes; 同意人数; 认同人数; 肯定人数
    region: @region
    segment: @segment
[calendar_events]
    code: event id; event code; 事件id; 事件编码
    name: event name; event title; event; 事件名称; 事件; 节日名称
    kind: event type; event kind; 事件类别
    starts_on: start date; start; begins on; 起始日期; 开始时间
    ends_on: end date; end; 截止日期; 结束时间
    region: @region
    channel: @channel
    note: note; notes; description; 备注; 描述
"""
VOICE = """
[surveys]
    code: survey id; response id; answer id; respondent id; feedback id; 答卷id; 问卷编号; 问卷id; 反馈编号
    customer: @customer_id
    > @customer
    > @customer_name
    > @customer_alone
    order_no: @order_no
    answered_on: survey date; response date; completed at; completed on; submitted at; submitted on; feedback date; 提交时间; 填写日期; 答题时间; 调查日期
    channel: @channel
    region: @region
    rep: @rep
    nps: nps; nps score; likelihood to recommend; recommend; how likely are you to recommend us; 净推荐值; 推荐分; 推荐度; 推荐分数
    satisfaction: overall satisfaction; satisfaction score; csat; overall; overall score; 满意度; 总体满意度评分; 满意度评分
    delivery: delivery score; shipping; delivery satisfaction; delivery rating; 配送评分; 物流; 物流评分; 配送满意度
    quality: quality score; product quality; quality rating; 质量评分; 产品质量; 质量满意度
    service: service score; customer service; support; service rating; 服务评分; 客服; 服务满意度
    price: price score; value for money; price satisfaction; 价格评分; 性价比; 价格满意度
    website: website score; site; online experience; 网站评分; 网站; 购物体验
    packaging: packaging score; packing; 包装评分; 包装满意度
    comment: comments; feedback; verbatim; review; free text; open answer; remarks; 意见; 反馈; 评价; 评价内容; 建议; 留言
    lang: lang; language code; 语种
[tickets]
    code: ticket id; ticket no; ticket number; case id; case number; issue id; 工单id; 工单号; 工单编码; 案例编号
    opened_on: created at; created on; created time; date created; opened at; open date; 创建时间; 提交时间; 报修时间
    first_reply_on: first response; first response at; first response time; first replied at; first reply; 首次响应时间; 首次回复时间
    closed_on: closed at; resolved at; resolved on; solved at; closed time; date closed; 关闭时间; 解决时间; 完成时间; 解决日期
    customer: @customer_id
    > @customer
    > @customer_name
    > @customer_alone
    order_no: @order_no
    channel: @channel
    region: @region
    product: @product
    kind: ticket type; issue type; ticket category; case type; problem type; 问题类型; 工单类别; 工单分类
    priority: severity; urgency; 紧急程度; 优先级别
    status: status; state; case status; 状态; 工单状态; 处理状态
    csat: ticket csat; satisfaction rating; csat score; satisfaction score; 服务评价; 满意度; 评分
    comment: description; subject; comments; details; 描述; 问题描述; 内容; 备注
"""
