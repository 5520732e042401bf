"""The command line: the same house without a screen, for cron, notebooks and other programs.

Every command ends with 0 (done), 1 (refused: one sentence, nothing changed) or 2 (called wrongly).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa

from salesdash import __version__, config, house, telling, text
from salesdash.data import backup as backups
from salesdash.data import checking, demo, directory, migrations, save
from salesdash.data.engine import open_engine, reading
from salesdash.data.importing import door, templates
from salesdash.data.importing.undo import undo
from salesdash.errors import SalesdashError
from salesdash.scope import DIMENSIONS, Scope
from salesdash.text import N_


@contextmanager
def _opened(url: str | None) -> Iterator[sa.Engine]:
    """The database, brought up to date; every expected trouble becomes one sentence and exit status 1."""
    with _told():
        engine = open_engine(url)
        try:
            migrations.upgrade(engine)
            yield engine
        finally:
            engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """Every expected trouble, a file that cannot be written among them, becomes one sentence and exit status 1."""
    try:
        yield
    except SalesdashError as trouble:
        click.echo(text.sentence(trouble, "en"), err=True)
        sys.exit(1)
    except OSError as trouble:
        click.echo(text.t(backups.NOT_COPIED, "en", file=trouble.filename, reason=trouble.strerror), err=True)
        sys.exit(1)


def database(command: Callable[..., None]) -> Callable[..., None]:
    """The option every command has."""
    return click.option("--database", "url", metavar="URL", help="Default: SALESDASH_DATABASE_URL, else data/salesdash.sqlite.")(command)


@click.group(help=__doc__)
@click.version_option(package_name=None, version=__version__)
def main() -> None:
    """The commands."""


@main.command("import")
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
    with _opened(url) as engine:
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


@main.command("undo")
@click.argument("number", type=int)
@database
def undo_(number: int, url: str | None) -> None:
    """Take an import back; totals return exactly."""
    with _opened(url) as engine:
        months = undo(engine, number)
        click.echo(f"Import {number} was undone; {len(months)} months were added up again.")


@main.command()
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@database
def settings(changes: tuple[str, ...], url: str | None) -> None:
    """Show the settings, or change them: base_currency=CNY fiscal_year_start=4 week_start=0 country=CN."""
    if bad := [c for c in changes if c.partition("=")[0] not in save.SETTINGS or "=" not in c]:
        raise click.UsageError(f"no such setting: {bad[0]}; there are {', '.join(save.SETTINGS)}")
    with _opened(url) as engine:
        for name, _, value in (c.partition("=") for c in changes):
            with reading(engine) as connection:
                seen = directory.setting_versions(connection)
            save.setting(engine, name, value, seen=seen[name], who=config.author())
        with reading(engine) as connection:
            for name, value in directory.settings_of(connection).items():
                click.echo(f"{name}={value}")


@main.command()
@database
def imports(url: str | None) -> None:
    """List the imports, newest first."""
    with _opened(url) as engine, reading(engine) as connection:
        for i in directory.history(connection):
            click.echo(
                f"{i['id']:>5}  {i['at']}  {i['kind']:<12} {i['rows_loaded']:>10,} rows  {i['file_name']}"
                + ("  (undone)" if i["undone_at"] else "")
            )


@main.command("templates")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(list(text.LANGUAGES)), default="en", show_default=True)
def templates_(folder: Path, lang: str) -> None:
    """Write one CSV per table, with headers and two example rows."""
    with _told():
        for file in templates.write_templates(folder, lang):
            click.echo(file)


@main.command()
@click.argument("table")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(list(text.LANGUAGES)), default="en", show_default=True)
@database
def export(table: str, file: Path, lang: str, url: str | None) -> None:
    """Write a table as CSV, as it can be imported again."""
    if table not in door.KINDS:
        raise click.UsageError(f"no such table: {table}; there are {', '.join(door.KINDS)}")
    with _opened(url) as engine, reading(engine) as connection, file.open("wb") as out:
        out.writelines(templates.export(connection, table, lang))
        click.echo(f"{table} is in {file}.")


@main.command("demo")
@click.option("--seed", default=1, show_default=True)
@click.option("--months", type=click.IntRange(1), default=48, show_default=True, help="Complete months before the running one.")
@click.option("--lines", type=click.IntRange(1), default=120_000, show_default=True, help="Order lines.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The last day; default: today.")
@click.option("--truths", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON that plants other truths.")
@click.option("--show-truths", is_flag=True, help="Only print what is planted, as such a file says it.")
@database
def demo_(seed: int, months: int, lines: int, as_of: datetime | None, file: Path | None, show_truths: bool, url: str | None) -> None:
    """Fill an empty house with a made-up company; every page says so."""
    with _told():
        truths = demo.read_truths(file) if file else demo.Truths()
    if show_truths:
        click.echo(truths.to_json())
        return
    with _opened(url) as engine:
        demo.build(engine, seed, months, lines, as_of.date() if as_of else None, _hearing(), truths)
        click.echo("The made-up company is ready.")


def _hearing() -> demo.Progress | None:
    """How far a build is, on a line of its own that is written over; nothing where nobody is looking."""
    if not sys.stderr.isatty():
        return None

    def show(what: str, share: float) -> None:
        click.echo(f"\r\x1b[K{share:4.0%}  {text.t(what, 'en')} ", nl=share >= 1, err=True)

    return show


@main.command()
@database
def check(url: str | None) -> None:
    """Work out again everything that was added up, and compare."""
    with _opened(url) as engine, reading(engine) as connection:
        found = [text.t(msgid, "en", **values) for msgid, values in checking.troubles(connection)]
        for line in found:
            click.echo(line, err=True)
        if found:
            sys.exit(1)
        click.echo("All that was added up agrees with the order lines.")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database
def backup(file: Path, url: str | None) -> None:
    """Copy the whole database into one file, while others work."""
    with _opened(url) as engine:
        backups.backup(engine, file)
        click.echo(f"The whole database is in {file}.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
def restore(file: Path, url: str | None) -> None:
    """Bring a backup back to where no database is yet."""
    with _told():
        backups.restore(open_engine(url), file)
        click.echo(f"{file} was brought back.")


@main.command()
@click.argument("room")
@click.option("--scope", "asked", multiple=True, metavar="NAME=VALUE", help="period=2026, region=North ...; repeatable.")
@click.option("--set", "knobs", multiple=True, metavar="NAME=VALUE", help="A slider of a what-if: price_pct=5; repeatable.")
@click.option("--lang", type=click.Choice(list(text.LANGUAGES)), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True)
@database
def answer(room: str, asked: tuple[str, ...], knobs: tuple[str, ...], lang: str, as_json: bool, url: str | None) -> None:
    """Headline, findings and tables of a room, as on its page."""
    query: dict[str, list[str]] = {}
    for name, value in _pairs("--scope", asked, ("period", "compare", *DIMENSIONS)):
        query.setdefault(name, []).append(value)
    with _opened(url) as engine:
        read = house.PlainRead(engine)
        with reading(engine) as connection:
            known = {d: [v.code for v in values] for d, values in directory.filter_values(connection).items()}
        scope, unused = Scope.from_query(query, read.calendar(), known)
        what_if, refused = house.what_if(room, dict(_pairs("--set", knobs)))
        for left in (*unused, *refused):
            raise SalesdashError(N_("{name}={value} was not used: {why}."), name=left.name, value=left.value, why=left.why)
        found = house.answer(room, read, scope, what_if)
        click.echo(json.dumps(telling.plain(found), ensure_ascii=False) if as_json else telling.answer(found, lang))


def _pairs(option: str, said: tuple[str, ...], names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """NAME=VALUE, each name one of these (where they are given)."""
    pairs = []
    for one in said:
        name, _, value = one.partition("=")
        if (names and name not in names) or not name or not value:
            takes = f"{'=, '.join(names)}=" if names else "NAME=VALUE"
            raise click.UsageError(f'{option} takes {takes}, not "{one}"')
        pairs.append((name, value))
    return pairs


if __name__ == "__main__":
    main(prog_name="salesdash")
