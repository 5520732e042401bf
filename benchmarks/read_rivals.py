"""Whom reading is measured against: pandas on the lines in memory and DuckDB on the raw lines in a table of its own.

Both hold only the columns that the questions need, each line with its month and category worked out beforehand; ``raw``: words as
in the file; ``keys``: the best case, every word an integer and money whole numbers, as nobody gets them from a file.
The questions are the five loads of the Overview, each answered on its own as the house does: sums and distinct customers and orders
per month; the same per period; sums by category and by region for both periods; the twenty best customers and what they bought before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measure import say

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

NOW, BEFORE = (202510, 202610), (202409, 202509)
"""Thirteen months against the thirteen before."""
PERIOD = "2025-10..2026-10"
FILTERED = {"region": "east", "channel": "accounts", "category": "beans"}
DIMENSIONS = ("region", "segment", "channel", "category")
TOP = 20
MONEY = ("amount", "top", "top_before")
RAW = ("order_no", "ordered_on", "customer", "region", "channel", "product", "quantity", "amount", "cost")


def prepare(folder: Path) -> Path:
    """``lines.parquet`` beside the files: month, the four dimensions, customer, customer order and amounts as integers."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv, parquet

    target = folder / "lines.parquet"
    if target.exists():
        return target
    customers, products = csv.read_csv(folder / "customers.csv"), csv.read_csv(folder / "products.csv")
    root = pc.list_element(pc.split_pattern(products["category"], "/"), 0)
    words = {d: _codes(folder, d) for d in DIMENSIONS}
    segment_of = pc.index_in(customers["segment"], words["segment"])
    category_of = pc.index_in(root, words["category"])
    types = {**dict.fromkeys(("amount", "cost"), pa.float64()), **dict.fromkeys(("order_no", "customer", "partner", "rep"), pa.string())}
    options = csv.ConvertOptions(column_types=types, include_columns=list(RAW))
    writer = None
    for batch in csv.open_csv(folder / "orders.csv", csv.ReadOptions(block_size=64 << 20), convert_options=options):
        customer = pc.index_in(batch["customer"], customers["code"])
        number = pc.cast(pc.replace_substring_regex(batch["order_no"], "^R?S-", ""), pa.int64())
        returned = pc.cast(pc.starts_with(batch["order_no"], "R"), pa.int64())
        table = pa.table(
            {
                "month": pc.cast(pc.add(pc.multiply(pc.year(batch["ordered_on"]), 100), pc.month(batch["ordered_on"])), pa.int32()),
                "region": pc.index_in(batch["region"], words["region"]),
                "segment": pc.take(segment_of, customer),
                "channel": pc.index_in(batch["channel"], words["channel"]),
                "category": pc.take(category_of, pc.index_in(batch["product"], products["code"])),
                "customer": customer,
                "order": pc.add(pc.multiply(number, 2), returned),
                **{name: _scaled(batch[name]) for name in ("quantity", "amount", "cost")},
            }
        )
        writer = writer or parquet.ParquetWriter(target.with_suffix(".part"), table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()
    target.with_suffix(".part").rename(target)
    return target


def _scaled(column: pa.Array) -> pa.Array:
    """Ten-thousandths as integers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.cast(pc.round(pc.multiply(pc.cast(column, pa.float64()), 10_000)), pa.int64())


def _codes(folder: Path, dimension: str) -> pa.Array:
    """The top-level codes of a dimension, in the order of its file: the position is the integer key."""
    import pyarrow.compute as pc
    from pyarrow import csv

    table = csv.read_csv(folder / {"category": "categories.csv"}.get(dimension, f"{dimension}s.csv"))
    column = table["code"] if "parent" not in table.column_names else table["code"].filter(pc.equal(pc.fill_null(table["parent"], ""), ""))
    return column.combine_chunks()


def timed(ask: Callable[[], dict[str, float]], times: int) -> dict[str, float]:
    """The answer, with the median of its milliseconds after one round to warm up."""
    answer, taken = ask(), []
    for _ in range(times):
        began = time.perf_counter()
        answer = ask()
        taken.append((time.perf_counter() - began) * 1000)
    return {**answer, "ms": median(taken)}


def with_pandas(folder: Path, raw: bool) -> Callable[[dict[str, Any]], dict[str, float]]:
    import pandas as pd

    if raw:
        lines = pd.read_csv(folder / "orders.csv", usecols=list(RAW), engine="pyarrow", parse_dates=["ordered_on"]).rename(
            columns={"order_no": "order"}
        )
        lines["month"] = lines["ordered_on"].dt.year * 100 + lines["ordered_on"].dt.month
        lines["category"] = lines["product"].map(pd.read_csv(folder / "products.csv").set_index("code")["category"].str.split("/").str[0])
    else:
        lines = pd.read_parquet(folder / "lines.parquet")

    def chosen(keys: dict[str, Any]) -> pd.DataFrame:
        mask = lines["month"].between(BEFORE[0], NOW[1])
        for dimension, key in keys.items():
            mask &= lines[dimension] == key
        part = lines[mask]
        return part.assign(now=part["month"] >= NOW[0])

    def ask(keys: dict[str, Any]) -> dict[str, float]:
        _sums(chosen(keys).groupby("month"))
        totals = _sums(chosen(keys).groupby("now"))
        for dimension in ("category", "region"):
            chosen(keys).groupby([dimension, "now"])[["amount", "cost", "quantity"]].sum()
        part = chosen(keys)
        now, before = part[part["now"]], part[~part["now"]]
        best = now.groupby("customer")["amount"].sum().nlargest(TOP)
        was = before[before["customer"].isin(best.index)].groupby("customer")["amount"].sum()
        return {**totals.loc[True, ["amount", "customers", "orders"]], "top": best.sum(), "top_before": was.sum()}

    return ask


def _sums(groups: Any) -> pd.DataFrame:
    frame: pd.DataFrame = groups.agg(
        amount=("amount", "sum"), cost=("cost", "sum"), quantity=("quantity", "sum"), lines=("amount", "size"),
        customers=("customer", "nunique"), orders=("order", "nunique"),
    )  # fmt: skip
    return frame


def with_duckdb(folder: Path, raw: bool) -> Callable[[dict[str, Any]], dict[str, float]]:
    import duckdb

    database = folder / f"{'raw' if raw else 'keys'}.duckdb"
    if not database.exists():
        words = (
            f'SELECT {", ".join("l." + c for c in RAW if c != "order_no")}, order_no AS "order", year(ordered_on) * 100 + month(ordered_on) AS month, '
            f"split_part(p.category, '/', 1) AS category FROM read_csv('{folder / 'orders.csv'}') l JOIN read_csv('{folder / 'products.csv'}') p "
            "ON p.code = l.product ORDER BY ordered_on"
        )
        part = database.with_suffix(".part")
        part.unlink(missing_ok=True)
        connection = duckdb.connect(str(part))
        numbers = f"SELECT * FROM '{folder / 'lines.parquet'}'"
        connection.execute(f"CREATE TABLE lines AS {words if raw else numbers}")
        connection.close()
        part.rename(database)
    connection = duckdb.connect(str(database), read_only=True)
    sums = 'sum(amount), sum(cost), sum(quantity), count(*), count(DISTINCT customer), count(DISTINCT "order")'

    def ask(keys: dict[str, Any]) -> dict[str, float]:
        where = " AND ".join([f"month BETWEEN {BEFORE[0]} AND {NOW[1]}", *(f"{dimension} = {key!r}" for dimension, key in keys.items())])
        connection.execute(f"SELECT month, {sums} FROM lines WHERE {where} GROUP BY month").fetchall()
        periods = connection.execute(
            f"SELECT month >= {NOW[0]} AS now, {sums} FROM lines WHERE {where} GROUP BY now ORDER BY now"
        ).fetchall()
        both = ", ".join(f"sum({m}) FILTER (month {sign} {NOW[0]})" for m in ("amount", "cost", "quantity") for sign in (">=", "<"))
        for dimension in ("category", "region"):
            connection.execute(f"SELECT {dimension}, {both} FROM lines WHERE {where} GROUP BY {dimension}").fetchall()
        best = connection.execute(
            f"SELECT customer, sum(amount) FILTER (month >= {NOW[0]}) AS revenue, sum(amount) FILTER (month < {NOW[0]}) "
            f"FROM lines WHERE {where} GROUP BY customer ORDER BY revenue DESC NULLS LAST, customer LIMIT {TOP}"
        ).fetchall()
        now = periods[-1]
        return {
            "amount": now[1],
            "customers": now[5],
            "orders": now[6],
            "top": sum(b[1] for b in best),
            "top_before": sum(b[2] or 0 for b in best),
        }

    return ask


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("way", choices=("prepare", "pandas", "duckdb"))
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--keys", action="store_true", help="the best case: integers instead of words")
    asked = options.parse_args()
    if asked.way == "prepare":
        prepare(asked.folder)
        say(done=1)
        return
    ask = (with_pandas if asked.way == "pandas" else with_duckdb)(asked.folder, not asked.keys)
    wanted = {d: _codes(asked.folder, d).index(code).as_py() if asked.keys else code for d, code in FILTERED.items()}
    said: dict[str, float] = {}
    unit = 1 / 10_000 if asked.keys else 1.0
    for name, chosen in (("all", {}), ("filtered", wanted)):
        answer = timed(lambda chosen=chosen: ask(chosen), asked.times)  # type: ignore[misc]
        said |= {f"{name}_{key}": float(value) * (unit if key in MONEY else 1) for key, value in answer.items()}
    say(**said)


if __name__ == "__main__":
    main()
