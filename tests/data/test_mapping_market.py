"""Files of market data, surveys and tickets as other systems write them: recognised by their headers, and every column finds its field."""

from __future__ import annotations

import pyarrow as pa
import pytest

from salesdash.data.importing.checked import fields_of
from salesdash.data.importing.mapping import propose
from salesdash.data.schema import importables

TABLES = {name: tuple(fields_of(name).values()) for name in importables()}
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "tickets of a help desk": (
        "tickets",
        {"Ticket ID": "code", "Created at": "opened_on", "First response at": "first_reply_on", "Solved at": "closed_on", "Customer ID": "customer",
         "Order number": "order_no", "Ticket type": "kind", "Priority": "priority", "Status": "status", "Satisfaction rating": "csat",
         "Description": "comment"},
    ),
    "tickets in Chinese": (
        "tickets",
        {"工单号": "code", "创建时间": "opened_on", "首次响应时间": "first_reply_on", "解决时间": "closed_on", "客户编号": "customer", "订单编号": "order_no",
         "问题类型": "kind", "优先级": "priority", "处理状态": "status", "满意度": "csat", "问题描述": "comment"},
    ),
    "a survey": (
        "surveys",
        {"Response ID": "code", "Customer ID": "customer", "Completed at": "answered_on", "Likelihood to recommend": "nps",
         "Overall satisfaction": "satisfaction", "Delivery score": "delivery", "Product quality": "quality", "Customer service": "service",
         "Value for money": "price", "Feedback": "comment"},
    ),
    "a survey in Chinese": (
        "surveys",
        {"问卷编号": "code", "会员编号": "customer", "提交时间": "answered_on", "推荐度": "nps", "总体满意度": "satisfaction", "物流评分": "delivery",
         "质量评分": "quality", "服务评分": "service", "性价比": "price", "评价内容": "comment"},
    ),
    "advertising": ("marketing_spend", {"Week starting": "week", "Channel": "channel", "Campaign name": "campaign", "Ad spend": "amount", "Currency": "currency"}),
    "advertising in Chinese": ("marketing_spend", {"投放周": "week", "渠道": "channel", "推广计划": "campaign", "广告花费": "amount"}),
    "shares": ("market_shares", {"Period": "month", "Region": "region", "Category": "category", "Brand name": "brand", "Value share": "share"}),
    "sizes in Chinese": ("market_sizes", {"季度": "month", "大区": "region", "品类名称": "category", "市场总额": "amount", "同比增长": "growth"}),
    "prices seen": (
        "competitor_prices",
        {"Rival": "competitor", "Product group": "category", "Competitor product": "item", "Price date": "observed_on", "Their price": "price", "Our price": "own_price"},
    ),
    "a brand tracker": ("brand_surveys", {"Fieldwork": "wave", "Panel": "sample", "Brand": "brand", "Statement": "attribute", "Base": "answered", "Agreed": "said_yes"}),
    "promotions": (
        "promotions",
        {"Promo code": "code", "Promo name": "name", "Product category": "category", "Start date": "starts_on", "End date": "ends_on", "Discount depth": "discount"},
    ),
    "a calendar": ("calendar_events", {"Event ID": "code", "Event name": "name", "Event type": "kind", "Start date": "starts_on", "End date": "ends_on", "Region": "region"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_system_is_recognised_and_all_its_columns_are_used(name: str) -> None:
    kind, wanted = FILES[name]
    found = propose(list(wanted), pa.table({header: pa.nulls(0, pa.string()) for header in wanted}), TABLES)
    assert found.mapping.kind == kind
    assert {header: field for field, header in found.mapping.columns.items()} == wanted
    assert (found.questions, found.missing, found.unused) == ((), (), ())
