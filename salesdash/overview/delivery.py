"""How delivery is worked out.

- On time in full: the share of orders with a promised date whose every line was shipped by it. An order with a line that was never
  shipped counts as late once a whole month has passed.
- Returns: return lines as a share of all lines, and what was paid back for them.
- Errors: tickets about delivery, damaged, wrong or missing goods, for every hundred orders. A customer who does not complain is not seen
  here.
- The comparison is that of the filters; a channel without promised dates shows no figure rather than a good one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesdash.data.directory import DataState
from salesdash.overview.model import Delivery, Sentence, anything
from salesdash.scope import Calendar, Reach
from salesdash.text import N_


def answer(reach: Reach, calendar: Calendar, state: DataState, channels: pd.DataFrame) -> Delivery:
    """Delivery by channel, from ``data``'s frame of deliveries. Raises NothingInScope when no line is left."""
    anything(state, len(channels))
    frame = pd.DataFrame({name: channels[name] for name in ("code", "name", "name_zh", "due", "late", "lines", "returned", "tickets")})
    for suffix in ("", "_before"):
        frame[f"on_time{suffix}"] = 1 - _share(channels[f"late{suffix}"], channels[f"due{suffix}"])
        frame[f"return_rate{suffix}"] = _share(channels[f"return_lines{suffix}"], channels[f"lines{suffix}"])
    if not calendar.complete(reach):
        frame[["on_time_before", "return_rate_before"]] = np.nan
    frame["error_rate"] = _share(channels["tickets"], channels["orders"]) if channels["tickets"].any() else np.nan
    frame = frame.rename(columns={"tickets": "errors"})
    return Delivery(reach, state, frame, _headline(frame))


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (part / whole.where(whole != 0)).astype(float)


def _headline(frame: pd.DataFrame) -> Sentence:
    known = frame[frame["due"] > 0]
    if known.empty:
        return Sentence(
            N_("No order of this period has a promised date: load the columns due date and ship date to see who delivers on time.")
        )
    worst = known.sort_values("on_time").to_dict("records")[0]
    values: dict[str, Any] = {"on_time": 1 - float(known["late"].sum() / known["due"].sum()), "due": int(known["due"].sum())}
    units = {"on_time": "percent", "due": "count"}
    if known["on_time"].nunique() == 1:
        return Sentence(N_("{on_time} of {due} orders with a promised date went out whole and on time."), values, units)
    values |= {"name": {"code": worst["code"], "name": worst["name"], "name_zh": worst["name_zh"]}, "least": float(worst["on_time"])}
    units |= {"name": "name", "least": "percent"}
    return Sentence(N_("{on_time} of {due} orders went out whole and on time; {name} is last with {least}."), values, units)
