"""The calendar of the made-up company: feasts and shopping days, trade fairs, its promotion, and the rounds in which prices moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from salesdash.data.demo import names
from salesdash.data.demo.orders import World
from salesdash.data.demo.promotions import days_of
from salesdash.data.demo.truths import Promotion, Truths
from salesdash.workdays import new_year

HOME = tuple(r.code for r in names.REGIONS if r.states[0][2] == "CN")
ABROAD = tuple(r.code for r in names.REGIONS if r.code not in HOME)
COUNTRY = "CN"


class Event(NamedTuple):
    """A row of the import template; `ends_on` is its last day."""

    code: str
    name: str
    name_zh: str
    kind: str
    starts_on: date
    ends_on: date
    region: str | None = None
    channel: str | None = None
    note: str | None = None


FAIRS = (
    ("FAIR-SH", "Shanghai Coffee Fair", "上海咖啡展", "east", 3, 29, 4, "Tasting bar, 60 square metres"),
    ("FAIR-GZ", "Guangzhou Tea Expo", "广州茶博会", "south", 11, 20, 5, "Tea range only"),
    ("FAIR-EU", "European Roasters' Days", "欧洲烘焙日", "europe", 6, 20, 3, "Shared stand with a distributor"),
    ("FAIR-SG", "Singapore Cafe Show", "新加坡咖啡展", "asean", 9, 9, 3, None),
)
"""code, names, region, month and day about which it opens, days, remark."""


def make(rng: np.random.Generator, world: World, lines: pa.Table, truths: Truths) -> dict[str, pa.Table]:
    """calendar_events: what begins within the history, by date; a feast of several regions has one row for each. `lines` is not read."""
    first, last = world.calendar.days[0].astype(object), world.calendar.days[-1].astype(object)
    known = [e for year in range(first.year, last.year + 1) for e in (*feasts(year), *_fairs(rng, year))]
    known += [*_price_rounds(world), _promotion(world, truths.promotion)]
    rows = sorted((e for e in known if first <= e.starts_on <= last), key=lambda e: (e.starts_on, e.code))
    kinds = {"starts_on": pa.date32(), "ends_on": pa.date32()}
    return {"calendar_events": pa.table({f: pa.array([getattr(e, f) for e in rows], kinds.get(f, pa.string())) for f in Event._fields})}


def feasts(year: int) -> Iterator[Event]:
    """What the year brings: Chinese New Year from its eve, the Golden Week, 18 June and 11 November at home; Black Friday (the day after
    the fourth Thursday of November) to Cyber Monday and the days from Christmas Eve abroad."""
    black = black_friday(year)
    home = [
        ("618", "18 June shopping festival", "618购物节", "campaign", date(year, 6, 16), date(year, 6, 18)),
        ("GOLDEN", "National Day Golden Week", "国庆黄金周", "holiday", date(year, 10, 1), date(year, 10, 7)),
        ("1111", "Singles' Day", "双十一", "campaign", date(year, 11, 9), date(year, 11, 11)),
    ]
    if feast := new_year(COUNTRY, year):
        home.append(("CNY", "Chinese New Year", "春节", "holiday", feast - timedelta(days=1), feast + timedelta(days=8)))
    abroad = [
        ("BLACK", "Black Friday", "黑色星期五", "campaign", black, black + timedelta(days=3)),
        ("XMAS", "Christmas", "圣诞节", "holiday", date(year, 12, 24), date(year, 12, 31)),
    ]
    for kept, regions in ((home, HOME), (abroad, ABROAD)):
        for code, name, name_zh, kind, starts, ends in kept:
            yield from (Event(f"{code}-{year}-{r}", name, name_zh, kind, starts, ends, r) for r in regions)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    return date(year, 11, 23) + timedelta(days=(3 - date(year, 11, 1).weekday()) % 7)


def _fairs(rng: np.random.Generator, year: int) -> Iterator[Event]:
    for code, name, name_zh, region, month, day, days, note in FAIRS:
        opens = date(year, month, day) + timedelta(days=int(rng.integers(-6, 7)))
        yield Event(f"{code}-{year}", name, name_zh, "fair", opens, opens + timedelta(days=days - 1), region, None, note)


def _price_rounds(world: World) -> Iterator[Event]:
    """Of every category and year the month in which most of its list prices moved (none where none did)."""
    price, months = world.products.price, world.calendar.months.astype(object)
    moved = np.diff(price, axis=0, prepend=price[:1]) != 0
    years = np.array([m.year for m in months])
    for c, kind in enumerate(names.CATEGORIES):
        of = moved[:, world.products.category == c].sum(axis=1)
        for year in np.unique(years):
            month = int(np.argmax(np.where(years == year, of, -1)))
            if of[month]:
                code, note = f"PRICE-{year}-{kind.code}", f"{of[month]} list prices moved"
                yield Event(
                    code, f"Price round: {kind.name}", f"调价：{kind.name_zh}", "price change", months[month], months[month], note=note
                )


def _promotion(world: World, promotion: Promotion) -> Event:
    begins, ends = (world.calendar.days[0].astype(object) + timedelta(days=day) for day in days_of(world.calendar, promotion))
    kind = next(c for c in names.CATEGORIES if c.code == promotion.category)
    cut = f"{100 * promotion.depth:g} % off"
    return Event(promotion.code, f"Promotion: {kind.name}", f"促销：{kind.name_zh}", "campaign", begins, ends, note=cut)
