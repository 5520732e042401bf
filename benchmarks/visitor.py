"""One open page as the server sees it: a websocket that speaks Streamlit's protocol, without a browser behind it.

What a browser does that costs the server something is done here too: every run is asked with the address and the state of all
widgets, a move inside a fragment runs that fragment alone, the address that the server writes is taken over, and elements that were
received lately are named by their hash so that they need not come again. Nothing is drawn.
"""

from __future__ import annotations

import random
import time
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

INTERRUPTED = ForwardMsg.FINISHED_EARLY_FOR_RERUN
KINDS = ("slider", "selectbox", "multiselect")
"""The widgets that a visitor moves."""
KEPT_RUNS = 2
"""For how many runs of the page a browser keeps an element that did not come again (``global.maxCachedMessageAge``)."""


class Visitor:
    """A page of the app at `url` (``http://...``), opened with a query string; whatever it does is drawn from `seed`."""

    def __init__(self, url: str, page: str, query: str, seed: int) -> None:
        self.url, self.page, self.query, self.random = url, page, query, random.Random(seed)
        self.widgets: dict[str, tuple[str, Any, str]] = {}  # key -> kind, what the server said of it, its fragment
        self.states: dict[str, WidgetState] = {}  # widget's id -> where it stands
        self.kept: dict[str, tuple[ForwardMsg, int]] = {}  # hash -> element, run in which it was last asked for
        self.page_hash, self.runs, self.charts, self.received = "", 0, 0, 0
        self.socket: ClientConnection

    async def arrive(self) -> float:
        """Open the page; seconds until all of it was sent. Raises SystemExit when it cannot be shown."""
        began = time.perf_counter()
        self.socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=["streamlit"], max_size=None  # type: ignore[list-item]
        )  # fmt: skip
        await self._run()
        if not self.charts:
            raise SystemExit(f"/{self.page}?{self.query} shows no chart")
        return time.perf_counter() - began

    async def leave(self) -> None:
        await self.socket.close()

    async def move_knob(self) -> float | None:
        """Drag a slider to another value; seconds until the page stands again, None where there is no slider."""
        sliders = [(widget, fragment) for kind, widget, fragment in self.widgets.values() if kind == "slider"]
        if not sliders:
            return None
        slider, fragment = self.random.choice(sliders)
        state = self.states[slider.id].double_array_value.data
        steps = range(round((slider.max - slider.min) / slider.step) + 1)
        state[0] = self.random.choice([value for step in steps if (value := slider.min + step * slider.step) != state[0]])
        return await self._run(fragment)

    async def change_filter(self) -> float:
        """Choose other regions or another period in the sidebar; seconds until the page stands again."""
        chosen = {key.rsplit("_", 1)[0]: widget for key, (_, widget, _) in self.widgets.items()}
        if self.random.random() < 0.5:
            regions = self.states[chosen["region"].id].string_array_value
            others = [set(regions.data)]
            while (picked := self.random.sample(list(chosen["region"].options), self.random.randint(1, 3))) and set(picked) in others:
                pass
            regions.data[:] = picked
        else:
            period = self.states[chosen["period"].id]
            period.string_value = self.random.choice([name for name in chosen["period"].options if name != period.string_value][:-1])
        return await self._run()

    async def _run(self, fragment: str = "") -> float:
        """Ask for a run of the page, or of one fragment, and hear it to its end."""
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string, run.fragment_id, run.page_script_hash = self.query, fragment, self.page_hash
        run.page_name = "" if self.page_hash else self.page
        run.widget_states.widgets.extend(self.states.values())
        run.cached_message_hashes.extend(self.kept)
        run.context_info.locale, run.context_info.timezone, run.context_info.url = "en-US", "UTC", f"{self.url}/{self.page}"
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        while True:
            said = await self.socket.recv(decode=False)
            self.received += len(said)
            message = ForwardMsg.FromString(said)
            if message.WhichOneof("type") == "script_finished" and message.script_finished != INTERRUPTED:
                break
            self._hear(message)
        taken = time.perf_counter() - began
        if not fragment:
            self.runs += 1
            self.kept = {hash: kept for hash, kept in self.kept.items() if kept[1] > self.runs - KEPT_RUNS}
            standing = {widget.id for _, widget, _ in self.widgets.values()}
            self.states = {id: state for id, state in self.states.items() if id in standing}
        return taken

    def _hear(self, message: ForwardMsg) -> None:
        what = message.WhichOneof("type")
        if what == "ref_hash":
            message = self.kept[message.ref_hash][0]
        elif what == "new_session" and not message.metadata.run.fragment_ids:
            self.page_hash, self.widgets, self.charts = message.new_session.page_script_hash, {}, 0
        elif what == "page_info_changed":
            self.query = message.page_info_changed.query_string
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            if message.metadata.cacheable:
                self.kept[message.hash] = message, self.runs
            kind = message.delta.new_element.WhichOneof("type")
            self.charts += kind == "vega_lite_chart"
            if kind in KINDS:
                self._stands(kind, getattr(message.delta.new_element, kind), message.delta.fragment_id)

    def _stands(self, kind: str, widget: Any, fragment: str) -> None:
        """A widget is on the page: known from before, or where the server has put it."""
        self.widgets[widget.id.split("-", 2)[2]] = kind, widget, fragment
        if widget.id in self.states and not widget.set_value:
            return
        state = self.states[widget.id] = WidgetState(id=widget.id)
        if kind == "slider":
            state.double_array_value.data.extend(widget.value if widget.set_value else widget.default)
        elif kind == "selectbox":
            state.string_value = widget.raw_value if widget.set_value else widget.options[widget.default]
        else:
            chosen = widget.raw_values if widget.set_value else [widget.options[place] for place in widget.default]
            state.string_array_value.SetInParent()
            state.string_array_value.data.extend(chosen)
