"""Customers of the made-up company: people and businesses, who joins when and where, how much they buy, and until when.

Planted: a segment that leaves one region. Traps: the same customer twice on the list (`doubles.py`), what is not known of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salesdash.data.demo import doubles, names
from salesdash.data.demo.calendar import Calendar
from salesdash.data.demo.truths import Leaving

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = tuple[tuple[str, str], ...]

NEVER = 1 << 30
"""A day that does not come: the customer stays."""
_SEGMENT_SHARES = (0.72, 0.20, 0.08)
_BUYS_LIKE = (1.0, 2.6, 7.0)
"""How often a segment buys, against a consumer."""
_STAYS = (1500.0, 2000.0, 3000.0)
"""Mean days until a customer of the segment is lost."""
_LOYAL = 0.25
"""Share of customers who are not lost at all."""
_COUNTRIES = {
    "CN": "China", "US": "United States", "CA": "Canada", "GB": "United Kingdom", "DE": "Germany", "FR": "France", "SG": "Singapore",
    "MY": "Malaysia", "TH": "Thailand",
}  # fmt: skip


@dataclass(frozen=True)
class Customers:
    """One entry per customer, ordered by the day of joining (day 0 = first day of the company's history, earlier is negative).

    table            the rows of the import template "customers"
    region, segment  positions in `names`; place: a number that fixes the customer's rep and partner
    joined, left     days; stays: the day until which the customer would have stayed had nothing happened in its segment
    twin             of a customer who is on the list a second time: the first one; -1 for all others
    pool             customers ordered by region, then by joining; `key` is (region, day) in that order, `reach` their running
                     weights (one longer), `start` where each region begins
    """

    table: pa.Table
    region: Ints
    segment: Ints
    place: Ints
    joined: Ints
    left: Ints
    stays: Ints
    twin: Ints
    pool: Ints
    key: Ints
    reach: Floats
    start: Ints

    def buyers(self, region: Ints, day: Ints, rng: np.random.Generator) -> Ints:
        """Who would place each order: drawn by weight among the region's customers who have joined and would not have left by that day."""
        who = self._draw(region, day, rng)
        gone = np.flatnonzero(self.stays[who] < day)
        while len(gone):
            who[gone] = self._draw(region[gone], day[gone], rng)
            gone = gone[self.stays[who[gone]] < day[gone]]
        return who

    def staying(self, regions: int, days: int) -> Floats:
        """[region, day]: the share of the buyers, by weight, that is still there."""
        there, would_be = (self._weight_of(until, regions, days) for until in (self.left, self.stays))
        return there / would_be

    def mix(self, regions: int, segments: int) -> Floats:
        """[region, segment]: shares of a region's buyers, by weight."""
        weight = np.bincount(self.region[self.pool] * segments + self.segment[self.pool], np.diff(self.reach), regions * segments)
        weight = weight.reshape(regions, segments)
        return weight / weight.sum(axis=1, keepdims=True)

    def _weight_of(self, until: Ints, regions: int, days: int) -> Floats:
        """[region, day]: the weight of who has joined and not left by that day."""
        change, weight = np.zeros((regions, days + 1)), np.diff(self.reach)
        known = self.joined[self.pool] < days
        who, weight = self.pool[known], weight[known]
        np.add.at(change, (self.region[who], np.maximum(self.joined[who], 0)), weight)
        np.add.at(change, (self.region[who], np.minimum(until[who] + 1, days)), -weight)
        return np.cumsum(change, axis=1)[:, :-1]

    def _draw(self, region: Ints, day: Ints, rng: np.random.Generator) -> Ints:
        end = np.searchsorted(self.key, _key(region, day), side="right")
        low, high = self.reach[self.start[region]], self.reach[end]
        picked = np.searchsorted(self.reach, low + rng.random(len(region)) * (high - low), side="right") - 1
        return self.pool[np.clip(picked, self.start[region], end - 1)]


def _key(region: Ints, day: Ints) -> Ints:
    return region * (2 * NEVER) + day


def make_customers(rng: np.random.Generator, n: int, calendar: Calendar, leaving: Leaving) -> Customers:
    """`n` customers over the history: 45 % of them older than it, two of every region there from the start to the end."""
    days = len(calendar.days)
    regions = len(names.REGIONS)
    old = max(int(n * 0.45), 2 * regions)
    joined = np.sort(np.concatenate([-rng.integers(1, 1100, old), (days * rng.random(n - old) ** 0.85).astype(np.int64)]))
    region = rng.choice(regions, n, p=_shares([r.weight for r in names.REGIONS]))
    segment = rng.choice(len(names.SEGMENTS), n, p=_SEGMENT_SHARES)
    region[: 2 * regions] = np.arange(2 * regions) % regions
    place = rng.integers(0, 1 << 20, n)
    stays = np.maximum(joined, 0) + rng.exponential(np.take(_STAYS, segment)).astype(np.int64) + 20
    stays[rng.random(n) < _LOYAL] = NEVER
    stays[: 2 * regions] = NEVER
    twin = doubles.chosen(rng, n, 2 * regions)
    of = np.where(twin < 0, np.arange(n), twin)
    region, segment, place = region[of], segment[of], place[of]
    weight = np.take(_BUYS_LIKE, segment) * rng.lognormal(0.0, 1.1, n) * np.where(twin < 0, 1.0, doubles.BUYS)
    pool = np.lexsort((joined, region))
    return Customers(
        table=doubles.written(rng, _table(rng, region, segment, joined, calendar.days[0]), twin),
        region=region,
        segment=segment,
        place=place,
        joined=joined,
        left=_left(rng, calendar, leaving, region, segment, joined, stays),
        stays=stays,
        twin=twin,
        pool=pool,
        key=_key(region, joined)[pool],
        reach=np.concatenate([[0.0], np.cumsum(weight[pool])]),
        start=np.searchsorted(region[pool], np.arange(regions)),
    )


def _left(
    rng: np.random.Generator, calendar: Calendar, leaving: Leaving, region: Ints, segment: Ints, joined: Ints, stays: Ints
) -> Ints:  # fmt: skip
    """When customers are lost: as usual; those of the leaving segment, from the month it starts, so many times as fast, the loyal too."""
    since = int((calendar.months[max(len(calendar.months) - 1 - leaving.months, 0)] - calendar.days[0]).astype(np.int64))
    theirs = (region == [r.code for r in names.REGIONS].index(leaving.region)) & (
        segment == [s[0] for s in names.SEGMENTS].index(leaving.segment)
    )
    start, usual = np.maximum(joined, since), np.take(_STAYS, segment) / (1 - _LOYAL)
    sooner = start + np.minimum(rng.exponential(1.0, len(stays)) * usual / max(leaving.times - 1, 1e-6), NEVER).astype(np.int64)
    return np.where(theirs & (stays > start), np.minimum(stays, sooner), stays)


def _shares(weights: list[float]) -> Floats:
    array = np.array(weights)
    return array / array.sum()


def _pick(words: Words, at: Ints, language: int) -> pa.Array:
    return pa.array([w[language] for w in words]).take(pa.array(at))


def _person(rng: np.random.Generator, home: npt.NDArray[np.bool_]) -> tuple[pa.Array, pa.Array]:
    """Names of people in English and Chinese: surname first at home, given name first abroad."""
    draw = [rng.integers(0, len(w), len(home)) for w in (names.SURNAMES, names.GIVEN, names.FIRST_ABROAD, names.LAST_ABROAD)]
    (surname, given, first, last), mask = draw, pa.array(home)
    en = pc.if_else(
        mask,
        pc.binary_join_element_wise(_pick(names.GIVEN, given, 0), _pick(names.SURNAMES, surname, 0), " "),
        pc.binary_join_element_wise(_pick(names.FIRST_ABROAD, first, 0), _pick(names.LAST_ABROAD, last, 0), " "),
    )
    zh = pc.if_else(
        mask,
        pc.binary_join_element_wise(_pick(names.SURNAMES, surname, 1), _pick(names.GIVEN, given, 1), ""),
        pc.binary_join_element_wise(_pick(names.FIRST_ABROAD, first, 1), _pick(names.LAST_ABROAD, last, 1), "·"),
    )
    return en, zh


def _table(rng: np.random.Generator, region: Ints, segment: Ints, joined: Ints, first_day: np.datetime64) -> pa.Table:
    """The rows of the import template "customers", with the gaps that real lists have (1 to 6 % of a column is empty)."""
    n = len(region)
    places = [(r.code, state, city, country) for r in names.REGIONS for state, _, country, cities in r.states for city, _ in cities]
    first = np.searchsorted([[r.code for r in names.REGIONS].index(p[0]) for p in places], np.arange(len(names.REGIONS) + 1))
    place = first[region] + (rng.random(n) * (first[region + 1] - first[region])).astype(np.int64)
    country = pa.array([_COUNTRIES[p[3]] for p in places]).take(pa.array(place))
    business = segment > 0
    person_en, person_zh = _person(rng, np.array([p[3] == "CN" for p in places])[place])
    firm, industry = rng.integers(0, len(names.FIRMS), n), rng.integers(0, len(names.INDUSTRIES), n)
    trades = tuple((en, zh) for _, en, zh in names.INDUSTRIES)
    city_zh = tuple((city, zh) for r in names.REGIONS for _, _, _, cities in r.states for city, zh in cities)
    firm_en = pc.binary_join_element_wise(_pick(city_zh, place, 0), _pick(names.FIRMS, firm, 0), _pick(trades, industry, 0), " ")
    firm_zh = pc.binary_join_element_wise(_pick(city_zh, place, 1), _pick(names.FIRMS, firm, 1), _pick(trades, industry, 1), "公司", "")
    is_firm = pa.array(business)
    employees = np.where(segment == 2, 200 * rng.lognormal(0.6, 0.8, n), 4 + 12 * rng.lognormal(0.0, 0.8, n)).astype(np.int64)
    income = np.round(rng.lognormal(11.5, 0.5, n), -2)
    size = np.where(employees < 10, 0, np.where(employees < 50, 1, np.where(employees < 250, 2, 3)))

    def some(values: pa.Array, wanted: npt.NDArray[np.bool_], missing: float) -> pa.Array:
        return pc.if_else(pa.array(wanted & (rng.random(n) >= missing)), values, pa.scalar(None, values.type))

    def words(choices: tuple[str, ...], at: Ints) -> pa.Array:
        return pa.array(choices).take(pa.array(at))

    genders, schooling = rng.integers(0, 2, n), rng.choice(4, n, p=(0.2, 0.3, 0.36, 0.14))
    return pa.table(
        {
            "code": pc.binary_join_element_wise("C", pc.utf8_lpad(pc.cast(pa.array(np.arange(1, n + 1)), pa.string()), 7, "0"), ""),
            "name": pc.if_else(is_firm, firm_en, person_en),
            "name_zh": pc.if_else(is_firm, firm_zh, person_zh),
            "kind": words(("consumer", "business"), business.astype(np.int64)),
            "segment": words(tuple(s[0] for s in names.SEGMENTS), segment),
            "region": words(tuple("/".join(p[:3]) for p in places), place),
            "country": country,
            "birth_year": some(pa.array(rng.integers(1950, 2007, n)), ~business, 0.06),
            "gender": some(words(("female", "male"), genders), ~business, 0.03),
            "income": some(pa.array(income), ~business, 0.06),
            "education": some(words(("Secondary", "College", "Bachelor", "Master"), schooling), ~business, 0.05),
            "industry": some(words(tuple(i[0] for i in names.INDUSTRIES), industry), business, 0.02),
            "employees": some(pa.array(employees), business, 0.04),
            "size": some(words(("micro", "small", "medium", "large"), size), business, 0.04),
            "joined_on": pa.array(first_day + joined.astype("timedelta64[D]")),
            "acquisition_source": some(
                words(names.SOURCES, rng.choice(6, n, p=(0.3, 0.22, 0.16, 0.1, 0.14, 0.08))), np.ones(n, dtype=bool), 0.02
            ),
        }
    )
