"""What every benchmark needs: made-up files of a size, contenders in processes of their own, medians, one table.

The measuring process stays small (it imports nothing heavy): a child's peak memory would otherwise begin at its parent's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
SEED, MONTHS, AS_OF = 1, 48, "2026-11-18"
CUSTOMERS_PER_LINE = 0.08
"""On the list; about 70 % of them buy, so that 10 million lines have more than 500 thousand buyers."""


@dataclass(frozen=True)
class Run:
    """One contender's run: what it printed (JSON), seconds of the whole process, its peak memory in MB."""

    said: dict[str, float]
    wall: float
    peak_mb: float


@dataclass(frozen=True)
class Ratio:
    """One line of the closing table: `value` must be at least (or at most) `limit`."""

    what: str
    value: float
    limit: float
    at_least: bool = True
    unit: str = "×"

    @property
    def kept(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{self.what:<72} {self.value:>10.2f} {self.unit:<3} {sign} {self.limit:<7g} {'kept' if self.kept else 'MISSED'}"


def child(module: str, *arguments: str) -> Run:
    """Run ``python -m benchmarks.<module> ARGUMENTS`` and wait; its last printed line is JSON. Raises SystemExit when it fails."""
    os.sync()
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([sys.executable, "-m", f"benchmarks.{module}", *arguments], cwd=ROOT, stdout=out, text=True)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().strip()
    if process.returncode:
        raise SystemExit(f"benchmarks.{module} {' '.join(arguments)} failed ({process.returncode})\n{said}")
    return Run(json.loads(said.splitlines()[-1]), time.perf_counter() - began, usage.ru_maxrss / 1024)


def interleaved(contenders: Iterable[str], rounds: int, run: Callable[[str], Run]) -> dict[str, list[Run]]:
    """A B C A B C ...: so that a slow minute of the machine meets everybody."""
    names = list(contenders)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            done = run(name)
            runs[name].append(done)
            print(f"  round {number + 1}  {name:<16} {done.wall:8.1f} s  {done.peak_mb:7.0f} MB", file=sys.stderr)
    return runs


def middle(runs: Sequence[Run], key: str) -> float:
    """The median of something the runs said."""
    return median(run.said[key] for run in runs)


def fingerprint(folder: str) -> str:
    """Eight letters that change with the code in a folder of the project: what was made by other code is not reused."""
    code = sorted((ROOT / folder).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()[:8]


def files(work: Path, lines: int) -> Path:
    """The folder with the company's files at this size; made once. Order lines are in ``orders.csv``."""
    folder = work / f"lines-{lines}-{fingerprint('salesdash/data/demo')}"
    if not (folder / "done").exists():
        child("measure", "--make", str(folder), "--lines", str(lines))
        (folder / "done").touch()
    return folder


def say(**values: float) -> None:
    """What a child has to say: its last line."""
    print(json.dumps(values))


def parser(about: str) -> argparse.ArgumentParser:
    """Options that all benchmarks share."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "salesdash-benchmarks",
        help="where files and databases are kept and reused",
    )
    made.add_argument("--rounds", type=int, default=3)
    return made


def close(ratios: Sequence[Ratio]) -> None:
    """Print the closing table; end with 1 when a ratio is missed."""
    print("\n" + "\n".join(str(ratio) for ratio in ratios))
    raise SystemExit(0 if all(ratio.kept for ratio in ratios) else 1)


def _make(folder: Path, lines: int) -> None:
    """Write the files of one size, over those that a broken run left."""
    import shutil
    from datetime import date

    from salesdash.data.demo import generate, write_csv

    shutil.rmtree(folder, ignore_errors=True)
    company = generate(SEED, MONTHS, lines, max(int(lines * CUSTOMERS_PER_LINE), 60), date.fromisoformat(AS_OF))
    write_csv(company, folder, records=False)
    say(lines=lines)


if __name__ == "__main__":
    options = parser("make the files of one size")
    options.add_argument("--make", type=Path, required=True)
    options.add_argument("--lines", type=int, required=True)
    asked = options.parse_args()
    _make(asked.make, asked.lines)
