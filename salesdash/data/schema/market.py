"""What is known about the market: marketing spend, promotions, competitors with their prices, perceived quality, market shares and sizes,
brand surveys, and the events of the calendar.

`brand` is the code of a competitor, or "own" for the house itself. Shares and discounts are fractions.
"""

from __future__ import annotations

from salesdash.data.fields import Field
from salesdash.data.schema.declare import importable
from salesdash.data.schema.dimensions import CHANNEL, CURRENCY, PRODUCT, REGION, code_field, name_fields, reference

CATEGORY = reference("category", "categories", "Category", "品类", "Coffee", "Tea")
ITS_REGION = reference("region", "regions", "Region", "地区", "North", "East", required=True)
ITS_CATEGORY = reference("category", "categories", "Category", "品类", "Coffee", "Tea", required=True)
COMPETITOR = reference("competitor", "competitors", "Competitor", "竞争对手", "bluepeak", "redcup", required=True)
BRAND = Field("brand", "id", "Brand", "品牌", required=True, examples=("own", "bluepeak"))
STARTS_ON = Field("starts_on", "date", "Starts on", "开始日期", required=True, examples=("2026-03-02", "2026-11-09"))
ENDS_ON = Field("ends_on", "date", "Ends on", "结束日期", examples=("2026-03-22", "2026-11-11"))
NOTE = Field("note", "text", "Remark", "说明", examples=("Online only", ""))

marketing_spend = importable(
    "marketing_spend", ("Marketing spend", "营销费用"), ("channel", "week", "campaign"),
    reference("channel", "channels", "Channel", "渠道", "web", "distributor", required=True),
    Field("week", "date", "Week", "周", required=True, examples=("2026-01-05", "2026-01-12")),
    Field("campaign", "text", "Campaign", "市场活动", required=True, examples=("Brand search", "-")),
    Field("amount", "money", "Spend", "费用金额", required=True, examples=("4200.00", "1830.50")), CURRENCY, scoped=("channel",),
)  # fmt: skip
"""What was spent on a campaign ("-": none in particular) of a channel in the week that holds the day."""
promotions = importable(
    "promotions", ("Promotions", "促销活动"), ("code",), code_field("Promotion", "促销编号", "SPRING", "11-11"),
    *name_fields(("Spring tasting", "Singles' Day"), ("春季品鉴", "双十一")), CATEGORY, CHANNEL, STARTS_ON, ENDS_ON,
    Field("discount", "percent", "Price cut", "降价幅度", examples=("0.15", "0.2")), NOTE, scoped=("category", "channel"),
)  # fmt: skip
"""Price cuts: category or channel empty means all of them."""
competitors = importable(
    "competitors", ("Competitors", "竞争对手"), ("code",), code_field("Competitor", "竞争对手编号", "bluepeak", "redcup"),
    *name_fields(("Bluepeak Coffee", "Red Cup"), ("蓝峰咖啡", "红杯")),
    Field("kind", "text", "Positioning", "定位", examples=("premium", "discount")),
    Field("founded_year", "integer", "Founded", "成立年份", examples=("2009", "")),
    Field("website", "text", "Website", "网站", examples=("bluepeak.example", "")), NOTE,
)  # fmt: skip
competitor_prices = importable(
    "competitor_prices", ("Competitor prices", "竞品价格"), ("competitor", "category", "item", "observed_on"), COMPETITOR, ITS_CATEGORY,
    Field("item", "id", "Competing product", "竞品名称", required=True, examples=("House blend 1 kg", "-")),
    Field("observed_on", "date", "Observed on", "观察日期", required=True, examples=("2026-01-05", "2026-01-05")),
    Field("price", "money", "Competitor price", "竞品售价", required=True, examples=("17.90", "6.80")), PRODUCT,
    Field("own_price", "money", "Our price", "我方售价", examples=("18.90", "7.50")), scoped=("category",),
)  # fmt: skip
"""A competitor's price of a product, or of a whole category (item "-": its mean at our mix); beside it our product and its price."""
quality_scores = importable(
    "quality_scores", ("Perceived quality", "质量感知"), ("brand", "category", "observed_on"), BRAND, ITS_CATEGORY,
    Field("observed_on", "date", "Observed on", "观察日期", required=True, examples=("2026-01-15", "2026-01-15")),
    Field("quality", "number", "Quality score", "质量评分", required=True, examples=("7.4", "6.9")),
    Field("price_index", "number", "Price index", "价格指数", examples=("100", "96.5")),
    Field("answered", "integer", "Answers", "答卷数", examples=("180", "175")), scoped=("category",),
)  # fmt: skip
"""How buyers see a brand, 0 (poor) to 10; price index: its price where ours is 100."""
market_sizes = importable(
    "market_sizes", ("Market sizes", "市场规模"), ("month", "region", "category"),
    Field("month", "month", "First month", "起始月份", required=True, examples=("2026-01", "2026-01")),
    Field("months", "integer", "Months covered", "涵盖月数", examples=("3", "3")), ITS_REGION, ITS_CATEGORY,
    Field("amount", "money", "Market size", "市场规模金额", required=True, examples=("12500000", "4100000")),
    Field("growth", "percent", "Growth in a year", "年增长率", examples=("0.06", "-0.02")), scoped=("region", "category"),
)  # fmt: skip
"""What all brands together sold, at the level of prices we sell at, in the months that begin with this one."""
market_shares = importable(
    "market_shares", ("Market shares", "市场份额"), ("month", "region", "category", "brand"),
    Field("month", "month", "First month", "起始月份", required=True, examples=("2026-01", "2026-01")), ITS_REGION, ITS_CATEGORY, BRAND,
    Field("share", "percent", "Share", "份额", required=True, examples=("0.18", "0.22")), scoped=("region", "category"),
)  # fmt: skip
brand_surveys = importable(
    "brand_surveys", ("Brand surveys", "品牌调研"), ("wave", "sample", "brand", "attribute"),
    Field("wave", "date", "Wave", "调研批次日期", required=True, examples=("2026-05-15", "2026-05-15")),
    Field("sample", "id", "Sample", "样本", required=True, examples=("north", "-")), BRAND,
    Field("attribute", "text", "Attribute", "调研指标", required=True, examples=("awareness", "good value")),
    Field("answered", "integer", "Answers", "答卷数", required=True, examples=("120", "118")),
    Field("said_yes", "integer", "Said yes", "肯定回答数", required=True, examples=("84", "41")), REGION,
    reference("segment", "segments", "Segment", "客户分群", "corporate", "consumer"), scoped=("region",),
)  # fmt: skip
"""How many of those asked in a wave said yes of a brand; sample: who was asked ("-": one sample for all), its region and segment if it has one.
Attributes: awareness, consideration, preference, purchase, and what a brand is seen as (good value, premium, trustworthy ...)."""
calendar_events = importable(
    "calendar_events", ("Calendar events", "日历事件"), ("code",), code_field("Event", "事件编号", "CNY-2026", "FAIR-12"),
    *name_fields(("Chinese New Year", "Coffee fair"), ("春节", "咖啡展")),
    Field("kind", "text", "Kind of event", "事件类型", examples=("holiday", "fair")), STARTS_ON, ENDS_ON, REGION, CHANNEL, NOTE,
    scoped=("region", "channel"),
)  # fmt: skip
"""What moved the figures from outside the order lines: holidays, campaigns, fairs, price changes, outages. No region or channel: all."""
