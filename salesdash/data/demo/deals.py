"""The made-up company's deals, as they were or will be decided (`pipeline.py` writes down what of that is known).

Planted: whether a deal is won depends on channel, size and competitor, hardly on the rep; against the truths' rival it is won less and
less often in the region where that one gains. Decoy: a rep of ordinary skill with one splendid quarter. Traps: deals that nobody closes,
deals with somebody who is not on the customer list.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from salesdash.data.demo import names
from salesdash.data.demo.columns import Floats, Ints, drawn
from salesdash.data.demo.competitors import COMPETITORS
from salesdash.data.demo.orders import World
from salesdash.data.demo.sellers import TERRITORIES
from salesdash.data.demo.territories import Territories
from salesdash.data.demo.truths import Rival, Truths

Bools = npt.NDArray[np.bool_]

PROSPECTS = 0.15
"""Share of deals with somebody who is not a customer yet, besides those for which no customer fits."""
BASE = -0.62
"""Log odds of winning a deal of middle size in the distributors' channel against the first competitor."""
BY_CHANNEL = (0.0, 0.0, 0.28, 0.0, -0.30, 0.0)
BY_SIZE = -0.30
"""Log odds per standard deviation of the logarithm of the amount."""
BY_COMPETITOR = (0.0, -0.15, 0.10, -0.25, 0.05)
ALONE, ALONE_SHARE = 0.45, 0.36
"""Log odds without a competitor, and how often there is none."""
BITE, MET = 40.0, 40.0
"""Against the rival, per point (fraction) of market share that it gained: log odds lost, and how much more often it is met."""
SKILL = 0.02
"""Standard deviation of the reps' win rates that is skill."""
STUCK = 0.012
"""Share of deals that are never closed."""
MEDIAN_AMOUNT, SPREAD = (0.0, 5_200.0, 17_000.0), 1.05
"""Of a deal, by segment: currency units, and the standard deviation of the logarithm."""
MEDIAN_DAYS = (18.0, 28.0, 20.0)
"""Days in each of the first three stages of a deal of middle size."""
LOST_AT = (0.36, 0.38, 0.26)
"""From which stage a lost deal is lost."""
NEVER = 1 << 30


@dataclass(frozen=True)
class Deals:
    """One entry per deal, by day of creation. Positions in `names`, customers (-1: none) and competitors (-1: none).

    amount     currency units
    last       the last of the first three stages that it sees
    entered    [deal, stage]: the day on which it enters, or would have entered, each of them
    ends       the day on which it is won or lost, maybe after the history; NEVER for one that nobody closes
    """

    region: Ints
    place: Ints
    customer: Ints
    channel: Ints
    amount: Floats
    rival: Ints
    won: Bools
    last: Ints
    entered: Ints
    ends: Ints

    def take(self, at: Ints) -> Deals:
        return Deals(**{f.name: getattr(self, f.name)[at] for f in fields(self)})


def make(rng: np.random.Generator, world: World, land: Territories, n: int, truths: Truths) -> Deals:
    """`n` deals, with the truths and the decoy planted."""
    lucky = lucky_rep(world, truths)
    region, created = land.days(rng, n)
    place = rng.integers(0, 1 << 20, n)
    customer = np.where(rng.random(n) < PROSPECTS, -1, land.businesses(rng, region, place, created))
    known = customer >= 0
    place = np.where(known, world.customers.place[customer], place)
    segment = np.where(known, world.customers.segment[customer], 1 + (rng.random(n) < 0.35))
    channel = land.channel(rng, segment)
    size = rng.normal(0, 1, n)
    gained = _gained(world, truths.rival, region, created + int(sum(MEDIAN_DAYS)))
    rival = _rivals(rng, truths.rival, gained)
    skill = rng.normal(0, SKILL / 0.24, len(world.sellers.tables["reps"]))
    if lucky:
        skill[lucky[0]] = 0.0
    odds = (
        BASE + np.take(BY_CHANNEL, channel) + BY_SIZE * size + np.where(rival < 0, ALONE, np.take(BY_COMPETITOR, rival))
        - BITE * np.where(rival == _position(truths.rival), gained, 0.0) + skill[land.rep(region, place, created)]
    )  # fmt: skip
    won = rng.random(n) < 1 / (1 + np.exp(-odds))
    last = np.where(won, 2, rng.choice(3, n, p=LOST_AT))
    pace = np.exp(0.12 * size + rng.normal(0, 0.35, n))[:, None]
    spent = np.maximum(np.rint(np.array(MEDIAN_DAYS) * pace * rng.lognormal(0, 0.5, (n, 3))), 3).astype(np.int64)
    until = created[:, None] + np.cumsum(spent, axis=1)
    deals = Deals(
        region=region,
        place=place,
        customer=customer,
        channel=channel,
        amount=np.round(np.take(MEDIAN_AMOUNT, segment) * np.exp(SPREAD * size), -2).clip(200),
        rival=rival,
        won=won,
        last=last,
        entered=working(world, np.column_stack([created, until[:, :2]])),
        ends=np.where(rng.random(n) < STUCK, NEVER, working(world, until[np.arange(n), last])),
    )
    deals = _with_luck(rng, world, land, deals, truths, lucky[1]) if lucky else deals
    return deals.take(np.lexsort((deals.ends, deals.entered[:, 0])))


def last_quarter(world: World) -> tuple[int, int]:
    """First and last day of the last complete quarter."""
    days = world.calendar.days
    running = (days[-1] + 1).astype("datetime64[M]").astype(np.int64) // 3 * 3
    first, end = (np.datetime64(int(month), "M").astype("datetime64[D]") - days[0] for month in (running - 3, running))
    return int(first.astype(np.int64)), int(end.astype(np.int64)) - 1


def lucky_rep(world: World, truths: Truths) -> tuple[int, int] | None:
    """Position of the rep whose last complete quarter is luck, and the territory: the one in the truths' place, or the next who held one
    throughout. None where the history has no quarter before that one."""
    first, last = last_quarter(world)
    if first < 90:
        return None
    months = world.calendar.month_of[first], world.calendar.month_of[last]
    held = world.sellers.rep_at[months[0] : months[1] + 1].reshape(months[1] - months[0] + 1, -1)
    throughout = {int(rep): at for at, rep in enumerate(held[0]) if (held[:, at] == rep).all()}
    return min(throughout.items(), key=lambda found: (found[0] - truths.lucky_rep.place + 1) % len(world.sellers.tables["reps"]))


def _position(rival: Rival) -> int:
    return [c.code for c in COMPETITORS].index(rival.competitor)


def _gained(world: World, rival: Rival, region: Ints, day: Ints) -> Floats:
    """The market share (fraction) that the rival has gained in each deal's region by the day (when it is about to be decided)."""
    since = (day - (len(world.calendar.days) - rival.quarters * 91.3)) / 91.3
    return np.where(region == [r.code for r in names.REGIONS].index(rival.region), since.clip(0) * rival.points, 0.0)


def _rivals(rng: np.random.Generator, rival: Rival, gained: Floats) -> Ints:
    """Who else is after each deal, -1 nobody; the rival is met more often where it gains."""
    odds = np.full((len(gained), len(COMPETITORS)), (1 - ALONE_SHARE) / len(COMPETITORS))
    odds[:, _position(rival)] *= 1 + MET * gained
    return drawn(rng, np.column_stack([np.full(len(gained), ALONE_SHARE), odds])) - 1


def working(world: World, day: Ints) -> Ints:
    """Saturdays and Sundays become the Monday after."""
    weekday = (world.calendar.days[0].astype(np.int64) + day + 3) % 7
    return np.asarray(day + np.where(weekday > 4, 7 - weekday, 0))


def _with_luck(rng: np.random.Generator, world: World, land: Territories, deals: Deals, truths: Truths, territory: int) -> Deals:
    """The decoy: in the last complete quarter the rep closed exactly as many deals as the truths say, and won so many of them."""
    first, last = last_quarter(world)
    region, local = divmod(territory, TERRITORIES)
    then = (deals.ends >= first) & (deals.ends <= last)
    own = then & (deals.region == region) & (deals.place % TERRITORIES == local)
    ranked = np.lexsort((deals.region != region, ~then, ~own))
    chosen, left = ranked[: truths.lucky_rep.closed], ranked[truths.lucky_rep.closed :]
    left = left[own[left]]
    place, regions, customer = deals.place.copy(), deals.region.copy(), deals.customer.copy()
    ends, entered, won, stage = deals.ends.copy(), deals.entered.copy(), deals.won.copy(), deals.last.copy()
    place[left] += 1 - TERRITORIES * (place[left] % TERRITORIES == TERRITORIES - 1)
    moved = np.concatenate([chosen[~own[chosen]], left])
    regions[chosen], place[chosen] = region, place[chosen] // TERRITORIES * TERRITORIES + local
    ends[chosen] = np.where(then[chosen], ends[chosen], rng.integers(first, last + 1, len(chosen)))
    start = np.minimum(entered[chosen, 0], ends[chosen] - 20).clip(0)
    start = np.where(ends[chosen] - start > 240, ends[chosen] - 90, start)
    parts = np.rint((ends[chosen] - start)[:, None] * (0.0, 0.3, 0.7)).astype(np.int64)
    entered[chosen] = np.minimum(working(world, start[:, None] + parts), ends[chosen, None] - 1)
    won[chosen] = rng.permutation(len(chosen)) < truths.lucky_rep.won
    stage[chosen] = np.where(won[chosen], 2, np.where(deals.won[chosen], 1, stage[chosen]))
    customer[moved] = land.businesses(rng, regions[moved], place[moved], entered[moved, 0])
    fits = np.flatnonzero(customer[moved] >= 0)
    place[moved[fits]] = world.customers.place[customer[moved[fits]]]
    return replace(deals, region=regions, place=place, customer=customer, ends=ends, entered=entered, won=won, last=stage)
