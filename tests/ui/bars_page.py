"""A page with a chart of three bars that can be clicked, behind the headers of the real front door."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from salesdash.ui import draw


def bars(_lang: str, _currency: str) -> alt.TopLevelMixin:
    base = alt.Chart().encode(y=alt.Y("name:N", sort=None), tooltip="name:N")
    return alt.layer(base.mark_bar().encode(x="revenue:Q"), base.mark_tick(thickness=4, size=24).encode(x="before:Q"))


frame = pd.DataFrame({"code": ["A", "B", "C"], "name": ["Tea", "Coffee", "Cups"], "revenue": [5.0, 3.0, 2.0], "before": [2.5, 1.5, 1.0]})
st.text(f"clicked {draw.chart(bars, frame, alt='Bars', key='bars', pick='code')}")
