"""What the columns of a file mean: exact matches only, and a question wherever the file does not say."""

from __future__ import annotations

import pyarrow as pa
import pytest

from salesdash.data.fields import Field
from salesdash.data.importing.cells import Style
from salesdash.data.importing.mapping import Mapping, Proposal, headers_key, propose
from salesdash.data.importing.matching import norm
from salesdash.data.importing.presets import PRESETS
from salesdash.data.schema import importables
from salesdash.errors import ImportRefused

TABLES: dict[str, tuple[Field, ...]] = {
    name: tuple(c.info["field"] for c in table.columns if "field" in c.info) for name, table in importables().items()
}


def proposed(columns: dict[str, list[str]], **options: object) -> Proposal:
    length = max((len(cells) for cells in columns.values()), default=0)
    sample = pa.table({header: pa.array(cells or pa.nulls(length), pa.string()) for header, cells in columns.items()})
    return propose(list(columns), sample, TABLES, **options)  # type: ignore[arg-type]


def headers(*names: str, **options: object) -> Proposal:
    return proposed({name: [] for name in names}, **options)


def codes(proposal: Proposal) -> list[str]:
    return [question.code for question in proposal.questions]


LINES: dict[str, list[str]] = {"Order ID": ["1"], "Order Date": ["2026-01-15"], "Quantity": ["2"], "Unit Price": ["10.50"]}


def test_case_spaces_punctuation_width_and_units_do_not_matter() -> None:
    assert norm("  Order_ID ") == norm("OrderID") == norm("order id") == norm("ＯＲＤＥＲ－ＩＤ")
    found = headers("ORDER NO.", "order_date", "税额（元）", "Amount (USD)")
    assert found.mapping.columns == {"order_no": "ORDER NO.", "ordered_on": "order_date", "tax": "税额（元）", "amount": "Amount (USD)"}


def test_every_template_maps_to_its_own_fields_in_both_languages() -> None:
    from salesdash.data.importing.orders import FIELDS

    for kind, fields in {"orders": FIELDS, **TABLES}.items():
        for own in ([f.en for f in fields], [f.zh for f in fields], [f.name for f in fields]):
            assert headers(*own, kind=kind).mapping.columns == {f.name: header for f, header in zip(fields, own, strict=True)}


def test_every_template_is_recognised_by_its_headers() -> None:
    for kind, fields in TABLES.items():
        if kind in ("segments", "teams", "regions", "categories", "channels"):
            continue
        for own in ([f.en for f in fields], [f.zh for f in fields]):
            found = headers(*own)
            assert found.mapping.kind == kind, own


def test_alike_headers_are_only_suggested() -> None:
    found = headers("Order ID", "Order Date", "Amuont", "客户的编号")
    assert "amount" not in found.mapping.columns and found.missing == ("amount",)
    assert found.suggestions["Amuont"][0] == "amount"
    assert "customer" in found.suggestions["客户的编号"]
    assert found.unused == ("Amuont", "客户的编号")


def test_the_more_specific_header_wins_and_equals_are_asked() -> None:
    assert headers("Date", "Order Date", "Net Amount", "Sales").mapping.columns == {"ordered_on": "Order Date", "amount": "Net Amount"}
    assert headers("订单日期", "不含税金额", "价税合计").mapping.columns["amount"] == "不含税金额"
    asked = headers("Order Date", "Sales", "Revenue")
    assert codes(asked) == ["which"]
    assert [value for value, _ in asked.questions[0].options] == ["Sales=amount", "Revenue=amount"]
    assert asked.questions[0].flag == '--map "Sales=amount"'
    assert codes(headers("Order Date", "Sales", "Revenue", chosen={"Revenue": "amount", "Sales": ""})) == []


def test_a_column_that_stands_twice_is_asked() -> None:
    assert codes(headers("Order Date", "Amount", "Amount (2)")) == []
    assert codes(headers("Order Date", "amount", "AMOUNT")) == ["which"]


def test_a_name_without_a_code_is_the_code_as_well() -> None:
    found = headers("Order Date", "Amount", "Customer Name", "产品名称")
    assert found.mapping.columns["customer"] == found.mapping.columns["customer_name"] == "Customer Name"
    assert found.mapping.columns["product"] == found.mapping.columns["product_name"] == "产品名称"
    both = headers("Order Date", "Amount", "Customer ID", "Customer")
    assert (both.mapping.columns["customer"], both.mapping.columns["customer_name"]) == ("Customer ID", "Customer")


def test_order_lines_need_a_date_and_an_amount_or_quantity_and_price() -> None:
    assert headers("Order ID", "Customer", "Quantity", kind="orders").missing == ("ordered_on", "amount")
    assert headers(*LINES).missing == ()


def test_a_file_that_says_nothing_is_asked_what_it_is() -> None:
    assert codes(headers("foo", "bar")) == ["kind"]
    assert codes(headers("EmployeeKey", "CalendarYear", "CalendarQuarter")) == ["kind"]
    assert codes(headers("foo", "bar", kind="customers")) == []


def test_dates_that_can_be_read_both_ways_are_asked_per_column_and_answered_by_the_option() -> None:
    file = {"Order Date": ["1/2/2026"], "Ship Date": ["1/2/2026"], "Due Date": ["1/30/2026"], "Amount": ["5"]}
    asked = proposed(file)
    assert [(q.code, q.header) for q in asked.questions] == [("dates", "Order Date"), ("dates", "Ship Date")]
    assert asked.questions[0].flag == "--dates dmy|mdy"
    found = proposed(file, answers={"dates": "dmy", "dates:Ship Date": "mdy"})
    assert {name: found.mapping.styles[name].dates for name in ("ordered_on", "shipped_on", "due_on")} == {
        "ordered_on": "dmy",
        "shipped_on": "mdy",
        "due_on": "mdy",
    }
    assert found.ready


def test_a_decimal_mark_is_settled_by_the_other_columns_or_asked() -> None:
    file = {"Order Date": ["2026-01-01"], "Quantity": ["1,000"], "Unit Price": ["12.50"]}
    assert proposed(file).mapping.styles["quantity"].decimal == "."
    assert codes(proposed({**file, "Unit Price": ["12"]})) == ["decimal"]
    assert proposed({**file, "Unit Price": ["12"]}, answers={"decimal": ","}).mapping.styles["quantity"].decimal == ","


def test_the_form_of_a_discount_is_asked_only_where_the_revenue_needs_it() -> None:
    assert codes(proposed({**LINES, "Discount": ["0.2"]})) == ["discount"]
    assert [value for value, _ in proposed({**LINES, "Discount": ["20"]}).questions[0].options] == ["percent", "amount"]
    assert codes(proposed({**LINES, "Amount": ["16.80"], "Discount": ["0.2"]})) == []
    for header, cell, form in (
        ("Discount %", "20", "percent"),
        ("Discount", "15%", "percent"),
        ("Discount Amount", "0.5", "amount"),
        ("折扣额", "1", "amount"),
        ("Discount", "150", "amount"),
    ):
        found = proposed({**LINES, header: [cell]})
        assert (codes(found), found.mapping.answers["discount"]) == ([], form), header
    answered = proposed({**LINES, "Discount": ["20"]}, answers={"discount": "percent"})
    assert answered.ready and answered.mapping.styles["discount"].percent


def test_whether_tax_is_included_is_asked_unless_the_name_says_it() -> None:
    assert codes(headers("Order Date", "Amount", "Tax")) == ["tax"]
    assert headers("Order Date", "Amount", "Tax", answers={"tax": "excluded"}).ready
    assert headers("单据日期", "价税合计", "税额（元）").mapping.answers == {"tax": "included"}
    assert headers("单据日期", "不含税金额", "税额").mapping.answers == {"tax": "excluded"}
    without_tax_column = headers("单据日期", "销售额（含税）")
    assert codes(without_tax_column) == ["tax"] and "13%" in dict(without_tax_column.questions[0].options)
    assert headers("单据日期", "含税单价", "数量", answers={"tax": "13%"}).ready


def test_the_answer_about_the_currency_is_kept() -> None:
    assert headers("Order Date", "Amount", "Currency", answers={"currency": "base"}).mapping.answers == {"currency": "base"}


def test_a_margin_in_money_is_the_profit() -> None:
    assert proposed({"Order Date": ["2026-01-01"], "Amount": ["900"], "Margin": ["350"]}).mapping.columns["profit"] == "Margin"
    assert proposed({"Order Date": ["2026-01-01"], "Amount": ["900"], "Margin": ["35"]}).mapping.styles["margin_pct"] == Style(percent=True)


def test_what_is_chosen_overrules_everything_and_nonsense_is_refused() -> None:
    found = headers("Order Date", "Amount", "Whatever", "currency", chosen={"Whatever": "customer", "currency": ""})
    assert found.mapping.columns == {"ordered_on": "Order Date", "amount": "Amount", "customer": "Whatever"}
    for nonsense in (
        {"chosen": {"Nope": "amount"}},
        {"chosen": {"Amount": "nope"}},
        {"chosen": {"Amount": "cost", "Order Date": "cost"}},
        {"answers": {"dates": "ydm"}},
        {"kind": "gnomes"},
    ):
        with pytest.raises(ImportRefused):
            headers("Order Date", "Amount", **nonsense)


def test_a_mapping_survives_json_and_is_used_for_the_same_headers_again() -> None:
    file = {**LINES, "Order Date": ["1/2/2026"], "Discount": ["20"], "Foo": ["C1"], "Net Amount": ["5"]}
    first = proposed(file, chosen={"Foo": "customer", "Net Amount": ""}, answers={"dates": "dmy", "discount": "percent"})
    assert first.ready
    again = Mapping.from_json(first.mapping.to_json())
    assert again.columns == first.mapping.columns and again.answers == first.mapping.answers
    assert {name: again.style(name) for name in first.mapping.styles} == first.mapping.styles
    second = proposed(file, saved=again)
    assert second.ready and second.saved and second.mapping == first.mapping
    assert not headers("Order Date", "Amount", saved=again).saved
    assert headers_key(["b", "a"]) == headers_key(["a", "b"])
    with pytest.raises(ImportRefused):
        Mapping.from_json("{}")


def test_every_preset_names_fields_that_exist_and_is_recognised() -> None:
    from salesdash.data.importing.orders import FIELDS

    fields = {"orders": FIELDS, **TABLES}
    for preset in PRESETS:
        assert set(preset.columns) <= {f.name for f in fields[preset.kind]}, preset
        known = [options[0] for options in preset.columns.values()]
        found = headers(*dict.fromkeys([*preset.signature, *known]))
        assert (found.mapping.kind, found.preset) == (preset.kind, preset.system)


def test_exports_of_known_systems_are_mapped() -> None:
    zoho = headers(
        "Record Id", "Deal Name", "Account Name", "Account Name.id", "Stage", "Closing Date", "Amount", "Lead Source", "Deal Owner"
    )
    assert (
        zoho.preset == "Zoho CRM"
        and zoho.mapping.columns["customer"] == "Account Name.id"
        and zoho.mapping.columns["expected_on"] == "Closing Date"
    )
    salesforce = headers("Id", "Name", "StageName", "Amount", "CloseDate", "AccountId", "OwnerId", "CreatedDate")
    assert salesforce.ready and salesforce.mapping.columns["rep"] == "OwnerId"
    hubspot = headers("Record ID", "Deal Name", "Deal Stage", "Close Date", "Create Date", "Deal owner", "Amount", "Associated Company")
    assert hubspot.ready and hubspot.mapping.columns["customer"] == "Associated Company"
    orders = headers("订单编号", "订单状态", "客户名称", "订单金额", "折扣金额", "实收金额", "已回款金额", "币种", "负责人", "创建时间")
    assert orders.ready and orders.mapping.kind == "orders" and orders.mapping.columns["amount"] == "订单金额"
    deals = headers("商机名称", "客户名称", "销售阶段", "商机状态", "商机金额", "赢率", "预计结单日期", "已知竞品", "负责人")
    assert deals.ready and deals.mapping.columns["competitor"] == "已知竞品"
