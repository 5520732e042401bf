"""Back and Forward in a real browser: one entry per page opened or filter changed, and what was on screen comes back."""

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


class Tab:
    """A visitor's tab, and what is on it."""

    def __init__(self, page: Any, company: str) -> None:
        self.page, self.company = page, company

    def shows(self, region: str | None = None, category: str | None = None, address: str = "") -> None:
        """The Overview of these filters, under this address."""
        from playwright.sync_api import expect

        year = [
            row for row in small_company.rows()
            if small_company.last_year(row) and region in (None, row["Region"]) and category in (None, row["Category"])
        ]  # fmt: skip
        value = self.page.locator(".st-key-tile-revenue [data-testid=stMetricValue]")
        expect(value).to_have_text(text.money(small_company.revenue(year), "en", "USD"), timeout=WAIT)
        self.page.wait_for_function("wanted => location.pathname + location.search === wanted", arg=f"/overview?{address}", timeout=WAIT)

    def opens(self, name: str, title: str) -> None:
        from playwright.sync_api import expect

        self.page.locator("[data-testid=stSidebarNavLink]", has_text=name).click()
        expect(self.page.locator("h1")).to_have_text(title, timeout=WAIT)

    def choose(self, filter_: str, name: str) -> None:
        self.page.locator(f".st-key-{filter_}_en input").click()
        self.page.get_by_role("option", name=name).click()
        self.page.keyboard.press("Escape")

    def entries(self) -> int:
        return int(self.page.evaluate("history.length"))


def test_back_undoes_one_thing_at_a_time_and_forward_does_it_again(company: str, page: Any) -> None:
    from playwright.sync_api import expect

    tab = Tab(page, company)
    page.goto(f"{company}/overview?lang=en&region=South")
    tab.shows("South", address="lang=en&region=South")
    first = tab.entries()
    tab.choose("category", "Tea")
    tab.shows("South", "Tea", address="lang=en&region=South&category=Tea")
    tab.opens("Data", "Your data")
    page.wait_for_function("location.search === '?lang=en&region=South&category=Tea'")
    assert tab.entries() == first + 2
    page.go_back()
    tab.shows("South", "Tea", address="lang=en&region=South&category=Tea")
    page.go_back()
    tab.shows("South", address="lang=en&region=South")
    page.go_forward()
    tab.shows("South", "Tea", address="lang=en&region=South&category=Tea")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Your data", timeout=WAIT)
    assert tab.entries() == first + 2, "going back and forth adds nothing"


def test_back_leads_to_no_filters_at_all_and_out_of_the_bare_address(company: str, page: Any) -> None:
    tab = Tab(page, company)
    page.goto("about:blank")
    page.goto(f"{company}/")
    tab.shows(address="lang=en")
    tab.choose("region", "North")
    tab.shows("North", address="lang=en&region=North")
    tab.opens("Data", "Your data")
    tab.opens("Overview", "How are we doing?")
    tab.shows("North", address="lang=en&region=North")
    for _ in range(2):
        page.go_back()
    tab.shows("North", address="lang=en&region=North")
    page.go_back()
    tab.shows(address="lang=en")
    page.go_back()
    page.wait_for_url(re.compile("about:blank"))
