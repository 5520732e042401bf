"""The front door: the frame behind a server that compresses, guards its headers and is warm before the first visitor."""

from __future__ import annotations

import asyncio
import base64
import gc
import gzip
import hashlib
import mimetypes
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from salesdash import __version__
from salesdash.errors import SalesdashError

ASSETS = Path(st.__file__).parent / "static"
COMPRESSED = {".js", ".css", ".svg", ".json"}
FIRST_SEEN = ("ArrowVegaLiteChart", "Metric", "Selectbox", "Multiselect", "ButtonGroup", "Html", "Button", "Slider")
"""Streamlit's parts that stand on a page as it opens."""
HISTORY = b"<script>" + (Path(__file__).parent / "salesdash" / "static" / "history.js").read_bytes() + b"</script>"


def content_security_policy() -> str:
    """What a page may load: only this server's own things. Streamlit's one inline script and ours are allowed by their hashes."""
    scripts = re.findall(rb"<script>(.*?)</script>", (ASSETS / "index.html").read_bytes() + HISTORY, re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-ancestors 'self'; base-uri 'self'; "
        "object-src 'none'; form-action 'self'"
    )


def preloads() -> bytes:
    """Links to the scripts of `FIRST_SEEN`, so that they come while the browser connects: Streamlit asks for them only when the first
    figures are there, in three waves one after the other. What its page links to already is left out."""
    scripts, linked = ASSETS / "static" / "js", (ASSETS / "index.html").read_text()
    wanted = [path.name for part in FIRST_SEEN for path in scripts.glob(f"{part}.*.js")]
    for name in wanted:  # grows as it goes: what a script imports comes after it
        imported = re.findall(r"(?:from|import)\s*[`'\"]\./([\w.-]+\.js)[`'\"]", (scripts / name).read_text())
        wanted += [other for other in dict.fromkeys(imported) if other not in wanted and other not in linked]
    return "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in wanted).encode()


class SecurityHeaders:
    """Says to every browser what these pages may do."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_guarded if scope["type"] == "http" else send)


@lru_cache(maxsize=512)
def compressed(path: str) -> bytes | None:
    """One of Streamlit's own files, gzipped once; None where it is not one of them."""
    file = (ASSETS / path.lstrip("/")).resolve()
    if file.suffix not in COMPRESSED or not file.is_relative_to(ASSETS.resolve()) or not file.is_file():
        return None
    return gzip.compress(file.read_bytes(), 6)


class CompressedAssets:
    """Sends Streamlit's scripts and styles compressed, which it does not do itself: a third of the bytes of a first visit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/static/")
        if asked and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            body = await asyncio.to_thread(compressed, scope["path"])
            if body is not None:
                kind = mimetypes.guess_type(scope["path"])[0] or "application/octet-stream"
                headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": "public, immutable, max-age=31536000"}
                await Response(body, media_type=kind, headers=headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)


PRELOADS = preloads()


class OwnHead:
    """Puts what is ours into the head of the one HTML page that Streamlit has: salesdash/static/history.js, links to what is needed first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def send_page(message: Message) -> None:
            if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body"):
                    page = b"".join(part["body"] for part in held[1:])
                    page = page.replace(b"<head>", b"<head>" + HISTORY, 1).replace(b"</head>", PRELOADS + b"</head>", 1)
                    if "content-length" in (headers := MutableHeaders(scope=held[0])) and scope["method"] != "HEAD":
                        headers["content-length"] = str(len(page))
                    await send(held[0])
                    await send({"type": "http.response.body", "body": page})

        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            # Streamlit would compress every page but the first, and nothing can be put into that
            scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
        await self.app(scope, receive, send_page if scope["type"] == "http" else send)


async def health(_request: Request) -> Response:
    """Whether pages can be shown: 200 when the database answers, else 503. Says nothing about where it is."""
    from salesdash.ui import store

    reachable = await asyncio.to_thread(store.answers)
    told = {"ok": reachable, "version": __version__, "database": reachable}
    return JSONResponse(told, 200 if reachable else 503, headers={"Cache-Control": "no-store"})


def first_answer() -> None:
    """Load the libraries, open the database and answer the first question once. Where that cannot be, the page says why."""
    import altair as alt

    from salesdash import house  # caches need the running server
    from salesdash.questions import QUESTIONS
    from salesdash.scope import Scope
    from salesdash.ui import store

    alt.Chart().mark_bar().encode(x="x:Q").to_dict()
    with suppress(SalesdashError):
        store.warm()
        house.answer(QUESTIONS[0].word, house.PlainRead(store.engine()), Scope())


SELDOM = (50_000, 20, 100)
"""How often rubbish is looked for: a full search holds up everybody, and there is little of it (Streamlit's own after every run is off)."""


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Do what the first visitor would wait for; what stays in memory is never collected again."""
    await asyncio.to_thread(first_answer)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    yield


def broken(error: Exception) -> bool:
    """Hand a bug of a page to the page that tells the visitor."""
    from salesdash.ui import page

    return page.broken(error)


app = st.App(
    Path(__file__).parent / "salesdash" / "frame.py",
    routes=[Route("/healthz", health)],
    middleware=[Middleware(SecurityHeaders), Middleware(CompressedAssets), Middleware(OwnHead)],
    lifespan=warm,
    on_script_error=broken,
)
