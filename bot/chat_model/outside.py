"""Text from outside (shopper, page, catalog) on its way into a prompt, and the model's text on its way out.

Going in, it loses what only a machine reads, what could end its own quotation, and what says who somebody is. That
lowers the odds of an injection and keeps personal data here; what guarantees the answer are the checks.
"""

from __future__ import annotations

import re
import unicodedata

_COMMENT = re.compile(r"<!--.*?(?:-->|$)|<[^<>]{0,500}>", re.DOTALL)
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_PERSONAL_NUMBER = re.compile(r"\b[A-Za-z]{0,4}-?\d[\d\s/().-]{3,}\d\b|\b[A-Za-z]{1,4}-?\d{3,}\b")
"""Order numbers, telephone numbers, cards, postcodes: five digits or more, or letters with three."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
HIDDEN = "…"
_MARKUP = re.compile(r"[<>`{}|\\]|\]\(|!\[|https?:/{0,2}$")
_DECORATION = re.compile(r"\*\*|__|^\s*(?:[-*#•]+|\d+[.)])\s+", re.MULTILINE)


def plain(text: str, most: int) -> str:
    """A text without marks, comments and characters that nobody sees, on at most so many characters."""
    shown = _COMMENT.sub(" ", unicodedata.normalize("NFKC", text))
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c in "\n\t" else "" for c in shown)
    return re.sub(r"[<>`{}]+", " ", re.sub(r"[ \t]+", " ", kept)).strip()[:most]


def of_shopper(text: str, most: int = 300) -> str:
    """A shopper's words without email addresses, links and numbers that could be a person's or an order's."""
    words = _ADDRESS.sub(HIDDEN, _EMAIL.sub(HIDDEN, plain(text, 2 * most)))
    return " ".join(_PERSONAL_NUMBER.sub(HIDDEN, words).split())[:most]


def answer(text: str) -> str | None:
    """The model's text as one plain paragraph; None if it holds markup."""
    flat = " ".join(_DECORATION.sub("", unicodedata.normalize("NFKC", text)).split())
    if _MARKUP.search(flat) or any(unicodedata.category(c)[0] == "C" for c in flat):
        return None
    return flat
