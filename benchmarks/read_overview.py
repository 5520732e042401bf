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
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import Ratio, Run, child, close, files, fingerprint, interleaved, parser, say
from benchmarks.read_rivals import FILTERED, PERIOD, timed

SIZES = (100_000, 1_000_000, 10_000_000)
RIVALS = {"pandas": ("pandas",), "DuckDB": ("duckdb",), "pandas, keys": ("pandas", "--keys"), "DuckDB, keys": ("duckdb", "--keys")}
CHECKED = ("amount", "customers", "orders", "top", "top_before")
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
        ratios += [
            Ratio(f"Overview {name} at {largest:,} lines, times as fast as pandas", at["pandas"] / at["house"], 100),
            Ratio(f"Overview {name} at {largest:,} lines, times as fast as DuckDB", at["DuckDB"] / at["house"], 20),
        ]
        if largest > smallest:
            growth = at["house"] / taken[smallest]["house"][scope]
            ratios.append(Ratio(f"Overview {name}, {largest:,} lines against {smallest:,}", growth, 4, at_least=False))
    return ratios


def _at(work: Path, lines: int, rounds: int) -> dict[str, dict[str, float]]:
    """contender -> scope -> median milliseconds, after making sure that all say the same."""
    folder = files(work, lines)
    made_by, code = folder / "read-made-by", fingerprint("salesdash/data")
    if not made_by.exists() or made_by.read_text() != code:
        child("read_overview", "--child", "build", "--folder", str(folder))
        made_by.write_text(code)
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

    read = PlainRead(open_engine(f"sqlite:///{folder / 'read.sqlite'}"))
    said: dict[str, float] = {}
    for name, chosen in (("all", {}), ("filtered", {d: (code,) for d, code in FILTERED.items()})):
        scope = Scope(PERIOD, "previous", **chosen)

        def loads(scope: Scope = scope) -> dict[str, float]:
            frames = {load.__name__: read(load, scope) for load in ROOMS["overview"].needs}
            now, top = frames["totals"].iloc[0].to_dict(), frames["top_customers"]
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


def _build(folder: Path) -> None:
    from salesdash.data.demo.build import import_orders, import_tables
    from salesdash.data.engine import open_engine

    for old in folder.glob("read.sqlite*"):
        old.unlink()
    engine = open_engine(f"sqlite:///{folder / 'read.sqlite'}")
    import_tables(engine, folder)
    began = time.perf_counter()
    import_orders(engine, folder)
    engine.dispose()
    say(seconds=time.perf_counter() - began)


def main() -> None:
    options = parser(__doc__ or "")
    options.add_argument("--lines", type=int, nargs="+", default=list(SIZES))
    options.add_argument("--child", choices=("build", "house"), help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        (_build if asked.child == "build" else _house)(asked.folder)
    else:
        close(measure(asked.work, asked.lines, asked.rounds))


if __name__ == "__main__":
    main()
