"""Who serves whom: the businesses of each territory, and the rep who holds it on a day."""

from __future__ import annotations

import numpy as np

from salesdash.data.demo import names
from salesdash.data.demo.columns import Ints
from salesdash.data.demo.orders import World
from salesdash.data.demo.sellers import TERRITORIES

_FAR = 1 << 40


class Territories:
    """Territories are numbered through: region * TERRITORIES + the territory within it, which a customer's `place` says."""

    def __init__(self, world: World) -> None:
        self.world = world
        who = world.customers
        business = np.flatnonzero(who.segment > 0)
        of = who.region[business] * TERRITORIES + who.place[business] % TERRITORIES
        order = np.lexsort((who.joined[business], of))
        self._pool, self._key = business[order], (of * _FAR + who.joined[business])[order]
        self._start = np.searchsorted(self._key, (np.arange(len(names.REGIONS) * TERRITORIES) - 0.5) * _FAR)
        self.served = np.flatnonzero(world.sellers.served)

    def businesses(self, rng: np.random.Generator, region: Ints, place: Ints, day: Ints) -> Ints:
        """One of the businesses of each territory that have joined and not left by the day; -1 where the one drawn has left or none is there."""
        of = region * TERRITORIES + place % TERRITORIES
        start, end = self._start[of], np.searchsorted(self._key, of * _FAR + day, side="right")
        picked = self._pool[(start + rng.random(len(of)) * (end - start)).astype(np.int64).clip(max=len(self._pool) - 1)]
        return np.where((end > start) & (self.world.customers.left[picked] >= day), picked, -1)

    def rep(self, region: Ints, place: Ints, day: Ints) -> Ints:
        """The position of the rep who holds the territory; on the last day for days after it."""
        calendar = self.world.calendar
        month = calendar.month_of[np.minimum(day, len(calendar.days) - 1)]
        return np.asarray(self.world.sellers.rep_at[month, region, place % TERRITORIES])

    def channel(self, rng: np.random.Generator, segment: Ints) -> Ints:
        """A channel that reps serve, as its segment uses them."""
        shares = self.world.sellers.channel_shares[:, self.served]
        total = np.cumsum(shares, axis=1)[segment]
        return np.asarray(self.served[(total <= (rng.random(len(segment)) * total[:, -1])[:, None]).sum(axis=1)])

    def days(self, rng: np.random.Generator, n: int) -> tuple[Ints, Ints]:
        """Region and working day of `n` events, as business goes."""
        calendar = self.world.calendar
        open_on = (calendar.days.astype(np.int64) + 3) % 7 < 5
        odds = np.cumsum((calendar.weights * open_on).ravel())
        at = np.searchsorted(odds, rng.random(n) * odds[-1], side="right")
        return at // len(open_on), at % len(open_on)
