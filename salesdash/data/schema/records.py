"""What a company records besides its order lines: payments, targets, leads, deals, activities, exchange rates, notes.

A new room's table starts here (or in a file beside this one): see "Adding a table" in CONTRIBUTING.md.
"""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.fields import Field
from salesdash.data.schema.declare import importable
from salesdash.data.schema.dimensions import CHANNEL, CURRENCY, CUSTOMER, PARTNER, PRODUCT, REGION, REP, code_field, name_fields, reference

payments = importable(
    "payments", ("Payments", "回款"), ("code",), code_field("Payment no", "回款编号", "PM-1", "PM-2"), CUSTOMER,
    Field("order_no", "id", "Order no", "订单号", examples=("SO-1001", "SO-1002")),
    Field("due_on", "date", "Due on", "应付日期", examples=("2026-02-10", "2026-02-28")),
    Field("paid_on", "date", "Paid on", "回款日期", examples=("2026-02-08", "")),
    Field("amount", "money", "Amount", "回款金额", required=True, examples=("1200.00", "830.50")), CURRENCY,
    Field("method", "text", "Method", "付款方式", examples=("bank transfer", "card")), REGION, scoped=("region",),
)  # fmt: skip
sa.Index(None, payments.c.paid_on, payments.c.region_id, payments.c.amount)
targets = importable(
    "targets", ("Targets", "目标"), ("month", "metric", "scope", "scope_code"),
    Field("month", "month", "Month", "月份", required=True, examples=("2026-01", "2026-02")),
    Field("metric", "id", "Metric", "指标", required=True, examples=("revenue", "gross_margin")),
    Field("scope", "choice", "Scope", "范围", required=True, examples=("company", "region"),
          choices=(("company", ("company", "公司", "全公司")), ("region", ("region", "地区", "大区")), ("channel", ("channel", "渠道")),
                   ("team", ("team", "团队")), ("rep", ("rep", "销售代表", "销售")), ("category", ("category", "品类")))),
    Field("scope_code", "id", "Scope code", "范围编码", required=True, examples=("-", "North")),
    Field("amount", "money", "Target", "目标值", required=True, examples=("1500000", "0.42")),
)  # fmt: skip
leads = importable(
    "leads", ("Leads", "线索"), ("code",), code_field("Lead", "线索编号", "L-1", "L-2"), *name_fields(("Nordic Hotels", "Tea House"), ("北欧酒店", "茶舍")),
    Field("created_on", "date", "Created on", "创建日期", required=True, examples=("2026-01-15", "2026-01-20")),
    Field("lead_source", "text", "Lead source", "线索来源", examples=("Trade fair", "Search")),
    Field("campaign", "text", "Campaign", "市场活动", examples=("Spring fair", "Brand search")),
    Field("cost", "money", "Cost", "成本", examples=("40", "12.50")),
    Field("stage", "text", "Lead status", "线索状态", examples=("new", "qualified")),
    Field("converted_on", "date", "Converted on", "转化日期", examples=("", "2026-02-02")),
    CUSTOMER, CHANNEL, REGION, REP, scoped=("region", "channel"),
)  # fmt: skip
deals = importable(
    "deals", ("Deals", "商机"), ("code",), code_field("Deal", "商机编号", "D-1", "D-2"),
    Field("name", "text", "Deal name", "商机名称", examples=("Hotel chain beans", "Tea corner")), CUSTOMER, PRODUCT, CHANNEL, PARTNER, REP, REGION,
    Field("stage", "text", "Stage", "阶段", required=True, examples=("Proposal", "Won")),
    Field("outcome", "choice", "Outcome", "结果", examples=("open", "won"),
          choices=(("won", ("won", "closed won", "closedwon", "赢单", "成交")), ("lost", ("lost", "closed lost", "closedlost", "输单", "丢单")),
                   ("open", ("open", "进行中", "跟进中")))),
    Field("amount", "money", "Deal amount", "商机金额", examples=("18000", "2400")), CURRENCY,
    Field("created_on", "date", "Created on", "创建日期", examples=("2025-11-03", "2025-12-12")),
    Field("expected_on", "date", "Expected close", "预计成交日期", examples=("2026-03-31", "2026-01-31")),
    Field("closed_on", "date", "Closed on", "结束日期", examples=("", "2026-01-28")),
    Field("competitor", "text", "Competitor", "竞争对手", examples=("BeanCo", "")),
    Field("reason", "text", "Reason", "原因", examples=("", "better service")),
    scoped=("region", "channel"), stubs=True,
)  # fmt: skip
deal_stages = importable(
    "deal_stages", ("Deal stage history", "商机阶段历史"), ("deal", "stage", "entered_on"),
    reference("deal", "deals", "Deal", "商机编号", "D-1", "D-1", required=True),
    Field("stage", "text", "Stage", "阶段", required=True, examples=("Qualification", "Proposal")),
    Field("entered_on", "date", "Entered on", "进入日期", required=True, examples=("2025-11-03", "2025-12-01")),
)  # fmt: skip
activities = importable(
    "activities", ("Activities", "活动记录"), ("code",), code_field("Activity", "活动编号", "A-1", "A-2"),
    Field("kind", "text", "Kind", "类型", required=True, examples=("call", "visit")),
    Field("happened_on", "date", "Date", "日期", required=True, examples=("2026-01-12", "2026-01-14")),
    CUSTOMER, reference("deal", "deals", "Deal", "商机编号", "D-1", "D-2"), REP,
    Field("subject", "text", "Subject", "主题", examples=("Price talk", "Tasting")),
    Field("comment", "text", "Comment", "备注", examples=("Wants a sample", "")), REGION, scoped=("region",),
)  # fmt: skip
exchange_rates = importable(
    "exchange_rates", ("Exchange rates", "汇率"), ("currency", "valid_from"),
    Field("currency", "id", "Currency", "币种", required=True, examples=("EUR", "CNY")),
    Field("valid_from", "date", "Valid from", "生效日期", required=True, examples=("2026-01-01", "2026-01-01")),
    Field("rate", "rate", "Rate", "汇率", required=True, examples=("1.0834", "0.1392")),
)  # fmt: skip
"""One unit of the currency in units of the base currency, from that day until the currency's next row."""
notes = importable(
    "notes", ("Notes", "备注"), ("code",), code_field("Note no", "备注编号", "N-1", "N-2"),
    Field("about", "text", "About", "关于", required=True, examples=("customer", "rep")),
    Field("about_code", "id", "About code", "关于编码", required=True, examples=("C-1001", "R-01")),
    Field("written_on", "date", "Date", "日期", required=True, examples=("2026-01-12", "2026-01-14")),
    Field("author", "text", "Author", "作者", required=True, examples=("Ana", "李伟")),
    Field("comment", "text", "Text", "内容", required=True, examples=("Renewal in March", "季度复盘")),
)  # fmt: skip
