"""Charts from stored specifications, and tables: the only place that hands data to the screen.

A room's chart is a function ``(lang, currency) -> Altair chart without data``. Its specification is built once per language
and currency; a rerun only sends the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from salesdash import text
from salesdash.text import N_
from salesdash.ui import columns
from salesdash.ui.who import lang, say

Chart = Callable[[str, str], alt.TopLevelMixin]
INK = {"light": "#18202f", "dark": "#e6eaf2"}
MOST_PARTS = 12
"""A chart of parts shows this many; its table has all."""


@lru_cache(maxsize=256)
def specification(build: Chart, lang: str, currency: str, ink: str = INK["light"]) -> dict[str, Any]:
    """The chart as a Vega-Lite dictionary without data; its colours are those of the page's theme, its texts and marks need the ink."""
    return {**_bare(build(lang, currency).to_dict()), "config": {"text": {"color": ink}, "tick": {"color": ink}}}


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if key not in ("data", "datasets")}
    return [_bare(item) for item in node] if isinstance(node, list) else node


@lru_cache(maxsize=256)
def fields(build: Chart) -> frozenset[str]:
    """The columns a chart reads from its frame: what it names, without what it works out itself."""
    spec = specification(build, "en", "")
    named, made = set(), set()
    stack: list[Any] = [spec]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            named |= {node["field"]} if isinstance(node.get("field"), str) else set()
            made |= {node["as"]} if "calculate" in node else set()
            named |= set(re.findall(r"datum\.(\w+)", str(node.get("calculate", "")) + str(node.get("test", ""))))
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return frozenset(named - made)


def frame_for(build: Chart, frame: pd.DataFrame, lang: str, currency: str) -> pd.DataFrame:
    """The columns of `frame` that the chart reads, those it wants written out (``<column>_text``) written out."""
    wanted = fields(build)
    texts = sorted(name.removesuffix("_text") for name in wanted if name.endswith("_text"))
    return columns.with_texts(columns.named(frame, lang), texts, lang, currency)[sorted(wanted)]


def chart(build: Chart, frame: pd.DataFrame, *, alt: str, key: str, currency: str = "") -> None:
    """Draw a room's chart. `alt` (msgid) says in a sentence what is to be seen. Of many parts the first ones are drawn."""
    drawn = frame.head(MOST_PARTS) if "name" in frame else frame
    if len(drawn) < len(frame):
        st.caption(say(N_("The first {shown} of {all}; the table has all."), shown=len(drawn), all=len(frame)))
    spec = specification(build, lang(), currency, INK[st.context.theme.type or "light"])
    st.vega_lite_chart(frame_for(build, drawn, lang(), currency), spec, width="stretch", alt=say(alt), key=key)


def table(frame: pd.DataFrame, names: Iterable[str], *, alt: str, key: str, currency: str = "") -> None:
    """A table of these columns of the frame, numbers written in the visitor's language and sorted as numbers. Codes that only
    repeat the names are left out."""
    reader = lang()
    wanted = [name for name in names if name != "code" or not (frame["code"] == frame["name"]).all()]
    shown = columns.named(frame, reader)[wanted]
    formats: dict[Any, Any] = {name: _format(columns.COLUMNS[name][1], reader, currency) for name in wanted}
    headers = {name: st.column_config.Column(columns.title(name, reader)) for name in wanted}
    st.dataframe(
        shown.style.format(formats), hide_index=True, column_config=headers, placeholder=text.nothing(reader), alt=say(alt), key=key
    )


def table_on_demand(frame: pd.DataFrame, names: Iterable[str], *, alt: str, key: str, currency: str = "") -> None:
    """The same table, made when the visitor opens it."""
    with st.expander(say(N_("As a table")), key=f"open_{key}", on_change="rerun") as shut:
        if shut.open:
            table(frame, names, alt=alt, key=key, currency=currency)


def _format(unit: str, lang: str, currency: str) -> Callable[[object], str]:
    return lambda value: columns.written(value, unit, lang, currency)
