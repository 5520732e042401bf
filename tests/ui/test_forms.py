"""Forms: declared by a table's columns, saved with a name under them, and never over somebody else's work."""

from __future__ import annotations

import re
from datetime import date

import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from salesdash.data import editing, save
from salesdash.data.engine import reading
from salesdash.ui import who

NOTE = {"code": "N-1", "about": "customer", "about_code": "C1", "written_on": "2026-01-12", "author": "Ana", "comment": "Renewal in March"}


def form_page() -> None:
    import streamlit as st

    from salesdash.text import N_
    from salesdash.ui import forms, page
    from salesdash.ui.who import ask_name

    with st.sidebar:
        ask_name()
    with page.card("edit", N_("Add or change a row")):
        forms.editor()


def opened(table: str = "notes", lang: str = "en") -> AppTest:
    app = AppTest.from_function(form_page, default_timeout=30)
    app.query_params["lang"] = lang
    app.run()
    return app.selectbox(key=f"edit_table_{lang}").select(table).run()


def fill(app: AppTest, table: str, texts: dict[str, str]) -> AppTest:
    """Type into the form; every input's key names its table and field."""
    for name, value in texts.items():
        for box in (*app.text_input, *app.text_area, *app.date_input, *app.selectbox):
            if re.fullmatch(rf"{table}_{name}_(None|\d+)_\d+", str(box.key)):
                box.set_value(date.fromisoformat(value) if box.type == "date_input" else value)
                break
        else:
            raise AssertionError(f"the form does not ask for {name}")
    return app


def saved(app: AppTest, table: str = "notes") -> AppTest:
    app.button(key=f"save_{table}").click().run()
    assert not app.exception
    return app


def rows(engine: sa.Engine, table: str = "notes") -> list[editing.Row]:
    with reading(engine) as connection:
        found = [editing.row(connection, table, number) for number in editing.find(connection, table)]
    return [one[0] for one in found if one]


def test_a_row_is_added_then_changed_with_the_name_of_who_did_it(house: sa.Engine) -> None:
    app = opened()
    app.text_input(key="name_entered").set_value("Ana").run()
    app = saved(fill(app, "notes", NOTE))
    assert [one.value for one in app.success] == ["Saved."]
    assert rows(house) == [NOTE]
    app.selectbox(key="edit_row_notes__en").select(1).run()
    saved(fill(app, "notes", {"comment": "季度复盘"}))
    assert rows(house) == [{**NOTE, "comment": "季度复盘"}]
    with reading(house) as connection:
        assert [one["who"] for one in save.history(connection, "notes", {"code": "N-1"})] == ["Ana", "Ana"]


def test_of_two_editors_the_second_sees_both_versions_and_loses_nothing(house: sa.Engine) -> None:
    saved(fill(opened(), "notes", NOTE))
    ana, ben = opened(), opened()
    for app in (ana, ben):
        app.selectbox(key="edit_row_notes__en").select(1).run()
    saved(fill(ana, "notes", {"comment": "Ana's"}))
    saved(fill(ben, "notes", {"comment": "Ben's"}))
    assert "Nothing was overwritten" in ben.error[0].value
    table = ben.dataframe[0].value
    assert table[table["Field"] == "Text"].values.tolist() == [["Text", "Ana's", "Ben's"]]
    assert rows(house)[0]["comment"] == "Ana's"
    assert ben.text_area[0].value == "Ben's", "what was typed is still there"
    saved(ben)
    assert not ben.error
    assert rows(house)[0]["comment"] == "Ben's", "saved again, knowingly"


def test_who_saves_a_row_that_was_deleted_meanwhile_is_told_and_may_add_it_again(house: sa.Engine) -> None:
    saved(fill(opened(), "notes", NOTE))
    app = opened()
    app.selectbox(key="edit_row_notes__en").select(1).run()
    save.delete(house, "notes", {"code": "N-1"}, seen=1, who="cy")
    app.button(key="save_notes").click().run()
    assert "not there any more" in app.error[0].value
    saved(app)
    assert rows(house) == [NOTE]


def test_a_wrong_cell_is_named_and_what_was_typed_stays(house: sa.Engine) -> None:
    app = opened("targets", "zh")
    saved(fill(app, "targets", {"month": "2026-01", "metric": "revenue", "scope": "公司", "scope_code": "-", "amount": "许多"}), "targets")
    assert "目标值" in app.error[0].value
    assert [box.value for box in app.text_input if str(box.key).startswith("targets_amount_")] == ["许多"]
    assert not rows(house, "targets")


def test_a_row_is_deleted_after_a_second_look(house: sa.Engine) -> None:
    saved(fill(opened(), "notes", NOTE))
    app = opened()
    app.selectbox(key="edit_row_notes__en").select(1).run()
    app.button(key="delete_notes").click().run()
    assert not app.exception
    assert rows(house) == []


def test_every_table_has_a_form_in_both_languages(house: sa.Engine) -> None:
    for lang in ("en", "zh"):
        app = opened(lang=lang)
        for table in editing.editable():
            app.selectbox(key=f"edit_table_{lang}").select(table).run()
            assert not app.exception, table
            assert app.button(key=f"save_{table}")


def test_nobody_can_pass_for_logged_in_by_typing_a_name(house: sa.Engine) -> None:
    app = opened()
    app.text_input(key="name_entered").set_value(f"{who.LOGIN}boss@example.com").run()
    saved(fill(app, "notes", NOTE))
    with reading(house) as connection:
        assert save.history(connection, "notes", {"code": "N-1"})[0]["who"] == "boss@example.com"


def test_a_login_signs_what_it_writes(house: sa.Engine) -> None:
    app = AppTest.from_function(form_page, default_timeout=30)
    app.query_params["lang"] = "en"
    app.user = {"is_logged_in": True, "email": "ana@example.com"}
    app.run()
    app.selectbox(key="edit_table_en").select("notes").run()
    saved(fill(app, "notes", NOTE))
    with reading(house) as connection:
        assert save.history(connection, "notes", {"code": "N-1"})[0]["who"] == "login:ana@example.com"
