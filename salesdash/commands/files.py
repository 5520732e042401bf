"""Files in and out: import, undo, imports, templates, export."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from salesdash import telling, text
from salesdash.commands.opened import database, opened, told
from salesdash.data import directory
from salesdash.data.engine import reading
from salesdash.data.importing import door, templates
from salesdash.data.importing.undo import undo


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", metavar="TABLE", help="orders, customers, products ...; default: told from the headers.")
@click.option("--sheet", help="The sheet of a workbook; default: the one with the most rows of data.")
@click.option("--encoding", help="utf-8, gb18030, cp1252 ..., where it cannot be told.")
@click.option(
    "--map", "maps", multiple=True, metavar='"Header=field"', help="What a column means; an empty field leaves it out. Repeatable."
)
@click.option("--dates", type=click.Choice(["dmy", "mdy", "ymd"]), help="How dates are written, where it cannot be told.")
@click.option("--decimal", type=click.Choice([".", ","]), help="The decimal mark, where it cannot be told.")
@click.option("--discount", type=click.Choice(["fraction", "percent", "amount"]))
@click.option("--tax", metavar="included|excluded|RATE%", help="Whether amounts include the tax.")
@click.option(
    "--currency", type=click.Choice(["own", "base"]), help="Whether amounts are in the line's currency or already in the base currency."
)
@click.option("--source", "name", default="orders", show_default=True, help="The system that order numbers belong to.")
@click.option("--skip-bad-rows", is_flag=True, help="Load the good rows; default: one bad row refuses the file.")
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused cells to this CSV.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--json", "as_json", is_flag=True)
@database
def import_(
    files: tuple[Path, ...], kind: str | None, sheet: str | None, encoding: str | None, maps: tuple[str, ...], name: str, skip_bad_rows: bool,
    refused: Path | None, dry_run: bool, as_json: bool, url: str | None, **asked: str | None,
) -> None:  # fmt: skip
    """Load files: CSV, TSV, XLSX, XLS."""
    if bad := [m for m in maps if "=" not in m]:
        raise click.UsageError(f'--map takes "Header=field", not "{bad[0]}"')
    chosen = dict(m.rpartition("=")[::2] for m in maps)
    answers = {k: v for k, v in asked.items() if v}
    with opened(url) as engine:
        sources = door.open_files(list(files), sheet=sheet, encoding=encoding)
        with reading(engine) as connection:
            found = []
            for source in sources:
                mine = {h: f for h, f in chosen.items() if h in source.headers} if len(sources) > 1 else chosen
                found.append((source, door.proposal(connection, source, kind=kind, chosen=mine, answers=answers)))
        reports = door.load(engine, found, name=name, skip_bad_rows=skip_bad_rows, dry_run=dry_run, refused=refused)
        if not as_json:
            click.echo("\n".join(telling.account(r, dry_run) for r in reports))
        if as_json:
            click.echo(
                json.dumps([r.to_json() for r in reports] if len(reports) > 1 else reports[0].to_json(), ensure_ascii=False, default=str)
            )
        if dry_run and any(r.rows_refused for r in reports) and not skip_bad_rows:
            sys.exit(1)


@click.command("undo")
@click.argument("number", type=int)
@database
def undo_(number: int, url: str | None) -> None:
    """Take an import back; totals return exactly."""
    with opened(url) as engine:
        months = undo(engine, number)
        click.echo(f"Import {number} was undone; {len(months)} months were added up again.")


@click.command()
@database
def imports(url: str | None) -> None:
    """List the imports, newest first."""
    with opened(url) as engine, reading(engine) as connection:
        for i in directory.history(connection):
            click.echo(
                f"{i['id']:>5}  {i['at']}  {i['kind']:<12} {i['rows_loaded']:>10,} rows  {i['file_name']}"
                + ("  (undone)" if i["undone_at"] else "")
            )


@click.command("templates")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(list(text.LANGUAGES)), default="en", show_default=True)
def templates_(folder: Path, lang: str) -> None:
    """Write one CSV per table, with headers and two example rows."""
    with told():
        for file in templates.write_templates(folder, lang):
            click.echo(file)


@click.command()
@click.argument("table")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(list(text.LANGUAGES)), default="en", show_default=True)
@database
def export(table: str, file: Path, lang: str, url: str | None) -> None:
    """Write a table as CSV, as it can be imported again."""
    if table not in door.KINDS:
        raise click.UsageError(f"no such table: {table}; there are {', '.join(door.KINDS)}")
    with opened(url) as engine, reading(engine) as connection, file.open("wb") as out:
        out.writelines(templates.export(connection, table, lang))
        click.echo(f"{table} is in {file}.")
