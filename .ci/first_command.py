"""Runs the README's first command, literally, in a fresh clone with a fresh environment, and looks at the page in Chromium.

The clone has what is committed and nothing else; pip takes the newest versions that requirements.txt allows. Ends with 1 and the
server's log when the page does not answer, and stops everything it started.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browsing import chromium  # noqa: E402  the checkout is not installed
from tests.serving import free_port, started  # noqa: E402

INSTALL_SECONDS = 600


def first_command() -> str:
    """The first command of the README's first block of commands."""
    block = re.search(r"^```(?:sh|bash)\n(.+?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert block, "README.md has no block of commands"
    return block[1].splitlines()[-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone, venv, log = Path(folder) / "salesdash", Path(folder) / "venv", Path(folder) / "log.txt"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SALESDASH_", "STREAMLIT_", "VIRTUAL_ENV"))}
        settings = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true"}
        env = {**kept, **settings, "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        command, url = first_command(), f"http://127.0.0.1:{port}"
        print(command, flush=True)
        with started(["bash", "-c", command], url, log, env, clone, INSTALL_SECONDS), chromium() as browser:
            page = browser.new_page(locale="en-US")
            page.goto(url)
            page.get_by_role("heading", name="How are we doing?").wait_for(timeout=60_000)
            page.get_by_text("There is no data yet.").wait_for(timeout=60_000)
            made = sorted(path.name for path in (clone / "data").glob("*.sqlite"))
            assert made == ["salesdash.sqlite"], f"expected one SQLite file under data/, found {made}"
        print("The page answers.")


if __name__ == "__main__":
    main()
