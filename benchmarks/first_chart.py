"""How long a visitor waits for the first chart: a real browser on a slow line, with an empty and with a filled cache.

    python benchmarks/first_chart.py

Chromium is held to 10 Mbit/s and 40 ms. Measured is the time from the start of the navigation until the first chart of the page has
marks in the document; cold: a fresh profile each time, warm: the same page reloaded. The server has been visited once before.
Printed besides: what was sent, compressed and not, until then. Rounds cold and warm in turn, medians.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.import_lines import imported
from benchmarks.measure import Ratio, close, files, parser
from benchmarks.serving import serving
from tests.browsing import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LINES = 100_000
PAGE = "overview?lang=en"
MBIT, LATENCY = 10, 40
COLD, WARM = 3.5, 1.5
"""Seconds."""
LARGEST = 12
OPAQUE = (".woff2", ".png")
"""Compressed in themselves."""
WATCH = """
performance.setResourceTimingBufferSize(1000);
window.firstChart = new Promise(drawn => {
  const look = () => document.querySelector('[data-testid="stVegaLiteChart"] :is(svg [class*="role-mark"] > *, canvas.marks)')
    ? drawn(performance.now()) : requestAnimationFrame(look);
  look();
});
"""
SENT = """() => ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind)).map(
  ({name, startTime, responseEnd, transferSize, encodedBodySize, decodedBodySize}) =>
  ({name, startTime, responseEnd, transferSize, encodedBodySize, decodedBodySize}))"""


@dataclass(frozen=True)
class File:
    """Something that was asked of the server: its path, when (ms), bytes over the line (0 from the cache), of the file itself."""

    path: str
    began: float
    ended: float
    sent: int
    encoded: int
    decoded: int

    @property
    def plain(self) -> bool:
        """Sent as it is although it could have been compressed."""
        return self.sent > 1000 and self.encoded == self.decoded and not self.path.endswith(OPAQUE)


@dataclass(frozen=True)
class Visit:
    """Seconds to the first chart, and what was asked for until then."""

    seconds: float
    files: list[File]

    @property
    def fetched(self) -> list[File]:
        return [file for file in self.files if file.sent]


def slow(page: Page) -> None:
    """Hold a page to the line's speed."""
    bytes_a_second = MBIT * 1_000_000 / 8
    session: Any = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second},
    )


def seen(page: Page) -> Visit:
    """Wait for the first chart of a page that is on its way."""
    shown = float(page.evaluate("firstChart"))
    told = [
        File(urlsplit(f["name"]).path, f["startTime"], f["responseEnd"], f["transferSize"], f["encodedBodySize"], f["decodedBodySize"])
        for f in page.evaluate(SENT)
    ]
    return Visit(shown / 1000, [file for file in told if file.began <= shown])


def visits(browser: Browser, url: str) -> tuple[Visit, Visit]:
    """One visitor: never here before, and then again."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    slow(page)
    page.goto(f"{url}/{PAGE}", wait_until="commit")
    cold = seen(page)
    page.wait_for_load_state("networkidle")
    page.reload(wait_until="commit")
    warm = seen(page)
    context.close()
    return cold, warm


def told(name: str, each: Sequence[Visit]) -> None:
    """One line about visits of a kind, and what was largest in one of them."""
    visit = min(each, key=lambda v: abs(v.seconds - median(e.seconds for e in each)))
    kilobytes, plain = sum(file.sent for file in visit.files) / 1000, [file for file in visit.fetched if file.plain]
    print(f"\n{name:<6}{visit.seconds:>7.2f} s   {kilobytes:,.0f} kB in {len(visit.fetched)} requests   rounds: ", end="")
    print(", ".join(f"{e.seconds:.2f}" for e in each))
    for file in sorted(visit.fetched, key=lambda file: -file.sent)[:LARGEST]:
        print(f"{file.sent / 1000:>10.0f} kB of {file.decoded / 1000:>6.0f}  {file.began:>6.0f} to {file.ended:>6.0f} ms  {file.path}")
    if plain:
        print(f"  not compressed: {', '.join(f'{file.path} ({file.sent / 1000:.0f} kB)' for file in plain)}")


def measure(work: Path, lines: int, rounds: int) -> list[Ratio]:
    """Cold and warm visits to the Overview of a company of this size."""
    with serving(imported(files(work, lines))) as server, chromium() as browser:
        visits(browser, server.url)
        pairs = [visits(browser, server.url) for _ in range(rounds)]
    cold, warm = zip(*pairs, strict=True)
    told("cold", cold)
    told("warm", warm)
    return [
        Ratio(f"first chart at {MBIT} Mbit/s and {LATENCY} ms, cold", median(v.seconds for v in cold), COLD, at_least=False, unit="s"),
        Ratio(f"first chart at {MBIT} Mbit/s and {LATENCY} ms, warm", median(v.seconds for v in warm), WARM, at_least=False, unit="s"),
    ]


def main() -> None:
    options = parser(__doc__ or "")
    options.add_argument("--lines", type=int, default=LINES)
    asked = options.parse_args()
    close(measure(asked.work, asked.lines, asked.rounds))


if __name__ == "__main__":
    main()
