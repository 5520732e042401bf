"""What the pages show, without a screen."""

from __future__ import annotations

import json

import click

from salesdash import house, telling, text
from salesdash.commands.opened import database, opened
from salesdash.data import directory
from salesdash.data.engine import reading
from salesdash.errors import SalesdashError
from salesdash.scope import DIMENSIONS, Scope
from salesdash.text import N_


@click.command()
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
    with opened(url) as engine:
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
