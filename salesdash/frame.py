"""What every page has: navigation, filters, language, the note that data is made up. Runs before the page, at every move."""

from __future__ import annotations

import streamlit as st

from salesdash.config import ROOT
from salesdash.errors import DatabaseUnavailable
from salesdash.questions import QUESTIONS
from salesdash.text import N_
from salesdash.ui import filters, store
from salesdash.ui.page import style
from salesdash.ui.who import ask_name, say

STATIC = ROOT / "salesdash" / "static"


def start() -> None:
    """The bare address: the first question, with everything the link says."""
    st.switch_page(pages[0], query_params={name: st.query_params.get_all(name) for name in st.query_params})


st.set_page_config(page_icon=str(STATIC / "favicon.png"), layout="wide", initial_sidebar_state="auto")
st.logo(str(STATIC / "logo.svg"), icon_image=str(STATIC / "mark.svg"), size="large")
style()

pages = [st.Page(ROOT / "pages" / f"{q.word}.py", title=say(q.page), icon=q.icon, url_path=q.word) for q in QUESTIONS]
chapters: dict[str, list[st.Page]] = {"": [st.Page(start, title="SalesDash", default=True, visibility="hidden")]}
for question, entry in zip(QUESTIONS, pages, strict=True):
    chapters.setdefault(say(question.chapter), []).append(entry)
page = st.navigation(chapters)
if not page.url_path:
    page.run()
st.set_page_config(page_title=f"{page.title} · SalesDash")

with st.sidebar:
    try:
        store.look()
        filters.follow_address(page.url_path)
        if not store.is_empty():
            if page.url_path != "data":
                filters.draw()
            filters.write_address()
        made_up = store.house().state.demo
    except DatabaseUnavailable:
        made_up = False  # the page itself says what is wrong
    filters.language()
    ask_name()
if made_up:
    with st.container(key="made-up"):
        st.info(say(N_("Made-up data: a sample company, not yours. Load your own files on the Data page.")), icon=":material/science:")
page.run()
