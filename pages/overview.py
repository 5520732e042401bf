"""What changed, and what is at stake? The period against another: why it changed, where, with whom; where the month will end; what if."""

from functools import partial

import streamlit as st

from salesdash import house
from salesdash.overview import charts, model
from salesdash.text import N_
from salesdash.ui import bars, draw, export, figures, filters, page, store, views, whatif

MOVED = ("name", "revenue", "before", "change")
DELIVERY = ("name", "due", "on_time", "on_time_before", "return_rate", "return_rate_before", "returned", "errors", "error_rate")

with page.answering("overview") as corner:
    answer = store.once(house.answer, "overview", filters.scope())
    currency = answer.state.currency
    figures.headline(answer)
    figures.tiles(answer)
    left, right = st.columns([2, 1])
    with left, page.card("months", N_("Revenue by month")):
        draw.chart(
            charts.months,
            answer.months,
            alt=N_("Revenue by month as bars, the months compared with as a line, the end of the running month as a point with its range"),
            key="months",
            currency=currency,
        )
        figures.calendar(answer)
    with right, page.card("running", N_("The running month")):
        figures.running(answer)
    places = st.columns(2) if len(answer.bridge) else [st.container()]
    if len(answer.bridge):
        with places[0], page.card("bridge", N_("Why it changed")):
            bars.bridge(
                charts.bridge, answer, key="bridge", alt=N_("From the comparison to now: price, volume, mix, new and lost, returns")
            )
    with places[-1], page.card("growth", N_("Where it changed")):
        bars.growth(charts.moves, charts.parts, answer, key="growth", alt=N_("What each part added to revenue or took from it"))
    tables = answer.tables
    view = views.choose({"whatif": N_("What if …"), "movers": N_("Customers and products"), "delivery": N_("Delivery")})
    if view == "movers":
        moved = store.once(house.answer, "overview.movers", filters.scope())
        tables |= moved.tables
        with page.card("flows", N_("Customers: who came and went")):
            figures.say_headline(moved)
            if len(moved.flows):
                draw.chart(charts.moves, moved.flows, alt=N_("What new, lost and other customers changed"), key="flows", currency=currency)
        left, right = st.columns(2)
        with left, page.card("customers", N_("Customers that moved most")):
            draw.table(moved.customers, MOVED, alt=N_("Customers that moved most"), key="customers", currency=currency)
        with right, page.card("products", N_("Products that moved most")):
            draw.table(moved.products, MOVED, alt=N_("Products that moved most"), key="products", currency=currency)
        with page.card("top", N_("Top customers")):
            draw.table(moved.top, ("name", "code", "revenue", "before", "share"), alt=N_("Top customers"), key="top", currency=currency)
    elif view == "delivery":
        delivery = store.once(house.answer, "overview.delivery", filters.scope())
        tables |= delivery.tables
        with page.card("delivery", N_("Delivery by channel")):
            figures.say_headline(delivery)
            draw.table(
                delivery.channels, DELIVERY, alt=N_("On time in full, returns and errors by channel"), key="delivery", currency=currency
            )
    else:
        with page.card("whatif", N_("What would the period have come to?")):
            whatif.card(
                model.WhatIf,
                partial(house.answer, "overview.whatif", store.read, filters.scope()),
                charts.bridge,
                alt=N_("From the period as it was to the what-if: price, volume and mix"),
            )
    with corner:
        export.button(tables, answer)
    page.method(house.ROOMS["overview"].method)
    page.method(house.ROOMS[f"overview.{view}"].method)
