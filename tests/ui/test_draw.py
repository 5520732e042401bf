"""Charts: one stored specification, and a click that says which mark it met."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest

from salesdash.ui import draw
from tests.serving import ROOT, free_port, started

APP = """
import sys
from pathlib import Path
import streamlit as st
from starlette.middleware import Middleware
sys.path.insert(0, {root!r})
import app as door
app = st.App(Path({page!r}), middleware=[Middleware(door.SecurityHeaders), Middleware(door.OwnHead)])
"""


def faded(_lang: str, _currency: str) -> alt.TopLevelMixin:
    opacity = alt.condition("datum.complete", alt.value(1.0), alt.value(0.45))
    bars = alt.Chart().mark_bar().encode(x="month:T", y="revenue:Q", opacity=opacity, tooltip="revenue:Q")
    return alt.layer(bars, alt.Chart().mark_line().encode(x="month:T", y="before:Q", tooltip="before:Q"))


def test_a_specification_is_built_once_and_a_clickable_one_is_another() -> None:
    plain, clickable = draw.specification(faded, "en", "USD"), draw.specification(faded, "en", "USD", pick="month")
    assert draw.specification(faded, "en", "USD") is plain
    assert "params" not in str(plain)
    bars, line = clickable["layer"]
    assert bars["params"][0]["select"]["fields"] == ["month"]
    assert [condition["value"] for condition in bars["encoding"]["opacity"]["condition"]] == [draw.PALE, 1.0], "what was paler stays so"
    assert bars["encoding"]["opacity"]["value"] == 0.45
    assert "tooltip" not in line["encoding"], "what lies on the bars lets clicks through"


@pytest.mark.parametrize(("clicked", "found"), [("B", "B"), ("gone", None), (None, None)])
def test_a_mark_that_is_not_there_any_more_is_not_clicked(clicked: str | None, found: str | None) -> None:
    assert draw._found(pd.Series(["A", "B"]), clicked) == found


def test_a_day_is_found_whatever_the_clock_of_the_browser() -> None:
    months = pd.Series(pd.date_range("2026-01-01", periods=3, freq="MS"))
    for hours in (-14, 0, 12):
        clicked = int((pd.Timestamp("2026-02-01") + pd.Timedelta(hours=hours)).timestamp() * 1000)
        assert draw._found(months, clicked) == "2026-02-01"


@pytest.mark.browser
@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
def test_one_bar_at_a_time_is_clicked_and_a_second_click_lets_go(touch: bool, browser: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    (tmp_path / "clicking.py").write_text(APP.format(root=str(ROOT), page=str(Path(__file__).parent / "bars_page.py")))
    port = free_port()
    url, settings = f"http://127.0.0.1:{port}", {"STREAMLIT_SERVER_HEADLESS": "true", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    command = [sys.executable, "-m", "streamlit", "run", str(tmp_path / "clicking.py"), "--server.port", str(port)]
    with started(command, url, tmp_path / "log.txt", {**os.environ, **settings, "PYTHONPATH": str(ROOT)}):
        page = browser.new_context(has_touch=touch).new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(url)
        marks = page.locator(".st-key-bars svg .layer_0_marks path")
        for bar, said in ((1, "B"), (0, "A"), (0, "None"), (2, "C")):
            where: Any = {"position": {"x": 5, "y": 8}}
            (marks.nth(bar).tap if touch else marks.nth(bar).click)(**where)
            expect(page.get_by_text(f"clicked {said}")).to_be_visible(timeout=20_000)
            page.wait_for_timeout(500)  # a hand is no faster; Streamlit gathers the events of a chart for a while
        expect(marks.nth(2)).to_have_attribute("opacity", "1")
        expect(marks.nth(0)).to_have_attribute("opacity", str(draw.PALE))
        box = page.locator(".st-key-bars svg .layer_1_marks path").nth(1).bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.get_by_text("clicked B")).to_be_visible(timeout=20_000)
        assert not complaints
        page.context.close()
