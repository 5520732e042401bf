"""The table of contents: which questions the house answers, in which chapter they stand.

A word is the page's file name, its address and what the command line calls it. Titles and chapters are English msgids.
"""

from __future__ import annotations

from dataclasses import dataclass

from salesdash.text import N_


@dataclass(frozen=True)
class Question:
    """One page: `word` (file, address), `page` (its name in the navigation), `question` (its title), chapter, icon."""

    word: str
    page: str
    question: str
    chapter: str
    icon: str


QUESTIONS: tuple[Question, ...] = (
    Question("overview", N_("Overview"), N_("How are we doing?"), N_("See"), ":material/dashboard:"),
    Question("data", N_("Data"), N_("Your data"), N_("Set up"), ":material/database:"),
)

BY_WORD: dict[str, Question] = {question.word: question for question in QUESTIONS}
