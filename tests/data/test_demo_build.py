"""The made-up company into a house: all of it or nothing, never over somebody's data, and from the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from salesdash.__main__ import main
from salesdash.data.demo import Truths, build, generate, read_truths, write_csv
from salesdash.data.demo.build import ALIVE, STAGES, import_tables
from salesdash.data.demo.company import BELIEVABLE, SETTINGS
from salesdash.data.directory import row_counts, settings_of
from salesdash.data.engine import open_engine, reading, writing
from salesdash.data.fields import MONEY_SCALE
from salesdash.data.schema import imports, sales
from salesdash.errors import ImportRefused, SalesdashError
from tests.loading import load, troubles

AS_OF = date(2026, 11, 18)
OWN = "Order No,Order Date,Customer,Region,Product,Amount\nS1,2026-01-05,C1,North,P1,10\n"


def test_a_house_built_from_it_holds_everything_and_says_that_it_is_made_up(engine: sa.Engine) -> None:
    heard: list[tuple[str, float]] = []
    report = build(engine, months=14, lines=3_000, as_of=AS_OF, progress=lambda what, share: heard.append((what, share)))
    small = generate(1, 14, 3_000, as_of=AS_OF)
    lines = pa.concat_tables(small.order_blocks())
    with reading(engine) as connection:
        counts, kept = row_counts(connection), settings_of(connection)
        total = connection.scalar(sa.select(sa.func.sum(sales.c.amount)))
        unplaced = connection.scalar(sa.select(sa.func.count()).where(sales.c.team_id.is_(None), sales.c.rep_id.is_not(None)))
    assert (report.rows_loaded, report.rows_refused) == (3_000, 0)
    assert total == sum(Decimal(str(a)) for a in lines["amount"].to_pylist()) * MONEY_SCALE
    for name, table in {**small.tables, **small.records(lines=lines)}.items():
        assert counts[name] == len(table), name
    assert counts["orders"] == 3_000
    assert unplaced == 0
    assert SETTINGS.items() <= kept.items()
    assert troubles(engine) == []
    assert [share for _, share in heard] == sorted(share for _, share in heard) and heard[-1][1] == 1.0
    assert list(dict.fromkeys(what for what, _ in heard)) == [what for what, _ in STAGES]


def test_a_house_with_somebodys_data_or_another_company_is_not_filled_with_fiction(engine: sa.Engine, tmp_path: Path) -> None:
    load(engine, tmp_path / "own.csv", OWN)
    for _ in range(2):
        with pytest.raises(ImportRefused, match="needs an empty one"):
            build(engine, months=2, lines=100, as_of=AS_OF)
    with reading(engine) as connection:
        assert row_counts(connection)["orders"] == 1
        assert settings_of(connection).get("demo") is None


def test_what_an_ended_build_left_goes_out_when_it_is_built_again(engine: sa.Engine, tmp_path: Path) -> None:
    write_csv(generate(2, 2, 200, as_of=AS_OF), tmp_path)
    import_tables(engine, tmp_path)  # and then the process was killed
    with pytest.raises(ImportRefused, match="just being loaded"):
        build(engine, months=2, lines=100, as_of=AS_OF)
    with writing(engine) as connection:
        before = (datetime.now(UTC) - ALIVE - timedelta(seconds=1)).isoformat(timespec="seconds")
        connection.execute(sa.update(imports).values(at=before))
    build(engine, months=2, lines=100, as_of=AS_OF)
    made = generate(1, 2, 100, as_of=AS_OF)
    with reading(engine) as connection:
        counts = row_counts(connection)
    assert counts["orders"] == 100
    assert {name: counts[name] for name in made.tables} == {name: len(table) for name, table in made.tables.items()}
    assert troubles(engine) == []


def test_a_build_gives_way_to_somebodys_own_file(engine: sa.Engine, tmp_path: Path) -> None:
    def interrupt(what: str, share: float) -> None:
        if what == STAGES[1][0] and share > STAGES[0][1] and not (tmp_path / "own.csv").exists():
            load(engine, tmp_path / "own.csv", OWN)

    with pytest.raises(ImportRefused, match="gave way"):
        build(engine, months=2, lines=100, as_of=AS_OF, progress=interrupt)
    with reading(engine) as connection:
        counts = row_counts(connection)
    assert (counts["orders"], counts["customers"], counts["reps"]) == (1, 1, 0)
    assert troubles(engine) == []


def test_a_test_of_size_has_no_records_unless_they_are_asked_for(tmp_path: Path) -> None:
    company = generate(1, 2, 300, as_of=AS_OF)
    assert "deals" in write_csv(company, tmp_path / "small")
    assert set(write_csv(company, tmp_path / "bare", records=False)) == {*company.tables, "orders"}
    assert company.lines <= BELIEVABLE


def told(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["demo", *arguments])
    return result.exit_code, result.output


def test_the_truths_are_printed_changed_and_given_back(tmp_path: Path) -> None:
    code, printed = told("--show-truths")
    file = tmp_path / "truths.json"
    file.write_text(printed, encoding="utf-8")
    assert code == 0 and read_truths(file) == Truths()
    file.write_text('{"drop": {"region": "east", "left": 0}}', encoding="utf-8")
    said = read_truths(file)
    assert (said.drop.region, said.drop.left, said.drop.category) == ("east", 0.0, Truths().drop.category)
    url = f"sqlite:///{tmp_path / 'house.sqlite'}"
    assert told("--months", "3", "--lines", "400", "--as-of", "2026-11-18", "--truths", str(file), "--database", url)[0] == 0
    engine = open_engine(url)
    with reading(engine) as connection:
        found = {
            r.order_no: r.amount
            for r in connection.execute(
                sa.text("select o.order_no, sum(s.amount) amount from sales s join orders o on o.id = s.order_id group by 1")
            )
        }
    engine.dispose()
    wanted: dict[str, Decimal] = {}
    for block in generate(1, 3, 400, as_of=AS_OF, truths=said).order_blocks():
        for number, amount in zip(block["order_no"].to_pylist(), block["amount"].to_pylist(), strict=True):
            wanted[number] = wanted.get(number, Decimal(0)) + Decimal(str(amount)) * MONEY_SCALE
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("drop", "is not JSON"), ("[1]", "must hold truths by name"), ('{"drops": {}}', "there is no truth called drops"),
        ('{"drop": {"left": "half"}}', "drop.left cannot be"), ('{"drop": {"region": "moon"}}', "drop.region cannot be moon"),
        ('{"promotion": {"depth": 0.9}}', "promotion.depth cannot be 0.9"), ('{"elasticity": {"cars": -1}}', "elasticity.cars"),
        ('{"rival": {"competitor": "acme"}}', "acme"), ('{"noisy_survey_month": true}', "noisy_survey_month cannot be"),
    ],
)  # fmt: skip
def test_impossible_truths_are_refused_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file, house = tmp_path / "truths.json", tmp_path / "house.sqlite"
    file.write_text(text, encoding="utf-8")
    code, printed = told("--months", "2", "--lines", "100", "--truths", str(file), "--database", f"sqlite:///{house}")
    assert code == 1
    assert sentence in printed and printed.count("\n") == 1
    with pytest.raises(SalesdashError):
        generate(1, 2, 100, as_of=AS_OF, truths=read_truths(file)).records()


def test_ones_own_file_takes_out_every_record_of_the_made_up_company(engine: sa.Engine, tmp_path: Path) -> None:
    build(engine, months=6, lines=1_000, as_of=AS_OF)
    load(engine, tmp_path / "own.csv", OWN)
    with reading(engine) as connection:
        left = {name: count for name, count in row_counts(connection).items() if count}
        assert "demo" not in settings_of(connection)
    assert left == {"orders": 1, "customers": 1, "regions": 1, "products": 1}
    assert troubles(engine) == []
