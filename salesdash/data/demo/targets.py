"""The targets that the made-up company set itself, once a year.

Traps: a region without targets for two months; company, regions and teams planned by different people, so that they do not quite add
up; a team whose reps' targets sum to less than its own.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from salesdash.data.demo import calendar, names
from salesdash.data.demo.columns import Floats, Ints, amounts, at, day_of, distinct, words
from salesdash.data.demo.orders import World
from salesdash.data.demo.sellers import TERRITORIES

AMBITION = (0.08, 0.12)
"""Growth that a target asks for on top of the last year, drawn for each scope and year."""
LEARNT_FROM = 6
"""Complete months the last year must have to be what a target grows from; else it is the level of all there is."""
MISSING = ("west", (5, 6))
"""A region that has no targets in these months, counted back from the running one."""
SHORT_TEAM, SHORT_BY = "T-3", 0.03
"""The team whose reps' targets sum to less than its own, by this share."""
TRUST = 0.7
"""How far a rep's target follows what the territory brought last year; the rest is the same for every territory of the team."""
CHANNELS, CATEGORIES, REGIONS = [c[0] for c in names.CHANNELS], [c.code for c in names.CATEGORIES], [r.code for r in names.REGIONS]


def make(rng: np.random.Generator, world: World, lines: pa.Table, payments: pa.Table) -> pa.Table:
    """One row per month, metric and scope, from the first month of the history to the end of the running year: the last year grown by
    AMBITION, spread by seasons and by where Chinese New Year falls. Revenue of company, regions, channels, categories, teams and reps
    (to thousands, reps' to hundreds); of the company also gross_margin (a fraction), orders, new_customers, cash_collected."""
    plan = _Plan(rng, world, lines)
    facts, codes, team_of = _Facts(world, lines, plan), world.sellers.tables, _teams(world)
    whole = plan.expected.sum(axis=(0, 2))
    by_team = np.arange(len(codes["teams"]))[:, None] == team_of
    teams = plan.set(by_team @ facts.per(facts.served, len(REGIONS)), by_team @ plan.expected.sum(axis=2))
    reps = _reps(world, plan, teams, team_of, facts.per(facts.territory, len(REGIONS) * TERRITORIES))
    joined = plan.month(world.customers.joined[(world.customers.joined >= 0) & (world.customers.joined < len(world.calendar.days))])
    received = payments.filter(payments["paid_on"].is_valid())
    cash = plan.count(plan.month(day_of(received["paid_on"], world.calendar.days[0])), received["amount"].to_numpy())
    margin = facts.margin()
    rows = [
        ("revenue", "company", ["-"], plan.set(facts.per(np.zeros_like(facts.region), 1), whole).round(-3)),
        ("revenue", "region", REGIONS, plan.set(facts.per(facts.region, len(REGIONS)), plan.expected.sum(axis=2)).round(-3)),
        ("revenue", "channel", CHANNELS, plan.set(facts.per(facts.channel, len(CHANNELS)), whole).round(-3)),
        ("revenue", "category", CATEGORIES, plan.set(facts.per(facts.category, len(CATEGORIES)), plan.expected.sum(axis=0).T).round(-3)),
        ("revenue", "team", codes["teams"]["code"].to_pylist(), teams.round(-3)),
        ("revenue", "rep", codes["reps"]["code"].to_pylist(), reps.round(-2)),
        ("gross_margin", "company", ["-"], plan.ratio(*margin).round(3)),
        ("orders", "company", ["-"], plan.set(facts.orders(), plan.asked.sum(axis=0)).round(-1)),
        ("new_customers", "company", ["-"], plan.set(plan.count(joined), np.ones(plan.width)).round()),
        ("cash_collected", "company", ["-"], plan.set(cash, 0.25 * whole + 0.75 * np.roll(whole, 1)).round(-3)),
    ]
    return _table(plan, rows)


class _Plan:
    """Whole years, from that of the history's first month to the running one; months are positions in them.

    asked      [region, month]: how much a planner expects to be ordered, relative
    expected   [region, month, category]: the same in money
    """

    def __init__(self, rng: np.random.Generator, world: World, lines: pa.Table) -> None:
        self.rng, self.world = rng, world
        months = world.calendar.months.astype("datetime64[M]").astype(np.int64)
        self.start, end = months[0] // 12 * 12, months[-1] // 12 * 12 + 11
        self.width, self.skip, self.running = int(end - self.start + 1), int(months[0] - self.start), int(months[-1] - self.start)
        full = calendar.make(rng, self.width - 1, date(1970 + int(end) // 12, 12, 31))
        liked = np.bincount(world.products.category, world.products.popularity, len(CATEGORIES))
        category = np.append(world.products.category, 0)[at(lines["product"], world.products.tables["products"]["code"])]
        sold = np.bincount(category, lines["amount"].to_numpy(), len(CATEGORIES))
        worth = (sold / np.bincount(category, minlength=len(CATEGORIES)).clip(1)).clip(1)
        mix = full.season * liked
        self.asked = np.array([np.bincount(full.month_of, per_day, self.width) for per_day in full.weights])
        self.expected = self.asked[:, :, None] * (mix / mix.sum(axis=1, keepdims=True) * worth)

    def month(self, day: Ints) -> Ints:
        """The month of days of the history."""
        return np.asarray(self.world.calendar.month_of[day] + self.skip)

    def count(self, month: Ints, value: Floats | None = None) -> Floats:
        """[1, month]: how many, or how much, fell into each month."""
        return np.bincount(month, value, self.width)[None, :].astype(float)

    def bases(self) -> list[tuple[slice, Ints, bool]]:
        """Of every year: its months, the months its targets are learnt from, and whether these are its last year's."""
        found = []
        for first in range(0, self.width, 12):
            known = np.arange(max(first - 12, self.skip), min(first + 12, self.running))
            last = known[known < first]
            grows = len(last) >= LEARNT_FROM
            found.append((slice(first, first + 12), last if grows else known, grows))
        return found

    def set(self, actual: Floats, expected: Floats) -> Floats:
        """[scope, month]: what each scope is asked for. `expected` spreads it over the year and scales years of which only a part is known."""
        spread = np.atleast_2d(expected).reshape(-1, self.width // 12, 12)
        share = np.broadcast_to((spread / spread.sum(axis=2, keepdims=True)).reshape(-1, self.width), actual.shape)
        asked = np.zeros(actual.shape)
        for months, base, grows in self.bases():
            level = actual[:, base].sum(axis=1) / share[:, base].sum(axis=1)
            lift = 1 + self.rng.uniform(*AMBITION, len(actual)) - (0 if grows else AMBITION[0])
            asked[:, months] = (level * lift)[:, None] * share[:, months]
        return asked

    def ratio(self, above: Floats, below: Floats) -> Floats:
        """[1, month]: a share that is to rise by half a point to a point a year."""
        asked = np.zeros((1, self.width))
        for months, base, _ in self.bases():
            asked[:, months] = above[base].sum() / max(below[base].sum(), 1.0) + self.rng.uniform(0.005, 0.010)
        return asked


class _Facts:
    """The order lines as positions: what targets are set on."""

    def __init__(self, world: World, lines: pa.Table, plan: _Plan) -> None:
        self.lines, self.plan = lines, plan
        self.month = plan.month(day_of(lines["ordered_on"], world.calendar.days[0]))
        self.amount = lines["amount"].to_numpy()
        self.region, self.channel = at(lines["region"], REGIONS), at(lines["channel"], CHANNELS)
        self.category = np.append(world.products.category, -1)[at(lines["product"], world.products.tables["products"]["code"])]
        place = np.append(world.customers.place, 0)[at(lines["customer"], world.customers.table["code"])]
        self.served = np.where(lines["rep"].is_valid().to_numpy(), self.region, -1)
        self.territory = np.where(self.served >= 0, self.region * TERRITORIES + place % TERRITORIES, -1)

    def per(self, of: Ints, size: int) -> Floats:
        """[position, month]: revenue."""
        known = of >= 0
        width = self.plan.width
        return amounts(of[known] * width + self.month[known], self.amount[known], size * width).reshape(size, width)

    def orders(self) -> Floats:
        """[1, month]: different order numbers."""
        return self.plan.count(self.month[distinct(self.lines["order_no"])[1]])

    def margin(self) -> tuple[Floats, Floats]:
        """[month]: revenue less cost, and revenue, of the lines whose cost is known."""
        cost = self.lines["cost"].to_numpy()
        known = ~np.isnan(cost)
        month, amount = self.month[known], self.amount[known]
        return amounts(month, amount - cost[known], self.plan.width), amounts(month, amount, self.plan.width)


def _teams(world: World) -> Ints:
    """[region]: the position of the team whose reps serve it."""
    held = world.sellers.tables["rep_assignments"]
    team = dict(zip(held["region"].to_pylist(), held["team"].to_pylist(), strict=True))
    codes = world.sellers.tables["teams"]["code"].to_pylist()
    return np.array([codes.index(team[code]) for code in REGIONS])


def _reps(world: World, plan: _Plan, teams: Floats, team_of: Ints, territories: Floats) -> Floats:
    """[rep, month]: a team's target divided among its territories, and given to whoever holds them; who takes one over takes its target."""
    team = np.repeat(team_of, TERRITORIES)
    quotas = np.zeros(territories.shape)
    for months, base, _ in plan.bases():
        brought = territories[:, base].sum(axis=1).clip(1)
        equal = 1 / np.bincount(team)[team]
        own = brought / np.bincount(team, brought)[team]
        quotas[:, months] = (TRUST * own + (1 - TRUST) * equal)[:, None] * teams[team, months]
    quotas[team == world.sellers.tables["teams"]["code"].to_pylist().index(SHORT_TEAM)] *= 1 - SHORT_BY
    holders = world.sellers.rep_at.reshape(len(world.calendar.months), -1)
    holder = holders[(np.arange(plan.width) - plan.skip).clip(0, len(holders) - 1)].T
    n = len(world.sellers.tables["reps"])
    return amounts((holder * plan.width + np.arange(plan.width)).ravel(), quotas.ravel(), n * plan.width).reshape(n, plan.width)


def _table(plan: _Plan, rows: list[tuple[str, str, list[str], Floats]]) -> pa.Table:
    """The import template "targets", without the months before the history and the ones MISSING; no target is no row."""
    months = np.datetime_as_string(np.arange(plan.start, plan.start + plan.width).astype("datetime64[M]"))
    parts = []
    for metric, scope, codes, amount in rows:
        kept = amount > 0
        kept[:, : plan.skip] = False
        if scope == "region":
            kept[codes.index(MISSING[0]), [m for back in MISSING[1] if (m := plan.running - back) >= 0]] = False
        which, month = np.nonzero(kept)
        parts.append(
            pa.table(
                {
                    "month": words(pa.array(months), month),
                    "metric": pa.repeat(pa.scalar(metric), len(which)),
                    "scope": pa.repeat(pa.scalar(scope), len(which)),
                    "scope_code": words(codes, which),
                    "amount": amount[kept],
                }
            )
        )
    return pa.concat_tables(parts)
