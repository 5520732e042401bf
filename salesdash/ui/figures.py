"""Figures with their explanation: the headline, the tiles, "Explain this number" and the rows behind it."""

from __future__ import annotations

from math import ceil

import streamlit as st

from salesdash import text
from salesdash.kpi import Kpi
from salesdash.overview.model import Answer, Tile
from salesdash.text import N_
from salesdash.ui import draw, filters, store
from salesdash.ui.who import lang, say

ICONS = {
    "revenue": ":material/payments:",
    "gross_margin": ":material/percent:",
    "orders": ":material/receipt_long:",
    "active_customers": ":material/group:",
    "asp": ":material/sell:",
}
