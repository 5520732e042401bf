"""The executive's morning in a browser, with the made-up company: why, where, what next; a manager's first slider; a colleague's phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from salesdash.data import demo
from salesdash.data.engine import open_engine
from tests.conftest import Serve

pytestmark = pytest.mark.browser
BARS = "[data-testid=stVegaLiteChart] path[aria-roledescription=bar]"


@pytest.fixture(scope="module")
def made_up(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('made-up') / 'demo.sqlite'}"
    engine = open_engine(url)
    demo.build(engine, lines=60_000, as_of=date(2026, 11, 20))
    engine.dispose()
    with serve(url) as address:
        yield address


def click_bar(page: Any, card: str, number: int) -> None:
    """Where a visitor clicks: the middle of the n-th bar of a card."""
    bar = page.locator(f".st-key-card-{card} {BARS}").nth(number)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_morning_page_says_what_changed_why_and_where_the_month_will_end(made_up: str, page: Any) -> None:
    from playwright.sync_api import expect

    page.goto(f"{made_up}/overview")
    expect(page.locator("[data-testid=stHeading] h2")).to_contain_text("Revenue in Nov 2025 – Oct 2026 was")
    expect(page.locator(".st-key-card-running")).to_contain_text("Nov 2026 will end at")
    expect(page.locator(".st-key-card-running")).to_contain_text("the chance of reaching it is")
    for kpi in ("revenue", "gross_margin", "orders", "active_customers", "asp", "attainment", "cash_collected"):
        expect(page.locator(f".st-key-tile-{kpi} [data-testid=stMetricValue]")).not_to_have_text("n/a")


def test_a_clicked_bar_explains_itself_and_leads_to_that_part_alone(made_up: str, page: Any) -> None:
    from playwright.sync_api import expect

    page.goto(f"{made_up}/overview")
    click_bar(page, "bridge", 1)
    explained = page.locator(".st-key-bridge-explained")
    expect(explained).to_contain_text("(price now − price before) × units now")
    expect(explained.locator("[data-testid=stDataFrame]")).to_be_visible()
    click_bar(page, "growth", 0)
    only = page.locator(".st-key-growth-only button")
    name = only.inner_text().removeprefix("filter_alt").strip().removeprefix("Look only at ")
    page.locator(".st-key-growth-rows button").click()
    expect(page.get_by_role("dialog")).to_contain_text("order lines in the period and filters")
    page.keyboard.press("Escape")
    only.click()
    expect(page.locator(".st-key-region_en")).to_contain_text(name)
    expect(page).to_have_url(re.compile("region="))


def test_a_link_with_a_slider_shows_the_colleague_the_same_on_a_phone_in_chinese(made_up: str, browser: Any) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{made_up}/overview?price_pct=5")
    card = page.locator(".st-key-card-whatif")
    expect(card).to_contain_text("毛利")
    expect(card.get_by_role("slider").first).to_have_value("5")
    expect(card).to_contain_text("盈亏平衡")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_moved_slider_changes_its_card_and_the_address(made_up: str, page: Any) -> None:
    from playwright.sync_api import expect

    page.goto(f"{made_up}/overview")
    card = page.locator(".st-key-card-whatif")
    expect(card).to_contain_text("Move a slider")
    card.get_by_role("slider").first.press("ArrowRight")
    expect(card).to_contain_text("gross profit +")
    expect(page).to_have_url(re.compile("price_pct=0.5"))
    card.get_by_role("button", name="Back to today's values").click()
    expect(card).to_contain_text("Move a slider")
    expect(page).to_have_url(re.compile(r"^(?!.*price_pct)"))


@pytest.mark.parametrize("view", ["movers", "delivery"])
def test_every_view_has_its_own_address(made_up: str, page: Any, view: str) -> None:
    from playwright.sync_api import expect

    page.goto(f"{made_up}/overview?view={view}")
    expect(page.locator(f".st-key-card-{'top' if view == 'movers' else view} [data-testid=stDataFrame]")).to_be_visible()
