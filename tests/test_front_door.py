"""What the server itself does: headers that guard, files that are compressed, a frame on the first request of all."""

from __future__ import annotations

import gzip
import re
from urllib.request import Request, urlopen

import pytest

import app


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
