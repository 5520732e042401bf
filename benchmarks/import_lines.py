"""Import of order lines from CSV: the house against ``sqlite3 .import`` and ``pandas.to_sql``.

    python benchmarks/import_lines.py --lines 1000000
    python benchmarks/import_lines.py --memory 10000000

The house reads words, checks every row, finds the keys, and adds up all rollups in the same transaction; its dimensions (customers,
products, reps ...) were loaded before from files of their own and are not counted. The others put the same lines, already turned
into integer keys, into the same table with the same indexes. Seconds are those of the import alone (closing the database included),
memory is the peak of the whole process. A B C A B C, medians.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.import_rivals import RIVALS
from benchmarks.measure import Ratio, Run, child, close, files, fingerprint, interleaved, middle, parser, say

WAYS = ("house", "sqlite .import", "pandas.to_sql", "to_sql, bare driver")
SMALL, LARGE = 1_000_000, 10_000_000


def measure(work: Path, lines: int, rounds: int) -> list[Ratio]:
    """The three contenders at one size."""
    folder = files(work, lines)
    house, csv = imported(folder), folder / "sales-with-keys.csv"
    if not csv.exists():
        child("import_lines", "--child", "export", "--folder", str(folder))

    def run(way: str) -> Run:
        if way == "house":
            return child("import_lines", "--child", "house", "--folder", str(folder))
        return child("import_rivals", dict(zip(WAYS[1:], RIVALS, strict=True))[way], "--house", str(house), "--csv", str(csv))

    runs = interleaved(WAYS, rounds, run)
    rows = {r.said["rows"] for way in WAYS for r in runs[way]} | {float(lines)}
    amounts = {r.said["amount"] for way in WAYS for r in runs[way]}
    if len(rows) > 1 or len(amounts) > 1:
        raise SystemExit(f"not the same lines: {rows} rows, {amounts}")
    speed = {way: lines / middle(runs[way], "seconds") for way in WAYS}
    print(f"\nImport of {lines:,} order lines\n{'':<22}{'rows/s':>12}{'of .import':>12}{'peak MB':>10}   rounds, rows/s")
    for way in WAYS:
        each = ", ".join(f"{lines / r.said['seconds']:,.0f}" for r in runs[way])
        peak = max(r.peak_mb for r in runs[way])
        print(f"{way:<22}{speed[way]:>12,.0f}{speed[way] / speed[WAYS[1]]:>12.2f}{peak:>10.0f}   {each}")
    return [
        Ratio(f"import of {lines:,} lines, rows/s against sqlite3 .import", speed["house"] / speed[WAYS[1]], 0.4),
        Ratio(f"import of {lines:,} lines, rows/s against pandas.to_sql", speed["house"] / speed[WAYS[2]], 1.0),
        Ratio(f"import of {lines:,} lines, rows/s against to_sql on the bare driver", speed["house"] / speed[WAYS[3]], 1.0),
        Ratio(f"peak memory of the import of {lines:,} lines", max(r.peak_mb for r in runs["house"]), 600, at_least=False, unit="MB"),
    ]


def memory(work: Path, large: int) -> list[Ratio]:
    """The house alone at a tenth of the size and at the size: its peak memory must not follow the file."""
    peaks = []
    for lines in (large // 10, large):
        folder = files(work, lines)
        _dimensions(folder)
        done = child("import_lines", "--child", "house", "--folder", str(folder))
        peaks.append(done.peak_mb)
        print(f"house, {lines:>12,} lines {lines / done.said['seconds']:>12,.0f} rows/s {done.peak_mb:>8.0f} MB")
    return [
        Ratio(f"peak memory of the import of {large:,} lines", peaks[1], 600, at_least=False, unit="MB"),
        Ratio(f"peak memory, {large:,} lines against {large // 10:,}", peaks[1] / peaks[0], 1.25, at_least=False),
    ]


def imported(folder: Path) -> Path:
    """A house with all lines of these files, imported by the present code: the last one measured, or a new one."""
    _dimensions(folder)
    if not (folder / "imported.sqlite").exists():
        child("import_lines", "--child", "house", "--folder", str(folder))
    return folder / "imported.sqlite"


def _dimensions(folder: Path) -> None:
    """A house with everything but order lines, made by the present code; what other code has made is thrown away."""
    made_by, code = folder / "made-by", fingerprint("salesdash/data")
    if not made_by.exists() or made_by.read_text() != code:
        for old in (*folder.glob("*.sqlite*"), *folder.glob("*.db*"), folder / "sales-with-keys.csv"):
            old.unlink(missing_ok=True)
        child("import_lines", "--child", "dimensions", "--folder", str(folder))
        made_by.write_text(code)


def _child(what: str, folder: Path) -> None:
    """One piece of work in a process of its own."""
    import sqlite3

    from benchmarks.import_rivals import export
    from salesdash.data.demo.build import import_orders, import_tables
    from salesdash.data.engine import open_engine

    database = folder / ("dimensions.sqlite" if what == "dimensions" else "imported.sqlite")
    if what == "export":
        export(database, folder / "sales-with-keys.csv")
        return say(done=1)
    working = database.with_suffix(".part")
    for old in folder.glob(f"{database.stem}.*"):
        old.unlink()
    if what == "house":
        shutil.copy(folder / "dimensions.sqlite", working)
    engine = open_engine(f"sqlite:///{working}")
    began = time.perf_counter()
    (import_tables if what == "dimensions" else import_orders)(engine, folder)
    engine.dispose()
    seconds = time.perf_counter() - began
    with closing(sqlite3.connect(working)) as connection:
        rows = connection.execute("SELECT count(*), sum(amount) FROM sales").fetchone()
    working.rename(database)
    return say(seconds=seconds, rows=rows[0], amount=rows[1] or 0)


def main() -> None:
    options = parser(__doc__ or "")
    options.add_argument("--lines", type=int, default=SMALL)
    options.add_argument("--memory", type=int, help=f"instead: peak memory at a tenth of this size and at this size (such as {LARGE})")
    options.add_argument("--child", choices=("dimensions", "house", "export"), help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        _child(asked.child, asked.folder)
    elif asked.memory:
        close(memory(asked.work, asked.memory))
    else:
        close(measure(asked.work, asked.lines, asked.rounds))


if __name__ == "__main__":
    main()
