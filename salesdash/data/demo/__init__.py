"""A made-up company: seeded, of any size, one part per area. ``generate`` makes it, ``build`` loads it like anybody's own files."""

from salesdash.data.demo.build import Progress, build
from salesdash.data.demo.company import Company, generate
from salesdash.data.demo.files import write_csv
from salesdash.data.demo.truths import Truths, read_truths

__all__ = ["Company", "Progress", "Truths", "build", "generate", "read_truths", "write_csv"]
