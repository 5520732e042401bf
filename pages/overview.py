"""How are we doing? Revenue, margin, orders and customers of a period against another; by month, category, region and customer."""

import streamlit as st

from salesdash import house
from salesdash.overview import charts, service
from salesdash.text import N_
from salesdash.ui import draw, export, figures, filters, page, store

PART = ("name", "revenue", "before", "change", "share", "margin")

with page.answering("overview") as corner:
    answer = house.answer("overview", store.read, filters.scope())
    currency = answer.state.currency
    with corner:
        export.button(
            {
                N_("Revenue by month"): answer.months,
                N_("Revenue by category"): answer.categories,
                N_("Revenue by region"): answer.regions,
                N_("Top customers"): answer.customers,
            }
        )
    figures.headline(answer)
    figures.tiles(answer)
    with page.card("months", N_("Revenue by month")):
        draw.chart(
            charts.months,
            answer.months,
            alt=N_("Revenue by month as bars, the months compared with as a line"),
            key="months",
            currency=currency,
        )
    left, right = st.columns(2)
    with left, page.card("categories", N_("Revenue by category")):
        draw.chart(
            charts.parts,
            answer.categories,
            alt=N_("Revenue of each category as a bar, with its change"),
            key="categories",
            currency=currency,
        )
        draw.table_on_demand(answer.categories, PART, alt=N_("Revenue by category"), key="category_table", currency=currency)
    with right, page.card("regions", N_("Revenue by region")):
        draw.chart(
            charts.parts, answer.regions, alt=N_("Revenue of each region as a bar, with its change"), key="regions", currency=currency
        )
        draw.table_on_demand(answer.regions, PART, alt=N_("Revenue by region"), key="region_table", currency=currency)
    with page.card("customers", N_("Top customers")):
        draw.table(
            answer.customers, ("name", "code", "revenue", "before", "share"), alt=N_("Top customers"), key="customers", currency=currency
        )
    page.method(service.__doc__)
