"""The command line: the same house without a screen, for cron, notebooks and other programs.

Every command ends with 0 (done), 1 (refused: one sentence, nothing changed) or 2 (called wrongly).
"""

from __future__ import annotations

import click

from salesdash import __version__
from salesdash.commands import answers, files, keeping

COMMANDS = (
    files.import_, files.undo_, files.imports, files.templates_, files.export, keeping.settings, keeping.demo_, keeping.check, keeping.backup,
    keeping.restore, answers.answer,
)  # fmt: skip


@click.group(help=__doc__)
@click.version_option(package_name=None, version=__version__)
def main() -> None:
    """The commands."""


for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="salesdash")
