"""A flat file of order lines: which columns it may have, and how quantity, revenue, tax, discount and cost come out of them.

All arithmetic is on integers of ten-thousandths and rounds half-even, once per figure. Revenue is the mapped amount, else
quantity x unit price less the discount. With ``tax`` answered "included" the line's own tax is taken off (or a rate: "13%");
the stored amount, discount and cost are net of tax. Returns stay negative.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from salesdash.data.fields import MONEY_SCALE, Field
from salesdash.data.importing.cells import Parsed
from salesdash.data.importing.numbers import LARGEST

if TYPE_CHECKING:
    from salesdash.data.importing.mapping import Mapping

FIELDS: tuple[Field, ...] = (
    Field("source", "id", "Source", "数据来源", examples=("shop", "shop")),
    Field("order_no", "id", "Order no", "订单号", examples=("SO-1001", "SO-1001")),
    Field("line_no", "id", "Line no", "行号", examples=("1", "2")),
    Field("ordered_on", "date", "Order date", "订单日期", required=True, examples=("2026-01-15", "2026-01-15")),
    Field("shipped_on", "date", "Ship date", "发货日期", examples=("2026-01-17", "")),
    Field("due_on", "date", "Due date", "交货日期", examples=("2026-01-22", "2026-01-22")),
    Field("customer", "id", "Customer", "客户编号", refers="customers", examples=("C-1001", "C-1001")),
    Field("customer_name", "text", "Customer name", "客户名称", examples=("Harbour Coffee", "Harbour Coffee")),
    Field("segment", "id", "Segment", "客户分群", refers="segments", examples=("corporate", "corporate")),
    Field("country", "text", "Country", "国家", examples=("United States", "United States")),
    Field("region", "id", "Region", "地区", refers="regions", examples=("North", "North")),
    Field("state", "text", "State", "省份", examples=("Vermont", "Vermont")),
    Field("city", "text", "City", "城市", examples=("Burlington", "Burlington")),
    Field("product", "id", "Product", "产品编号", refers="products", examples=("P-01", "P-02")),
    Field("product_name", "text", "Product name", "产品名称", examples=("Arabica 1 kg", "Green tea 250 g")),
    Field("category", "id", "Category", "品类", refers="categories", examples=("Coffee", "Tea")),
    Field("subcategory", "text", "Subcategory", "子类别", examples=("Beans", "Leaves")),
    Field("channel", "id", "Channel", "渠道", refers="channels", examples=("web", "web")),
    Field("partner", "id", "Partner", "合作伙伴", refers="partners", examples=("PA-1", "")),
    Field("rep", "id", "Sales rep", "销售代表", refers="reps", examples=("R-01", "R-01")),
    Field("team", "id", "Team", "团队", refers="teams", examples=("T-1", "T-1")),
    Field("quantity", "number", "Quantity", "数量", examples=("12", "-1")),
    Field("unit_price", "money", "Unit price", "单价", examples=("18.90", "7.50")),
    Field("amount", "money", "Amount", "销售额", examples=("215.46", "-7.50")),
    Field("discount", "number", "Discount", "折扣", examples=("11.34", "0")),
    Field("tax", "money", "Tax", "税额", examples=("0", "0")),
    Field("cost", "money", "Cost", "成本", examples=("110.40", "-3.10")),
    Field("profit", "money", "Profit", "利润"),
    Field("margin_pct", "percent", "Margin %", "毛利率"),
    Field("currency", "text", "Currency", "币种", examples=("USD", "USD")),
)
ONE = MONEY_SCALE
_FITS = 9.0e18
"""Products whose float stays below this are exact in int64."""


def information_only(columns: Collection[str]) -> frozenset[str]:
    """Of the mapped fields those on which no figure rests: their unreadable cells are left empty and refuse no line."""
    spare = {"unit_price", "discount"} if "amount" in columns else set()
    if "cost" in columns:
        spare |= {"profit", "margin_pct"}
    return frozenset(spare & set(columns))


@dataclass(frozen=True)
class Amounts:
    """Per line, int64 ten-thousandths, net of tax: 0 where a mask says null or `bad` says why not (index -> reason)."""

    quantity: np.ndarray
    amount: np.ndarray
    discount: np.ndarray
    discount_null: np.ndarray
    tax: np.ndarray
    tax_null: np.ndarray
    cost: np.ndarray
    cost_null: np.ndarray
    bad: dict[int, str] = field(default_factory=dict)


def times(first: np.ndarray, *more: np.ndarray, by: int | np.ndarray) -> np.ndarray:
    """first x more... / by, half-even, exact; `by` > 0. Values beyond `LARGEST` come back as LARGEST + 1 or its negative."""
    arrays = np.broadcast_arrays(first, *more, by)
    factors, divisor = arrays[:-1], arrays[-1]
    size = np.abs(factors[0].astype(np.float64))
    for factor in factors[1:]:
        size = size * np.abs(factor.astype(np.float64))
    small = size < _FITS
    product = np.ones(len(size), np.int64)
    for factor in factors:
        product = np.where(small, product * np.where(small, factor, 0), 0)
    quotient, rest = np.divmod(product, divisor)
    twice = 2 * rest
    result = quotient + ((twice > divisor) | ((twice == divisor) & (quotient % 2 == 1)))
    for row in np.flatnonzero(~small).tolist():
        exact, share = 1, int(divisor[row])
        for factor in factors:
            exact *= int(factor[row])
        whole, left = divmod(exact, share)
        whole += left * 2 > share or (left * 2 == share and whole % 2 == 1)
        result[row] = max(-LARGEST - 1, min(LARGEST + 1, whole))
    return result


def amounts(parsed: Mapped[str, Parsed], mapping: Mapping) -> Amounts:
    """The figures of every line of a block from its parsed columns (field name -> column); needs `amount`, or `quantity` and `unit_price`.

    The discount of the result is an amount per line. Where the amount is mapped it is information only: a discount that
    cannot be told (its form was not asked, or it lies outside its range) is null there and never refuses the line.
    """
    length = len(next(iter(parsed.values())).null)
    bad: dict[int, str] = {}
    quantity = _needed(parsed, "quantity", bad) if "quantity" in parsed else np.full(length, ONE, np.int64)
    form = mapping.answers.get("discount")
    if "amount" in parsed:
        amount = _needed(parsed, "amount", bad)
    else:
        amount = times(quantity, _needed(parsed, "unit_price", bad), by=ONE)
        amount, given = _discounted(amount, quantity, parsed, form, bad)
    _refuse(bad, np.abs(amount) > LARGEST, "too_large")
    tax, tax_null = _optional(parsed, "tax", length)
    rate = _rate(mapping.answers.get("tax"))
    if rate:
        net = times(amount, np.full(length, ONE, np.int64), by=ONE + rate)
        if "tax" not in parsed:
            tax, tax_null = amount - net, np.zeros(length, bool)
    elif mapping.answers.get("tax") == "included" and "tax" in parsed:
        _refuse(bad, tax_null, "missing_tax")
        net = amount - tax
    else:
        net = amount
    if "amount" in parsed:
        discount, discount_null = _informed(net, quantity, parsed, form, length)
    elif "discount" in parsed:
        discount, discount_null = given, np.zeros(length, bool)
    else:
        discount, discount_null = np.zeros(length, np.int64), np.ones(length, bool)
    cost, cost_null = _cost(net, parsed, length)
    _refuse(bad, np.abs(cost) > LARGEST, "too_large")
    for values in (quantity, net, discount, tax, cost):
        values[list(bad)] = 0
    return Amounts(quantity, net, discount, discount_null, tax, tax_null, cost, cost_null, bad)


def _refuse(bad: dict[int, str], where: np.ndarray, reason: str) -> None:
    for row in np.flatnonzero(where).tolist():
        bad.setdefault(row, reason)


def _needed(parsed: Mapped[str, Parsed], name: str, bad: dict[int, str]) -> np.ndarray:
    column = parsed[name]
    _refuse(bad, column.null, f"missing_{name}")
    for row, reason in column.bad.items():
        bad.setdefault(row, reason)
    return column.values.copy()


def _optional(parsed: Mapped[str, Parsed], name: str, length: int) -> tuple[np.ndarray, np.ndarray]:
    if name not in parsed:
        return np.zeros(length, np.int64), np.ones(length, bool)
    null = parsed[name].null.copy()
    null[list(parsed[name].bad)] = True
    return parsed[name].values.copy(), null


def _rate(answer: str | None) -> int:
    """ "13%" -> 1,300 ten-thousandths; 0 for every other answer."""
    return round(float(answer[:-1]) * 100) if answer and answer.endswith("%") else 0


def _discounted(
    gross: np.ndarray, quantity: np.ndarray, parsed: Mapped[str, Parsed], form: str | None, bad: dict[int, str]
) -> tuple[np.ndarray, np.ndarray]:
    """Quantity x price less the discount (fractions exactly, before rounding) -> amount, discount. An amount of discount is per
    line and lessens the size of the line, so that a return of a discounted line is smaller too."""
    discount, _ = _optional(parsed, "discount", len(gross))
    for row, reason in parsed["discount"].bad.items() if "discount" in parsed else ():
        bad.setdefault(row, reason)
    if form == "amount":
        off = np.sign(gross) * np.abs(discount)
        _refuse(bad, (np.abs(discount) > np.abs(gross)) | ((discount < 0) & (gross > 0)), "discount_too_large")
        return gross - off, off
    _refuse(bad, (discount < 0) | (discount > ONE), "discount_not_a_fraction")
    net = times(quantity, parsed["unit_price"].values, ONE - discount, by=ONE * ONE)
    return net, gross - net


def _informed(
    net: np.ndarray, quantity: np.ndarray, parsed: Mapped[str, Parsed], form: str | None, length: int
) -> tuple[np.ndarray, np.ndarray]:
    """The discount that is already taken off the amount: from a fraction d it is net x d / (1 - d)."""
    given, null = _optional(parsed, "discount", length)
    if form == "amount":
        return given, null
    if form not in ("fraction", "percent"):
        return np.zeros(length, np.int64), np.ones(length, bool)
    null |= (given < 0) | (given >= ONE)
    given[null] = 0
    discount = times(net, given, by=ONE - given)
    null |= np.abs(discount) > LARGEST
    return np.where(null, 0, discount), null


def _cost(net: np.ndarray, parsed: Mapped[str, Parsed], length: int) -> tuple[np.ndarray, np.ndarray]:
    """Cost as it stands, else amount - profit, else amount x (1 - margin)."""
    if "cost" in parsed:
        return _optional(parsed, "cost", length)
    if "profit" in parsed:
        profit, null = _optional(parsed, "profit", length)
        return np.where(null, 0, net - profit), null
    if "margin_pct" in parsed:
        margin, null = _optional(parsed, "margin_pct", length)
        return np.where(null, 0, times(net, ONE - margin, by=ONE)), null
    return np.zeros(length, np.int64), np.ones(length, bool)
