"""What is true in the made-up company: one value that the generator plants, tests look for, and ``--truths FILE`` overrides.

Truths are of a size that a good method finds and a naive one confuses; decoys look like news and are none. Shares are fractions,
weeks and months count back from the end of the history (1 = the last complete one).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from salesdash.data.demo import names
from salesdash.data.demo.competitors import COMPETITORS
from salesdash.errors import SalesdashError
from salesdash.text import N_

NO_CODE = N_("The truth {name} cannot be {value}; there are {names}.")
NO_OBJECT = N_('{file} must hold truths by name: {{"drop": {{"region": "east"}}}}. "salesdash demo --show-truths" prints all of them.')
OUT_OF_BOUNDS = N_("The truth {name} cannot be {value}: between {low} and {high}.")


@dataclass(frozen=True)
class Response:
    """What a week's marketing spend does for a channel: orders rise by ``top * s / (s + half)`` (a share of the channel's own), with
    s = this week's spend + carry-over of the weeks before, in units of the channel's mean weekly spend. top 0: it does nothing."""

    top: float
    half: float
    carry: float


@dataclass(frozen=True)
class Leaving:
    """Customers of a segment in one region, who from `months` ago leave `times` as fast as others."""

    segment: str = "small"
    region: str = "north"
    months: int = 12
    times: float = 10.0


@dataclass(frozen=True)
class Rival:
    """A competitor that gains market share in one region: `points` (fraction) a quarter over the last `quarters`, taken from us."""

    competitor: str = "bluepeak"
    region: str = "south"
    points: float = 0.012
    quarters: int = 5


@dataclass(frozen=True)
class Drop:
    """Orders of a category in a region fall to `left` of what they were, in the last `months` complete months and the running one."""

    region: str = "east"
    category: str = "beans"
    left: float = 0.60
    months: int = 3


@dataclass(frozen=True)
class Promotion:
    """A price cut on a category: `depth` off for `weeks` from `weeks_ago`; units sold rise to `lift` times what they would have been,
    its price effect included."""

    code: str = "SPRING"
    category: str = "ready"
    weeks_ago: int = 34
    weeks: int = 3
    depth: float = 0.15
    lift: float = 1.8


@dataclass(frozen=True)
class LuckyRep:
    """Decoy: a rep of ordinary skill (the n-th in the list) who won `won` of the `closed` deals of the last complete quarter."""

    place: int = 17
    won: int = 9
    closed: int = 12


@dataclass(frozen=True)
class Dip:
    """Decoy: one small region × category whose last complete month is low by chance; orders there are `left` of usual, once."""

    region: str = "asean"
    category: str = "care"
    left: float = 0.80


@dataclass(frozen=True)
class Truths:
    """elasticity   category -> own-price elasticity of units sold
    response     channel -> what spend does there; `stores` is a decoy: money is spent and nothing follows
    drivers      driver of satisfaction -> weight of its score (0..10, centred) in the overall score; weight 0 is a decoy
    noisy_survey_month  decoy: months ago in which few customers answered and the mean score is low by chance (points)
    """

    elasticity: Mapping[str, float] = field(default_factory=lambda: {
        "beans": -1.6, "capsules": -1.2, "machines": -2.2, "grinders": -1.8, "tea": -0.8, "ready": -2.5, "brewing": -1.4, "cups": -1.0,
        "syrups": -0.6, "care": -0.4,
    })  # fmt: skip
    response: Mapping[str, Response] = field(default_factory=lambda: {
        "online": Response(0.55, 0.8, 0.4), "stores": Response(0.0, 1.0, 0.0), "marketplaces": Response(0.45, 0.5, 0.2),
        "retail": Response(0.40, 1.2, 0.5),
    })  # fmt: skip
    drivers: Mapping[str, float] = field(default_factory=lambda: {
        "delivery": 0.45, "quality": 0.30, "service": 0.20, "price": 0.12, "website": 0.05, "packaging": 0.0,
    })  # fmt: skip
    leaving: Leaving = Leaving()
    rival: Rival = Rival()
    drop: Drop = Drop()
    promotion: Promotion = Promotion()
    lucky_rep: LuckyRep = LuckyRep()
    dip: Dip = Dip()
    noisy_survey_month: int = 4

    def to_json(self) -> str:
        """Everything, as a file for ``--truths`` may say it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def read_truths(file: Path) -> Truths:
    """The truths with what a JSON file says otherwise; what it does not name stays. Raises SalesdashError for what is no truth."""
    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as trouble:
        raise SalesdashError(N_("{file} is not JSON: {why}."), file=file.name, why=str(trouble)) from trouble
    if not isinstance(said, dict):
        raise SalesdashError(NO_OBJECT, file=file.name)
    return checked(_with(Truths(), said, file.name, ""))


def checked(truths: Truths) -> Truths:
    """The same truths. Raises SalesdashError where one speaks of what the company does not have, or of what cannot be."""
    regions, segments = [r.code for r in names.REGIONS], [s[0] for s in names.SEGMENTS]
    categories, rivals = [c.code for c in names.CATEGORIES], [c.code for c in COMPETITORS]
    for path, code, known in (
        ("leaving.segment", truths.leaving.segment, segments), ("leaving.region", truths.leaving.region, regions),
        ("rival.region", truths.rival.region, regions), ("drop.region", truths.drop.region, regions), ("dip.region", truths.dip.region, regions),
        ("drop.category", truths.drop.category, categories), ("dip.category", truths.dip.category, categories),
        ("promotion.category", truths.promotion.category, categories), ("rival.competitor", truths.rival.competitor, rivals),
    ):  # fmt: skip
        if code not in known:
            raise SalesdashError(NO_CODE, name=path, value=code, names=", ".join(known))
    bounds: list[tuple[str, float, float, float]] = [
        ("leaving.times", truths.leaving.times, 1, 100), ("leaving.months", truths.leaving.months, 0, 600),
        ("rival.points", truths.rival.points, 0, 0.05), ("rival.quarters", truths.rival.quarters, 0, 40),
        ("drop.left", truths.drop.left, 0, 1), ("drop.months", truths.drop.months, 0, 600), ("dip.left", truths.dip.left, 0, 1),
        ("promotion.depth", truths.promotion.depth, 0, 0.4), ("promotion.lift", truths.promotion.lift, 0.1, 10),
        ("promotion.weeks", truths.promotion.weeks, 1, 52), ("promotion.weeks_ago", truths.promotion.weeks_ago, 1, 2000),
        *((f"elasticity.{code}", value, -8, 2) for code, value in truths.elasticity.items()),
        *((f"response.{code}.top", r.top, 0, 5) for code, r in truths.response.items()),
        *((f"response.{code}.half", r.half, 0.01, 100) for code, r in truths.response.items()),
        *((f"response.{code}.carry", r.carry, 0, 0.95) for code, r in truths.response.items()),
    ]  # fmt: skip
    for path, value, low, high in bounds:
        if not low <= value <= high:
            raise SalesdashError(OUT_OF_BOUNDS, name=path, value=value, low=low, high=high)
    return truths


def _with(value: Any, said: Any, file: str, path: str) -> Any:
    """`value` with what is said otherwise, of the same shape and kind."""
    if is_dataclass(value) and not isinstance(value, type) and isinstance(said, dict):
        names = {f.name for f in fields(value)}
        return replace(
            value, **{k: _with(getattr(value, k), v, file, f"{path}{k}.") for k, v in said.items() if _known(k, names, file, path)}
        )
    if isinstance(value, Mapping) and isinstance(said, dict):
        return {**value, **{k: _with(value[k], v, file, f"{path}{k}.") for k, v in said.items() if _known(k, set(value), file, path)}}
    if isinstance(said, bool) or not isinstance(said, (int, float) if isinstance(value, float) else type(value)):
        raise SalesdashError(N_("{file}: {name} cannot be {value}."), file=file, name=path.rstrip("."), value=json.dumps(said))
    return float(said) if isinstance(value, float) else said


def _known(name: str, names: set[str], file: str, path: str) -> bool:
    if name not in names:
        raise SalesdashError(
            N_("{file}: there is no truth called {name}; there are {names}."), file=file, name=f"{path}{name}", names=", ".join(sorted(names)),
        )  # fmt: skip
    return True
