"""The command line: what every command does, says and ends with. 0: done; 1: refused in one sentence; 2: called wrongly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

import salesdash as package
from salesdash import house
from salesdash.__main__ import main
from salesdash.data.engine import open_engine
from salesdash.data.importing.door import KINDS
from salesdash.scope import Scope
from tests import small_company
from tests.loading import holdings, lines

ROOT = Path(__file__).resolve().parents[1]
ORDERS = "Order no,Order date,Customer,Product,Amount\nS1,2026-01-05,C1,P1,10\nS2,2026-02-05,C2,P1,-2.5\n"
Cli = Callable[..., Result]


@pytest.fixture
def backend() -> str:
    """What a command says does not depend on the database: SQLite only, unless a test asks for more."""
    return "sqlite"


@pytest.fixture
def cli(database_url: str) -> Cli:
    """``cli("import", file)`` on this test's own database."""

    def call(*words: str | Path) -> Result:
        result = CliRunner().invoke(main, [*map(str, words), "--database", database_url])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    return file


def refused(result: Result, *said: str) -> None:
    """Ended with 1 and one sentence, on the error channel."""
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert len(result.stderr.strip().splitlines()) == 1
    for words in said:
        assert words in result.stderr


# -- import -----------------------------------------------------------------------------------------------------------


def test_import_says_what_it_loaded(cli: Cli, engine: sa.Engine, orders: Path) -> None:
    result = cli("import", orders)
    assert result.exit_code == 0
    assert "orders.csv: 2 rows read as orders, 2 loaded." in result.stdout
    assert "2 orders, 2 customers, amount 7.50, 1 return lines (-2.50), 2026-01-05 to 2026-02-05" in result.stdout
    assert lines(engine) == [("S1", None, 10), ("S2", None, -2.5)]

    again = cli("import", orders)
    assert (again.exit_code, "nothing to do" in again.stdout) == (0, True)


def test_a_dry_run_says_the_same_and_writes_nothing(cli: Cli, engine: sa.Engine, orders: Path) -> None:
    before = holdings(engine)
    result = cli("import", orders, "--dry-run")
    assert (result.exit_code, "2 would be loaded" in result.stdout, "amount 7.50" in result.stdout) == (0, True, True)
    assert holdings(engine) == before


def test_import_as_json_is_json_and_nothing_else(cli: Cli, orders: Path) -> None:
    told = json.loads(cli("import", orders, "--json").stdout)
    assert (told["rows_loaded"], told["amount"], told["first"], told["months"]) == (2, 7.5, "2026-01-05", [202601, 202602])


def test_a_bad_row_refuses_the_file_and_the_refused_cells_can_be_had(cli: Cli, engine: sa.Engine, orders: Path, tmp_path: Path) -> None:
    orders.write_text(ORDERS + "S3,2026-02-06,C3,P1,much\n")
    refused(
        cli("import", orders, "--refused", tmp_path / "bad.csv"),
        "orders.csv: 1 of 3 rows",
        "row 4, column Amount, value “much”",
        "--skip-bad-rows",
    )
    assert "4,Amount,much," in (tmp_path / "bad.csv").read_text("utf-8-sig")
    assert lines(engine) == []

    dry = cli("import", orders, "--dry-run")
    assert (dry.exit_code, "refused: 1 × This is not a number" in dry.stdout) == (1, True)
    good = cli("import", orders, "--skip-bad-rows")
    assert (good.exit_code, "2 loaded" in good.stdout, "row 4, Amount: “much”" in good.stdout) == (0, True, True)


OPEN: dict[str, tuple[str, tuple[str, ...], Any]] = {
    "day or month": ("Order no,Order date,Customer,Amount\nS1,03/04/2026,C1,10\n", ("--dates", "dmy"), 202604),
    "decimal mark": ('Order no,Order date,Customer,Amount\nS1,2026-01-05,C1,"1,234"\n', ("--decimal", "."), 202601),
    "tax included or not": ("Order no,Order date,Customer,Amount,Tax\nS1,2026-01-05,C1,10,1\n", ("--tax", "included"), 202601),
    "which of two of the same name": (
        "Order no,Order date,Customer,Amount,Amount\nS1,2026-01-05,C1,9,10\n",
        ("--map", "Amount (2)=amount"),
        202601,
    ),
    "the currency of the signs": ("Order no,Order date,Customer,Amount\nS1,2026-01-05,C1,€10\n", ("--currency", "base"), 202601),
    "the form of a discount": (
        "Order no,Order date,Customer,Quantity,Unit price,Discount\nS1,2026-01-05,C1,2,10,0.5\n",
        ("--discount", "fraction"),
        202601,
    ),
    "own or base currency": ("Order no,Order date,Customer,Amount,Currency\nS1,2026-01-05,C1,10,EUR\n", ("--currency", "base"), 202601),
    "which of two columns": ("Order no,Order date,Customer,Sales,Revenue\nS1,2026-01-05,C1,10,20\n", ("--map", "Sales=amount"), 202601),
}


@pytest.mark.parametrize("name", OPEN)
def test_an_open_question_is_a_refusal_that_names_the_option_which_answers_it(cli: Cli, engine: sa.Engine, orders: Path, name: str) -> None:
    content, answer, month = OPEN[name]
    orders.write_text(content)
    refused(cli("import", orders), "orders.csv: ", answer[0])
    assert lines(engine) == []

    result = cli("import", orders, *answer)
    assert result.exit_code == 0, result.output
    assert [line[3] for line in lines(engine, "month")] == [month]


def test_what_was_answered_once_is_not_asked_again_for_files_with_these_headers(cli: Cli, engine: sa.Engine, orders: Path) -> None:
    orders.write_text("Order no,Order date,Customer,Amount\nS1,03/04/2026,C1,10\n")
    cli("import", orders, "--dates", "dmy")
    orders.write_text("Order no,Order date,Customer,Amount\nS2,05/06/2026,C1,10\n")
    assert cli("import", orders).exit_code == 0
    assert [line[3] for line in lines(engine, "month")] == [202604, 202606]


def test_a_missing_column_is_a_refusal_that_says_how_to_name_it(cli: Cli, orders: Path) -> None:
    orders.write_text("Order no,When,Customer,Amount\nS1,2026-01-05,C1,10\n")
    refused(cli("import", orders, "--as", "orders"), "no column was found for ordered_on", "--map")
    assert cli("import", orders, "--map", "When=ordered_on").exit_code == 0


def test_a_column_can_be_left_out(cli: Cli, engine: sa.Engine, orders: Path) -> None:
    assert cli("import", orders, "--map", "Product=").exit_code == 0
    assert {row[1] for row in holdings(engine)["products"]} == {"-"}


def test_several_files_load_what_others_refer_to_first(cli: Cli, engine: sa.Engine, orders: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Customer,Name,Segment,Customer since\nC1,Ann,vip,2024-01-05\n")
    result = cli("import", orders, people)
    assert result.exit_code == 0
    assert result.stdout.index("people.csv") < result.stdout.index("orders.csv")


WRONG: dict[str, tuple[str, ...]] = {
    "no such command": ("frobnicate",),
    "no such option": ("check", "--fast"),
    "no files": ("import",),
    "a file that is not there": ("import", "nowhere.csv"),
    "no such way of writing dates": ("import", "{orders}", "--dates", "yyy"),
    "a map without a field": ("import", "{orders}", "--map", "Amount"),
    "no number": ("undo", "the last one"),
    "no such table": ("export", "sales", "out.csv"),
}


@pytest.mark.parametrize("name", WRONG)
def test_called_wrongly_ends_with_2(cli: Cli, orders: Path, name: str) -> None:
    result = cli(*(word.format(orders=orders) for word in WRONG[name]))
    assert (result.exit_code, result.stdout) == (2, "")


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "no such import": (("undo", "7"), "There is no import 7"),
    "no such room": (("answer", "cellar"), "There is no room called cellar"),
    "no such value": (("answer", "overview", "--scope", "region=Atlantis"), "Atlantis"),
    "no such table to import": (("import", "{orders}", "--as", "ships"), 'There is nothing called "ships"'),
    "no such field": (("import", "{orders}", "--map", "Amount=gold"), 'There is no field "gold"'),
    "no such header": (("import", "{orders}", "--map", "Gold=amount"), 'The file has no column "Gold"'),
    "an answer that is none": (("import", "{orders}", "--tax", "maybe"), "does not answer tax"),
    "no such encoding": (("import", "{orders}", "--encoding", "morse"), "morse"),
    "no place for the refused cells": (("import", "{bad}", "--refused", "{orders}/bad.csv"), "bad.csv"),
    "no place for an export": (("export", "orders", "{orders}/out.csv"), "out.csv"),
    "no place for templates": (("templates", "{orders}/templates"), "templates"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_refused_in_one_sentence(cli: Cli, orders: Path, tmp_path: Path, name: str) -> None:
    words, said = REFUSED[name]
    bad = tmp_path / "bad rows.csv"
    bad.write_text(ORDERS + "S3,never,C1,P1,1\n")
    words = tuple(word.format(orders=orders, bad=bad) for word in words)
    if words[0] == "templates":
        result = CliRunner().invoke(main, words)
        assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.exception
        assert said in result.stderr
    else:
        refused(cli(*words), said)


# -- the other commands -----------------------------------------------------------------------------------------------


def test_imports_are_listed_and_undone(cli: Cli, engine: sa.Engine, orders: Path) -> None:
    cli("import", orders)
    assert "orders.csv" in cli("imports").stdout
    assert "Import 1 was undone; 2 months were added up again." in cli("undo", "1").stdout
    assert "orders.csv  (undone)" in cli("imports").stdout
    assert lines(engine) == []


def test_check_agrees_and_says_so_when_it_does_not(cli: Cli, engine: sa.Engine, orders: Path) -> None:
    cli("import", orders)
    assert (cli("check").exit_code, "agrees" in cli("check").stdout) == (0, True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sales SET amount = amount + 1 WHERE month = 202601")
    result = cli("check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Sums of 2026-01 do not agree with the order lines." in result.stderr


def test_every_table_has_a_template_in_both_languages(tmp_path: Path) -> None:
    for lang, header in (("en", "Order no"), ("zh", "订单号")):
        result = CliRunner().invoke(main, ["templates", str(tmp_path / lang), "--lang", lang])
        assert result.exit_code == 0
        assert {f.stem for f in (tmp_path / lang).iterdir()} == set(KINDS)
        assert len((tmp_path / lang / "orders.csv").read_text("utf-8-sig").splitlines()) == 3
        assert header in (tmp_path / lang / "orders.csv").read_text("utf-8-sig")


def test_what_is_exported_can_be_imported_again_and_changes_nothing(cli: Cli, engine: sa.Engine, orders: Path, tmp_path: Path) -> None:
    cli("import", orders)
    before = lines(engine)
    assert cli("export", "orders", tmp_path / "out.csv").exit_code == 0
    result = cli("import", tmp_path / "out.csv", "--tax", "excluded", "--discount", "amount")
    assert (result.exit_code, lines(engine)) == (0, before), result.output


def test_demo_fills_an_empty_house_and_no_other(cli: Cli, orders: Path) -> None:
    result = cli("demo", "--lines", "500", "--months", "3", "--as-of", "2026-06-30")
    assert (result.exit_code, "ready" in result.stdout) == (0, True)
    assert cli("check").exit_code == 0
    refused(cli("demo"), "needs an empty one")


def test_a_backup_is_brought_back_to_where_no_database_is(cli: Cli, orders: Path, tmp_path: Path) -> None:
    cli("import", orders)
    file, home = tmp_path / "backup.sqlite", f"sqlite:///{tmp_path / 'new' / 'house.sqlite'}"
    assert cli("backup", file).exit_code == 0
    refused(cli("backup", file), "is there already")
    assert CliRunner().invoke(main, ["restore", str(file), "--database", home]).exit_code == 0
    assert lines(open_engine(home)) == [("S1", None, 10), ("S2", None, -2.5)]
    refused(cli("restore", file), "is there already")
    refused(cli("backup", tmp_path / "no folder" / "b.sqlite"), "cannot be written")


@pytest.mark.postgres
def test_the_same_commands_work_on_postgres_which_names_its_own_tools_for_backups(
    postgres: Callable[[str], str], postgres_template: str, orders: Path, tmp_path: Path
) -> None:
    url = postgres(postgres_template)
    for words, said in (
        (("import", str(orders)), "2 loaded"),
        (("check",), "agrees"),
        (("export", "orders", str(tmp_path / "out.csv")), ""),
        (("undo", "1"), "2 months"),
    ):
        result = CliRunner().invoke(main, [*words, "--database", url])
        assert (result.exit_code, said in result.stdout) == (0, True), result.output
    refused(CliRunner().invoke(main, ["backup", str(tmp_path / "b.sqlite"), "--database", url]), "pg_dump", "pg_restore")


# -- answers ----------------------------------------------------------------------------------------------------------


def test_the_answer_as_json_has_the_figures_of_the_house(cli: Cli, engine: sa.Engine, tmp_path: Path) -> None:
    small_company.load(engine, tmp_path)
    told = json.loads(cli("answer", "overview", "--json", "--scope", "period=2026", "--scope", "region=North").stdout)
    read = house.PlainRead(engine)
    scope, unused = Scope.from_query({"period": ["2026"], "region": ["North"]}, read.calendar(), {"region": ["North", "South"]})
    answer = house.answer("overview", read, scope)

    assert not unused
    assert [tile["value"] for tile in told["tiles"]] == [tile.value for tile in answer.tiles]
    wanted = small_company.revenue(small_company.rows(), lambda row: row["Region"] == "North" and row["Order date"].startswith("2026"))
    assert [tile["value"] for tile in told["tiles"] if tile["kpi"]["id"] == "revenue"] == [pytest.approx(wanted)]
    for name, frame in answer.parts.items():
        assert [row["revenue"] for row in told["parts"][name]] == frame["revenue"].tolist()


def test_a_slider_is_set_by_name_and_one_that_is_unknown_or_out_of_range_is_refused(cli: Cli, engine: sa.Engine, tmp_path: Path) -> None:
    small_company.load(engine, tmp_path)
    told = json.loads(cli("answer", "overview.whatif", "--json", "--set", "price_pct=5").stdout)
    assert told["revenue"][1] == pytest.approx(1.05 * told["revenue"][0])
    for said, why in (("price_pct=500", "out of range"), ("price_pct=dear", "not a number"), ("pric_pct=5", "no such slider")):
        result = cli("answer", "overview.whatif", "--set", said)
        refused(result)
        assert why in result.stderr
    refused(cli("answer", "overview", "--set", "price_pct=5"))


@pytest.mark.parametrize("room", sorted(house.ROOMS))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_room_answers_in_words(cli: Cli, engine: sa.Engine, tmp_path: Path, room: str, lang: str) -> None:
    small_company.load(engine, tmp_path)
    result = cli("answer", room, "--lang", lang)
    assert result.exit_code == 0 and len(result.stdout) > 100


@pytest.mark.parametrize(("lang", "said"), [("en", "Revenue"), ("zh", "销售额")])
def test_the_answer_in_words_is_in_the_language_that_was_asked_for(
    cli: Cli, engine: sa.Engine, tmp_path: Path, lang: str, said: str
) -> None:
    small_company.load(engine, tmp_path)
    result = cli("answer", "overview", "--lang", lang)
    assert result.exit_code == 0
    assert said in result.stdout


def test_an_empty_house_has_no_answer_and_says_what_to_do(cli: Cli) -> None:
    refused(cli("answer", "overview", "--json"))


# -- from outside -----------------------------------------------------------------------------------------------------


def test_it_runs_as_a_module_and_reads_the_database_from_the_environment(tmp_path: Path, orders: Path) -> None:
    environment = {**os.environ, "SALESDASH_DATABASE_URL": f"sqlite:///{tmp_path / 'made' / 'house.sqlite'}", "SALESDASH_AUTHOR": "Ana"}
    done = subprocess.run(
        [sys.executable, "-m", "salesdash", "import", str(orders)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    engine = open_engine(environment["SALESDASH_DATABASE_URL"])
    assert len(lines(engine)) == 2
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT who FROM imports").scalar() == "Ana"


def test_help_and_version() -> None:
    told = CliRunner().invoke(main, ["--help"])
    assert told.exit_code == 0
    for command in main.commands:
        assert command in told.stdout
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0
    assert package.__version__ in CliRunner().invoke(main, ["--version"]).stdout
