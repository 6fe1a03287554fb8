"""What each language says around numbers: units, currencies, comparisons, ranges; the section `quantities` of its file.

Knows words only; numbers are read in `language.numbers`, and put together with these in `language.quantities`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from language import word_lists

Comparison = Literal["gte", "lte", "gt", "lt", "about", "from"]
"""`about` is near to a number; `from` is `gte`, where a unit shows that it is no other from."""
PLUS_HALF = "plus_half"


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """One language's words around numbers. What is a pattern is a regular expression over text in lower case."""

    units: dict[str, list[tuple[str, float]]]
    """By unit: its spellings, each with how many of the unit one of it is (a jin is half a kilogram)."""
    currencies: dict[str, list[str]]
    numbers: dict[str, float]
    """Phrases that are a number: "half a", "a dozen"."""
    written_units: dict[str, list[str]] = field(default_factory=dict)
    """Spellings that columns have, and that would be a word in a message: "To" for terabytes."""
    written_currencies: dict[str, list[str]] = field(default_factory=dict)
    """The same of currencies: "ft" for forints."""
    multiples: dict[str, float] = field(default_factory=dict)
    """Words behind a number that multiply it: two dozen."""
    plus_half: list[str] = field(default_factory=list)
    fillers: list[str] = field(default_factory=list)
    """Words between a comparison and its number."""
    measuring: list[str] = field(default_factory=list)
    """Words behind "a metre" that make it an amount: "of", "wide"."""
    counted: list[str] = field(default_factory=list)
    """Words between a number and what is counted."""
    joins: list[str] = field(default_factory=list)
    either: list[str] = field(default_factory=list)
    and_: list[str] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    before: dict[Comparison, str] = field(default_factory=dict)
    after: dict[Comparison, str] = field(default_factory=dict)
    compared: dict[str, str] = field(default_factory=dict)
    """A comparison around the number: 比五百块便宜."""
    less: str = ""
    more: str = ""
    in_hand: str = ""
    """What comes before the money that a shopper has: no more than that can be spent."""
    negated: str = ""

    @classmethod
    def read(cls, content: dict[str, Any]) -> QuantityWords:
        """The words of a language's file."""
        less, more = "|".join(content.get("less", ())), "|".join(content.get("more", ()))

        def patterns(name: str) -> dict[Comparison, str]:
            found = {op: "|".join(expressions) for op, expressions in content.get(name, {}).items()}
            return {op: p.replace("LESS", f"(?:{less})").replace("MORE", f"(?:{more})") for op, p in found.items()}

        numbers = dict(content.get("numbers", {}))
        lists = ("fillers", "measuring", "counted", "joins", "either", "opening", "closing")
        return cls(
            units={symbol: [*_scaled(spelled)] for symbol, spelled in content.get("units", {}).items()},
            written_units=content.get("written_units", {}),
            written_currencies=content.get("written_currencies", {}),
            currencies=content.get("currencies", {}),
            plus_half=numbers.pop(PLUS_HALF, []),
            numbers={phrase: float(number) for number, phrases in numbers.items() for phrase in phrases},
            multiples={word: float(n) for n, said in content.get("multiples", {}).items() for word in said},
            and_=content.get("and", []),
            before=patterns("before"),
            after=patterns("after"),
            compared=content.get("compared", {}),
            less=less,
            more=more,
            in_hand=content.get("in_hand", ""),
            negated=content.get("negated", ""),
            **{name: content.get(name, []) for name in lists},
        )


def _scaled(spellings: Iterable[Any]) -> Iterator[tuple[str, float]]:
    for spelled in spellings:
        yield from spelled.items() if isinstance(spelled, dict) else ((str(spelled), 1.0),)


@functools.cache
def quantity_words() -> dict[str, QuantityWords]:
    """The words of every language that has some, English first."""
    return {
        code: QuantityWords.read(content["quantities"])
        for code, content in word_lists.read().items()
        if "quantities" in content
    }
