"""Every page, in both languages, over an empty house, three orders and a whole company: it opens, says its title, speaks one language."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from salesdash import text
from salesdash.data import demo
from salesdash.data.engine import open_engine
from salesdash.questions import BY_WORD, QUESTIONS
from salesdash.ui import columns, draw, export
from tests import small_company
from tests.loading import lines, load

ROOT = Path(__file__).resolve().parent.parent
WORDS = [question.word for question in QUESTIONS]
SPOKEN = (
    "title",
    "subheader",
    "markdown",
    "caption",
    "info",
    "warning",
    "error",
    "success",
    "metric",
    "button",
    "selectbox",
    "multiselect",
    "radio",
    "text_input",
    "expander",
)
CHOICES = ("selectbox", "multiselect", "radio")  # their values are codes; what is read are their options
LATIN = re.compile(r"[A-Za-z][A-Za-z'-]{2,}")
LATIN_OK = {"USD", "CSV", "Excel", "SalesDash", "salesdash", "English", "orders", "csv", "unknown"}
Opened = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _routing_of_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest starts every run in Streamlit's old routing, which would run a page without the frame."""
    start = PagesManager.__init__

    def init(self: PagesManager, *args: Any, **kwargs: Any) -> None:
        PagesManager.uses_pages_directory = False
        start(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", init)


@pytest.fixture
def engine_of_pages(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """The empty house that the pages of this test read."""
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.sqlite')}"
    monkeypatch.setenv("SALESDASH_DATABASE_URL", url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def company(engine_of_pages: sa.Engine, tmp_path: Path) -> sa.Engine:
    """The house with the small company in it."""
    small_company.load(engine_of_pages, tmp_path)
    return engine_of_pages


def opened(word: str, lang: str = "en", **query: str) -> AppTest:
    """A page as a visitor with that language opens it."""
    app = AppTest.from_file(ROOT / "salesdash" / "frame.py", default_timeout=60)
    for name, value in {"lang": lang, **query}.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"../pages/{word}.py").run()


def spoken(app: AppTest) -> Iterator[str]:
    """Everything a page says in words of its own."""
    for block in (app.main, app.sidebar):
        for kind in SPOKEN:
            for element in block.get(kind):
                said = ("label", "help") if kind in CHOICES else ("label", "value", "help")
                yield from (str(getattr(element, name, "") or "") for name in said)
                yield from (str(option) for option in getattr(element, "options", ()))


def tile(app: AppTest, name: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == name)


@pytest.mark.parametrize("lang", list(text.LANGUAGES))
@pytest.mark.parametrize("word", WORDS)
def test_every_page_opens_over_an_empty_house(word: str, lang: str, engine_of_pages: sa.Engine) -> None:
    app = opened(word, lang)
    assert not app.exception
    assert app.title[0].value == text.t(BY_WORD[word].question, lang)
    assert any(text.t("There is no data yet.", lang) in one.value for one in app.markdown)


@pytest.mark.parametrize("lang", list(text.LANGUAGES))
@pytest.mark.parametrize("word", WORDS)
def test_every_page_opens_over_a_company(word: str, lang: str, company: sa.Engine) -> None:
    app = opened(word, lang)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == text.t(BY_WORD[word].question, lang)


@pytest.mark.parametrize("word", WORDS)
def test_no_english_is_left_in_chinese(word: str, company: sa.Engine) -> None:
    names = {name for row in small_company.rows() for cell in row.values() for name in LATIN.findall(cell)}
    icons = re.compile(r":material/\w+:")
    data = re.compile(r"[A-Z]{3} · \S+")
    left = {word for said in spoken(opened(word, "zh")) for word in LATIN.findall(icons.sub("", data.sub("", said)))}
    assert left <= names | LATIN_OK


def test_the_overview_shows_what_the_lines_add_up_to(company: sa.Engine) -> None:
    app = opened("overview")
    year = [row for row in small_company.rows() if small_company.last_year(row)]
    assert tile(app, "Revenue").replace("\\", "") == text.money(small_company.revenue(year), "en", "USD")
    assert tile(app, "Orders") == str(len({row["Order no"] for row in year}))
    assert tile(app, "Active customers") == str(len({row["Customer"] for row in year}))
    assert tile(app, "Gross margin") == "40.0%"


def test_what_is_drawn_is_what_is_told(company: sa.Engine) -> None:
    app = opened("overview", region="North")
    drawn = pa.ipc.open_stream(app.get("vega_lite_chart")[0].proto.data.data).read_pandas()
    wanted = small_company.revenue(small_company.rows(), lambda row: small_company.last_year(row) and row["Region"] == "North")
    assert drawn["revenue"].sum() == pytest.approx(wanted)
    assert len(drawn) == 12


def test_a_scope_with_nothing_in_it_says_what_to_do(company: sa.Engine) -> None:
    app = opened("overview", region="North", category="Tea", channel="shop", segment="corporate", period="2025-01")
    assert not app.exception
    assert not app.metric
    assert "no orders" in app.info[0].value
    app.button(key="clear").click().run()
    assert tile(app, "Orders") == "96"


def test_three_orders_are_enough_for_a_page(engine_of_pages: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = small_company.rows()[-3:]
    monkeypatch.setattr(small_company, "rows", lambda: lines)
    small_company.load(engine_of_pages, tmp_path)
    app = opened("overview")
    assert not app.exception
    assert tile(app, "Orders") == "3"
    assert any("to compare with" in one.value for one in app.info)


def test_a_database_that_does_not_answer_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "house.sqlite").write_text("no database at all, but a text of some length" * 50)
    monkeypatch.setenv("SALESDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'house.sqlite'}")
    for word in WORDS:
        app = opened(word)
        assert not app.exception
        assert "not a salesdash database" in app.error[0].value
        assert not app.button


def test_made_up_data_is_labelled_on_every_page(engine_of_pages: sa.Engine) -> None:
    demo.build(engine_of_pages, months=13, lines=500)
    for word in WORDS:
        app = opened(word)
        assert not app.exception
        assert app.info[0].value.startswith("Made-up data")


def test_filters_go_into_the_address_in_codes(company: sa.Engine) -> None:
    app = opened("overview", "zh")
    app.multiselect(key="category_zh").select("Tea").run()
    app.selectbox(key="period_zh").select("this_year").run()
    assert app.query_params["category"] == "Tea"
    assert app.query_params["period"] == "this_year"


@pytest.mark.parametrize("word", WORDS)
def test_every_drawn_field_exists_in_its_frame(word: str, company: sa.Engine) -> None:
    for chart in opened(word, "zh").get("vega_lite_chart"):
        sent = pa.ipc.open_stream(chart.proto.data.data).read_all()
        assert draw.fields_of(json.loads(chart.proto.spec)) <= set(sent.column_names)


def test_settings_are_saved_and_an_editor_is_not_overwritten(company: sa.Engine) -> None:
    app = opened("data")
    next(box for box in app.selectbox if box.label == "The fiscal year begins in").select("4")
    with company.begin() as connection:
        connection.exec_driver_sql("UPDATE settings SET value = '7', row_version = row_version + 1 WHERE key = 'fiscal_year_start'")
    app.button(key="save_settings").click().run()
    assert "Nothing was overwritten" in app.error[0].value


def test_an_import_is_taken_back_on_the_page(company: sa.Engine) -> None:
    app = opened("data")
    app.button(key="undo_1").click().run()
    assert not app.exception
    assert "Taken back: 1" in app.success[0].value
    assert "There is no data yet." in opened("overview").markdown[0].value


def test_what_is_offered_to_be_taken_back_is_the_newest_import_also_while_the_page_is_open(company: sa.Engine, tmp_path: Path) -> None:
    app = opened("data")
    for number in (2, 3):
        load(company, tmp_path / f"more{number}.csv", f"Order No,Order Date,Customer,Amount\nX{number},2026-01-05,C1,{number}\n")
        app.run()
        offered = next(box for box in app.selectbox if (box.key or "").startswith("undo_which"))
        assert (offered.value, len(offered.options)) == (number, number)
    app.button(key="undo_3").click().run()
    assert [line for line in lines(company) if line[0].startswith("X")] == [("X2", None, 2)]


def test_an_exported_table_opens_in_a_spreadsheet_without_running_anything() -> None:
    frame = pd.DataFrame(
        {"code": ["=1+1", "A"], "name": ["@cmd", "茶"], "name_zh": [None, None], "revenue": [-1.5, 2.25], "hidden": [1, 2]}
    )
    written = export.to_csv(frame, "zh").decode("utf-8")
    assert written == "\ufeff编码,名称,销售额\r\n'=1+1,'@cmd,-1.5\r\nA,茶,2.25\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(export.to_xlsx({"Top customers": frame}, "en")))["Top customers"]
    assert [cell.value for cell in sheet[2]] == ["=1+1", "@cmd", -1.5]
    assert sheet["A2"].data_type == "s"


def test_a_name_stands_in_the_visitors_language_where_there_is_one() -> None:
    frame = pd.DataFrame({"code": ["T", "C"], "name": ["Tea", "Coffee"], "name_zh": ["茶", None]})
    assert columns.named(frame, "zh")["name"].tolist() == ["茶", "Coffee"]


def test_an_exported_table_has_no_float_noise_and_says_yes_and_no() -> None:
    frame = pd.DataFrame({"revenue": [15890267.769899994, None], "share": [1 / 3, None], "complete": [True, False]})
    assert export.to_csv(frame, "en").decode("utf-8").splitlines()[1:] == ["15890267.7699,0.333333,yes", ",,no"]
