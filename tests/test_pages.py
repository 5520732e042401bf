"""Every page, in both languages, over an empty house and a filled one: it opens, says its title, and speaks one language."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from salesdash import text
from salesdash.questions import BY_WORD, QUESTIONS

ROOT = Path(__file__).resolve().parent.parent
WORDS = [question.word for question in QUESTIONS]
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'-]{2,}")


@pytest.fixture(autouse=True)
def _routing_of_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest starts every run in Streamlit's old routing, which would run a page without the frame."""
    start = PagesManager.__init__

    def init(self: PagesManager, *args: object, **kwargs: object) -> None:
        PagesManager.uses_pages_directory = False
        start(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(PagesManager, "__init__", init)


@pytest.fixture
def empty_house(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tables, no rows."""
    monkeypatch.setenv("SALESDASH_DATABASE_URL", f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.sqlite')}")


def opened(word: str, lang: str, **query: str) -> AppTest:
    """A page as a visitor with that language opens it."""
    app = AppTest.from_file(ROOT / "salesdash" / "frame.py", default_timeout=30)
    app.query_params["lang"] = lang
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"../pages/{word}.py").run()


@pytest.mark.parametrize("lang", list(text.LANGUAGES))
@pytest.mark.parametrize("word", WORDS)
def test_every_page_opens_over_an_empty_house(word: str, lang: str, empty_house: None) -> None:
    app = opened(word, lang)
    assert not app.exception
    assert app.title[0].value == text.t(BY_WORD[word].question, lang)
