"""Many visitors at once: real websocket sessions at the real server, each with its own scope.

    python benchmarks/serving.py --lines 10000000 --sessions 50 --seconds 60

First one visitor alone moves a knob fifty times. Then the sessions come, one every fifth of a second, each to a period × region ×
channel × category of its own, and each acts every five seconds on average (exponential, from a seed): four times in five it moves
a what-if slider, else it changes a filter. Measured is the time from the sending of the act to the server's word that the page stands
again, at the visitor's end, after a warm-up. Memory is that of the server process alone: its private pages, at their peak.
The visitors run in this process: on a small machine they take their share of what they measure.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.import_lines import imported
from benchmarks.measure import ROOT, SEED, Ratio, close, files, parser
from tests.serving import answers, free_port

LINES, SESSIONS, SECONDS = 10_000_000, 50, 60
ALONE, PAUSE, ARRIVAL, THINK, WARM_UP, KNOBS = 50, 0.1, 0.2, 5.0, 20.0, 0.8
PERIODS = ("last_12_months", "this_year", "last_year", "2025-07..2026-06", "2025-01..2026-10")
DIMENSIONS = {"region": "regions", "channel": "channels", "category": "categories"}
PAGE = "overview"
LIMITS = {("knob", 50): 40, ("knob", 95): 150, ("filter", 95): 300}
"""(act, percentile) -> milliseconds."""
ALONE_LIMIT, MEMORY_LIMIT = 20, 450


@dataclass
class Server:
    """The server process: where it answers, what it takes."""

    url: str
    process: subprocess.Popen[bytes]
    peak_mb: float = 0.0

    def look(self) -> float:
        """Take note of its private memory now, in MB: pages that no other process shares."""
        with open(f"/proc/{self.process.pid}/smaps_rollup") as rollup:
            private = sum(int(line.split()[1]) for line in rollup if line.startswith(("Private_Clean:", "Private_Dirty:")))
        self.peak_mb = max(self.peak_mb, private / 1024)
        return private / 1024

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            spent = stat.read().rsplit(")", 1)[1].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Heard:
    """Milliseconds by act; nothing is kept before `began`."""

    taken: dict[str, list[float]] = field(default_factory=lambda: {"first paint": [], "knob": [], "filter": []})
    began: float = float("inf")

    def keep(self, act: str, seconds: float) -> None:
        if time.monotonic() >= self.began or act == "first paint":
            self.taken[act].append(seconds * 1000)

    def at(self, act: str, percentile: int) -> float:
        return quantiles(self.taken[act], n=100, method="inclusive")[percentile - 1]


@contextmanager
def serving(database: Path) -> Iterator[Server]:
    """The app on a database as `streamlit run app.py` runs it, at a free port. Raises SystemExit when it does not start."""
    port = free_port()
    settings = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true", "SALESDASH_DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL) as process:
        try:
            server = Server(f"http://127.0.0.1:{port}", process)
            deadline = time.monotonic() + 60
            while not answers(server.url):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("the server did not start")
                time.sleep(0.1)
            yield server
        finally:
            process.terminate()


def scopes(folder: Path, sessions: int) -> list[str]:
    """As many query strings, no two with the same scope, drawn from all periods, regions, channels and categories of the company."""
    codes = {}
    for name, file in DIMENSIONS.items():
        with (folder / f"{file}.csv").open(encoding="utf-8-sig") as rows:
            codes[name] = [row["code"] for row in csv.DictReader(rows) if not row.get("parent")]
    queries = [
        urlencode({"lang": "en", "period": period, **dict(zip(codes, chosen, strict=True))})
        for period, chosen in product(PERIODS, product(*codes.values()))
    ]
    return random.Random(SEED).sample(queries, sessions)


async def alone(server: Server) -> list[float]:
    """One visitor, nobody else: milliseconds of each knob move."""
    from benchmarks.visitor import Visitor

    visitor = Visitor(server.url, PAGE, "lang=en", SEED)
    await visitor.arrive()
    taken = []
    for _ in range(ALONE + 5):
        await asyncio.sleep(PAUSE)
        taken.append(await visitor.move_knob() or 0.0)
    await visitor.leave()
    return [seconds * 1000 for seconds in taken[5:]]


async def together(server: Server, queries: Sequence[str], seconds: float) -> tuple[Heard, float]:
    """All visitors at once; what they heard, and the server's share of a processor meanwhile."""
    from benchmarks.visitor import Visitor

    heard, share = Heard(), 0.0
    ended = asyncio.Event()

    async def visit(number: int, query: str) -> None:
        await asyncio.sleep(number * ARRIVAL)
        visitor = Visitor(server.url, PAGE, query, SEED + number)
        heard.keep("first paint", await visitor.arrive())
        while True:
            await asyncio.sleep(visitor.random.expovariate(1 / THINK))
            if ended.is_set():
                return await visitor.leave()
            moved = await visitor.move_knob() if visitor.random.random() < KNOBS else None
            if moved is None:
                heard.keep("filter", await visitor.change_filter())
            else:
                heard.keep("knob", moved)

    async def watch() -> None:
        nonlocal share
        await asyncio.sleep(len(queries) * ARRIVAL + WARM_UP)
        heard.began, spent = time.monotonic(), server.cpu()
        while time.monotonic() < heard.began + seconds:
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.look)
        share = (server.cpu() - spent) / (time.monotonic() - heard.began)
        ended.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        for number, query in enumerate(queries):
            group.create_task(visit(number, query))
    return heard, share


def measure(work: Path, lines: int, sessions: int, seconds: float) -> list[Ratio]:
    """One visitor alone, then all of them, on a company of this size."""
    folder = files(work, lines)
    with serving(imported(folder)) as server:
        knob = median(asyncio.run(alone(server)))
        one = server.look()
        heard, share = asyncio.run(together(server, scopes(folder, sessions), seconds))
    print(f"\n{sessions} sessions on {lines:,} lines, {seconds:g} s after the warm-up, milliseconds")
    print(f"{'':<14}{'acts':>7}{'p50':>9}{'p95':>9}{'p99':>9}{'worst':>9}")
    for act, taken in heard.taken.items():
        print(f"{act:<14}{len(taken):>7}" + "".join(f"{heard.at(act, p):>9.1f}" for p in (50, 95, 99)) + f"{max(taken):>9.1f}")
    print(f"private memory {one:.0f} MB with one visitor, {server.peak_mb:.0f} MB at its peak; {share:.0%} of a processor")
    where = f"{sessions} sessions on {lines:,} lines"
    return [
        Ratio(f"one visitor alone on {lines:,} lines: a knob move", knob, ALONE_LIMIT, at_least=False, unit="ms"),
        *(Ratio(f"{where}: {act}, p{p}", heard.at(act, p), limit, at_least=False, unit="ms") for (act, p), limit in LIMITS.items()),
        Ratio(f"{where}: private memory of the server", server.peak_mb, MEMORY_LIMIT, at_least=False, unit="MB"),
    ]


def main() -> None:
    options = parser(__doc__ or "")
    options.add_argument("--lines", type=int, default=LINES)
    options.add_argument("--sessions", type=int, default=SESSIONS)
    options.add_argument("--seconds", type=float, default=SECONDS)
    asked = options.parse_args()
    close(measure(asked.work, asked.lines, asked.sessions, asked.seconds))


if __name__ == "__main__":
    main()
