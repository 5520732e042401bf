"""How the Overview is worked out.

Every figure of the past is a sum or a distinct count over the order lines of the chosen period and filters; nothing in it is estimated.
Only the landing of the running month and the advice are estimates, and both say how sure they are.

- Revenue is net of tax and discount, in the base currency; returns are subtracted in the month of the return.
- Gross margin looks only at lines whose cost is known, on both sides of the fraction.
- Orders and active customers are counted once, however many months or categories they touch.
- Attainment sets revenue against the target of whole months; cash collected is what customers paid, by the day of payment, tax included;
  overdue is what they should have paid by the last day of the data and have not.
- A month that is still running is shown but is not part of a period such as "last 12 months"; a period with it in is compared with nothing.
- The comparison covers as many months as the period; last year means the same months one year earlier.
- In the picture by month, last year's January and February are taken together and spread by this year's working days where the country
  keeps the lunar New Year, for it moves between them; other months are scaled by their working days. The tiles and the bridge compare
  what was booked, as it was.
- The bridge looks at every product in every channel: volume is what the total number of units did at the old mix and prices, mix what the
  shift between products and channels did, price what the change of each price did to what is now sold. A product sold through a channel in only
  one of the periods is new in it or gone from it. Returns stand apart. The parts add up to the cent.
- What changed most is the part of the chosen dimensions whose revenue moved furthest in the direction of the whole.
- The landing of the running month weighs its pace (what has come so far, against the share that earlier months had reached by the same
  point) and the usual level of recent months and the season; eight of ten such intervals hold what comes.
- Advice names a region and category only when its last three months differ from its own usual course by more than chance allows: a t test
  with a moderated variance, at most one in ten false over all that is named.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesdash import workdays
from salesdash.bridge import price_volume_mix
from salesdash.data.directory import DataState
from salesdash.overview import falls, sentences, tiles, waterfall
from salesdash.overview.model import DIMENSIONS, Answer, Landing, Running, Sentence, anything
from salesdash.scope import Calendar, Reach, add_months, month_range
from salesdash.text import N_

Sums = dict[str, float]
ITEM = ("product", "category", "channel")
MOST_MOVES = 12


def answer(
    reach: Reach, calendar: Calendar, state: DataState, spans: pd.DataFrame, categories: pd.DataFrame, regions: pd.DataFrame,
    channels: pd.DataFrame, segments: pd.DataFrame, products: pd.DataFrame, targets: pd.DataFrame, collected: pd.DataFrame,
    overdue: pd.DataFrame, cells: pd.DataFrame, landing: Landing | Sentence | None,
) -> Answer:  # fmt: skip
    """The Overview of a reach, from the frames of ``data``. Raises NothingInScope when no line is left."""
    months, now = spans[spans["which"].isin(["month", "beside"])].drop(columns="which"), _row(spans, "now")
    anything(state, now.get("lines"))
    before = _row(spans, "before") if reach.before_first else {}
    kept = before if before.get("lines") and calendar.complete(reach) else {}
    by_month = _rows(months)
    planned = {metric: tiles.target_of(reach, targets, metric) for metric in tiles.METRICS}
    target, cash = planned["revenue"], dict(zip(collected["month"].tolist(), collected["collected"].tolist(), strict=True))
    last_complete = calendar.last_complete or reach.last
    parts = {
        d: _parts(frame, now["revenue"], bool(kept)) for d, frame in zip(DIMENSIONS, (regions, channels, categories, segments), strict=True)
    }
    bridge, items = _bridge(products) if kept else (waterfall.none(), products.head(0))
    names = products[["product", "name", "name_zh"]]
    moves = {d: _moves(frame) for d, frame in parts.items()}
    found = falls.findings(cells, last_complete)
    running = sentences.running(landing, target) if landing is not None and not isinstance(landing, Sentence) else landing
    return Answer(
        reach, state, tiles.tiles(reach, now, kept, by_month, planned, cash, overdue, state.has_targets, state.has_payments, last_complete),
        _month_table(reach, state.country, by_month, target, last_complete, running), parts, moves, bridge, items, names,
        sentences.headline(reach, now, kept, parts, target, by_month, last_complete), sentences.because(bridge), running, sentences.action(found, cells, reach, last_complete),
        sentences.settle(before, reach, calendar), sentences.notes(reach, state.country, by_month, bool(kept)), found,
    )  # fmt: skip


def _row(spans: pd.DataFrame, which: str) -> Sums:
    found = spans[spans["which"] == which]
    return {str(k): float(v) for k, v in found.iloc[0].drop("which").items()} if len(found) else {}


def _rows(months: pd.DataFrame) -> dict[int, Sums]:
    names = list(months.columns)
    return {int(month): dict(zip(names, row, strict=True)) for month, row in zip(months["month"], months.to_numpy().tolist(), strict=True)}


def _month_table(
    reach: Reach, country: str, by_month: dict[int, Sums], target: dict[int, float], last: int, running: Running | Sentence | None
) -> pd.DataFrame:
    """The months of the period (`Answer.months`)."""
    wanted = month_range(reach.first, reach.last)
    revenue = {m: sums["revenue"] for m, sums in by_month.items()}
    if reach.before_first and reach.before_last:
        was = month_range(reach.before_first, reach.before_last)
        booked = [revenue.get(m) for m in was]
        known = any(amount is not None for amount in booked)
        before: list[float | None] = [*workdays.comparable(country, wanted, was, revenue)] if known else [None] * len(wanted)
        before = [None if b is None else x for b, x in zip(booked, before, strict=True)]
    else:
        before = booked = [target.get(m) for m in wanted]
    ends: dict[int, tuple[float, float, float]] = {}
    if isinstance(running, Running):
        landing = running.landing
        ends[landing.month] = (landing.estimate.value, landing.estimate.low, landing.estimate.high)
        if landing.month == add_months(reach.last, 1):  # the period is over, the month that runs follows it
            wanted.append(landing.month)
            revenue[landing.month] = landing.actual
            planned = target.get(landing.month) if reach.compare == "target" else None
            before, booked = [*before, planned], [*booked, planned]
    return pd.DataFrame({
        "month": pd.to_datetime([f"{m // 100}-{m % 100:02}-01" for m in wanted]),
        "revenue": [revenue.get(m, 0.0) for m in wanted], "before": before, "booked": booked,
        "complete": [m <= last for m in wanted],
        **{name: [ends[m][i] if m in ends else None for m in wanted] for i, name in enumerate(("landing", "low", "high"))},
    }).astype(dict.fromkeys(("before", "booked", "landing", "low", "high"), "float64"))  # fmt: skip


def _parts(frame: pd.DataFrame, whole: float, compared: bool) -> pd.DataFrame:
    """One of `Answer.parts`."""
    revenue, costed, cost = (frame[name].to_numpy(dtype=float) for name in ("revenue", "costed_revenue", "cost"))
    before = frame["revenue_before"].to_numpy(dtype=float) if compared else np.full(len(frame), np.nan)
    order = np.argsort(before - revenue, kind="stable") if compared else np.arange(len(frame))
    made = {
        "revenue": revenue, "before": before, "change": revenue - before,
        "share": np.divide(revenue, whole, out=np.full(len(frame), np.nan), where=np.full(len(frame), whole != 0)),
        "margin": np.divide(costed - cost, costed, out=np.full(len(frame), np.nan), where=costed != 0), "lines": frame["lines"].to_numpy(),
    }  # fmt: skip
    names = {name: frame[name].to_numpy(dtype=object)[order] for name in ("code", "name", "name_zh")}
    return pd.DataFrame({**names, **{name: values[order] for name, values in made.items()}})


def _moves(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts that moved most, in the order of their change."""
    change = parts["change"].to_numpy()
    if len(parts) <= MOST_MOVES or np.isnan(change).all():
        return parts.head(MOST_MOVES)
    return parts.iloc[np.sort(np.argsort(-np.abs(change), kind="stable")[:MOST_MOVES])].reset_index(drop=True)


def _bridge(products: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The bridge as bars, and what every product in every channel has in every step."""
    told = price_volume_mix(products, ITEM)
    return waterfall.bars(told, N_("Before"), N_("Now")), told.items
