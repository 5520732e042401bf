"""The headers of real files are mapped to the right fields."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from salesdash.data.fields import Field
from salesdash.data.importing.mapping import Proposal, propose
from salesdash.data.schema import importables

TABLES: dict[str, tuple[Field, ...]] = {
    name: tuple(c.info["field"] for c in table.columns if "field" in c.info) for name, table in importables().items()
}


def proposed(path: Path) -> Proposal:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row, _ in zip(csv.reader(file), range(5001), strict=False)]
    sample = pa.table({header: pa.array([row[at] or None for row in rows[1:]], pa.string()) for at, header in enumerate(rows[0])})
    return propose(rows[0], sample, TABLES)


def codes(proposal: Proposal) -> list[str]:
    return [question.code for question in proposal.questions]


EXPECTED = {
    "adventureworks/sales_lines.csv": (
        "orders",
        ["tax"],
        "order_no=order_no line_no=line_no ordered_on=order_date shipped_on=ship_date due_on=due_date customer=party_id "
        "region=territory_id product=product_id channel=channel rep=rep_id quantity=qty unit_price=unit_price amount=sales_amount "
        "discount=discount_amount tax=tax cost=cost currency=currency",
    ),
    "uci_online_retail/online_retail.csv": (
        "orders",
        [],
        "order_no=InvoiceNo ordered_on=InvoiceDate customer=CustomerID country=Country product=StockCode product_name=Description "
        "quantity=Quantity unit_price=UnitPrice",
    ),
    "northwind/Orders.csv": (
        "orders",
        [],
        "order_no=OrderID ordered_on=OrderDate shipped_on=ShippedDate due_on=RequiredDate customer=CustomerID "
        "customer_name=ShipName country=ShipCountry state=ShipRegion city=ShipCity rep=EmployeeID",
    ),
    "northwind/OrderDetails.csv": (
        "orders",
        ["discount"],
        "order_no=OrderID product=ProductID quantity=Quantity unit_price=UnitPrice discount=Discount",
    ),
    "northwind/Customers.csv": (
        "customers",
        [],
        "code=CustomerID name=CompanyName region=Region country=Country",
    ),
    "northwind/Products.csv": (
        "products",
        [],
        "code=ProductID name=ProductName category=CategoryID supplier=SupplierID list_price=UnitPrice",
    ),
    "maven_crm_sales/sales_pipeline.csv": (
        "deals",
        [],
        "code=opportunity_id customer=account product=product rep=sales_agent stage=deal_stage amount=close_value "
        "created_on=engage_date closed_on=close_date",
    ),
    "maven_crm_sales/accounts.csv": (
        "customers",
        [],
        "code=account country=office_location industry=sector employees=employees",
    ),
    "maven_crm_sales/products.csv": (
        "products",
        [],
        "code=product category=series list_price=sales_price",
    ),
    "adventureworks/customers_individual.csv": (
        "customers",
        [],
        "code=party_id region=SalesTerritoryKey country=EnglishCountryRegionName birth_year=BirthDate gender=Gender "
        "income=YearlyIncome education=EnglishEducation joined_on=DateFirstPurchase",
    ),
    "adventureworks/customers_reseller.csv": (
        "customers",
        [],
        "code=party_id name=ResellerName region=SalesTerritoryKey country=EnglishCountryRegionName employees=NumberEmployees",
    ),
    "adventureworks/products.csv": (
        "products",
        [],
        "code=ProductKey name=EnglishProductName category=category unit_cost=StandardCost list_price=ListPrice",
    ),
    "adventureworks/fx_rates.csv": (
        "exchange_rates",
        [],
        "currency=currency valid_from=Date rate=AverageRate",
    ),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", EXPECTED)
def test_real_headers_are_mapped(name: str, real_data: Path) -> None:
    kind, questions, columns = EXPECTED[name]
    found = proposed(real_data / name)
    assert (found.mapping.kind, codes(found)) == (kind, questions)
    assert found.mapping.columns == dict(pair.split("=", 1) for pair in columns.split())


@pytest.mark.real_data
def test_superstore_headers_are_mapped_in_english_and_chinese(real_data: Path) -> None:
    english, chinese = proposed(real_data / "superstore/superstore.csv"), proposed(real_data / "zh_superstore/订单.csv")
    assert english.ready and chinese.ready
    assert set(english.mapping.columns) == set(chinese.mapping.columns)
    assert english.unused == ("Ship Mode", "Postal Code") and chinese.unused == ("邮寄方式",)
    assert english.mapping.styles["ordered_on"].dates == "mdy" and english.mapping.answers["discount"] == "fraction"
