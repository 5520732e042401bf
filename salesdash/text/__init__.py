"""The only place that knows a language: sentences, names, numbers, money and dates in English and Chinese.

A sentence is written once, in English, and that English is its msgid; ``locale/zh.po`` has the Chinese. Nothing here keeps
a current language: every function is told which one, because one server speaks to many visitors at once.
"""

from salesdash.text.catalogue import LANGUAGES, N_, catalogue, language
from salesdash.text.days import axis_month, countries, currencies, date, month, month_name, period, weekday
from salesdash.text.numbers import (
    axis_money,
    chance,
    change,
    count,
    decimal,
    figure,
    full_money,
    money,
    money_change,
    nothing,
    percent,
    points,
)
from salesdash.text.sentences import listed, md, method, name_of, paragraphs, sentence, shown, t

__all__ = [
    "LANGUAGES", "N_", "axis_money", "axis_month", "catalogue", "chance", "change", "count", "countries", "currencies", "date", "decimal", "figure",
    "full_money", "language", "listed", "md", "method", "money", "money_change", "month", "month_name", "name_of", "nothing", "paragraphs",
    "percent", "period", "points", "sentence", "shown", "t", "weekday",
]  # fmt: skip
