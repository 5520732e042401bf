"""What the columns of payments, targets, leads, deals and the other records are called; ``synonyms.py`` says how this is written."""

from __future__ import annotations

RECORDS = """
[payments]
    code: payment id; payment number; receipt no; receipt number; 回款单号; 收款单号; 回款编码; 收款编号
    customer: @customer_id
    > @customer
    > @customer_name
    > @customer_alone
    > 客户名称
    order_no: @order_no
    due_on: due date; 计划回款日期; 到期日; 应收日期
    paid_on: payment date; paid date; date paid; receipt date; 收款日期; 到账日期; 付款日期
    amount: payment amount; paid amount; amount paid; 收款金额; 到账金额; 付款金额
    > amount; 金额
    > 计划回款金额
    currency: @currency
    method: payment method; payment type; 回款方式; 收款方式; 支付方式
[targets]
    month: period; 年月; 期间
    metric: kpi; 指标名称
    scope: level; 层级
    scope_code: code; 编码
    amount: target amount; goal; quota; sales amount quota; 目标; 目标金额; 目标额
[leads]
    code: lead id; lead no; lead number; record id; 线索id; 线索号; 线索编码
    > prospective buyer key
    name: company; lead name; company name; full name; 线索名称; 公司; 公司名称
    > last name; 姓名
    created_on: create date; created date; created time; date created; 创建时间; 录入日期; record date
    lead_source: source; original source; 来源; 客户来源
    campaign: campaign name; campaign source; campaign id; 活动; 活动名称
    cost: lead cost; acquisition cost; spend; 获客成本; 线索成本
    stage: status; lead stage; lifecycle stage; 状态; 跟进状态
    converted_on: converted date; conversion date; 转化时间; 转换日期
    customer: @customer_id
    channel: @channel
    region: @region
    > state; 省份
    rep: @rep
[deals]
    code: deal id; deal no; opportunity id; opportunity no; opportunity number; record id; 商机id; 商机号; 机会编号; 商机编码; 项目编号
    > id
    name: deal name; opportunity name; opportunity; 商机; 机会名称; 项目名称; 商机主题; deal title
    > name
    customer: @customer_name
    > @customer_alone
    > 客户名称
    > @customer_id
    > @customer
    > account name id
    product: @product
    > product name; 产品名称
    channel: @channel
    partner: @partner
    rep: @rep
    region: @region
    stage: deal stage; sales stage; stage name; opportunity stage; pipeline stage; 销售阶段; 商机阶段; 机会阶段
    outcome: deal status; won lost; win loss; result; 商机状态; 赢单输单
    amount: deal value; opportunity amount; close value; contract amount; 合同金额; 预计合同金额; 预计金额; 机会金额; 实际金额
    > amount; 金额; value; total amount; 含税金额
    > expected revenue
    currency: @currency
    > total amount currency
    created_on: create date; created date; created time; engage date; open date; 创建时间; 立项日期
    expected_on: expected close date; closing date; estimated close date; 预计结单日期; 预计成交时间; 预计签约日期; 预计成交日期
    closed_on: close date; actual close date; closed date; won date; 实际成交时间; 成交日期; 结单日期; 赢单日期
    competitor: competitors; main competitor; 竞品; 已知竞品; 竞争对手; 竞争产品
    reason: loss reason; lost reason; win reason; close reason; 输单原因; 丢单原因; 赢单原因
[deal_stages]
    deal: deal id; opportunity id; 商机id
    stage: stage name; deal stage; to stage; 商机阶段; 销售阶段
    entered_on: entered at; changed on; date entered; change date; 变更时间; 变更日期; last modified
[activities]
    code: activity id; activity no; task id; 活动编号; 记录编号
    kind: type; activity type; interaction type; 互动方式; 跟进方式; 活动类型
    happened_on: date; activity date; due date; 记录时间; 跟进时间; 活动日期
    customer: @customer_id
    > @customer
    > @customer_name
    > @customer_alone
    > 客户名称
    deal: deal id; opportunity id; 商机
    rep: @rep
    > 创建人
    subject: title; 标题
    comment: description; notes; note; content; 备注; 跟进正文; 内容
[exchange_rates]
    currency: @currency
    valid_from: date; rate date; effective date; 日期
    rate: exchange rate; average rate; fx rate; conversion rate; 汇率值
    > end of day rate
[notes]
    code: note id
    about: parent module; about type
    about_code: parent id
    written_on: created time; created on
    author: created by; 创建人
    comment: note content; content; 正文
"""
