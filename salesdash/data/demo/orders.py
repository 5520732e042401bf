"""Order lines of the made-up company, week by week: never more than one week and the returns still to come in memory.

Traps: returns, late shipments, costs that are not known, customers of the stores who gave no name. What is planted is in `demand.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import names
from salesdash.data.demo.calendar import Calendar
from salesdash.data.demo.customers import Customers
from salesdash.data.demo.demand import Demand
from salesdash.data.demo.products import Products
from salesdash.data.demo.promotions import Promotions
from salesdash.data.demo.sellers import TERRITORIES, Sellers
from salesdash.data.demo.spend import Spend
from salesdash.data.demo.truths import Truths

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STORES = [c[0] for c in names.CHANNELS].index("stores")
CURRENCY = "CNY"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("source", "order_no")),
        ("line_no", pa.int64()),
        *((name, pa.date32()) for name in ("ordered_on", "shipped_on", "due_on")),
        *((name, pa.string()) for name in ("customer", "region", "channel", "partner", "rep", "product")),
        ("quantity", pa.int64()),
        *((name, pa.float64()) for name in ("amount", "discount", "tax", "cost")),
        ("currency", pa.string()),
    ]
)
"""Grain: one order line. Names are those of a file of order lines; amounts in currency units, net of discount and tax; discount
is an amount; a returned line is a negative line of an order "R-..." of its own."""

WEEK = 7
_SIZES = (0.27, 0.22, 0.17, 0.12, 0.09, 0.06, 0.04, 0.03)
"""Share of orders with 1..8 lines: three on average."""
_RETURNED_ORDERS, _RETURNED_LINES = 0.05, 0.7
_RETURN_DAYS = (WEEK, 45)
_QUANTITY = (0.6, 5.0, 14.0)
"""Mean units beyond the first that a segment buys of something cheap."""
_DISCOUNT = (0.04, 0.03, 0.14, 0.24, 0.20, 0.09)
_PROMISED = (3, 1, 5, 7, 7, 3)
"""Days to the promised date, by channel."""
UNCOSTED, UNNAMED = 0.015, 0.025
"""Share of lines whose cost is not known, and of orders in the stores by nobody knows whom."""
_LATE = {"west": 1.35, "asean": 1.3, "america": 1.2, "europe": 1.15}
_TAX = {"CN": 0.13, "US": 0.07, "CA": 0.13, "GB": 0.20, "DE": 0.19, "FR": 0.20, "SG": 0.09, "MY": 0.10, "TH": 0.07}


@dataclass(frozen=True)
class World:
    """Everything that an order line refers to, and what makes it so."""

    seed: int
    calendar: Calendar
    customers: Customers
    products: Products
    sellers: Sellers
    truths: Truths
    spend: Spend
    promotions: Promotions
    demand: Demand


def blocks(world: World, lines: int) -> Iterator[pa.Table]:
    """Exactly `lines` order lines in the columns of SCHEMA, sorted by date, one table a week (empty weeks left out)."""
    days = len(world.calendar.days)
    starts = np.arange(0, days, WEEK)
    weekly = np.add.reduceat(world.demand.planned, starts)
    planned = np.round(np.cumsum(weekly) / weekly.sum() * lines).astype(np.int64)
    pending = SCHEMA.empty_table()
    emitted = orders = 0
    for week, (first, target) in enumerate(zip(starts.tolist(), planned.tolist(), strict=True)):
        last = min(first + WEEK, days) - 1
        is_due = pc.less_equal(pending["ordered_on"], pa.scalar(world.calendar.days[last].astype(object)))
        due, pending = pending.filter(is_due), pending.filter(pc.invert(is_due))
        if last == days - 1:
            due = due.slice(0, max(target - emitted, 0))
        wanted = max(target - emitted - len(due), 0)
        sold, returned, count = _week(world, np.random.default_rng([world.seed, 5, week]), first, last, wanted, orders)
        orders += count
        emitted += wanted + len(due)
        block = pa.concat_tables([sold, due])
        pending = pa.concat_tables([pending, returned])
        if len(block):
            yield block.take(pc.sort_indices(block, [("ordered_on", "ascending"), ("order_no", "ascending"), ("line_no", "ascending")]))


def _draw(rng: np.random.Generator, weights: Floats, row: Ints) -> Ints:
    """One column of each given row of `weights`, drawn in proportion."""
    cumulative = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    cumulative[:, -1] = 1.0
    flat = (cumulative + np.arange(len(weights))[:, None]).ravel()
    return np.searchsorted(flat, row + rng.random(len(row)), side="right") - row * weights.shape[1]


def _week(world: World, rng: np.random.Generator, first: int, last: int, lines: int, orders: int) -> tuple[pa.Table, pa.Table, int]:
    """The lines sold from day `first` to day `last`, those of them that will come back, and the number of orders."""
    calendar, customers, products, sellers = world.calendar, world.customers, world.products, world.sellers
    # orders: how long, on which day, where, by whom, through which channel
    size = rng.choice(len(_SIZES), lines, p=_SIZES) + 1
    n = int(np.searchsorted(np.cumsum(size), lines) + 1) if lines else 0
    size = size[:n]
    if n:
        size[-1] -= size.sum() - lines
    day, region, customer, channel = _placed(world, rng, first, last, n)
    place, month = customers.place[customer], calendar.month_of[day]
    partner = sellers.partner_at[channel, region, place // TERRITORIES % 2]
    rep = np.where(sellers.served[channel], sellers.rep_at[month, region, place % TERRITORIES], -1)
    promised = day + np.take(_PROMISED, channel)
    slow = np.array([_LATE.get(r.code, 1.0) for r in names.REGIONS])[region]
    shipped = day + np.round(np.take(_PROMISED, channel) * slow * rng.lognormal(-0.45, 0.42, n)).astype(np.int64)
    shipped[rng.random(n) < 0.005] = len(calendar.days)
    back = np.where(rng.random(n) < _RETURNED_ORDERS, day + rng.integers(*_RETURN_DAYS, n), len(calendar.days))
    # lines: what, how many, at which price and cost
    of = np.repeat(np.arange(n), size)
    baskets = world.demand.basket(calendar, products.category, first, last)
    product = _draw(rng, baskets, (day[of] - first) * len(names.REGIONS) + region[of])
    price, cost = products.price[month[of], product], products.cost[month[of], product]
    cheap = np.minimum(1.0, 60 / products.usual[product])
    quantity = 1 + rng.poisson(np.take(_QUANTITY, customers.segment[customer[of]]) * cheap * rng.lognormal(-0.4, 0.9, lines))
    share = np.clip(np.take(_DISCOUNT, channel[of]) + rng.normal(0, 0.035, lines) + 0.02 * (quantity > 20), 0, 0.6)
    share += _cuts(world, day[of], channel[of], products.category[product])
    rate = np.array([_TAX[r.states[0][2]] for r in names.REGIONS])[region[of]]
    amount = np.round(price * quantity * (1 - share), 2)
    cost_of_line = np.round(cost * quantity * rng.normal(1, 0.015, lines), 2)
    cost_of_line[rng.random(lines) < UNCOSTED] = np.nan
    known = np.where((channel == STORES) & (rng.random(n) < UNNAMED), -1, customer)
    number = orders + np.arange(1, n + 1)
    table = pa.table(
        {
            "source": pa.repeat(pa.scalar("demo"), lines),
            "order_no": _numbered("S-", number).take(pa.array(of)),
            "line_no": pa.array(np.arange(lines) - np.repeat(np.cumsum(size) - size, size) + 1),
            "ordered_on": _dates(calendar, day[of]),
            "shipped_on": _dates(calendar, shipped[of]),
            "due_on": _dates(calendar, promised[of], beyond=True),
            "customer": _words(customers.table["code"].combine_chunks(), known[of]),
            "region": _words(pa.array([r.code for r in names.REGIONS]), region[of]),
            "channel": _words(pa.array([c[0] for c in names.CHANNELS]), channel[of]),
            "partner": _words(sellers.tables["partners"]["code"].combine_chunks(), partner[of]),
            "rep": _words(sellers.tables["reps"]["code"].combine_chunks(), rep[of]),
            "product": _words(products.tables["products"]["code"].combine_chunks(), product),
            "quantity": pa.array(quantity),
            "amount": pa.array(amount),
            "discount": pa.array(np.round(price * quantity - amount, 2)),
            "tax": pa.array(np.round(amount * rate, 2)),
            "cost": pa.array(cost_of_line, from_pandas=True),
            "currency": pa.repeat(pa.scalar(CURRENCY), lines),
        },
        schema=SCHEMA,
    )
    comes_back = (back[of] < len(calendar.days)) & (rng.random(lines) < _RETURNED_LINES)
    return table, _returns(table.filter(pa.array(comes_back)), _dates(calendar, back[of[comes_back]])), n


def _placed(world: World, rng: np.random.Generator, first: int, last: int, n: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Day, region, customer and channel of `n` orders from day `first` to day `last`, by day. What is asked for is placed as far as the
    channel's spend brings it about, and its customer has not left."""
    customers, sellers, demand = world.customers, world.sellers, world.demand
    here = demand.asked[:, first : last + 1]
    parts: list[Ints] = []
    placed = 0
    while placed < n:
        asked = int((n - placed) * 1.5) + 16
        day_at = _draw(rng, here.sum(axis=0)[None, :], np.zeros(asked, dtype=np.int64))
        day = first + day_at
        region = _draw(rng, here.T, day_at)
        customer = customers.buyers(region, day, rng)
        segment, place = customers.segment[customer], customers.place[customer]
        usual = _draw_by(sellers.channel_shares, segment, (place % 9973) / 9973)
        channel = np.where(rng.random(asked) < 0.8, usual, _draw(rng, sellers.channel_shares, segment))
        comes = (rng.random(asked) < demand.kept[channel, demand.week_of[day]]) & (customers.left[customer] >= day)
        parts.append(np.stack([day, region, customer, channel])[:, comes])
        placed += int(comes.sum())
    orders = np.concatenate(parts, axis=1)[:, :n] if parts else np.empty((4, 0), dtype=np.int64)
    day, region, customer, channel = orders[:, np.argsort(orders[0], kind="stable")]
    return day, region, customer, channel


def _cuts(world: World, day: Ints, channel: Ints, category: Ints) -> Floats:
    """The discount (fraction) that promotions give to each line, beside its own."""
    found = np.zeros(len(day))
    for cut in world.promotions.cuts:
        if len(day) and cut.first <= day[-1] and day[0] <= cut.last:
            fits = ((cut.channel < 0) | (channel == cut.channel)) & ((cut.category < 0) | (category == cut.category))
            found += cut.depth * (fits & (day >= cut.first) & (day <= cut.last))
    return found


def _draw_by(weights: Floats, row: Ints, at: Floats) -> Ints:
    """As `_draw`, with the place on 0..1 given: a customer's usual channel is always the same."""
    return (np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[row] <= at[:, None]).sum(axis=1).clip(max=weights.shape[1] - 1)


def _returns(lines: pa.Table, on: pa.Array) -> pa.Table:
    """The lines that come back, as negative lines of the day when they do."""
    table = lines.set_column(1, "order_no", pc.binary_join_element_wise("R", lines["order_no"], ""))
    table = table.set_column(3, "ordered_on", on)
    for at, name in ((4, "shipped_on"), (5, "due_on")):
        table = table.set_column(at, name, pa.nulls(len(lines), pa.date32()))
    for name in ("quantity", "amount", "discount", "tax", "cost"):
        table = table.set_column(table.schema.get_field_index(name), name, pc.negate(lines[name]))
    return table.cast(SCHEMA)


def _numbered(prefix: str, number: Ints) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), 8, "0"), "")


def _dates(calendar: Calendar, day: Ints, beyond: bool = False) -> pa.Array:
    """Dates of days; a day after the history has not come yet and is empty, unless it is a promise."""
    dates = pa.array(calendar.days[0] + day.astype("timedelta64[D]"))
    return dates if beyond else pc.if_else(pa.array(day < len(calendar.days)), dates, pa.scalar(None, pa.date32()))


def _words(words: pa.Array, at: Ints) -> pa.Array:
    """The word at each position; empty at -1."""
    return words.take(pa.array(at, mask=at < 0))
