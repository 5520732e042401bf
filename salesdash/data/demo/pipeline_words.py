"""The words of the made-up company's sales force: stages, reasons, subjects and remarks, as people type them."""

from __future__ import annotations

STAGES = ("Qualification", "Proposal", "Negotiation", "Won", "Lost")
LEAD_STAGES = ("new", "contacted", "qualified", "disqualified", "converted")
CAMPAIGNS = {
    "search": ("Brand search", "Office coffee search"), "social": ("WeChat stories", "Barista reels"), "referral": ("",),
    "fair": ("Spring hotel fair", "Autumn food expo"), "store": ("Tasting week", ""), "partner": ("Partner days", "Dealer bonus"),
}  # fmt: skip
"""Campaigns of a lead source; the empty one is none in particular."""
LEAD_COSTS = {"search": 65.0, "social": 38.0, "referral": 12.0, "fair": 240.0, "store": 20.0, "partner": 90.0}
"""What a lead of a source costs, about, in currency units."""
LOST_TO = (
    ("price too high", 0.24), ("competitor was cheaper", 0.14), ("missing features", 0.10), ("machine does not fit", 0.06),
    ("bad timing", 0.10), ("project postponed", 0.07), ("knows the other supplier", 0.13), ("slow answers from us", 0.07),
    ("delivery time too long", 0.09),
)  # fmt: skip
"""Why a deal with a competitor was lost, and how often that is said."""
LOST_ALONE = (
    ("no budget", 0.24), ("no decision", 0.20), ("bad timing", 0.16), ("project postponed", 0.12), ("price too high", 0.14),
    ("missing features", 0.08), ("contact left", 0.06),
)  # fmt: skip
WON = (
    ("taste", 0.26), ("better service", 0.22), ("price", 0.16), ("good relationship", 0.18), ("fast delivery", 0.10), ("features", 0.08),
)  # fmt: skip
KINDS = (("call", 0.42), ("email", 0.27), ("visit", 0.21), ("tasting", 0.10))
SUBJECTS = {
    "call": (("Follow-up call", "电话跟进"), ("Price talk", "价格沟通"), ("Checked the delivery", "确认交货"), ("Asked for next order", "询问下一单"),
             ("Introduced new blends", "介绍新拼配")),
    "email": (("Sent offer", "发送报价"), ("Sent price list", "发送价目表"), ("Answered questions", "回复问题"), ("Confirmed appointment", "确认约见"),
              ("Reminder", "提醒邮件")),
    "visit": (("First meeting", "初次拜访"), ("Quarterly review", "季度回访"), ("Machine check", "设备检查"), ("Met the buyer", "拜访采购"),
              ("Contract talk", "合同洽谈")),
    "tasting": (("Bean tasting", "咖啡豆品鉴"), ("Cold brew tasting", "冷萃品鉴"), ("Machine demo", "咖啡机演示"), ("Tea corner trial", "茶角试用")),
}  # fmt: skip
REMARKS = (
    ("Wants a sample", "想要样品"), ("Call again next week", "下周再联系"), ("Asks for a better price", "希望价格再优惠"), ("Liked the espresso", "喜欢意式豆"),
    ("Decides after the holidays", "节后再决定"), ("Compares with another supplier", "正在比较其他供应商"), ("Buyer was not there", "采购不在"),
    ("Needs faster delivery", "希望交货更快"), ("Happy with the service", "对服务满意"), ("Budget not yet approved", "预算还没批"),
    ("Wants to see the contract", "想先看合同"), ("Machine makes noise", "机器有噪音"), ("Second site possible", "可能开第二家店"), ("Nothing new", "暂无进展"),
)  # fmt: skip
