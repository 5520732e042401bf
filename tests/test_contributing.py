"""CONTRIBUTING is true: adding a table is as easy as it says, and every table has its revision."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from salesdash.data import migrations, schema
from salesdash.data.engine import writing

ROOT = Path(__file__).resolve().parent.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(section: str, language: str) -> list[str]:
    """The blocks of code under a heading, without their indentation."""
    text = CONTRIBUTING.split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = re.findall(rf"^( *)```{language}\n(.+?)^ *```", text, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def write_down(tree: Path, block: str) -> None:
    """Put a block of Python where its first line says: a new file, or a line among the imports of one that is there."""
    first, rest = block.split("\n", 1)
    file = tree / first.removeprefix("# ")
    if file.exists():
        text = file.read_text(encoding="utf-8")
        rest = text.replace("\nfrom salesdash.", f"\n{rest}from salesdash.", 1)
        assert rest != text
    file.write_text(rest, encoding="utf-8")


def test_a_table_is_added_by_following_the_steps(tmp_path: Path) -> None:
    for name in ("salesdash", "pages"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for block in blocks("Adding a table", "python"):
        write_down(tmp_path, block)

    next_number = f"{int(migrations.head()) + 1:04d}"
    steps = re.sub(r"--rev-id \d+", f"--rev-id {next_number}", "\n".join(blocks("Adding a table", "sh")))
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SALESDASH_DATABASE_URL")}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    done = subprocess.run(["bash", "-euc", steps], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

    revision = tmp_path / "salesdash/data/migrations/versions" / f"{next_number}_stock_counts.py"
    assert "create_table('stock_counts'" in revision.read_text(encoding="utf-8").replace('"', "'")
    with (tmp_path / "stock_counts.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:3] == ["Product", "Counted on", "Quantity"]
    assert [row[:3] for row in rows] == [["P-01", "2026-01-31", "120"], ["P-02", "2026-01-31", "36.5"]]


def test_the_revisions_make_exactly_the_tables_that_are_declared(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        command.check(migrations.configuration(connection))


def test_every_table_with_rows_of_customers_or_reps_says_how_it_can_be_narrowed() -> None:
    whose = {"customer_id", "rep_id"}
    silent = {t.name for t in schema.metadata.sorted_tables if whose & set(t.columns.keys()) and not t.info.get("scoped")}
    assert silent == set()
