"""Who sells: channels, partners, reps with their dated assignments, teams; and who serves which customer when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salesdash.data.demo import names

Ints = npt.NDArray[np.int64]

TERRITORIES = 4
"""Territories of a region; a customer belongs to one, a rep holds one at a time."""
_LEADERS = 4
_REPS = 40
_SERVED_BY_REPS = ("accounts", "distributors", "retail")
_SHARES = {
    "consumer": (0.38, 0.22, 0.00, 0.02, 0.14, 0.24),
    "small": (0.26, 0.08, 0.12, 0.32, 0.12, 0.10),
    "corporate": (0.08, 0.02, 0.55, 0.28, 0.07, 0.00),
}
"""How a segment's customers divide among the channels, in the order of `names.CHANNELS`."""


@dataclass(frozen=True)
class Sellers:
    """tables          rows of the import templates channels, partners, teams, reps, rep_assignments
    channel_shares     [segment, channel]
    partner_at         [channel, region, 2]: a position in the partners table, -1 where the channel is direct
    rep_at             [month of the history, region, territory]: a position in the reps table
    served             [channel]: whether reps serve it
    """

    tables: dict[str, pa.Table]
    channel_shares: npt.NDArray[np.float64]
    partner_at: Ints
    rep_at: Ints
    served: npt.NDArray[np.bool_]


def make(rng: np.random.Generator, months: npt.NDArray[np.datetime64]) -> Sellers:
    """`months`: first days of the months of the history, at least two. Reps move, leave and are replaced on them."""
    partners, partner_at = _partners()
    reps, assignments, rep_at = _reps(rng, months)
    teams = pa.table({"code": [f"T-{i + 1}" for i in range(_LEADERS)], "name": ["East", "North and Central", "South and West", "Abroad"],
                      "name_zh": ["华东团队", "华北华中团队", "华南西部团队", "海外团队"]})  # fmt: skip
    channels = pa.table({f: [c[i] for c in names.CHANNELS] for i, f in enumerate(("code", "name", "name_zh", "kind"))})
    return Sellers(
        tables={"channels": channels, "partners": partners, "teams": teams, "reps": reps, "rep_assignments": assignments},
        channel_shares=np.array([_SHARES[s[0]] for s in names.SEGMENTS]),
        partner_at=partner_at,
        rep_at=rep_at,
        served=np.array([c[0] in _SERVED_BY_REPS for c in names.CHANNELS]),
    )


def _partners() -> tuple[pa.Table, Ints]:
    """Two distributors and one chain a region, three marketplaces at home and three abroad."""
    at = np.full((len(names.CHANNELS), len(names.REGIONS), 2), -1)
    code = {c[0]: i for i, c in enumerate(names.CHANNELS)}
    rows: list[tuple[str, str, str, str]] = []
    for r, region in enumerate(names.REGIONS):
        at[code["distributors"], r] = len(rows), len(rows) + 1
        at[code["retail"], r] = len(rows) + 2
        for i, (channel, en, zh) in enumerate(
            (("distributors", "Distribution", "经销"), ("distributors", "Supply", "供应链"), ("retail", "Markets", "超市"))
        ):
            firm = names.FIRMS[(3 * r + i) % len(names.FIRMS)]
            rows.append((f"{firm[0]} {en}", f"{firm[1]}{zh}", channel, region.code))
    home = [region.states[0][2] == "CN" for region in names.REGIONS]
    for i, (en, zh) in enumerate(names.MARKETPLACES):
        for r in range(len(names.REGIONS)):
            if home[r] == (i < 3) and r % 3 in (i % 3, (i + 1) % 3):
                at[code["marketplaces"], r, 0 if r % 3 == i % 3 else 1] = len(rows)
        rows.append((en, zh, "marketplaces", ""))
    table = pa.table(
        {
            "code": [f"PA-{i + 1:02d}" for i in range(len(rows))],
            "name": [row[0] for row in rows],
            "name_zh": [row[1] for row in rows],
            "channel": [row[2] for row in rows],
            "region": [row[3] or None for row in rows],
        }
    )
    return table, at


def _reps(rng: np.random.Generator, months: npt.NDArray[np.datetime64]) -> tuple[pa.Table, pa.Table, Ints]:
    """Four leaders and 36 reps for 32 territories: four leave over the years and are replaced, four pairs swap territories."""
    regions, n = len(names.REGIONS), len(months)
    home = TERRITORIES * sum(region.states[0][2] == "CN" for region in names.REGIONS)
    held = np.tile(np.arange(regions * TERRITORIES), (n, 1))
    for i, territory in enumerate(rng.choice(regions * TERRITORIES, 12, replace=False)):
        month = int(rng.integers(1, n))
        if i < 4:
            held[month:, territory] = regions * TERRITORIES + i
        else:
            # to another region, but at home or abroad as before
            low, high = (0, home) if territory < home else (home, regions * TERRITORIES)
            other = low + (territory - low + TERRITORIES * (1 + i % 2)) % (high - low)
            held[month:, [territory, other]] = held[month:, [other, territory]]
    held += _LEADERS
    people = rng.permutation(len(names.SURNAMES) * len(names.GIVEN))[:_REPS]
    name = [(names.SURNAMES[p % len(names.SURNAMES)], names.GIVEN[p // len(names.SURNAMES)]) for p in people]
    team_of = {"east": 0, "north": 1, "central": 1, "south": 2, "west": 2, "america": 3, "europe": 3, "asean": 3}
    stints = [(leader, leader, "", months[0], None) for leader in range(_LEADERS)]
    for rep in range(_LEADERS, _REPS):
        month_of, territory_of = np.nonzero(held == rep)
        begins = np.flatnonzero(np.diff(territory_of, prepend=-1))
        for first, last in zip(begins, [*(begins[1:] - 1), len(month_of) - 1], strict=True):
            region = names.REGIONS[territory_of[first] // TERRITORIES].code
            until = None if month_of[last] == n - 1 else months[month_of[last] + 1] - np.timedelta64(1, "D")
            stints.append((rep, team_of[region], region, months[month_of[first]], until))
    ends = {rep: until for rep, _, _, _, until in stints}
    starts = {rep: since for rep, _, _, since, _ in reversed(stints)}
    # whoever was there at the beginning had joined before it
    joined = [starts[r] - (starts[r] == months[0]) * np.timedelta64(int(rng.integers(40, 1500)), "D") for r in range(_REPS)]
    code = [f"R-{i + 1:02d}" for i in range(_REPS)]
    reps = pa.table(
        {
            "code": code,
            "name": [f"{given[0]} {surname[0]}" for surname, given in name],
            "name_zh": [f"{surname[1]}{given[1]}" for surname, given in name],
            "joined_on": pa.array(np.array(joined, dtype="datetime64[D]")),
            "left_on": pa.array([_day(ends[r]) for r in range(_REPS)], pa.date32()),
        }
    )
    assignments = pa.table(
        {
            "rep": [code[s[0]] for s in stints],
            "team": [f"T-{s[1] + 1}" for s in stints],
            "manager": [code[s[1]] if s[0] != s[1] else None for s in stints],
            "region": [s[2] or None for s in stints],
            "from_on": pa.array([_day(s[3]) for s in stints], pa.date32()),
            "to_on": pa.array([_day(s[4]) for s in stints], pa.date32()),
        }
    )
    return reps, assignments, held.reshape(n, regions, TERRITORIES)


def _day(day: np.datetime64 | None) -> date | None:
    return None if day is None else day.astype(date)
