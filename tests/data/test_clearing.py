"""The made-up company never mixes with a company's own figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdash.data import clearing, demo, save
from salesdash.data.directory import data_state, settings_of
from salesdash.data.engine import reading
from salesdash.errors import ImportRefused, SalesdashError
from tests.loading import count, lines, load, troubles

OWN = "Order No,Order Date,Customer,Region,Product,Amount\nS1,2026-01-05,C1,Middle East/Africa,P1,10\nS2,2026-02-05,C2,North,P1,-2.5\n"
BROKEN = OWN + "S3,2026-02-06,C3,North,P1,twelve\n"


@pytest.fixture
def made_up(engine: sa.Engine) -> sa.Engine:
    demo.build(engine, months=3, lines=400, as_of=date(2026, 3, 20))
    return engine


def test_ones_own_file_takes_the_place_of_the_made_up_company(made_up: sa.Engine, tmp_path: Path) -> None:
    report = load(made_up, tmp_path / "own.csv", OWN)
    assert lines(made_up) == [("S1", None, 10), ("S2", None, -2.5)]
    assert count(made_up, "customers") == 3, "two customers and the row of those not known"
    assert any("made-up company" in msgid for msgid, _ in report.warnings)
    with reading(made_up) as connection:
        state, kept = data_state(connection), settings_of(connection)
    assert (state.demo, state.lines, kept["base_currency"]) == (False, 2, "USD")
    assert troubles(made_up) == []


def test_a_refused_file_and_a_dry_run_leave_the_made_up_company_as_it_was(made_up: sa.Engine, tmp_path: Path) -> None:
    before = lines(made_up)
    with pytest.raises(ImportRefused):
        load(made_up, tmp_path / "broken.csv", BROKEN)
    assert load(made_up, tmp_path / "own.csv", OWN, dry_run=True).rows_loaded == 2
    assert lines(made_up) == before
    with reading(made_up) as connection:
        assert data_state(connection).demo


def test_taking_it_out_leaves_an_empty_house_and_never_touches_ones_own_data(made_up: sa.Engine, tmp_path: Path) -> None:
    clearing.take_out_demo(made_up)
    assert (count(made_up, "sales"), count(made_up, "orders"), count(made_up, "reps")) == (0, 0, 0)
    assert troubles(made_up) == []
    load(made_up, tmp_path / "own.csv", OWN)
    clearing.take_out_demo(made_up)
    assert count(made_up, "sales") == 2


def test_the_base_currency_can_be_named_until_amounts_lean_on_it(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "own.csv", OWN)
    assert save.setting(engine, "base_currency", "CNY", seen=1, who="Mia") == 2
    load(
        engine,
        tmp_path / "told.csv",
        OWN.replace("Amount", "Amount,Currency").replace(",10\n", ",10,CNY\n").replace(",-2.5\n", ",-2.5,CNY\n"),
    )
    with pytest.raises(SalesdashError, match="cannot change"):
        save.setting(engine, "base_currency", "EUR", seen=2, who="Mia")
    with pytest.raises(SalesdashError, match="cannot be the setting"):
        save.setting(engine, "base_currency", "yuan", seen=2, who="Mia")
