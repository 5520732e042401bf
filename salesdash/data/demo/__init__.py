"""A made-up company: seeded, of any size, one part per area. ``generate`` makes it, ``build`` loads it like anybody's own files."""

from salesdash.data.demo.build import build
from salesdash.data.demo.company import Company, generate
from salesdash.data.demo.files import write_csv

__all__ = ["Company", "build", "generate", "write_csv"]
