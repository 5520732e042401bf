"""Who the made-up company competes with, and how they differ from it: words and figures, nothing drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesdash.data.demo import names

OWN = "own"
"""How market tables name the house itself among the brands."""


class Competitor(NamedTuple):
    """price, quality: against ours; weight: how large it is; sells: categories, none for all of them."""

    code: str
    name: str
    name_zh: str
    kind: str
    founded_year: int
    price: float
    quality: float
    weight: float
    note: str
    sells: tuple[str, ...] = ()

    @property
    def website(self) -> str:
        return f"{self.code}.example"


COMPETITORS = (
    Competitor("bluepeak", "Bluepeak Coffee", "蓝峰咖啡", "challenger", 2016, 0.96, -0.1, 1.00, "Opened a roastery in Guangzhou"),
    Competitor("redcup", "Red Cup", "红杯咖啡", "discount", 2012, 0.78, -1.3, 1.15, "Low prices, weekly offers"),
    Competitor("monteluce", "Monteluce", "蒙特露切", "premium", 1987, 1.28, 0.8, 0.75, "Sold to hotels and offices", ("beans", "capsules", "machines", "grinders", "cups")),
    Competitor("dailybean", "Daily Bean", "每日咖豆", "online", 2019, 0.88, -0.5, 0.80, "Sells online only", ("beans", "capsules", "ready", "syrups", "brewing", "care")),
    Competitor("qingmu", "Qingmu Tea House", "青木茶社", "specialist", 2004, 1.06, 0.4, 0.70, "Tea first", ("tea", "ready", "brewing", "cups")),
)  # fmt: skip
BRANDS = (OWN, *(c.code for c in COMPETITORS))
REGIONS, CATEGORIES = tuple(r.code for r in names.REGIONS), tuple(c.code for c in names.CATEGORIES)
REGION_WEIGHTS = np.array([r.weight for r in names.REGIONS]) / sum(r.weight for r in names.REGIONS)
PRICE, QUALITY = (np.array([ours, *(getattr(c, of) for c in COMPETITORS)]) for ours, of in ((1.0, "price"), (0.0, "quality")))
"""[brand]: the price where ours is 1, and the score of quality beyond ours."""
SELLS = np.array([[not c.sells or code in c.sells for code in CATEGORIES] for c in COMPETITORS])
