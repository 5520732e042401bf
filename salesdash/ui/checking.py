"""A file is checked before anything is saved; then the visitor decides: all, the good rows, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic

import streamlit as st

from salesdash import config, text
from salesdash.data import clearing
from salesdash.data.importing import run
from salesdash.data.importing.mapping import Mapping
from salesdash.data.importing.reasons import REASONS
from salesdash.data.importing.report import Report
from salesdash.data.importing.source import Source
from salesdash.text import N_
from salesdash.ui import forms, store, who
from salesdash.ui import mapping as columns
from salesdash.ui.who import lang, say

STAGES = {"reading": N_("Reading"), "adding up": N_("Adding up")}
LEFT_OUT = {"subtotal": N_("total rows"), "blank": N_("empty rows"), "footer": N_("footer rows")}
READING_SHARE = 0.8
SHOWN_REFUSED = 20


def conversation(source: Source, mapping: Mapping) -> None:
    """Check the file, say what was found, and load it when the visitor says so."""
    mark = f"{source.sha256[:12]}_{source.sheet}"
    name = "orders"
    if mapping.kind == columns.ORDERS:
        name = st.text_input(
            say(N_("Where does it come from?")),
            name,
            help=say(N_("A name for the system behind the file: order numbers of different systems are kept apart.")),
            key=f"source_{mark}",
        )
    about = (source.sha256, source.sheet, source.encoding, mapping.to_json(), name)
    known: dict[tuple[object, ...], Report] = st.session_state.setdefault("checked", {})
    if st.button(say(N_("Check the file")), type="primary", icon=":material/fact_check:", key=f"check_{mark}"):
        known[about] = _run(source, mapping, name, dry_run=True)
    report = known.get(about)
    if report is None:
        return
    if report.already:
        st.info(
            say(N_("This very file was loaded on {day} in this very way: there is nothing to do."), day=text.date(report.already, lang()))
        )
        return
    _account(report, mark)
    if report.import_id is None:
        _decide(source, mapping, name, report, about, mark)
    else:
        st.success(
            say(N_("{file} is loaded: {rows} rows."), file=text.md(report.file), rows=report.rows_loaded), icon=":material/check_circle:"
        )
        st.page_link(config.ROOT / "pages" / "overview.py", label=say(N_("See the Overview")), icon=":material/dashboard:")


def _decide(source: Source, mapping: Mapping, name: str, report: Report, about: tuple[object, ...], mark: str) -> None:
    """Load all, the good rows, or nothing."""
    good = report.rows_read - report.rows_refused
    label = say(N_("Load {rows} rows"), rows=good)
    if report.rows_refused:
        label = say(N_("Load the {rows} good rows, leave {refused} out"), rows=good, refused=report.rows_refused)
        st.caption(say(N_("Or correct the file and give it again: nothing has been saved.")))
    if good and st.button(label, type="primary", icon=":material/download_done:", key=f"load_{mark}"):
        st.session_state["checked"][about] = _run(source, mapping, name, dry_run=False)
        forms.reopen()
        st.rerun()


def _run(source: Source, mapping: Mapping, name: str, *, dry_run: bool) -> Report:
    bar = st.empty()
    bar.progress(0.0, text=say(N_("Opening the file …")))
    report = run.run(
        store.engine(), source, mapping, name=name, skip_bad_rows=True, dry_run=dry_run, progress=progress(bar.progress), who=who.author()
    )
    bar.empty()
    return report


def progress(draw: Callable[..., object]) -> run.Progress:
    """A bar with the rows so far and the time left."""
    began = monotonic()

    def show(stage: str, share: float, rows: int) -> None:
        whole = READING_SHARE * share if stage == "reading" else READING_SHARE + (1 - READING_SHARE) * share
        left = round((monotonic() - began) * (1 - whole) / whole) if whole > 0 else 0
        draw(
            min(whole, 1.0), text=say(N_("{stage}: {rows} rows, about {seconds} s left"), stage=say(STAGES[stage]), rows=rows, seconds=left)
        )

    return show


def _account(report: Report, mark: str) -> None:
    """How many rows, which were refused and why, and totals to hold against what one expects."""
    reader, state = lang(), store.house().state
    currency = (
        clearing.FIRST_SETTINGS["base_currency"] if state.demo else state.currency
    )  # the made-up company goes, and its settings with it
    figures = {
        N_("Rows in the file"): text.count(report.rows_read, reader),
        N_("Good rows"): text.count(report.rows_read - report.rows_refused, reader),
        N_("Refused rows"): text.count(report.rows_refused, reader),
    }
    if report.kind == columns.ORDERS:
        figures |= {
            N_("Orders"): text.count(report.orders, reader),
            N_("Customers"): text.count(report.customers, reader),
            N_("Revenue"): text.full_money(report.amount, reader, currency),
            N_("Of it returns"): text.full_money(report.returned, reader, currency),
        }
    if report.first and report.last:
        figures |= {N_("First day"): text.date(report.first, reader), N_("Last day"): text.date(report.last, reader)}
    with st.container(border=True, key=f"card-account-{mark}"):
        st.markdown(f"**{say(N_('What the file holds: is it what you expect?'))}**")
        with st.grid(5, min_column_width=150, key=f"account-{mark}"):
            for label, value in figures.items():
                st.markdown(f"{say(label)}  \n**{text.md(value)}**")
        if report.kind == columns.ORDERS:
            st.caption(say(_currency_note(), currency=currency))
        if left_out := [f"{text.count(n, reader)} {say(LEFT_OUT[code])}" for code, n in report.left_out.items() if n]:
            st.caption(say(N_("Left out: {rows}."), rows=left_out))
        _warnings(report)
        _refused(report, mark)


def _currency_note() -> str:
    """Which currency the amounts are taken to be in, and what to do where that is wrong (msgid)."""
    if store.house().state.demo:
        return N_(
            "Amounts are taken to be in {currency}; if they are not, take the made-up company out and change the base currency first."
        )
    if store.is_empty():
        return N_("Amounts are taken to be in {currency}; if they are not, change the base currency below first.")
    return N_("Amounts are taken to be in {currency}.")


def _warnings(report: Report) -> None:
    """What stops nothing but should be known: one remark as it is, several behind a line."""
    remarks = [text.md(line[:1].upper() + line[1:]) for line in (text.t(msgid, lang(), **values) for msgid, values in report.warnings)]
    if len(remarks) == 1:
        st.warning(remarks[0], icon=":material/info:")
    elif remarks:
        with st.expander(say(N_("{count} remarks"), count=len(remarks)), icon=":material/info:"):
            st.markdown("\n".join(f"- {line}" for line in remarks))


def _refused(report: Report, mark: str) -> None:
    """Counts per reason, the first refused cells, and all of them as a file."""
    if not report.refused:
        return
    reader = lang()
    with st.container(key=f"refused-{mark}"):
        st.markdown(f"**{say(N_('Refused rows'))}**")
        counts = [
            {
                say(N_("Reason")): say(REASONS[code][0]),
                say(N_("What to do")): say(REASONS[code][1]),
                say(N_("Cells")): text.count(n, reader),
            }
            for code, n in report.reasons.most_common()
        ]
        st.dataframe(counts, hide_index=True, alt=say(N_("Reasons for refused rows")), key=f"reasons_{mark}")
        first = [
            {
                say(N_("Row")): str(one.row),
                say(N_("Column")): one.header,
                say(N_("Value")): one.value,
                say(N_("Reason")): say(REASONS[one.reason][0]),
            }
            for one in report.refused[:SHOWN_REFUSED]
        ]
        st.dataframe(first, hide_index=True, alt=say(N_("The first refused cells")), key=f"first_refused_{mark}")
        st.download_button(
            say(N_("All refused cells (CSV)")), partial(report.refused_csv, reader), file_name=f"{report.file}.refused.csv", mime="text/csv", on_click="ignore",
            key=f"refused_csv_{mark}", icon=":material/download:",
        )  # fmt: skip
