"""Plain text out of what shops put into fields: no markup, no entities, no placeholders."""

from __future__ import annotations

import html
import re

from language.lexicon import LEXICON
from language.words import spelled

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"(?i)<(?:br|/p|/li|/div|/h\d)\b[^<>]{0,100}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff\ufffd]")
_PLACEHOLDERS = frozenset({"", "-", "--", "—", ".", "?", *LEXICON.placeholders})


def plain(text: str, *, lines: bool = False) -> str:
    """The text without tags, entities and control characters, single-spaced; line breaks stay if `lines`."""
    if "<" in text:
        ended = text.rfind("-->") + 3  # each comment before it ends, so that none is looked at twice
        text = _COMMENT.sub(" ", text[:ended]) + text[ended:] if ended > 2 else text
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    text = _CONTROL.sub("", text.replace("\xa0", " "))
    if not lines:
        return " ".join(text.split())
    return "\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))


def is_placeholder(text: str) -> bool:
    """Whether the text only says that there is no value."""
    return spelled(text) in _PLACEHOLDERS or spelled(text).replace(". ", ".") in _PLACEHOLDERS
