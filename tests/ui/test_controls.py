"""Sliders and the address bar: two sides of one thing, on a page and in a fragment, in both languages."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.serving import ROOT, free_port, started

PAGE = Path(__file__).parent / "knobs_page.py"
WAIT = 20_000


@pytest.fixture(autouse=True)
def _house(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDASH_DATABASE_URL", f"sqlite:///{sqlite_template}")


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def says(app: AppTest) -> str:
    assert not app.exception
    return str(app.text[0].value)


def test_at_rest_nothing_of_the_knobs_stands_in_the_address() -> None:
    app = opened()
    assert says(app) == "WhatIf(price_pct=0.0, cap_pct=200.0) moved=False"
    assert not {"price_pct", "cap_pct"} & set(app.query_params)
    assert app.button(key="knobs_back").disabled


def test_what_the_address_says_is_what_the_sliders_stand_at() -> None:
    app = opened(price_pct="5.5", cap_pct="250")
    assert says(app) == "WhatIf(price_pct=5.5, cap_pct=250.0) moved=True"
    assert [slider.value for slider in app.slider] == [5.5, 250.0]


def test_a_moved_slider_is_written_and_the_way_back_gives_the_exact_rest() -> None:
    app = opened(cap_pct="250", utm="mail")
    app.slider(key="price_pct").set_value(-2.5).run()
    assert (app.query_params["price_pct"], app.query_params["cap_pct"], app.query_params["utm"]) == ("-2.5", "250", "mail")
    app.button(key="knobs_back").click().run()
    assert says(app) == "WhatIf(price_pct=0.0, cap_pct=200.0) moved=False"
    assert set(app.query_params) == {"lang", "utm"}


@pytest.mark.parametrize(
    ("value", "why"),
    [("much", "not a number"), ("99", "out of range"), ("nan", "out of range"), ("-10.1", "out of range"), ("1e400", "out of range")],
)
def test_a_value_that_cannot_be_used_is_named_until_a_knob_moves(value: str, why: str) -> None:
    app = opened(price_pct=value)
    assert says(app).startswith("WhatIf(price_pct=0.0,")
    assert why in app.warning[0].value and "price" in app.warning[0].value
    app.run()
    assert app.warning
    app.slider(key="cap_pct").set_value(205.0).run()
    assert not app.warning
    assert "price_pct" not in app.query_params


def test_the_address_wins_when_somebody_else_changes_it() -> None:
    app = opened(price_pct="5")
    app.slider(key="cap_pct").set_value(300.0).run()
    app.query_params["price_pct"], app.query_params["cap_pct"] = "-1", "150"
    assert says(app.run()).startswith("WhatIf(price_pct=-1.0, cap_pct=150.0)")
    app.query_params.clear()
    app.query_params["lang"] = "en"
    assert says(app.run()).startswith("WhatIf(price_pct=0.0, cap_pct=200.0)")


def test_a_shared_lever_is_moved_on_all_pages_and_every_knob_is_found_again() -> None:
    app = opened(price_pct="5", cap_pct="250")
    app.query_params.clear()  # what Streamlit does when another page is opened
    app.segmented_control(key="page").set_value("second").run()
    assert says(app).startswith("Elsewhere(price_pct=5.0, days=3.0)")
    assert set(app.query_params) == {"lang", "price_pct"}
    app.slider(key="price_pct").set_value(2.0).run()
    app.query_params.clear()
    app.segmented_control(key="page").set_value("first").run()
    assert says(app).startswith("WhatIf(price_pct=2.0, cap_pct=250.0)")
    assert (app.query_params["price_pct"], app.query_params["cap_pct"]) == ("2", "250")


def test_the_other_language_keeps_the_values() -> None:
    app = opened(price_pct="5", lang="en")
    app.slider(key="cap_pct").set_value(250.0).run()
    app.segmented_control(key="lang").set_value("zh").run()
    assert says(app).startswith("WhatIf(price_pct=5.0, cap_pct=250.0)")
    assert app.slider(key="price_pct").label == "价格"


def test_the_link_writes_out_every_knob_of_the_page() -> None:
    app = opened(price_pct="5")
    app.button(key="link").click().run()
    assert re.search(r"&price_pct=5&cap_pct=200&data=", app.code[0].value)


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"http://127.0.0.1:{free_port()}"
    settings = {
        "STREAMLIT_SERVER_PORT": url.rsplit(":", 1)[1], "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONPATH": str(ROOT),
        "SALESDASH_DATABASE_URL": f"sqlite:///{sqlite_template}",
    }  # fmt: skip
    log = tmp_path_factory.mktemp("knobs") / "log.txt"
    with started([sys.executable, "-m", "streamlit", "run", str(PAGE)], url, log, {**os.environ, **settings}):
        yield url


@pytest.mark.browser
def test_in_a_browser_a_slider_reruns_its_card_alone_and_the_address_follows(served: str, page: Any) -> None:
    from playwright.sync_api import expect

    page.goto(f"{served}/?lang=en&price_pct=5&cap_pct=many")
    said = page.locator("[data-testid=stText]")
    expect(said).to_have_text("WhatIf(price_pct=5.0, cap_pct=200.0) moved=True", timeout=WAIT)
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("not a number")
    page.get_by_role("slider", name="Price").press("ArrowRight")
    expect(said).to_have_text("WhatIf(price_pct=5.5, cap_pct=200.0) moved=True", timeout=WAIT)
    expect(page).to_have_url(re.compile(r"lang=en&price_pct=5\.5$"))
    expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
    expect(page.get_by_text("run 1", exact=True)).to_be_visible()
    page.go_back()
    expect(said).to_have_text("WhatIf(price_pct=5.0, cap_pct=200.0) moved=True", timeout=WAIT)
    page.go_forward()
    expect(said).to_have_text("WhatIf(price_pct=5.5, cap_pct=200.0) moved=True", timeout=WAIT)
    page.get_by_role("button", name="Back to today's values").click()
    expect(said).to_have_text("WhatIf(price_pct=0.0, cap_pct=200.0) moved=False", timeout=WAIT)
    expect(page).to_have_url(re.compile(r"\?lang=en$"))
