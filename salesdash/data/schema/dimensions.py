"""Who, what and where: regions, categories, segments, channels, teams, customers, products, partners, reps and their assignments.

Row 0 of regions, segments, categories, channels, customers and products is "not known".
"""

from __future__ import annotations

import sqlalchemy as sa

from salesdash.data.fields import Field
from salesdash.data.schema.declare import Key, column, importable, metadata


def code_field(en: str, zh: str, *examples: str) -> Field:
    return Field("code", "id", en, zh, required=True, examples=(examples[0], examples[1]))


def name_fields(en: tuple[str, str], zh: tuple[str, str]) -> tuple[Field, Field]:
    return (Field("name", "text", "Name", "名称", examples=en), Field("name_zh", "text", "Chinese name", "中文名称", examples=zh))


def reference(name: str, refers: str, en: str, zh: str, *examples: str, required: bool = False) -> Field:
    return Field(name, "id", en, zh, required=required, refers=refers, examples=(examples[0], examples[1]))


REGION = reference("region", "regions", "Region", "地区", "North", "East")
CHANNEL = reference("channel", "channels", "Channel", "渠道", "web", "distributor")
CUSTOMER = reference("customer", "customers", "Customer", "客户编号", "C-1001", "C-1002")
PRODUCT = reference("product", "products", "Product", "产品编号", "P-01", "P-02")
PARTNER = reference("partner", "partners", "Partner", "合作伙伴", "PA-1", "PA-2")
REP = reference("rep", "reps", "Sales rep", "销售代表", "R-01", "R-02")
CURRENCY = Field("currency", "text", "Currency", "币种", examples=("USD", "CNY"))


def _tree(name: str, names: tuple[str, str], en: tuple[str, str], zh: tuple[str, str]) -> sa.Table:
    """A tree of up to four levels: `code` is the path ("North/Kentucky"); `root_id` its level-1 row, which filters use."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", Key, primary_key=True),
        column(code_field("Code", "编码", *en)),
        *(column(f) for f in name_fields(en, zh)),
        column(Field("parent", "id", "Parent", "上级", refers=name)),
        sa.Column("level", sa.Integer, nullable=False, server_default="1"),
        sa.Column("root_id", Key, nullable=False, index=True),
        sa.Column("import_id", Key),
        sa.Column("row_version", sa.Integer, nullable=False, server_default="1"),
        sa.UniqueConstraint("code"),
        info={"names": names, "key": ("code",), "scoped": ()},
    )


regions = _tree("regions", ("Regions", "地区"), ("North", "South"), ("北区", "南区"))
categories = _tree("categories", ("Categories", "品类"), ("Coffee", "Tea"), ("咖啡", "茶"))
segments = importable("segments", ("Segments", "客户分群"), ("code",), code_field("Code", "编码", "consumer", "corporate"),
                      *name_fields(("Consumer", "Corporate"), ("消费者", "企业")))  # fmt: skip
channels = importable(
    "channels", ("Channels", "渠道"), ("code",), code_field("Code", "编码", "web", "distributor"),
    *name_fields(("Web shop", "Distributor"), ("网店", "经销商")),
    Field("kind", "choice", "Kind", "类型", examples=("direct", "distribution"),
          choices=(("direct", ("direct", "直销", "直营")), ("distribution", ("distribution", "indirect", "分销", "经销", "渠道")))),
)  # fmt: skip
teams = importable("teams", ("Teams", "团队"), ("code",), code_field("Code", "编码", "T-1", "T-2"),
                   *name_fields(("Key accounts", "Field sales"), ("大客户部", "外勤销售")))  # fmt: skip
customers = importable(
    "customers", ("Customers", "客户"), ("code",), code_field("Customer", "客户编号", "C-1001", "C-1002"),
    *name_fields(("Harbour Coffee", "Mia Chen"), ("海港咖啡", "陈米娅")),
    Field("kind", "choice", "Kind", "客户类型", examples=("business", "consumer"),
          choices=(("business", ("business", "b2b", "company", "企业", "公司")), ("consumer", ("consumer", "b2c", "person", "个人", "消费者")))),
    reference("segment", "segments", "Segment", "客户分群", "corporate", "consumer"), REGION,
    Field("country", "text", "Country", "国家", examples=("United States", "China")),
    Field("birth_year", "integer", "Birth year", "出生年份", examples=("", "1988")),
    Field("gender", "text", "Gender", "性别", examples=("", "female")),
    Field("income", "money", "Income", "收入", examples=("", "52000")),
    Field("education", "text", "Education", "学历", examples=("", "Bachelor")),
    Field("industry", "text", "Industry", "行业", examples=("Hospitality", "")),
    Field("employees", "integer", "Employees", "员工数", examples=("45", "")),
    Field("size", "text", "Size", "规模", examples=("small", "")),
    Field("joined_on", "date", "Customer since", "建档日期", examples=("2023-04-02", "2024-11-20")),
    Field("acquisition_source", "text", "Acquisition source", "客户来源", examples=("Trade fair", "Search")),
    scoped=("region",),
)  # fmt: skip
products = importable(
    "products", ("Products", "产品"), ("code",), code_field("Product", "产品编号", "P-01", "P-02"),
    *name_fields(("Arabica 1 kg", "Green tea 250 g"), ("阿拉比卡咖啡豆1公斤", "绿茶250克")),
    reference("category", "categories", "Category", "品类", "Coffee", "Tea"),
    Field("supplier", "text", "Supplier", "供应商", examples=("Andes Beans", "Longjing Farm")),
    Field("unit_cost", "money", "Unit cost", "单位成本", examples=("9.20", "3.10")),
    Field("list_price", "money", "List price", "标价", examples=("18.90", "7.50")),
)  # fmt: skip
partners = importable("partners", ("Partners", "合作伙伴"), ("code",), code_field("Partner", "伙伴编号", "PA-1", "PA-2"),
                      *name_fields(("Blue River Trading", "Sunrise Retail"), ("蓝河贸易", "旭日零售")), CHANNEL, REGION, scoped=("region", "channel"))  # fmt: skip
reps = importable("reps", ("Sales reps", "销售代表"), ("code",), code_field("Rep", "代表编号", "R-01", "R-02"),
                  *name_fields(("Ana Silva", "Li Wei"), ("安娜", "李伟")),
                  Field("joined_on", "date", "Joined", "入职日期", examples=("2022-01-10", "2023-06-01")),
                  Field("left_on", "date", "Left", "离职日期", examples=("", "2025-12-31")))  # fmt: skip
rep_assignments = importable(
    "rep_assignments", ("Rep assignments", "销售任职"), ("rep", "from_on"), reference("rep", "reps", "Rep", "代表编号", "R-01", "R-02", required=True),
    reference("team", "teams", "Team", "团队", "T-1", "T-2"), reference("manager", "reps", "Manager", "经理", "R-02", ""), REGION,
    Field("from_on", "date", "From", "开始日期", required=True, examples=("2022-01-10", "2023-06-01")),
    Field("to_on", "date", "To", "结束日期", examples=("2024-06-30", "")), scoped=("region", "team"),
)  # fmt: skip
