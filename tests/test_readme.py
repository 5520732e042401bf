"""The README is true: its commands work, what it points to is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(section: str) -> list[list[str]]:
    """The blocks of commands under a heading, each a list of lines."""
    text = README.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return [found.splitlines() for found in re.findall(r"^```sh\n(.+?)^```", text, re.DOTALL | re.MULTILINE)]


def test_the_two_commands_are_the_ones_that_ci_runs() -> None:
    assert blocks("Start") == [["pip install -r requirements.txt && streamlit run app.py"]]
    assert blocks("Tests") == [["pip install -r requirements.txt -r requirements-dev.txt && pytest"]]


@pytest.mark.parametrize("block", blocks("Command line"), ids=lambda block: block[0].split()[3])
def test_every_command_of_the_readme_works_in_the_order_it_stands_there(block: list[str], tmp_path: Path) -> None:
    own = {"PYTHONPATH": str(ROOT), "SALESDASH_DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite'}"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for line in block:
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env={**os.environ, **own, "PATH": path}, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_the_setting_it_names_is_the_one_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from salesdash import config

    [[line]] = blocks("PostgreSQL")
    name, url = line.removeprefix("export ").split("=", 1)
    monkeypatch.setenv(name, url)
    assert config.database_url() == url


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_everything_a_document_points_to_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    linked = {target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target}
    named = set(re.findall(r"`((?:salesdash|pages|tests|data|\.ci)/[\w./-]*|\w+\.(?:py|txt|toml))`", text))
    in_every_room = {"model.py", "service.py", "charts.py"}
    assert sorted(name for name in linked | named - in_every_room if not (ROOT / name).exists()) == []
