"""The first morning, in a real browser on a real server: a link from a colleague, the other language, one's own file, the phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from salesdash import text
from salesdash.data.engine import open_engine
from tests import small_company

pytestmark = pytest.mark.browser
WAIT = 20_000
Serve = Callable[[str], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def company(serve: Serve, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the small company."""
    folder = tmp_path_factory.mktemp("company")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'house.sqlite')}"
    engine = open_engine(url)
    small_company.load(engine, folder)
    engine.dispose()
    with serve(url) as address:
        yield address


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open an address in a tab of its own: ``visit(url, locale="zh-CN", width=390)``."""
    contexts = []

    def visit(url: str, locale: str = "en-US", width: int = 1280, **more: Any) -> Any:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()


def tile(page: Any, kpi: str) -> Any:
    """The value on a KPI's tile."""
    return page.locator(f".st-key-tile-{kpi} [data-testid=stMetricValue]")


def shows(locator: Any, wanted: str | re.Pattern[str]) -> None:
    from playwright.sync_api import expect

    expect(locator).to_have_text(wanted, timeout=WAIT)


def test_a_cold_deep_link_shows_the_page_the_filters_and_the_language(
    serve: Serve, sqlite_template: Path, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.sqlite')}"
    engine = open_engine(url)
    small_company.load(engine, tmp_path)
    engine.dispose()
    lines = small_company.rows()
    with serve(url) as address:
        page = visit(f"{address}/overview?lang=zh&region=South&period=2026-01..2026-12&compare=previous")
        shows(page.locator("h1"), "我们做得怎么样？")
        wanted = small_company.revenue(lines, lambda row: small_company.last_year(row) and row["Region"] == "South")
        shows(tile(page, "revenue"), text.money(wanted, "zh", "USD"))
        assert "South" in page.locator(".st-key-region_zh").inner_text()
        assert page.locator("[data-testid=stSidebarNav]").inner_text().count("总览") == 1


def test_a_value_of_the_link_that_cannot_be_used_is_named(company: str, visit: Callable[..., Any]) -> None:
    page = visit(f"{company}/overview?region=atlantis&period=soon")
    shows(page.locator("[data-testid=stAlert]").first, re.compile(r"region=atlantis.*no such value.*|period=soon.*not a period", re.DOTALL))
    shows(tile(page, "revenue"), text.money(small_company.revenue(small_company.rows(), small_company.last_year), "en", "USD"))


def test_the_language_switch_translates_the_page_and_stands_in_the_address(company: str, visit: Callable[..., Any]) -> None:
    from playwright.sync_api import expect

    page = visit(f"{company}/overview?region=North")
    shows(page.locator("h1"), "How are we doing?")
    page.locator(".st-key-lang button", has_text="中文").click()
    shows(page.locator("h1"), "我们做得怎么样？")
    expect(page).to_have_url(re.compile("lang=zh"))
    expect(page).to_have_url(re.compile("region=North"))
    page.locator("[data-testid=stSidebarNavLink]", has_text="数据").click()
    shows(page.locator("h1"), "您的数据")
    expect(page).to_have_url(re.compile(r"/data\?.*region=North"))


def test_filters_and_words_follow_the_language_there_and_back(company: str, visit: Callable[..., Any]) -> None:
    from playwright.sync_api import expect

    lines = small_company.rows()
    north = small_company.revenue(lines, lambda row: small_company.last_year(row) and row["Region"] == "North")
    page = visit(f"{company}/overview")
    page.locator(".st-key-region_en input").click()
    page.get_by_role("option", name="North").click()
    page.locator(".st-key-compare_en input").click()
    page.get_by_role("option", name="The months just before").click()
    shows(tile(page, "revenue"), text.money(north, "en", "USD"))
    expect(page).to_have_url(re.compile("compare=previous"))
    page.locator(".st-key-lang button", has_text="中文").click()
    for word, question in (("总览", "我们做得怎么样？"), ("数据", "您的数据"), ("总览", "我们做得怎么样？")):
        page.locator("[data-testid=stSidebarNavLink]", has_text=word).click()
        shows(page.locator("h1"), question)
        expect(page).to_have_url(re.compile("region=North"))
        expect(page.locator(".st-key-region_zh")).to_have_count(0 if word == "数据" else 1)
    shows(tile(page, "revenue"), text.money(north, "zh", "USD"))
    expect(page.locator(".st-key-period_zh input")).to_have_value("最近12个月")
    expect(page.locator(".st-key-compare_zh input")).to_have_value(text.t("The months just before", "zh"))
    expect(page.locator(".st-key-region_zh")).to_contain_text("North")
    page.locator(".st-key-lang button", has_text="English").click()
    shows(page.locator("h1"), "How are we doing?")
    shows(tile(page, "revenue"), text.money(north, "en", "USD"))
    expect(page).to_have_url(re.compile("lang=en|^[^?]*[?](?!.*lang=)"))
    expect(page.locator(".st-key-period_en input")).to_have_value("Last 12 months")
    expect(page.locator(".st-key-compare_en input")).to_have_value("The months just before")
    expect(page.locator(".st-key-region_en")).to_contain_text("North")


def test_back_brings_the_filters_of_before_back(company: str, visit: Callable[..., Any]) -> None:
    lines = small_company.rows()
    both = text.money(small_company.revenue(lines, small_company.last_year), "en", "USD")
    north = text.money(small_company.revenue(lines, lambda row: small_company.last_year(row) and row["Region"] == "North"), "en", "USD")
    page = visit(f"{company}/overview")
    shows(tile(page, "revenue"), both)
    page.locator(".st-key-region_en input").click()
    page.get_by_role("option", name="North").click()
    shows(tile(page, "revenue"), north)
    page.go_back()
    shows(tile(page, "revenue"), both)
    page.go_forward()
    shows(tile(page, "revenue"), north)


def test_a_file_becomes_true_figures(serve: Serve, sqlite_template: Path, tmp_path: Path, visit: Callable[..., Any]) -> None:
    lines = small_company.rows()
    file = tmp_path / "our orders.csv"
    file.write_bytes(small_company.as_csv(lines))
    with serve(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.sqlite')}") as address:
        page = visit(f"{address}/")
        shows(page.locator("h1"), "How are we doing?")
        page.get_by_role("button", name="Load your files").click()
        shows(page.locator("h1"), "Your data")
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(str(file))
        page.get_by_role("button", name="Check the file").click()
        page.get_by_role("button", name=f"Load {len(lines)} rows").click()
        page.get_by_role("link", name="See the Overview").click()
        shows(tile(page, "revenue"), text.money(small_company.revenue(lines, small_company.last_year), "en", "USD"))
        shows(tile(page, "orders"), str(sum(map(small_company.last_year, lines))))
        shows(tile(page, "gross_margin"), "40.0%")


def test_a_number_leads_to_its_rows(company: str, visit: Callable[..., Any]) -> None:
    page = visit(f"{company}/overview")
    page.locator(".st-key-explain-revenue button").click()
    counted = sum(map(small_company.last_year, small_company.rows()))
    page.get_by_text(f"{counted} order lines are counted.").wait_for()
    page.get_by_role("button", name="Show the rows").click()
    page.get_by_text(f"{counted} order lines in the period and filters").wait_for()
    page.locator("[role=dialog] [data-testid=stDataFrame]").wait_for()


def test_the_link_to_copy_says_everything(company: str, visit: Callable[..., Any]) -> None:
    page = visit(f"{company}/overview?region=South")
    shows(tile(page, "orders"), re.compile(r"\d+"))
    page.get_by_role("button", name="Copy link").click()
    link = page.locator("[role=dialog] code").inner_text()
    assert f"{company}/overview?lang=en&period=2026-01..2026-12&compare=last_year&region=South&price_pct=0&" in link
    assert re.search(r"&data=\d+$", link)


def test_on_a_phone_nothing_runs_sideways(company: str, visit: Callable[..., Any]) -> None:
    page = visit(f"{company}/overview", locale="zh-CN", width=390, is_mobile=True)
    shows(page.locator("h1"), "我们做得怎么样？")
    tile(page, "asp").wait_for()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_no_request_leaves_the_house(company: str, browser: Any) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{company}/overview")
    tile(page, "asp").wait_for()
    page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    assert [url for url in asked if not url.startswith((company, "data:", "blob:", company.replace("http", "ws")))] == []
    page.close()


def test_names_from_the_data_stay_words(
    serve: Serve, sqlite_template: Path, tmp_path: Path, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = {
        "North": "![x](https://evil.invalid/a.png)",
        "South": "<img src=https://evil.invalid/b.png onerror=window.broken=1>",
        "Coffee": "[click](javascript:window.broken=1) $x^2$ :red[no]",
        "Tea": "'; DROP TABLE sales; --",
    }
    lines = [
        {**row, "Region": hostile[row["Region"]], "Category": hostile[row["Category"]], "Customer name": "**bold** `code`"}
        for row in small_company.rows()
    ]
    monkeypatch.setattr(small_company, "rows", lambda: lines)
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.sqlite')}"
    engine = open_engine(url)
    small_company.load(engine, tmp_path)
    engine.dispose()
    with serve(url) as address:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.goto(f"{address}/overview")
        shows(tile(page, "revenue"), text.money(small_company.revenue(lines, small_company.last_year), "en", "USD"))
        page.locator(".st-key-region_en input").click()
        page.get_by_role("option").first.click()
        page.locator(".st-key-explain-revenue button").click()
        page.get_by_text("order lines are counted").wait_for()
        page.get_by_role("button", name="Show the rows").click()
        page.locator("[role=dialog] [data-testid=stDataFrame]").wait_for()
        assert not [one for one in asked if "evil.invalid" in one]
        assert page.evaluate("window.broken") is None
        page.close()
