"""What a visitor should read when something is wrong.

    SalesdashError
      NothingInScope          the filters leave nothing: widen them
      NotEnoughHistory        how much there is, how much is needed
      DatabaseUnavailable     which database (without its password), what to do
      ImportRefused           file, row, column, value, reason, fix; nothing was written
      EditConflict            who changed it meanwhile, both versions
      LinkOutdated            which values of a link were not used

Each carries a msgid and its values, so that the sentence is written in the reader's language by ``text.sentence(error, lang)``;
``str(error)`` is the English sentence.
"""

from __future__ import annotations

from typing import Any


class SalesdashError(Exception):
    """An expected trouble: `msgid` is the English sentence with ``{names}``, `values` fill it."""

    def __init__(self, msgid: str, **values: Any) -> None:
        self.msgid = msgid
        self.values = values
        super().__init__(msgid.format(**values))


class NothingInScope(SalesdashError):
    """The filters leave nothing."""


class NotEnoughHistory(SalesdashError):
    """The method needs more history than there is."""


class DatabaseUnavailable(SalesdashError):
    """The database cannot be used: unreachable, read-only, full, or made by a newer version."""


class ImportRefused(SalesdashError):
    """Nothing was written. `report` is the check's report where one was made (see ``importing.report``)."""

    def __init__(self, msgid: str, report: Any = None, **values: Any) -> None:
        super().__init__(msgid, **values)
        self.report = report


class EditConflict(SalesdashError):
    """Somebody else changed the row meanwhile: `theirs` and `yours` are both versions, nothing is lost."""

    def __init__(self, msgid: str, theirs: dict[str, Any], yours: dict[str, Any], **values: Any) -> None:
        super().__init__(msgid, **values)
        self.theirs = theirs
        self.yours = yours


class LinkOutdated(SalesdashError):
    """Some values of a link were not used."""
