"""The made-up company's market: competitors, their prices and perceived quality, market sizes and shares, and brand surveys.

Planted: in one region the truths' rival gains share every quarter, and what it gains is lost by us: the market there grows past us.
Decoys: the others' shares move by noise and by trends too mild to matter; a wave of a survey differs from the last by sampling alone.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from salesdash.data.demo.columns import Floats, Ints, at, day_of, words
from salesdash.data.demo.competitors import BRANDS, CATEGORIES, COMPETITORS, PRICE, QUALITY, REGION_WEIGHTS, REGIONS, SELLS
from salesdash.data.demo.orders import World
from salesdash.data.demo.truths import Rival, Truths
from salesdash.errors import SalesdashError
from salesdash.text import N_

QUARTER = 3
NO_RIVAL = N_("There is no competitor called {name}; there are {names}.")
SHARE_NOISE = 0.006
"""Standard deviation of a competitor's share in a quarter, region and category, beside its trend of at most a tenth of a point a quarter."""
LEAST, ANSWERS = 0.02, 520
"""The share below which the rival does not push us; how many are asked in a wave of the brand survey, all regions together."""
FUNNEL = ("awareness", "consideration", "preference", "purchase")
IMAGE = ("good value", "premium", "trustworthy", "innovative", "easy to buy", "good taste")


def make(rng: np.random.Generator, world: World, lines: pa.Table, truths: Truths) -> dict[str, pa.Table]:
    """competitors; competitor_prices by category and month; quality_scores by brand, category and half-year; market_sizes and
    market_shares by complete quarter, region and category (brand "own" is us, what is missing to 1 are others);
    brand_surveys by half-yearly wave, region, brand and attribute. Raises SalesdashError for a rival that is none of the competitors."""
    quarters = complete_quarters(world)
    rise = rises(quarters, truths.rival)
    if truths.rival.competitor not in BRANDS[1:]:
        raise SalesdashError(NO_RIVAL, name=truths.rival.competitor, names=", ".join(BRANDS[1:]))
    region, rival = REGIONS.index(truths.rival.region), BRANDS.index(truths.rival.competitor)
    sizes, shares = _shares(rng, world, lines, quarters, rise, region, rival)
    return {
        "competitors": pa.table(
            {f: [getattr(c, f) for c in COMPETITORS] for f in ("code", "name", "name_zh", "kind", "founded_year", "website", "note")}
        ),
        "competitor_prices": _prices(rng, world),
        "quality_scores": _quality(rng, world),
        "market_sizes": sizes,
        "market_shares": shares,
        "brand_surveys": _brand_surveys(rng, world, rise, quarters, region, rival),
    }


def complete_quarters(world: World) -> Ints:
    """Positions of the months with which the calendar quarters begin that lie whole within the complete months of the history."""
    months = world.calendar.months[:-1].astype("datetime64[M]").astype(np.int64)
    begins = np.flatnonzero(months % QUARTER == 0)
    return begins[begins + QUARTER <= len(months)]


def rises(quarters: Ints, rival: Rival) -> Floats:
    """How much more share than before the rival has in each quarter: nothing, until it gains in each of the last ones."""
    return np.asarray(rival.points * np.clip(np.arange(len(quarters)) - (len(quarters) - 1 - rival.quarters), 0, None), dtype=np.float64)


def own_prices(world: World) -> Floats:
    """[month, category]: our list prices, products weighted by their popularity."""
    mine = np.eye(len(CATEGORIES))[world.products.category] * world.products.popularity[:, None]
    return np.asarray(world.products.price @ mine / mine.sum(axis=0))


def _prices(rng: np.random.Generator, world: World) -> pa.Table:
    """On the fifth of every month: theirs follow ours, but each moves once a year in a month of its own, and some weeks they run offers."""
    own = own_prices(world)
    n = int((world.calendar.months + np.timedelta64(4, "D") <= world.calendar.days[-1]).sum())
    since = (np.arange(n)[:, None, None] - rng.integers(0, 12, SELLS.shape)) // 12 * 12
    base = own[0] * PRICE[1:, None] * rng.lognormal(0, 0.06, SELLS.shape)
    theirs = base * np.exp(rng.normal(0.03, 0.015, SELLS.shape) * (since + 12) / 12)
    theirs = theirs * rng.lognormal(0, 0.008, theirs.shape) * np.where(rng.random(theirs.shape) < 0.05, 0.9, 1.0)
    month, brand, category = np.nonzero(np.broadcast_to(SELLS, theirs.shape))
    return pa.table(
        {
            "competitor": words(BRANDS[1:], brand),
            "category": words(CATEGORIES, category),
            "item": pa.repeat(pa.scalar("-"), len(month)),
            "observed_on": pa.array((world.calendar.months + np.timedelta64(4, "D"))[month]),
            "price": np.round(theirs[month, brand, category], 1),
            "product": pa.nulls(len(month), pa.string()),
            "own_price": np.round(own[month, category], 2),
        }
    )


def _halves(world: World, month: int) -> np.ndarray:
    """The fifteenth of the given month and of the one half a year later, every year of the history."""
    starts = world.calendar.months.astype("datetime64[M]").astype(np.int64)
    days = world.calendar.months[starts % 6 == month - 1] + np.timedelta64(14, "D")
    return np.asarray(days[days <= world.calendar.days[-1]])


def _quality(rng: np.random.Generator, world: World) -> pa.Table:
    """A buyer's score has a standard deviation of 1.7 around what the brand is in that category, which does not change."""
    waves, sells = _halves(world, 1), np.vstack([np.ones(len(CATEGORIES), dtype=bool), SELLS])
    true = 7.5 + QUALITY[:, None] + rng.normal(0, 0.25, sells.shape)
    wave, brand, category = np.nonzero(np.broadcast_to(sells, (len(waves), *sells.shape)))
    answered = rng.integers(80, 230, len(wave))
    scores = true[brand, category] + rng.normal(0, 1.7, len(wave)) / np.sqrt(answered)
    index = 100 * PRICE[brand] * np.where(brand > 0, rng.lognormal(0, 0.02, len(wave)), 1.0)
    return pa.table(
        {
            "brand": words(BRANDS, brand),
            "category": words(CATEGORIES, category),
            "observed_on": pa.array(waves[wave]),
            "quality": np.round(np.clip(scores, 0, 10), 2),
            "price_index": np.round(index, 1),
            "answered": answered,
        }
    )


def revenue(world: World, lines: pa.Table, quarters: Ints) -> Floats:
    """[quarter, region, category]: what we sold, returns taken off."""
    quarter_of = np.full(len(world.calendar.months), -1)
    for i, month in enumerate(quarters.tolist()):
        quarter_of[month : month + QUARTER] = i
    quarter = quarter_of[world.calendar.month_of[day_of(lines["ordered_on"], world.calendar.days[0])]]
    category = world.products.category[at(lines["product"], world.products.tables["products"]["code"])]
    cell = (quarter * len(REGIONS) + at(lines["region"], REGIONS)) * len(CATEGORIES) + category
    shape = (len(quarters), len(REGIONS), len(CATEGORIES))
    known = quarter >= 0
    return np.bincount(cell[known], lines["amount"].to_numpy()[known], minlength=int(np.prod(shape))).clip(0).reshape(shape)


def _shares(
    rng: np.random.Generator, world: World, lines: pa.Table, quarters: Ints, rise: Floats, region: int, rival: int
) -> tuple[pa.Table, pa.Table]:  # fmt: skip
    """A market is as large as makes our usual sales there our usual share, without the luck of a single region × category; our share is
    what we sold of it (between a third and nearly twice the usual: a survey sees no more in a quarter without orders)."""
    shape = (len(quarters), len(REGIONS), len(CATEGORIES))
    usual = rng.uniform(0.13, 0.22, len(CATEGORIES)) * rng.uniform(0.9, 1.15, (len(REGIONS), 1)) * np.ones(shape)
    size_of = np.array([c.weight for c in COMPETITORS])[:, None] * SELLS * rng.lognormal(0, 0.15, (len(REGIONS), *SELLS.shape))
    theirs = size_of / size_of.sum(axis=1, keepdims=True) * rng.uniform(0.38, 0.46, (len(REGIONS), 1, len(CATEGORIES)))
    trend = rng.uniform(-0.001, 0.001, theirs.shape) * np.arange(len(quarters))[:, None, None, None]
    theirs = theirs + trend + rng.normal(0, SHARE_NOISE, trend.shape)
    lost = np.minimum(rise[:, None], usual[:, region] - LEAST) * SELLS[rival - 1]
    usual[:, region] -= lost
    theirs[:, region, rival - 1] += lost

    sold = revenue(world, lines, quarters)
    total = np.maximum(sold.sum(axis=(1, 2), keepdims=True), 1.0)
    size = sold.sum(axis=2, keepdims=True) * sold.sum(axis=1, keepdims=True) / total / usual
    size = np.round(size * rng.lognormal(0, 0.02, (*shape[:2], 1)), -2)
    ours = np.clip(sold / np.maximum(size, 1.0), 0.35 * usual, 1.9 * usual)
    theirs = np.maximum(theirs, 0.002) * SELLS
    theirs *= np.minimum(1.0, (0.97 - ours) / theirs.sum(axis=2))[:, :, None]
    share = np.round(np.concatenate([ours[:, :, None], theirs], axis=2), 4)

    month = pa.array([int(m[:4]) * 100 + int(m[5:7]) for m in world.calendar.months[quarters].astype(str)], pa.int64())
    before = np.concatenate([np.zeros((4, *shape[1:])), size])[: len(size)]
    quarter, place, category = np.nonzero(size > 0)
    grown = before[quarter, place, category]
    sizes = pa.table(
        {
            "month": month.take(pa.array(quarter)),
            "months": np.full(len(quarter), QUARTER),
            "region": words(REGIONS, place),
            "category": words(CATEGORIES, category),
            "amount": size[quarter, place, category],
            "growth": pa.array(np.round(size[quarter, place, category] / np.maximum(grown, 1.0) - 1, 4), mask=grown <= 0),
        }
    )
    quarter, place, brand, category = np.nonzero((share > 0) & (size > 0)[:, :, None])
    shares = pa.table(
        {
            "month": month.take(pa.array(quarter)),
            "region": words(REGIONS, place),
            "category": words(CATEGORIES, category),
            "brand": words(BRANDS, brand),
            "share": share[quarter, place, brand, category],
        }
    )
    return sizes, shares


def _brand_surveys(rng: np.random.Generator, world: World, rise: Floats, quarters: Ints, region: int, rival: int) -> pa.Table:
    """Who considers a brand knows it, who prefers it considers it, who bought it prefers it; how a brand is seen is asked of who knows it."""
    waves = _halves(world, 5)
    when = np.searchsorted(world.calendar.months, waves, side="right") - 1
    gained = np.interp(when, quarters + QUARTER - 1, rise) if len(quarters) else np.zeros(len(waves))
    asked = rng.multinomial(rng.integers(ANSWERS - 100, ANSWERS + 100, len(waves)), REGION_WEIGHTS)
    weight = np.array([1.3, *(c.weight for c in COMPETITORS)])
    known = np.clip(0.36 + 0.22 * weight + rng.normal(0, 0.06, (len(REGIONS), len(BRANDS))), 0.05, 0.95) * np.ones((len(waves), 1, 1))
    liked = (0.50 + 0.06 * QUALITY) * np.ones_like(known)
    known[:, region, rival] += 1.5 * gained
    liked[:, region, rival] += 2.5 * gained
    liked[:, region, 0] -= 2.0 * gained
    said = [rng.binomial(asked[:, :, None], np.clip(known, 0, 1))]
    for chance in (np.clip(liked, 0, 1), 0.38 + 0.03 * QUALITY, 0.72):
        said.append(rng.binomial(said[-1], chance))
    seen = np.array([
        4.5 * (1 - PRICE) + 0.25 * QUALITY, 4.0 * (PRICE - 1) + 0.5 * QUALITY - 0.5, 0.5 * QUALITY + 0.4, rng.normal(0, 0.5, len(BRANDS)),
        rng.normal(0.3, 0.4, len(BRANDS)), 0.6 * QUALITY + 0.3,
    ])  # fmt: skip
    said += [rng.binomial(said[0], 1 / (1 + np.exp(-logit))) for logit in seen]
    answers = [np.broadcast_to(asked[:, :, None], known.shape)] * len(FUNNEL) + [said[0]] * len(IMAGE)
    yes, answered = np.stack(said, axis=-1), np.stack(answers, axis=-1)
    wave, place, brand, attribute = np.nonzero(answered)
    return pa.table(
        {
            "wave": pa.array(waves[wave]),
            "sample": words(REGIONS, place),
            "brand": words(BRANDS, brand),
            "attribute": words((*FUNNEL, *IMAGE), attribute),
            "answered": answered[wave, place, brand, attribute],
            "said_yes": yes[wave, place, brand, attribute],
            "region": words(REGIONS, place),
            "segment": pa.nulls(len(wave), pa.string()),
        }
    )
