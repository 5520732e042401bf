"""How movers are worked out.

- Customers are told apart by whether they bought in the period, in the comparison, or in both (more or less than then). Who bought now and
  not then need not be new: this does not look further back. The four groups and the lines without a customer add up to the change of revenue.
- Gains and losses are those of single customers and products, at most ten each, by the change of their revenue.
- A customer who buys rarely can be missing here and come back next month: this is what was booked, not a forecast.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from salesdash.data.directory import DataState
from salesdash.overview.model import Movers, Sentence, anything
from salesdash.scope import Calendar, Reach
from salesdash.text import N_, t

MOST = 10
FLOWS = {
    "new": N_("Bought now, not before"),
    "more": N_("Bought more"),
    "less": N_("Bought less"),
    "lost": N_("Bought before, not now"),
    "unnamed": N_("Lines without a customer"),
}


def answer(
    reach: Reach,
    calendar: Calendar,
    state: DataState,
    products: pd.DataFrame,
    movers: pd.DataFrame,
    flows: pd.DataFrame,
    top: pd.DataFrame,
) -> Movers:
    """Who and what moved, from the frames of ``data``. Raises NothingInScope when no line is left."""
    anything(state, len(products))
    by_product = products.groupby(["product", "name", "name_zh"], as_index=False, dropna=False)[
        ["amount", "returned", "amount_before", "returned_before"]
    ].sum()
    goods = pd.DataFrame({
        "code": by_product["product"], "name": by_product["name"], "name_zh": by_product["name_zh"],
        "revenue": by_product["amount"] + by_product["returned"], "before": by_product["amount_before"] + by_product["returned_before"],
    })  # fmt: skip
    whole = goods["revenue"].sum()
    top = top.rename(columns={"revenue_before": "before"})
    top["share"] = top["revenue"] / whole if whole else float("nan")
    if not reach.before_first:
        top["before"] = float("nan")
    told = flows.rename(columns={"revenue_before": "before"})
    told = told.assign(
        code=told["which"], name=[t(FLOWS[w], "en") for w in told["which"]], name_zh=[t(FLOWS[w], "zh") for w in told["which"]],
        change=told["revenue"] - told["before"],
    )  # fmt: skip
    told = told.sort_values("code", key=lambda codes: codes.map(list(FLOWS).index), ignore_index=True)
    told = told[(told["revenue"] != 0) | (told["before"] != 0)]
    compared = bool(reach.before_first) and bool(told["before"].any()) and calendar.complete(reach)
    return Movers(
        reach, state, _moved(movers.rename(columns={"revenue_before": "before"})) if compared else movers.head(0),
        _moved(goods) if compared else goods.head(0), top,
        told[["code", "name", "name_zh", "customers", "revenue", "before", "change"]] if compared else told.head(0), _headline(told, compared),
    )  # fmt: skip


def _moved(frame: pd.DataFrame) -> pd.DataFrame:
    """The largest gains and losses, from the largest gain to the largest loss."""
    moved = frame.assign(change=frame["revenue"] - frame["before"])
    moved = moved[(moved["change"] != 0) & (moved["code"] != "-")].sort_values("change", ascending=False, kind="stable")
    gains, losses = moved[moved["change"] > 0].head(MOST), moved[moved["change"] < 0].tail(MOST)
    return pd.concat([gains, losses], ignore_index=True)[["code", "name", "name_zh", "revenue", "before", "change"]]


def _headline(flows: pd.DataFrame, compared: bool) -> Sentence:
    if not compared:
        return Sentence(N_("There is nothing to compare with: choose another comparison or load earlier orders."))
    by_code = {row["code"]: row for row in flows.to_dict("records")}
    values: dict[str, Any] = {}
    for code in ("new", "lost"):
        row = by_code.get(code, {"customers": 0, "change": 0.0})
        values |= {code: int(row["customers"]), f"{code}_money": abs(float(row["change"]))}
    units = {name: "money" if name.endswith("money") else "count" for name in values}
    return Sentence(
        N_(
            "{new} customers who bought nothing in the comparison brought {new_money}; {lost} who did buy then bought nothing now: {lost_money} less."
        ),
        values,
        units,
    )
