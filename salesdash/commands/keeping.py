"""Keeping the house: settings, the made-up company, the check of all sums, backup and restore."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from salesdash import config, text
from salesdash.commands.opened import database, opened, told
from salesdash.data import backup as backups
from salesdash.data import checking, demo, directory, save
from salesdash.data.engine import open_engine, reading


@click.command()
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@database
def settings(changes: tuple[str, ...], url: str | None) -> None:
    """Show the settings, or change them: base_currency=CNY fiscal_year_start=4 week_start=0 country=CN."""
    if bad := [c for c in changes if c.partition("=")[0] not in save.SETTINGS or "=" not in c]:
        raise click.UsageError(f"no such setting: {bad[0]}; there are {', '.join(save.SETTINGS)}")
    with opened(url) as engine:
        for name, _, value in (c.partition("=") for c in changes):
            with reading(engine) as connection:
                seen = directory.setting_versions(connection)
            save.setting(engine, name, value, seen=seen[name], who=config.author())
        with reading(engine) as connection:
            for name, value in directory.settings_of(connection).items():
                click.echo(f"{name}={value}")


@click.command("demo")
@click.option("--seed", default=1, show_default=True)
@click.option("--months", type=click.IntRange(1), default=48, show_default=True, help="Complete months before the running one.")
@click.option("--lines", type=click.IntRange(1), default=120_000, show_default=True, help="Order lines.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The last day; default: today.")
@click.option("--truths", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON that plants other truths.")
@click.option("--show-truths", is_flag=True, help="Only print what is planted, as such a file says it.")
@database
def demo_(seed: int, months: int, lines: int, as_of: datetime | None, file: Path | None, show_truths: bool, url: str | None) -> None:
    """Fill an empty house with a made-up company; every page says so."""
    with told():
        truths = demo.read_truths(file) if file else demo.Truths()
    if show_truths:
        click.echo(truths.to_json())
        return
    with opened(url) as engine:
        demo.build(engine, seed, months, lines, as_of.date() if as_of else None, _hearing(), truths)
        click.echo("The made-up company is ready.")


def _hearing() -> demo.Progress | None:
    """How far a build is, on a line of its own that is written over; nothing where nobody is looking."""
    if not sys.stderr.isatty():
        return None

    def show(what: str, share: float) -> None:
        click.echo(f"\r\x1b[K{share:4.0%}  {text.t(what, 'en')} ", nl=share >= 1, err=True)

    return show


@click.command()
@database
def check(url: str | None) -> None:
    """Work out again everything that was added up, and compare."""
    with opened(url) as engine, reading(engine) as connection:
        found = [text.t(msgid, "en", **values) for msgid, values in checking.troubles(connection)]
        for line in found:
            click.echo(line, err=True)
        if found:
            sys.exit(1)
        click.echo("All that was added up agrees with the order lines.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database
def backup(file: Path, url: str | None) -> None:
    """Copy the whole database into one file, while others work."""
    with opened(url) as engine:
        backups.backup(engine, file)
        click.echo(f"The whole database is in {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
def restore(file: Path, url: str | None) -> None:
    """Bring a backup back to where no database is yet."""
    with told():
        backups.restore(open_engine(url), file)
        click.echo(f"{file} was brought back.")
