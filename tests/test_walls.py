"""The walls of the house stand: imports only run down, every module has its floor, names say what things are."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(f for f in [*ROOT.glob("salesdash/**/*.py"), *ROOT.glob("pages/*.py")] if f.parent.name != "versions")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base"}


def contracts() -> list[dict[str, object]]:
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"])


def test_imports_only_run_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_the_house_stands_on_a_floor() -> None:
    layers = contracts()[0]["layers"]
    assert isinstance(layers, list)
    floors = {module.strip() for layer in layers for module in layer.replace(":", "|").split("|")}
    house = {f"salesdash.{path.stem}" for path in (ROOT / "salesdash").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert house - {"salesdash.__init__"} == floors - {"pages"}


def test_pages_define_nothing_and_compute_nothing() -> None:
    for file in ROOT.glob("pages/*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        made = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.BinOp)]
        assert not made, f"{file.name} defines or computes in lines {made}"
        text = file.read_text(encoding="utf-8")
        assert not [word for word in ("pandas", "numpy", "sqlalchemy", "session_state") if word in text], file.name


def test_files_can_be_read_in_one_sitting() -> None:
    lengths = {str(f.relative_to(ROOT)): len(f.read_text(encoding="utf-8").splitlines()) for f in SOURCES}
    assert {name: n for name, n in lengths.items() if n > (100 if name.startswith("pages") else 250)} == {}


def test_no_module_is_called_after_nothing() -> None:
    assert [f for f in SOURCES if f.stem in FORBIDDEN_NAMES] == []
