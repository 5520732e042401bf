"""Reading the Overview, thirteen months against the thirteen before: the house against pandas in memory and DuckDB on the raw lines.

    python benchmarks/read_overview.py --lines 100000 1000000 10000000

The house: all loads of the Overview from a SQLite file, top customers included, through SQLAlchemy and into frames; unfiltered, and
with one region, one channel and one category set ("whole answer" is what ``house.answer`` takes, the room's own arithmetic on those
small frames included). The others answer the same questions (read_rivals.py) and must come to the
same figures. Every contender in a process of its own, warm; medians of the medians. "keys" is the others' best case, for honesty:
every word replaced by an integer beforehand; the limits hold for the lines as they are in the file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.import_lines import imported
from benchmarks.measure import Ratio, Run, child, close, files, interleaved, parser, say
from benchmarks.read_rivals import FILTERED, PERIOD, timed

SIZES = (100_000, 1_000_000, 10_000_000)
RIVALS = {"pandas": ("pandas",), "DuckDB": ("duckdb",), "pandas, keys": ("pandas", "--keys"), "DuckDB, keys": ("duckdb", "--keys")}
CHECKED = ("amount", "customers", "orders", "top", "top_before")
LIMITS = {10_000_000: {"pandas": 100, "DuckDB": 20}, 1_000_000: {"pandas": 10, "DuckDB": 4}}
"""At 10 million lines those of the plan; at 1 million what tells a slip from a slow machine."""
SCOPES = {"all": "unfiltered", "filtered": "filtered"}


def measure(work: Path, sizes: list[int], rounds: int) -> list[Ratio]:
    """Milliseconds of every contender at every size; the limits hold at the largest."""
    taken = {lines: _at(work, lines, rounds) for lines in sizes}
    smallest, largest = min(sizes), max(sizes)
    print(f"\nThe Overview, {PERIOD} against the 13 months before, milliseconds (× the house)")
    for lines, ways in taken.items():
        for scope, name in SCOPES.items():
            house = ways["house"][scope]
            others = "".join(f"{way:>15} {ms[scope]:>8.1f} ({ms[scope] / house:>5.1f}×)" for way, ms in ways.items() if way != "house")
            print(f"{lines:>12,} {name:<11} house {house:>7.1f} (whole answer {ways['house'][f'{scope}_whole']:>6.1f}){others}")
    ratios = []
    for scope, name in SCOPES.items():
        at = {way: ms[scope] for way, ms in taken[largest].items()}
        for way, limit in LIMITS.get(largest, {}).items():
            ratios.append(Ratio(f"Overview {name} at {largest:,} lines, times as fast as {way}", at[way] / at["house"], limit))
        if largest > smallest:
            growth = at["house"] / taken[smallest]["house"][scope]
            ratios.append(Ratio(f"Overview {name}, {largest:,} lines against {smallest:,}", growth, 4, at_least=False))
    return ratios


def _at(work: Path, lines: int, rounds: int) -> dict[str, dict[str, float]]:
    """contender -> scope -> median milliseconds, after making sure that all say the same."""
    folder = files(work, lines)
    imported(folder)
    child("read_rivals", "prepare", "--folder", str(folder))
    few = "3" if lines > 2_000_000 else "7"

    def run(way: str) -> Run:
        if way == "house":
            return child("read_overview", "--child", "house", "--folder", str(folder))
        return child("read_rivals", *RIVALS[way], "--folder", str(folder), "--times", few)

    print(f"{lines:,} lines", file=sys.stderr)
    runs = interleaved(("house", *RIVALS), rounds, run)
    _agree({way: done[0] for way, done in runs.items()})
    taken = {way: {scope: median(r.said[f"{scope}_ms"] for r in done) for scope in SCOPES} for way, done in runs.items()}
    taken["house"] |= {f"{scope}_whole": median(r.said[f"{scope}_whole_ms"] for r in runs["house"]) for scope in SCOPES}
    return taken


def _agree(first: dict[str, Run]) -> None:
    """End when a contender has come to another figure than the house (money to the cent)."""
    for scope in SCOPES:
        for figure in CHECKED:
            said = {way: round(run.said[f"{scope}_{figure}"], 2) for way, run in first.items()}
            if len(set(said.values())) > 1:
                raise SystemExit(f"{scope} {figure}: not the same answer: {said}")


def _house(folder: Path) -> None:
    from salesdash.data.engine import open_engine
    from salesdash.house import ROOMS, PlainRead, answer
    from salesdash.scope import Scope

    read = PlainRead(open_engine(f"sqlite:///{folder / 'imported.sqlite'}"))
    said: dict[str, float] = {}
    for name, chosen in (("all", {}), ("filtered", {d: (code,) for d, code in FILTERED.items()})):
        scope = Scope(PERIOD, "previous", **chosen)

        def loads(scope: Scope = scope) -> dict[str, float]:
            frames = {load.__name__: read(load, scope) for load in ROOMS["overview"].needs}
            spans, top = frames["spans"], frames["top_customers"]
            now = spans[spans["which"] == "now"].iloc[0].to_dict()
            return {
                "amount": float(now["revenue"]), "customers": float(now["customers"]), "orders": float(now["orders"]),
                "top": top["revenue"].sum(), "top_before": top["revenue_before"].sum(),
            }  # fmt: skip

        def whole(scope: Scope = scope) -> dict[str, float]:
            answer("overview", read, scope)
            return {}

        said |= {f"{name}_{key}": float(value) for key, value in timed(loads, 25).items()}
        said[f"{name}_whole_ms"] = timed(whole, 25)["ms"]
    say(**said)


def main() -> None:
    options = parser(__doc__ or "")
    options.add_argument("--lines", type=int, nargs="+", default=list(SIZES))
    options.add_argument("--child", choices=("house",), help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        _house(asked.folder)
    else:
        close(measure(asked.work, asked.lines, asked.rounds))


if __name__ == "__main__":
    main()
