"""What columns and keys that a shop names itself hold, by the names that shops' systems give them (`headings.yaml`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import yaml
from babel.numbers import list_currencies

_BRACKETS = re.compile(r"\s*[(\[（【].*?[)\]）】]\s*$")
_CURRENCY = re.compile(r"\b([A-Z]{3})\b")
_LONGEST = 200
"""Characters of a name; what is longer is none."""
_REMEMBERED = 20_000
"""Names that are not looked up anew for every row."""
_SYMBOLS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK", "₽": "RUB", "₹": "INR"}
"""Signs of one currency alone."""


@lru_cache(maxsize=_REMEMBERED)
def folded(name: str) -> str:
    """A column's name without what writers differ in: case, accents, blanks, punctuation, a namespace ("g:id")."""
    plain = unicodedata.normalize("NFKD", name[2:_LONGEST] if name[:2] == "g:" else name[:_LONGEST])
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


@lru_cache(maxsize=_REMEMBERED)
def _known(column: str) -> tuple[str, int] | None:
    if len(column) > _LONGEST:
        return None
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


def numbered_pairs(columns: Iterable[str]) -> dict[str, str]:
    """The columns that hold names, by those with their values ("Attribute 1 name", "Attribute 1 value(s)")."""
    names, values = {}, {}
    for column in columns:
        bare = folded(column)
        if any(map(str.isdigit, bare)):
            for word, found in (("name", names), ("values", values), ("value", values)):
                if word in bare:
                    found[bare.replace(word, "#")] = column
                    break
    return {column: names[key] for key, column in values.items() if key in names}


def currency_in(column: str) -> str | None:
    """The currency that a column's name states ("Price (EUR)", "Preis in €"), or None."""
    codes = [code for code in _CURRENCY.findall(column) if code in list_currencies()]
    return codes[0] if codes else next((code for sign, code in _SYMBOLS.items() if sign in column), None)
