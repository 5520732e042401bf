"""Rollups after imports, replacements, relabels, undo and an upgrade; and what `salesdash check` says when one is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from alembic import command

from salesdash.data import migrations, rollups
from salesdash.data.engine import reading, writing
from salesdash.data.importing.undo import undo
from salesdash.data.month_lines import LATE, LINE_COLUMNS, read_lines
from salesdash.data.packed import unpack
from salesdash.data.schema.house import DAY_COLUMNS, PRODUCT_COLUMNS, ROLLUPS, customer_totals, month_days, month_products, month_sales
from tests.loading import load, troubles

ORDERS = "Order no,Order date,Due date,Ship date,Customer,Region,Product,Category,Channel,Quantity,Amount,Cost\n"
FIRST = (
    ORDERS
    + "S1,2026-01-05,2026-01-09,2026-01-10,C1,North,P1,Tea,web,2,10,6\nS1,2026-01-31,2026-02-09,,C1,North,P2,Tea,web,1,20.5,\n"
    + "S2,2026-01-06,,,C2,South,P1,Tea,shop,-1,-5,-3\nS3,2026-02-28,2026-03-02,2026-03-02,,South,,,shop,3,300000,1\n"
)
SECOND = ORDERS + "S1,2026-01-07,2026-01-09,2026-01-08,C1,North,P1,Tea,web,1,4,3\nS4,2026-03-01,,,C9,East,P9,Cups,fair,1,1,1\n"
PRODUCTS = "Product,Name,Category\nP1,Pot,Cups\nP2,Leaf,Tea\n"


def held(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every rollup."""
    with reading(engine) as connection:
        return {t.name: sorted(map(tuple, connection.execute(sa.select(t))), key=str) for t in ROLLUPS}


def packed(engine: sa.Engine, table: sa.Table, columns: tuple[str, ...], **cell: int) -> list[dict[str, int]]:
    """The entries of one row of a rollup, months as YYYYMM, ALL where a dimension is not given."""
    with reading(engine) as connection:
        keys = list(table.primary_key.columns)
        row = connection.execute(sa.select(table).where(*(c == cell.get(c.name, -1) for c in keys))).one()
    entries, _ = unpack([row[-1]], np.array([row[-2]]), len(columns))
    return [dict(zip(columns, entry, strict=True)) for entry in entries.tolist()]


def test_a_day_and_a_product_hold_what_one_can_add_up_on_paper(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "first.csv", FIRST)
    with reading(engine) as connection:
        ids = {
            (t, code): row
            for t in ("products", "channels", "categories")
            for row, code in connection.execute(sa.text(f"SELECT id, code FROM {t}"))
        }
    assert packed(engine, month_days, DAY_COLUMNS, month=202601) == [
        {"day": 5, "amount": 100_000, "lines": 1}, {"day": 6, "amount": -50_000, "lines": 1}, {"day": 31, "amount": 205_000, "lines": 1},
    ]  # fmt: skip
    tea, shop = ids["categories", "Tea"], ids["channels", "shop"]
    assert packed(engine, month_products, PRODUCT_COLUMNS, month=202601, channel_id=shop) == [
        dict(zip(PRODUCT_COLUMNS, (ids["products", "P1"], tea, 0, 0, -10_000, -50_000, -30_000, -50_000, 1), strict=True))
    ]
    (unknown,) = packed(engine, month_products, PRODUCT_COLUMNS, month=202602, channel_id=shop)
    assert unknown == dict(zip(PRODUCT_COLUMNS, (0, 0, 30_000, 3_000_000_000, 0, 0, 10_000, 3_000_000_000, 1), strict=True))


def test_after_every_import_and_every_undo_the_rollups_are_those_of_the_lines(engine: sa.Engine, tmp_path: Path) -> None:
    stages, numbers = [held(engine)], []
    for name, content, kind in (("first", FIRST, None), ("second", SECOND, None), ("products", PRODUCTS, "products")):
        numbers.append(load(engine, tmp_path / f"{name}.csv", content, kind=kind).import_id)
        assert troubles(engine) == []
        stages.append(held(engine))
    for rows, earlier in zip(stages[1:], stages, strict=False):
        assert rows["month_products"] != earlier["month_products"], "every file changed something"
    for number, wanted in zip(reversed(numbers), reversed(stages[:-1]), strict=True):
        assert number is not None
        undo(engine, number)
        assert troubles(engine) == []
        assert {n: r for n, r in held(engine).items() if n != "customer_totals"} == {
            n: r for n, r in wanted.items() if n != "customer_totals"
        }


def test_lines_kept_during_the_import_are_those_read_back(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "first.csv", FIRST)
    before = held(engine)
    with writing(engine, bulk=True) as connection:
        rollups.refresh(connection, (202601, 202602))
        lines = read_lines(connection, 202601)
    assert held(engine) == before
    assert sorted(lines[:, LINE_COLUMNS.index("delivery")].tolist()) == [0, LATE, 3]


@pytest.mark.parametrize("table", ROLLUPS, ids=lambda t: str(t.name))
@pytest.mark.parametrize("damage", ["one row lost", "one row changed", "a month too many"])
def test_a_damaged_rollup_is_noticed(engine: sa.Engine, tmp_path: Path, table: sa.Table, damage: str) -> None:
    load(engine, tmp_path / "first.csv", FIRST)
    assert troubles(engine) == []
    keys = list(table.primary_key.columns)
    with writing(engine, bulk=True) as connection:
        row = dict(connection.execute(sa.select(table).order_by(*keys).limit(1)).mappings().one())
        first = [c == row[c.name] for c in keys]
        if damage == "one row lost":
            connection.execute(sa.delete(table).where(*first))
        elif damage == "a month too many":
            connection.execute(sa.insert(table).values(row | {"month": 209901} | ({} if table is not customer_totals else {"chunk": 7})))
        else:
            name = {"month_sales": "amount", "month_sets": "order_set", "customer_totals": "amounts", "month_deliveries": "open_set"}.get(
                table.name, "sums"
            )
            old = row[name]
            new = old + 1 if isinstance(old, int) else old[:-2] + bytes([old[-2] ^ 1]) + old[-1:]
            connection.execute(sa.update(table).where(*first).values({name: new}))
    assert troubles(engine)


def test_a_house_of_an_older_version_is_added_up_again_when_it_is_upgraded(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "first.csv", FIRST)
    load(engine, tmp_path / "second.csv", SECOND)
    wanted, shares = held(engine), list[float]()
    with writing(engine, bulk=True) as connection:
        command.downgrade(migrations.configuration(connection), "0001")
        assert "month_products" not in sa.inspect(connection).get_table_names()
        connection.execute(sa.text("UPDATE month_sets SET customer_amounts = NULL WHERE category_id < 0"))  # as it was then

    migrations.upgrade(engine, shares.append)
    assert held(engine) == wanted
    assert troubles(engine) == []
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) == 3


def test_an_upgrade_that_fails_while_adding_up_leaves_the_older_house(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    load(sqlite_engine, tmp_path / "first.csv", FIRST)
    with writing(sqlite_engine, bulk=True) as connection:
        command.downgrade(migrations.configuration(connection), "0001")
        before = connection.execute(sa.select(month_sales)).fetchall()

    def stopped(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(sqlite_engine, stopped)
    assert migrations.revision(sqlite_engine) == "0001"
    with reading(sqlite_engine) as connection:
        assert connection.execute(sa.select(month_sales)).fetchall() == before
