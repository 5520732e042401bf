"""Template -> import -> export -> import, for every kind of file, in both languages, on both engines."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data import checking
from salesdash.data.engine import reading
from salesdash.data.fields import Field
from salesdash.data.importing import door, templates
from salesdash.data.importing.report import Report
from salesdash.data.importing.run import run
from salesdash.data.schema import customers
from salesdash.text import LANGUAGES

Table = list[dict[str, str]]


def table(data: bytes) -> Table:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def as_bytes(rows: Table) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def imported(engine: sa.Engine, data: bytes, folder: Path, kind: str) -> Report:
    """Load a file. What it is must be told from its headers, or asked where several tables have the same ones."""
    file = folder / f"{kind}.csv"
    file.write_bytes(data)
    (source,) = door.open_files([file])
    answers = {"tax": "excluded", "discount": "amount", "currency": "base"} if kind == "orders" else {"currency": "base"}
    with reading(engine) as connection:
        proposal = door.proposal(connection, source, answers=answers)
        if [question.code for question in proposal.questions] == ["kind"]:
            assert kind in [value for value, _ in proposal.questions[0].options]
            proposal = door.proposal(connection, source, kind=kind, answers=answers)
    assert (proposal.mapping.kind, proposal.questions, proposal.missing, proposal.unused) == (kind, (), (), ())
    return run(engine, source, proposal.mapping)


def exported(engine: sa.Engine, kind: str, lang: str) -> bytes:
    with reading(engine) as connection:
        return b"".join(templates.export(connection, kind, lang))


def read(rows: Table, fields: tuple[Field, ...], lang: str) -> list[dict[str, Decimal | str]]:
    """Rows by field name; figures as numbers, so that 18.90 is 18.9."""
    found: list[dict[str, Decimal | str]] = []
    for row in rows:
        cells = {f.name: row[f.zh if lang == "zh" else f.en] for f in fields}
        found.append({f.name: Decimal(v) if (v := cells[f.name]) and f.kind in (*templates.SCALED, "rate") else v for f in fields})
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", door.KINDS)
def test_a_template_can_be_loaded_exported_and_loaded_again(kind: str, lang: str, engine: sa.Engine, tmp_path: Path) -> None:
    fields = templates.template_fields(kind)
    given = templates.template(kind, lang)
    assert list(table(given)[0]) == templates.headers(kind, lang)
    assert imported(engine, given, tmp_path, kind).rows_loaded == 2
    out = exported(engine, kind, lang)
    assert read(table(out), fields, lang)[: len(table(given))] == read(table(given), fields, lang)
    other = "zh" if lang == "en" else "en"
    assert read(table(exported(engine, kind, other)), fields, other) == read(table(out), fields, lang), "both languages say the same"
    again = imported(engine, exported(engine, kind, other), tmp_path, kind)
    assert exported(engine, kind, lang) == out, "what was exported changes nothing when it is loaded again"
    assert again.created.total() == 0
    if kind != "orders":
        assert (again.rows_loaded, again.rows_unchanged) == (0, len(table(out)))
    with reading(engine) as connection:
        assert list(checking.troubles(connection)) == []


def test_every_template_is_written_in_both_languages_with_two_rows(tmp_path: Path) -> None:
    for lang in LANGUAGES:
        files = templates.write_templates(tmp_path / lang, lang)
        assert [f.stem for f in files] == list(door.KINDS)
        assert all(f.read_bytes().startswith(b"\xef\xbb\xbf") and len(table(f.read_bytes())) == 2 for f in files)
    headers = {lang: {h for kind in door.KINDS for h in templates.headers(kind, lang)} for lang in LANGUAGES}
    assert all(h.isascii() for h in headers["en"]) and not any(h.isascii() for h in headers["zh"])


NAMES = [
    '<script>alert("x")</script>', "<b>Bold</b> & Co", "# Heading *stars* _under_ [link](http://x) `code` $x^2$ |pipe|", "Robert'); DROP TABLE customers;--",
    "O'Brien \"the\" Baker, Ltd", "海港咖啡（上海）有限公司", "Ærø Ølbryg — ☕", "None", "NA", "null", "a\\b", "two  spaces", "%s {name} \\n",
]  # fmt: skip
FORMULAS = ['=HYPERLINK("http://evil","click")', "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)"]


def hostile_customers() -> Table:
    rows = table(templates.template("customers", "en"))
    return [{**rows[0], "Customer": f"H{n:02}", "Name": name, "Industry": name} for n, name in enumerate([*NAMES, *FORMULAS])]


def cells_that_run(data: bytes) -> list[str]:
    """Cells a spreadsheet would take for a formula: what begins like one and is no plain number."""
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    return [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell.lstrip("+-").replace(".", "", 1).isdigit()]


def test_names_with_html_markdown_sql_and_chinese_survive_the_way_out_and_in(engine: sa.Engine, tmp_path: Path) -> None:
    imported(engine, as_bytes(hostile_customers()), tmp_path, "customers")
    found = {row["Customer"]: row["Name"] for row in table(exported(engine, "customers", "en"))}
    assert [found[f"H{n:02}"] for n in range(len(NAMES))] == NAMES
    with reading(engine) as connection:
        stored = {row.code: row.name for row in connection.execute(sa.select(customers.c.code, customers.c.name))}
    assert [stored[f"H{n:02}"] for n in range(len(NAMES) + len(FORMULAS))] == [*NAMES, *FORMULAS], "stored as written"


def test_an_exported_cell_never_becomes_a_formula(engine: sa.Engine, tmp_path: Path) -> None:
    imported(engine, as_bytes(hostile_customers()), tmp_path, "customers")
    orders = table(templates.template("orders", "en"))
    rows = [{**orders[0], "Order no": f"={n}+1", "Line no": str(n), "Customer": "@C", "Product name": formula, "City": formula, "Amount": "-7.5"}
            for n, formula in enumerate(FORMULAS)]  # fmt: skip
    imported(engine, as_bytes(rows), tmp_path, "orders")
    for kind in door.KINDS:
        for lang in LANGUAGES:
            assert cells_that_run(exported(engine, kind, lang)) == []
    out = table(exported(engine, "orders", "en"))
    assert [row["Amount"] for row in out] == ["-7.5"] * len(FORMULAS), "negative figures stay figures"


def test_names_and_ids_like_formulas_are_the_same_rows_when_an_export_is_loaded_again(engine: sa.Engine, tmp_path: Path) -> None:
    given = table(templates.template("customers", "en"))
    imported(engine, as_bytes([{**given[0], "Customer": f, "Name": f} for f in FORMULAS]), tmp_path, "customers")
    out = exported(engine, "customers", "en")
    again = imported(engine, out, tmp_path, "customers")
    assert (again.rows_loaded, again.rows_unchanged) == (0, len(FORMULAS))
    assert exported(engine, "customers", "en") == out
