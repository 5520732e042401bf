"""What customers say: answers to surveys, with the scores of what may drive satisfaction and a comment; and tickets."""

from __future__ import annotations

from salesdash.data.fields import Field
from salesdash.data.schema.declare import importable
from salesdash.data.schema.dimensions import CHANNEL, CUSTOMER, PRODUCT, REGION, REP, code_field

ORDER_NO = Field("order_no", "id", "Order no", "订单号", examples=("SO-1001", "SO-1002"))
COMMENT = Field("comment", "text", "Comment", "评论", examples=("Arrived two days late, but the beans are lovely", "包装很好，下次还来"))
DRIVERS = ("delivery", "quality", "service", "price", "website", "packaging")
"""The driver scores of `surveys`, 0 (poor) to 10."""

surveys = importable(
    "surveys", ("Customer surveys", "客户满意度调查"), ("code",), code_field("Survey answer", "答卷编号", "SV-1", "SV-2"), CUSTOMER, ORDER_NO,
    Field("answered_on", "date", "Answered on", "答卷日期", required=True, examples=("2026-01-12", "2026-01-14")), CHANNEL, REGION, REP,
    Field("nps", "integer", "Would recommend", "推荐意愿", examples=("9", "6")),
    Field("satisfaction", "integer", "Satisfaction", "总体满意度", examples=("9", "7")),
    Field("delivery", "integer", "Delivery", "配送", examples=("5", "9")), Field("quality", "integer", "Quality", "质量", examples=("10", "8")),
    Field("service", "integer", "Service", "服务", examples=("8", "")), Field("price", "integer", "Price", "价格", examples=("7", "6")),
    Field("website", "integer", "Website", "网站体验", examples=("8", "7")),
    Field("packaging", "integer", "Packaging", "包装", examples=("6", "9")), COMMENT,
    Field("lang", "text", "Language", "语言", examples=("en", "zh")), scoped=("region", "channel"),
)  # fmt: skip
"""One row per answer. All scores are 0..10; would recommend: the question of the net promoter score; an empty score was not given."""
tickets = importable(
    "tickets", ("Tickets", "服务工单"), ("code",), code_field("Ticket", "工单编号", "TK-1", "TK-2"),
    Field("opened_on", "date", "Opened on", "创建日期", required=True, examples=("2026-01-12", "2026-01-14")),
    Field("first_reply_on", "date", "First reply on", "首次回复日期", examples=("2026-01-12", "")),
    Field("closed_on", "date", "Closed on", "关闭日期", examples=("2026-01-15", "")), CUSTOMER, ORDER_NO, CHANNEL, REGION, PRODUCT,
    Field("kind", "choice", "Kind of ticket", "工单类型", examples=("delivery", "wrong_item"),
          choices=(("delivery", ("late", "late delivery", "shipping", "not delivered", "配送", "物流", "延迟发货", "未收到")),
                   ("damaged", ("damage", "broken", "defect", "破损", "损坏")),
                   ("wrong_item", ("wrong item", "wrong product", "错发", "发错货")),
                   ("missing_item", ("missing item", "missing", "incomplete", "少发", "漏发", "缺件")),
                   ("billing", ("invoice", "payment", "refund", "发票", "账单", "付款", "退款")),
                   ("quality", ("product quality", "质量", "质量问题")), ("question", ("inquiry", "how to", "咨询", "问题咨询")),
                   ("other", ("misc", "其他", "其它")))),
    Field("priority", "text", "Priority", "优先级", examples=("normal", "high")),
    Field("status", "text", "Ticket status", "工单状态", examples=("closed", "open")),
    Field("csat", "integer", "Ticket rating", "工单评分", examples=("4", "")), COMMENT, scoped=("region", "channel"),
)  # fmt: skip
"""One row per request of a customer; rating: 1..5, asked when it is closed."""
