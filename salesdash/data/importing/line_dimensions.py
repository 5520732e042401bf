"""Which customer, product, place, channel, partner, rep and team a line of an order file belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from salesdash.data.importing.orders import Amounts
from salesdash.data.importing.registry import Registry, coded
from salesdash.data.importing.report import Report
from salesdash.data.schema import rep_assignments
from salesdash.text import N_

SEGMENT_KEPT = N_("{count} lines name another segment than their customer has; the customer's was kept.")
CATEGORY_KEPT = N_("{count} lines name another category than their product has; the product's was kept.")


@dataclass(frozen=True)
class Block:
    """Good rows of one block: texts (pa.Array of strings) and ISO dates by field name, the exact amounts, the file's row numbers."""

    rows: np.ndarray
    texts: Mapping[str, pa.Array]
    amounts: Amounts


class LineDimensions:
    """Row numbers of every dimension of order lines; what is not known yet is made, blanks are filled."""

    def __init__(self, connection: sa.Connection, registry: Registry, report: Report) -> None:
        self.registry, self.report = registry, report
        a = rep_assignments.c
        self.assigned = connection.execute(sa.select(a.rep_id, a.team_id, a.from_on, a.to_on)).fetchall()

    def of(self, texts: Mapping[str, pa.Array], n: int) -> dict[str, Any]:
        """The id columns of n lines."""
        place = self._paths("regions", [texts.get(f) for f in ("region", "state", "city")], n, instead=texts.get("country"))
        customer, product = self._customers(texts, n, place), self._products(texts, n)
        clients, goods = self.registry["customers"], self.registry["products"]
        where = np.where(place > 0, place, clients.of["region_id"][customer])
        rep, team = self._simple("reps", texts.get("rep"), n), self._simple("teams", texts.get("team"), n)
        return {
            "customer_id": customer, "product_id": product, "channel_id": self._simple("channels", texts.get("channel"), n),
            "partner_id": _nullable(self._simple("partners", texts.get("partner"), n)), "rep_id": _nullable(rep),
            "team_id": _nullable(np.where(team > 0, team, self._teams(rep, texts["ordered_on"]))), "own_team_id": _nullable(team),
            "place_id": place,
            "region_id": self.registry["regions"].of["root_id"][where], "segment_id": clients.of["segment_id"][customer],
            "category_id": self.registry["categories"].of["root_id"][goods.of["category_id"][product]],
        }  # fmt: skip

    def _simple(self, table: str, codes: pa.Array | None, n: int) -> np.ndarray:
        if codes is None:
            return np.zeros(n, dtype=np.int64)
        words, place = coded(codes)
        dimension = self.registry[table]
        dimension.ids.look_up(words)
        return np.array([dimension.add(w, name=w) if w else 0 for w in words], dtype=np.int64)[place]

    def _paths(self, table: str, steps: list[pa.Array | None], n: int, instead: pa.Array | None = None) -> np.ndarray:
        """Rows of a tree by its steps; `instead` stands for a first step that is not there."""
        if steps[0] is None or instead is not None:
            steps = [instead if steps[0] is None else pc.if_else(pc.is_null(steps[0]), instead, steps[0]), *steps[1:]]
        if all(s is None for s in steps):
            return np.zeros(n, dtype=np.int64)
        parts = [coded(s if s is not None else pa.nulls(n, pa.string())) for s in steps]
        key = np.zeros(n, dtype=np.int64)
        for words, codes in parts:
            key = key * len(words) + codes
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return np.array([self.registry.path(table, [words[codes[i]] for words, codes in parts]) for i in first.tolist()], dtype=np.int64)[
            place
        ]

    def _customers(self, texts: Mapping[str, pa.Array], n: int, place: np.ndarray) -> np.ndarray:
        codes = texts.get("customer", texts.get("customer_name"))
        if codes is None:
            return np.zeros(n, dtype=np.int64)
        names, segment = texts.get("customer_name"), self._simple("segments", texts.get("segment"), n)
        words, codes_of = coded(codes)
        first = np.zeros(len(words), dtype=np.int64)
        first[codes_of[::-1]] = np.arange(n - 1, -1, -1)
        known, country = self.registry["customers"], texts.get("country")
        name_of = names.take(pa.array(first)).to_pylist() if names is not None else words
        country_of = country.take(pa.array(first)).to_pylist() if country is not None else [None] * len(words)
        rows = np.zeros(len(words), dtype=np.int64)
        ids, blank = known.ids, known.blank
        ids.look_up(words)
        for i, word in enumerate(map(str, words[:-1])):
            row = ids.get(word)
            if row is None or row in blank:
                at = first[i]
                values = {
                    "name": name_of[i] or word,
                    "segment_id": int(segment[at]) or None,
                    "region_id": int(place[at]) or None,
                    "country": country_of[i],
                }
                row = known.add(word, **values)
                known.fill(row, **values)
            rows[i] = row
        result = rows[codes_of]
        if "segment" in texts:
            other = int(((segment > 0) & (known.of["segment_id"][result] != segment)).sum())
            if other:
                self.report.warn(SEGMENT_KEPT, count=other)
        return result

    def _products(self, texts: Mapping[str, pa.Array], n: int) -> np.ndarray:
        category = self._paths("categories", [texts.get(f) for f in ("category", "subcategory")], n)
        codes = texts.get("product", texts.get("product_name", texts.get("subcategory", texts.get("category"))))
        if codes is None:
            return np.zeros(n, dtype=np.int64)
        names = texts.get("product_name")
        words, codes_of = coded(codes)
        first = np.zeros(len(words), dtype=np.int64)
        first[codes_of[::-1]] = np.arange(n - 1, -1, -1)
        name_of = names.take(pa.array(first)).to_pylist() if names is not None else words
        known = self.registry["products"]
        known.ids.look_up(words)
        rows = np.zeros(len(words), dtype=np.int64)
        for i, word in enumerate(words[:-1]):
            values = {"name": name_of[i] or word, "category_id": int(category[first[i]]) or None}
            rows[i] = row = known.add(str(word), **values)
            known.fill(row, **values)
        result = rows[codes_of]
        roots = self.registry["categories"].of["root_id"]
        other = int(((category > 0) & (roots[known.of["category_id"][result]] != roots[category])).sum())
        if other:
            self.report.warn(CATEGORY_KEPT, count=other)
        return result

    def _teams(self, rep: np.ndarray, days: pa.Array) -> np.ndarray:
        """The team of the rep on the day of the order, by the dated assignments."""
        team = np.zeros(len(rep), dtype=np.int64)
        if not self.assigned or not rep.any():
            return team
        day = pc.cast(pc.strptime(days, format="%Y-%m-%d", unit="s"), pa.date32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
        for rep_id, team_id, start, end in self.assigned:
            held = (rep == rep_id) & (day >= np.datetime64(start)) & (day <= np.datetime64(end or "9999-12-31"))
            team[held] = team_id or 0
        return team


def _nullable(ids: np.ndarray) -> pa.Array:
    return pa.array(ids, mask=ids == 0)
