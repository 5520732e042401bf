"""Charts from stored specifications, and tables: the only place that hands data to the screen.

A room's chart is a function ``(lang, currency) -> Altair chart without data``. Its specification is built once per language
and currency; a rerun only sends the rows. A chart can be asked which mark was clicked: the clicked one stays as it is, the
others turn pale, a second click or one beside the marks lets go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from salesdash import text
from salesdash.text import N_
from salesdash.ui import columns
from salesdash.ui.who import lang, say

Chart = Callable[[str, str], alt.TopLevelMixin]
INK = {"light": "#18202f", "dark": "#e6eaf2"}
MOST_PARTS = 12
"""A chart of parts shows this many; its table has all."""
PICK = "pick"
PALE = 0.3
CLICKED_AGAIN = f"datum && vlSelectionTest('{PICK}_store', datum)"


@lru_cache(maxsize=256)
def specification(build: Chart, lang: str, currency: str, ink: str = INK["light"], pick: str | None = None) -> dict[str, Any]:
    """The chart as a Vega-Lite dictionary without data; its colours are those of the page's theme, its texts and marks need the ink.

    pick  the field whose value a click on a mark tells
    """
    bare = _bare(build(lang, currency).to_dict())
    if pick:
        _make_clickable(bare, pick)
    return {**bare, "config": {"text": {"color": ink}, "tick": {"color": ink}}}


def _make_clickable(spec: dict[str, Any], field: str) -> None:
    """Let the bars of a chart (else its first marks) be clicked, one at a time. What lies on them lets clicks through, and with
    them its own tooltip: a mark without one does not listen to the mouse."""
    layers = spec.get("layer", [spec])
    bars = next((one for one in layers if _mark(one)["type"] == "bar"), layers[0])
    for layer in layers:
        if layer is not bars:
            layer.get("encoding", {}).pop("tooltip", None)
    bars["mark"] = {**_mark(bars), "cursor": "pointer"}
    bars["params"] = [{"name": PICK, "select": {"type": "point", "fields": [field], "on": "click", "toggle": CLICKED_AGAIN}}]
    opacity = bars.setdefault("encoding", {}).get("opacity", {})
    known = opacity.get("condition", [])
    others = {"test": {"not": {"param": PICK}}, "value": PALE}
    bars["encoding"]["opacity"] = {"value": 1.0, **opacity, "condition": [others, *(known if isinstance(known, list) else [known])]}


def _mark(layer: dict[str, Any]) -> dict[str, Any]:
    mark: Any = layer.get("mark", "")
    return mark if isinstance(mark, dict) else {"type": mark}


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if key not in ("data", "datasets")}
    return [_bare(item) for item in node] if isinstance(node, list) else node


@lru_cache(maxsize=256)
def fields(build: Chart) -> frozenset[str]:
    """The columns a chart reads from its frame."""
    return fields_of(specification(build, "en", ""))


def fields_of(spec: dict[str, Any]) -> frozenset[str]:
    """The columns a specification reads from its data: what it names, without what it works out itself."""
    named, made = set(), set()
    stack: list[Any] = [spec]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            named |= {node["field"]} if isinstance(node.get("field"), str) else set()
            made |= {node["as"]} if isinstance(node.get("as"), str) else set()
            named |= set(re.findall(r"datum\.(\w+)", str(node.get("calculate", "")) + str(node.get("test", ""))))
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return frozenset(named - made)


def rows_for(build: Chart, frame: pd.DataFrame, lang: str, currency: str, pick: str | None = None) -> pa.Table:
    """The columns of `frame` that the chart reads, those it wants written out (``<column>_text``) written out. An Arrow table: for the few
    rows of a chart a tenth of the time that a frame would take."""
    wanted = fields(build) | ({pick} if pick else set())
    return pa.table({name: pa.array(columns.column(frame, name, lang, currency)) for name in sorted(wanted)})


def chart(build: Chart, frame: pd.DataFrame, *, alt: str, key: str, currency: str = "", pick: str | None = None) -> str | None:
    """Draw a room's chart. `alt` (msgid) says in a sentence what is to be seen. Of many parts the first ones are drawn.

    With `pick` a mark can be clicked: gives that field of the mark that is (a day as 2026-11-01), None while none is.
    """
    drawn = frame.head(MOST_PARTS) if "name" in frame else frame
    if len(drawn) < len(frame):
        st.caption(say(N_("The first {shown} of {all}; the table has all."), shown=len(drawn), all=len(frame)))
    rows = rows_for(build, drawn, lang(), currency, pick)
    spec = specification(build, lang(), currency, INK[st.context.theme.type or "light"], pick)
    if pick is None:
        st.vega_lite_chart(rows, spec, width="stretch", alt=say(alt), key=key)
        return None
    clicked = st.vega_lite_chart(rows, spec, width="stretch", alt=say(alt), key=key, on_select="rerun", selection_mode=PICK)
    marks = clicked["selection"].get(PICK) or [{}]
    return _found(rows[pick].to_pandas(), marks[0].get(pick))


def _found(cells: pd.Series, value: Any) -> str | None:
    """What was clicked, as it stands in the data; None where it is not there any more. A day comes back from the browser in milliseconds
    of a clock of its own, and is the day nearest to it."""
    if value is None:
        return None
    if pd.api.types.is_datetime64_any_dtype(cells):
        days = cells[(cells - pd.Timestamp(value, unit="ms")).abs() < pd.Timedelta(days=1)]
        return f"{days.iloc[0]:%Y-%m-%d}" if len(days) else None
    return str(value) if (cells.astype(str) == str(value)).any() else None


def table(frame: pd.DataFrame, names: Iterable[str], *, alt: str, key: str, currency: str = "") -> None:
    """A table of these columns of the frame, numbers written in the visitor's language and sorted as numbers. Codes that only
    repeat the names are left out, and columns in which there is nothing."""
    reader = lang()
    repeated = "code" in frame and "name" in frame and (frame["code"] == frame["name"]).all()
    wanted = [name for name in names if not (name == "code" and repeated) and (frame.empty or frame[name].notna().any())]
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
