"""What columns and keys that a shop names itself hold, by the names that shops' systems give them (`headings.yaml`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from babel.numbers import list_currencies

_BRACKETS = re.compile(r"\s*[(\[（【].*?[)\]）】]\s*$")
_CURRENCY = re.compile(r"\b([A-Z]{3})\b")
_SYMBOLS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK", "₽": "RUB", "₹": "INR"}
"""Signs of one currency alone."""


def folded(name: str) -> str:
    """A column's name without what writers differ in: case, accents, blanks, punctuation, a namespace ("g:id")."""
    plain = unicodedata.normalize("NFKD", name.rpartition(":")[2] if name[:2] == "g:" else name)
    return "".join(character for character in plain.casefold() if character.isalnum())


@cache
def _fields() -> dict[str, tuple[str, int]]:
    """By folded name: the field, and how far down it stands among the field's names."""
    names: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {folded(name): (field, rank) for field, known in names.items() for rank, name in enumerate(known)}


def field_of(column: str) -> str | None:
    """The field that a column of that name holds (`headings.yaml`), or None if it is none of them."""
    found = _known(column)
    return found[0] if found else None


def _known(column: str) -> tuple[str, int] | None:
    known = _fields()
    bare = _BRACKETS.sub("", " ".join(column.split()))
    return known.get(folded(column)) or known.get(folded(bare)) or known.get(folded(_CURRENCY.sub("", bare)))


def guessed(columns: Iterable[str]) -> dict[str, list[str]]:
    """The columns of each field that some column's name stands for, the likeliest first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for column in columns:
        if known := _known(column):
            found.setdefault(known[0], []).append((known[1], column))
    return {field: [column for _, column in sorted(ranked, key=lambda one: one[0])] for field, ranked in found.items()}


def currency_in(column: str) -> str | None:
    """The currency that a column's name states ("Price (EUR)", "Preis in €"), or None."""
    codes = [code for code in _CURRENCY.findall(column) if code in list_currencies()]
    return codes[0] if codes else next((code for sign, code in _SYMBOLS.items() if sign in column), None)
