"""Templates of import files and the way back: every table as CSV with the headers it can be imported with, in either language."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from salesdash.data.directory import settings_of
from salesdash.data.fields import MONEY_SCALE, Field
from salesdash.data.importing.orders import FIELDS
from salesdash.data.importing.report import harmless
from salesdash.data.schema import categories, importables, metadata, orders, regions, sales

WORKED_OUT = ("unit_price", "profit", "margin_pct")
"""Fields of a flat file that say again what others say: no template has them."""
SCALED = ("money", "number", "percent")


def template_fields(kind: str) -> tuple[Field, ...]:
    """The columns of a kind's template, in order: "orders" or the name of a table."""
    if kind == "orders":
        return tuple(f for f in FIELDS if f.name not in WORKED_OUT)
    return tuple(c.info["field"] for c in importables()[kind].c if "field" in c.info)


def headers(kind: str, lang: str) -> list[str]:
    """The header row in a language."""
    return [f.zh if lang == "zh" else f.en for f in template_fields(kind)]


def write_templates(folder: Path, lang: str) -> list[Path]:
    """One CSV per table (UTF-8 with BOM), header and two example rows. Returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in ("orders", *importables()):
        file = folder / f"{kind}.csv"
        file.write_bytes(template(kind, lang))
        files.append(file)
    return files


def template(kind: str, lang: str) -> bytes:
    """The template of one kind of file."""
    rows = [headers(kind, lang), *([f.examples[i] for f in template_fields(kind)] for i in (0, 1))]
    return "".join(_csv(rows)).encode("utf-8-sig")


def export(connection: sa.Connection, kind: str, lang: str) -> Iterator[bytes]:
    """A table as it would be imported again, piece by piece: UTF-8 with BOM, safe to open in a spreadsheet."""
    yield b"\xef\xbb\xbf"
    fields = template_fields(kind)
    rows = _order_rows(connection, fields) if kind == "orders" else _rows(connection, importables()[kind], fields)
    for text in _csv(iter([headers(kind, lang)])):
        yield text.encode()
    for text in _csv([harmless(_written(v, f)) for v, f in zip(row, fields, strict=True)] for row in rows):
        yield text.encode()


def _csv(rows: Any) -> Iterator[str]:
    lines: list[str] = []
    writer = csv.writer(_Lines(lines))
    for row in rows:
        writer.writerow(row)
        if len(lines) >= 1000:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def _written(value: Any, field: Field) -> str:
    if value is None:
        return ""
    if field.kind in SCALED:
        return f"{Decimal(value) / MONEY_SCALE:f}"
    if field.kind == "month":
        return f"{value // 100}-{value % 100:02}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _rows(connection: sa.Connection, table: sa.Table, fields: tuple[Field, ...]) -> Iterator[sa.Row[Any]]:
    joined: Any = table
    columns: list[Any] = []
    for f in fields:
        if f.refers:
            other = metadata.tables[f.refers].alias(f"of_{f.name}")
            joined = joined.outerjoin(other, table.c[f"{f.name}_id"] == other.c.id)
            columns.append(other.c.code)
        else:
            columns.append(table.c[f.name])
    query = sa.select(*columns).select_from(joined).where(table.c.id > 0).order_by(table.c.id)
    yield from connection.execution_options(yield_per=5000).execute(query)


def _order_rows(connection: sa.Connection, fields: tuple[Field, ...]) -> Iterator[list[Any]]:
    s = sales.c
    base = settings_of(connection).get("base_currency")
    steps = {t.name: _steps(connection, t) for t in (regions, categories)}
    named = {n: metadata.tables[n] for n in ("customers", "products", "segments", "channels", "partners", "reps", "teams")}
    own = {"customers": s.customer_id, "products": s.product_id, "segments": s.segment_id, "channels": s.channel_id, "partners": s.partner_id,
           "reps": s.rep_id, "teams": s.team_id}  # fmt: skip
    joined: Any = sales.join(orders, orders.c.id == s.order_id)
    for name, table in named.items():
        joined = joined.outerjoin(table, (table.c.id == own[name]) & (table.c.id > 0))
    columns = {
        "source": orders.c.source, "order_no": orders.c.order_no, "customer": named["customers"].c.code, "customer_name": named["customers"].c.name,
        "segment": named["segments"].c.code, "country": named["customers"].c.country, "product": named["products"].c.code,
        "product_name": named["products"].c.name, "channel": named["channels"].c.code, "partner": named["partners"].c.code, "rep": named["reps"].c.code,
        "team": named["teams"].c.code, "place": s.place_id, "kind": named["products"].c.category_id,
        **{n: s[n] for n in ("line_no", "ordered_on", "shipped_on", "due_on", "quantity", "amount", "discount", "tax", "cost")},
    }  # fmt: skip
    query = sa.select(*(c.label(f"x_{n}") for n, c in columns.items())).select_from(joined).order_by(s.id)
    for row in connection.execution_options(yield_per=5000).execute(query):
        values = dict(zip(columns, row, strict=True))
        place = steps["regions"].get(values["place"], []) if values["place"] else []
        kind = steps["categories"].get(values["kind"], []) if values["kind"] else []
        values |= dict(zip(("region", "state", "city"), place, strict=False)) | dict(zip(("category", "subcategory"), kind, strict=False))
        values["currency"] = base
        yield [values.get(f.name) for f in fields]


def _steps(connection: sa.Connection, tree: sa.Table) -> dict[int, list[str]]:
    """Of every row of a tree: what it is called below its parent, and so up to its root, the root first."""
    rows = {r.id: (r.code, r.parent_id) for r in connection.execute(sa.select(tree.c.id, tree.c.code, tree.c.parent_id))}

    def steps(row: int) -> list[str]:
        code, parent = rows[row]
        return [*steps(parent), code.removeprefix(rows[parent][0] + "/")] if parent in rows else [code]

    return {row: steps(row) for row in rows}
