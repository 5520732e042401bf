"""Whom the import is measured against: ``sqlite3 .import`` and ``pandas.to_sql`` into the same table with the same indexes.

Both get what the house's own import has worked out: the lines with integer keys. They neither read words, nor check, nor add up.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from benchmarks.measure import say

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-64000")
"""As the house sets them for an import."""
CHUNK = 100_000
RIVALS = ("sqlite", "pandas", "driver")


def export(house: Path, csv: Path) -> None:
    """The lines of a loaded house as CSV with integer keys, no header."""
    with csv.open("wb") as out:
        subprocess.run(["sqlite3", "-readonly", "-csv", str(house), "SELECT * FROM sales"], stdout=out, check=True)


def empty_table(database: Path, house: Path) -> None:
    """A database with the house's own table of order lines and its indexes, and nothing else."""
    for name in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        name.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{house}?mode=ro", uri=True) as source:
        made = [
            sql
            for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'sales' AND sql IS NOT NULL ORDER BY type DESC")
        ]
    target = sqlite3.connect(database)
    for pragma in PRAGMAS:
        target.execute(f"PRAGMA {pragma}")
    for sql in made:
        target.execute(sql)
    target.commit()
    target.close()


def sqlite_import(database: Path, csv: Path) -> float:
    """Seconds of ``.import``, from the shell's start to its end."""
    script = "".join(f"PRAGMA {p};\n" for p in PRAGMAS) + f".import --csv {csv} sales\n"
    began = time.perf_counter()
    subprocess.run([shutil.which("sqlite3") or "sqlite3", str(database)], input=script, text=True, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def pandas_to_sql(database: Path, csv: Path, *, bare: bool) -> float:
    """Seconds of ``to_sql`` alone, in chunks; reading the frame is not counted. Through an SQLAlchemy engine, as its documentation has it
    and as every database but SQLite needs it; bare: on the driver's own connection, its fastest way."""
    import pandas as pd
    import sqlalchemy as sa

    connection = sqlite3.connect(database)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(sales)")]
    frame = pd.read_csv(csv, names=columns, dtype={"line_no": str, "currency": str})
    engine = sa.create_engine(f"sqlite:///{database}")
    began = time.perf_counter()
    frame.to_sql("sales", connection if bare else engine, if_exists="append", index=False, chunksize=CHUNK)
    connection.commit()
    connection.close()
    engine.dispose()
    return time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("way", choices=RIVALS)
    options.add_argument("--house", type=Path, required=True)
    options.add_argument("--csv", type=Path, required=True)
    asked = options.parse_args()
    database = asked.csv.with_name(f"rival-{asked.way}.db")
    empty_table(database, asked.house)
    if asked.way == "sqlite":
        seconds = sqlite_import(database, asked.csv)
    else:
        seconds = pandas_to_sql(database, asked.csv, bare=asked.way == "driver")
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT count(*), sum(amount) FROM sales").fetchone()
    say(seconds=seconds, rows=rows[0], amount=rows[1])


if __name__ == "__main__":
    main()
