"""How the Overview is drawn: charts without data, one specification per language and currency.

`months` draws `Answer.months` (one row a month), `parts` draws `Answer.categories` or `Answer.regions` (one row each).
"""

from __future__ import annotations

import altair as alt

from salesdash import text
from salesdash.text import N_, t

HEIGHT = 280
WIDEST_BAR = 64
"""Pixels: a single month is no wall."""
LABEL_ROOM = 80
"""Pixels kept free right of the longest bar for the change written there."""
BEFORE = "#c2570c"
"""The comparison, readable on the bars and beside them."""


def months(lang: str, currency: str) -> alt.TopLevelMixin:
    """Revenue by month as bars, the months it is compared with as a line; a month that still runs is paler."""
    now, before = t(N_("Revenue"), lang), t(N_("Comparison"), lang)
    x = alt.X(
        "yearmonth(month):O", title=None, axis=alt.Axis(labelExpr=text.axis_month(lang), labelAngle=0, labelOverlap=True, ticks=False)
    )
    tips = [
        alt.Tooltip("month_text:N", title=t(N_("Month"), lang)),
        alt.Tooltip("revenue_text:N", title=now),
        alt.Tooltip("before_text:N", title=before),
    ]
    axis = alt.Axis(labelExpr=text.axis_money(lang, currency), tickCount=5)
    legend = alt.Legend(title=None, orient="top", direction="horizontal")
    colour = alt.Color("what:N", scale=alt.Scale(domain=[now, before], range=["#2f5bea", BEFORE]), legend=legend)
    bars = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=3, width=alt.expr(f"min({WIDEST_BAR}, 0.9 * bandwidth('x'))"))
        .transform_calculate(what=f"'{now}'")
        .encode(
            x=x,
            y=alt.Y("revenue:Q", title=None, axis=axis),
            color=colour,
            opacity=alt.condition("datum.complete", alt.value(1.0), alt.value(0.45)),
            tooltip=tips,
        )
    )
    halo = alt.Chart().mark_line(strokeWidth=5, color="white", opacity=0.85).encode(x=x, y=alt.Y("before:Q", title=None))
    line = (
        alt.Chart()
        .mark_line(point=alt.OverlayMarkDef(size=44, stroke="white", strokeWidth=1), strokeWidth=2.5)
        .transform_calculate(what=f"'{before}'")
        .encode(x=x, y=alt.Y("before:Q", title=None), color=colour, tooltip=tips)
    )
    return alt.layer(bars, halo, line).properties(height=HEIGHT)


def parts(lang: str, currency: str) -> alt.TopLevelMixin:
    """Revenue of each part as a bar, its value before as a tick, its change written behind it."""
    now, before = t(N_("Revenue"), lang), t(N_("Comparison"), lang)
    y = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=130, ticks=False, domain=False))
    axis = alt.Axis(labelExpr=text.axis_money(lang, currency), tickCount=4)
    tips = [
        alt.Tooltip("name:N", title=t(N_("Name"), lang)),
        alt.Tooltip("revenue_text:N", title=now),
        alt.Tooltip("before_text:N", title=before),
        alt.Tooltip("change_text:N", title=t(N_("Change"), lang)),
    ]
    base = alt.Chart().encode(y=y, tooltip=tips)
    bars = base.mark_bar(cornerRadiusEnd=3).encode(x=alt.X("revenue:Q", title=None, axis=axis, scale=alt.Scale(nice=False)))
    ticks = base.mark_tick(thickness=2, size=24).encode(x=alt.X("before:Q", title=None))
    changes = (
        base.mark_text(align="left", dx=6)
        .transform_calculate(end="max(datum.revenue, datum.before, 0)")
        .encode(x=alt.X("end:Q", title=None), text="change_text:N")
    )
    room = (
        alt.Chart()
        .mark_point(opacity=0)
        .transform_calculate(room=f"max(datum.revenue, datum.before, 0) * width / max(width - {LABEL_ROOM}, {LABEL_ROOM})")
        .encode(x=alt.X("room:Q", title=None))
    )
    key = alt.Title(t(N_("Mark: compared with. Figure: change."), lang), anchor="start", fontSize=11, fontWeight="normal", offset=8)
    return alt.layer(bars, ticks, changes, room).properties(height=alt.Step(30), title=key)
