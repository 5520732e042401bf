"""Starts the app as a visitor's server would run it, and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a server at this address says that it is up."""
    try:
        with urlopen(f"{url}/_stcore/health", timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def started(command: list[str], url: str, log: Path, env: dict[str, str], cwd: Path = ROOT, seconds: int = 60) -> Iterator[None]:
    """Run a command in a process group of its own until its server answers at `url`; stop the whole group at the end."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    try:
        deadline = time.monotonic() + seconds
        while not answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"The server did not start.\n{log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def running_app(database_url: str, log: Path) -> Iterator[str]:
    """The app on a database, at a free port; the address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    settings = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true", "SALESDASH_DATABASE_URL": database_url}
    url = f"http://127.0.0.1:{port}"
    with started(command, url, log, {**os.environ, **settings}):
        yield url
