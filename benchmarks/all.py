"""All benchmarks, one table of ratios at the end; ends with 1 when one is missed.

python benchmarks/all.py --size small        a few minutes: 100 thousand and 1 million lines
python benchmarks/all.py --size full         the sizes that the limits were set for: 100 thousand, 1 million, 10 million
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import first_chart, import_lines, read_overview, serving
from benchmarks.measure import close, parser

SMALL, MIDDLE, LARGE = 100_000, 1_000_000, 10_000_000


def main() -> None:
    options = parser(__doc__ or "")
    options.add_argument("--size", choices=("small", "full"), default="small")
    asked = options.parse_args()
    full = asked.size == "full"
    ratios = import_lines.measure(asked.work, MIDDLE, asked.rounds)
    ratios += import_lines.memory(asked.work, LARGE if full else MIDDLE)
    ratios += read_overview.measure(asked.work, [SMALL, MIDDLE, LARGE] if full else [SMALL, MIDDLE], asked.rounds)
    ratios += serving.measure(asked.work, LARGE if full else MIDDLE, serving.SESSIONS, serving.SECONDS)
    ratios += first_chart.measure(asked.work, SMALL, asked.rounds)
    close(ratios)


if __name__ == "__main__":
    main()
