"""The line under the title: what is wrong with the data, in numbers, with the way to the rows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from salesdash.data.engine import reading
from salesdash.data.lines import lines
from salesdash.scope import Calendar, Grant, Scope
from salesdash.ui import quality
from tests.loading import load
from tests.serving import ROOT

HEADER = "Order no,Order date,Customer,Amount,Cost\n"


def opened(**query: str) -> AppTest:
    """The Data page, which stands on the same data as all."""
    app = AppTest.from_file(ROOT / "salesdash" / "frame.py", default_timeout=60)
    for name, value in {"lang": "en", **query}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("../pages/data.py").run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    return " ".join(one.value for one in app.markdown).replace("\\", "")


def test_data_that_is_whole_is_one_calm_sentence(house: sa.Engine, tmp_path: Path) -> None:
    load(house, tmp_path / "a.csv", f"{HEADER}S1,{date.today()},C1,10,6\nS2,{date.today()},C2,20,8\n")
    app = opened()
    assert "Nothing is missing: every row was loaded" in told(app)
    assert "a.csv; 2 order lines in all" in told(app)
    assert not [button for button in app.button if str(button.key).startswith("missing")]


def test_lines_without_cost_or_customer_are_counted_and_lead_to_their_rows(house: sa.Engine, tmp_path: Path) -> None:
    today = date.today()
    load(
        house,
        tmp_path / "a.csv",
        f"{HEADER}S1,{today},C1,10,6\nS2,{today},,20,8\nS3,{today},C1,30,\nS4,{today - timedelta(days=40)},C1,40,\n",
    )
    app = opened()
    assert "2 order lines (50.0%) have no cost" in told(app)
    assert "1 order lines (25.0%) have no customer" in told(app)
    app.button(key="missing-cost").click().run()
    assert not app.exception
    assert next(one.value for one in app.dataframe if "order_no" in one.value)["order_no"].tolist() == ["S4", "S3"]
    reach = Grant.everything().narrow(Scope(period="all"), Calendar(today - timedelta(days=40), today))
    with reading(house) as connection:
        assert lines(connection, reach, without="customer")["order_no"].tolist() == ["S2"]
        assert len(lines(connection, reach)) == 4


def test_overdue_data_says_since_when(house: sa.Engine, tmp_path: Path) -> None:
    load(house, tmp_path / "a.csv", f"{HEADER}S1,{date.today() - timedelta(days=quality.OVERDUE_DAYS + 5)},C1,10,6\n")
    assert "12 days ago: newer orders are overdue" in told(opened())


def test_rows_that_were_left_out_are_counted(house: sa.Engine, tmp_path: Path) -> None:
    load(house, tmp_path / "a.csv", f"{HEADER}S1,{date.today()},C1,10,6\nS2,no day,C1,10,6\n", skip_bad_rows=True)
    assert "1 rows of files were left out" in told(opened())


def test_a_workbook_says_period_filters_and_link(house: sa.Engine, tmp_path: Path) -> None:
    load(house, tmp_path / "a.csv", "Order no,Order date,Customer,Amount,Region\nS1,2026-01-31,C1,10,North\nS2,2026-01-31,C1,10,South\n")

    def page() -> None:
        import streamlit as st

        from salesdash.ui import export, filters

        filters.follow_address("overview")
        st.code(f"{export.about()}")

    app = AppTest.from_function(page, default_timeout=30)
    for name, value in {"region": "North", "period": "2026-01", "lang": "zh"}.items():
        app.query_params[name] = value
    said = app.run().code[0].value
    assert "2026年1月" in said and "North" in said and "South" not in said
    assert "lang=zh&period=2026-01..2026-01&compare=last_year&region=North&data=" in said


@pytest.mark.parametrize("targets", [False, True])
def test_targets_can_be_compared_with_once_there_are_any(targets: bool, house: sa.Engine, tmp_path: Path) -> None:
    load(house, tmp_path / "a.csv", "Order no,Order date,Customer,Amount\nS1,2026-01-31,C1,10\n")
    if targets:
        load(house, tmp_path / "t.csv", "Month,Metric,Scope,Scope code,Target\n2026-01,revenue,company,-,10\n", kind="targets")

    def page() -> None:
        import streamlit as st

        from salesdash.ui import filters

        filters.follow_address("overview")
        filters.draw()
        filters.write_address()
        st.code(f"{filters.scope().compare} {[one.why for one in filters.unused()]}")

    app = AppTest.from_function(page, default_timeout=30)
    app.query_params["compare"], app.query_params["lang"] = "target", "en"
    app.run()
    wanted = "target []" if targets else "last_year ['there are no targets to compare with yet']"
    assert app.code[0].value == wanted
    assert ("Target" in app.selectbox(key="compare_en").options) is targets
