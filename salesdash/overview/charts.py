"""How the Overview is drawn: charts without data, one specification per language and currency.

`months` draws `Answer.months` (one row a month), `bridge` draws `Answer.bridge` or `Outcome.bridge` (one row a bar), `moves` draws one of
`Answer.moves` or `Movers.flows` (one row each).
"""

from __future__ import annotations

import altair as alt

from salesdash import text
from salesdash.text import N_, t

HEIGHT = 290
WIDEST_BAR = 64
"""Pixels: a single month is no wall."""
LABEL_ROOM = 84
"""Pixels kept free beside the longest bar for what is written there."""
EDGE = 4
"""Pixels around a bar: the smallest one can still be seen and clicked."""
NOW, BEFORE, UP, DOWN = "#2f5bea", "#c2570c", "#0f8f86", "#c2570c"
"""BEFORE: the comparison, readable on the bars and beside them. UP and DOWN differ for the colour-blind, and carry a sign."""


def months(lang: str, currency: str) -> alt.TopLevelMixin:
    """Revenue by month as bars, the comparison as a line; a month that still runs is paler, with where it will end and how sure that is."""
    now, before, ends = t(N_("Revenue"), lang), t(N_("Comparison"), lang), t(N_("Landing"), lang)
    x = alt.X(
        "yearmonth(month):O", title=None, axis=alt.Axis(labelExpr=text.axis_month(lang), labelAngle=0, labelOverlap=True, ticks=False)
    )
    tips = [
        alt.Tooltip("month_text:N", title=t(N_("Month"), lang)),
        alt.Tooltip("revenue_text:N", title=now),
        alt.Tooltip("before_text:N", title=before),
        alt.Tooltip("booked_text:N", title=t(N_("Booked then"), lang)),
    ]
    axis = alt.Axis(labelExpr=text.axis_money(lang, currency), tickCount=5)
    legend = alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=220)
    colour = alt.Color("what:N", scale=alt.Scale(domain=[now, before, ends], range=[NOW, BEFORE, UP]), legend=legend)
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
    landing_tips = [
        alt.Tooltip("month_text:N", title=t(N_("Month"), lang)),
        alt.Tooltip("landing_text:N", title=t(N_("Will end at"), lang)),
        alt.Tooltip("low_text:N", title=t(N_("8 in 10: from"), lang)),
        alt.Tooltip("high_text:N", title=t(N_("8 in 10: to"), lang)),
    ]
    lands = alt.Chart().transform_filter("isValid(datum.landing)").transform_calculate(what=f"'{ends}'")
    span = lands.mark_rule(strokeWidth=2.5).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=colour, tooltip=landing_tips)
    point = lands.mark_point(filled=True, size=90, stroke="white", strokeWidth=1).encode(
        x=x, y=alt.Y("landing:Q", title=None), color=colour, tooltip=landing_tips
    )
    return alt.layer(bars, halo, line, span, point).properties(height=HEIGHT)


def bridge(lang: str, currency: str) -> alt.TopLevelMixin:
    """From one figure to another, step by step: each bar begins where the one before ended; what it adds or takes is written beside it."""
    y = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=130, ticks=False, domain=False))
    axis = alt.Axis(labelExpr=text.axis_money(lang, currency), tickCount=4)
    scale = alt.Scale(zero=False, nice=False)
    kinds = alt.Scale(domain=["total", "up", "down"], range=[NOW, UP, DOWN])
    says = "datum.kind == 'total' ? datum.total_text : datum.step_text"
    base = alt.Chart().transform_calculate(label=says, edge="max(datum.start, datum.end)")
    tips = [alt.Tooltip("name:N", title=t(N_("Step"), lang)), alt.Tooltip("label:N", title=t(N_("Amount"), lang))]
    bars = base.mark_bar(cornerRadius=2, size=15, strokeWidth=EDGE).encode(
        y=y,
        x=alt.X("start:Q", title=None, axis=axis, scale=scale),
        x2="end:Q",
        color=alt.Color("kind:N", scale=kinds, legend=None),
        stroke=alt.Stroke("kind:N", scale=kinds, legend=None),
        tooltip=tips,
    )
    labels = base.mark_text(align="left", dx=6).encode(y=y, x=alt.X("edge:Q", title=None), text="label:N", tooltip=tips)
    room = (
        alt.Chart()
        .transform_joinaggregate(lowest="min(start)", lower="min(end)", highest="max(end)", higher="max(start)")
        .transform_calculate(
            top="max(datum.highest, datum.higher)",
            room=f"datum.top + (datum.top - min(datum.lowest, datum.lower)) * {LABEL_ROOM} / max(width - {LABEL_ROOM}, {LABEL_ROOM})",
        )
        .mark_point(opacity=0)
        .encode(x=alt.X("room:Q", title=None))
    )
    return alt.layer(bars, labels, room).properties(height=alt.Step(30))


def moves(lang: str, currency: str) -> alt.TopLevelMixin:
    """What each part added or lost: a bar to the right or to the left, the change written at its end."""
    y = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=130, ticks=False, domain=False))
    axis = alt.Axis(labelExpr=text.axis_money(lang, currency), tickCount=4)
    tips = [
        alt.Tooltip("name:N", title=t(N_("Name"), lang)),
        alt.Tooltip("revenue_text:N", title=t(N_("Revenue"), lang)),
        alt.Tooltip("before_text:N", title=t(N_("Comparison"), lang)),
        alt.Tooltip("change_text:N", title=t(N_("Change"), lang)),
    ]
    base = alt.Chart().transform_calculate(kind="datum.change < 0 ? 'down' : 'up'", edge="max(datum.change, 0)")
    kinds = alt.Scale(domain=["up", "down"], range=[UP, DOWN])
    bars = base.mark_bar(cornerRadius=2, size=15, strokeWidth=EDGE).encode(
        y=y,
        x=alt.X("change:Q", title=None, axis=axis, scale=alt.Scale(nice=False)),
        color=alt.Color("kind:N", scale=kinds, legend=None),
        stroke=alt.Stroke("kind:N", scale=kinds, legend=None),
        tooltip=tips,
    )
    labels = base.mark_text(align="left", dx=6).encode(y=y, x=alt.X("edge:Q", title=None), text="change_text:N", tooltip=tips)
    room = (
        alt.Chart()
        .transform_joinaggregate(lowest="min(change)", highest="max(change)")
        .transform_calculate(
            top="max(datum.highest, 0)",
            room=f"datum.top + (datum.top - min(datum.lowest, 0)) * {LABEL_ROOM} / max(width - {LABEL_ROOM}, {LABEL_ROOM})",
        )
        .mark_point(opacity=0)
        .encode(x=alt.X("room:Q", title=None))
    )
    return alt.layer(bars, labels, room).properties(height=alt.Step(30))


def parts(lang: str, currency: str) -> alt.TopLevelMixin:
    """Revenue of each part as a bar: what there is to show where nothing can be compared."""
    y = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=130, ticks=False, domain=False))
    axis = alt.Axis(labelExpr=text.axis_money(lang, currency), tickCount=4)
    tips = [alt.Tooltip("name:N", title=t(N_("Name"), lang)), alt.Tooltip("revenue_text:N", title=t(N_("Revenue"), lang))]
    bars = alt.Chart().mark_bar(cornerRadiusEnd=3, size=17).encode(y=y, x=alt.X("revenue:Q", title=None, axis=axis), tooltip=tips)
    return alt.layer(bars).properties(height=alt.Step(30))
