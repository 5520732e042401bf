"""Where things are: environment variables, and defaults that just work."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


def database_url() -> str:
    """``SALESDASH_DATABASE_URL``, else a SQLite file under data/ (made at first start)."""
    return os.environ.get("SALESDASH_DATABASE_URL") or f"sqlite:///{DATA / 'salesdash.sqlite'}"


def database_is_configured() -> bool:
    """Whether somebody named a database: a configured one is never filled with made-up data."""
    return bool(os.environ.get("SALESDASH_DATABASE_URL"))


def author() -> str:
    """Who a command line or an unnamed visitor is, for the audit trail; never verified."""
    return os.environ.get("SALESDASH_AUTHOR") or os.environ.get("USER") or "unknown"
