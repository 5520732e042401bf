"""Which languages there are, and what each calls a sentence. The msgid is the English sentence."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES: dict[str, str] = {"en": "English", "zh": "中文"}
"""Code in the address -> what the language calls itself."""
BABEL = {"en": "en_US", "zh": "zh_CN"}
LOCALE = Path(__file__).parent.parent / "locale"


def N_(msgid: str) -> str:
    """Mark a string to be translated later, where the language is known."""
    return msgid


@lru_cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of a language, msgid -> sentence; empty for English. Read once."""
    if lang == "en":
        return {}
    with (LOCALE / f"{lang}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def translated(msgid: str, lang: str) -> str:
    """The sentence in that language as it stands in the dictionary, nothing filled in; the English one where there is no other."""
    return catalogue(lang).get(msgid, msgid)


def language(wanted: str | None) -> str:
    """The language nearest to a code or a browser's locale ("zh-CN", "de", None): "zh" for Chinese, else "en"."""
    code = (wanted or "").lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else "en"
