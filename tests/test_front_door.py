"""What the server itself does: headers that guard, files that are compressed, a frame on the first request of all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import app
from salesdash import __version__


def fetched(url: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """Headers (lower case) and body of an answer."""
    with urlopen(Request(url, headers=headers), timeout=10) as response:
        return {name.lower(): value for name, value in response.headers.items()}, response.read()


def test_every_answer_carries_a_strict_policy(server: str) -> None:
    headers, _ = fetched(server)
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "default-src 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_scripts_are_sent_compressed_and_whole(server: str) -> None:
    _, page = fetched(server)
    found = re.search(rb"\./(static/js/index\.[^\"]+\.js)", page)
    assert found
    script = f"{server}/{found[1].decode()}"
    headers, packed = fetched(script, **{"Accept-Encoding": "gzip"})
    _, plain = fetched(script)
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
    assert len(packed) < len(plain) / 2
    assert gzip.decompress(packed) == plain


@pytest.mark.parametrize(
    "path", ["/static/../index.html", "/static/../../config.py", "/static/js/none.js", "/static/../../../../../etc/passwd"]
)
def test_only_streamlits_own_scripts_are_compressed(path: str) -> None:
    assert app.compressed(path) is None


def test_health_says_that_the_database_answers_and_nothing_else(server: str) -> None:
    headers, body = fetched(f"{server}/healthz")
    assert json.loads(body) == {"ok": True, "version": __version__, "database": True}
    assert headers["cache-control"] == "no-store"


def test_health_is_503_without_a_database_and_keeps_its_address_to_itself(serve: Callable[[str], Any], tmp_path: Path) -> None:
    (tmp_path / "secret-place.sqlite").write_text("no database at all, but a text of some length" * 50)
    with serve(f"sqlite:///{tmp_path / 'secret-place.sqlite'}") as url:
        with pytest.raises(HTTPError) as answer:
            fetched(f"{url}/healthz")
        assert answer.value.code == 503
        assert json.loads(answer.value.read()) == {"ok": False, "version": __version__, "database": False}


def test_every_script_of_the_page_is_allowed_by_its_hash(server: str) -> None:
    for path in ("/", "/overview"):
        headers, page = fetched(f"{server}{path}", **{"Accept": "text/html", "Accept-Encoding": "gzip"})  # as a browser asks
        scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
        assert any(b"history.pushState" in script for script in scripts)
        for script in scripts:
            assert base64.b64encode(hashlib.sha256(script).digest()).decode() in headers["content-security-policy"]
        assert int(headers.get("content-length", len(page))) == len(page)
        preloaded = re.findall(rb'modulepreload" crossorigin href="\./(static/js/[^"]+)"', page)
        assert any(b"ArrowVegaLiteChart" in name for name in preloaded)
        for name in preloaded:
            assert "javascript" in fetched(f"{server}/{name.decode()}")[0]["content-type"]
