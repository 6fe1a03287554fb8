"""Quantities in a shopper's words: "under 50 euros", "at least 16GB", "between 1 and 2 kg", 27", 500元以下.

Puts amounts and comparisons together, in every language that has a file; which attribute a quantity is about is decided
in `retrieval.understanding`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from language import numerals, units
from language.amounts import LATIN, Amount, Amounts, any_of
from language.lexicon import LEXICON
from language.operators import Op
from language.quantity_words import Comparison, QuantityWords, quantity_words
from language.segmentation import has_han

_NEARLY = 0.15  # how far "around 300" reaches to both sides, as a share of it
_LOOKED_BACK = 60  # characters before an amount in which a comparison may begin
_COMPARED_NOUN = r"\s(?:[^\W\d_]+\s){1,3}?"
_COUNTED_NOUN = r"\s(?:of\s)?(?:[^\W\d_]+\s){1,2}?"
_SENTENCE_ENDS = r"(?=\s*(?:$|[.,;!?]|and\b))"
_WORD_BEFORE = re.compile(r"(?:([^\W\d_]+)|\d)[\s\"(]*$")
_NOUN_BEHIND = re.compile(r"[\s-](?!in\b)[^\W_]")
_COMPARISONS: tuple[Comparison, ...] = ("gte", "lte", "lt", "gt", "about", "from")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or an interval that was said. `unit` is as `language.units` names it; `span` are character positions.

    `low` and `high` are equal for a single number; `compared` tells whether a word said how to compare.
    """

    op: Op
    low: float | None
    high: float | None
    unit: str | None
    span: tuple[int, int]
    compared: bool
    swapped: bool = False
    """Whether a range was said with its larger end first."""
    said: str = ""
    """The unit as it was written: pounds are money or a weight."""
    loose: bool = False
    """Whether it is a bare number that counts nothing, or may be part of a name: the 15 of "iphone 15 pro"."""

    @property
    def currency(self) -> bool:
        """Whether the unit is money."""
        return units.is_currency(self.unit)

    def within(self, unit: str | None) -> Quantity | None:
        """The same quantity in another unit; None if the two measure different things. No unit said fits any."""
        if self.unit is None or self.unit == unit:
            return self
        factor = units.factor(self.unit, unit) if unit else None
        return None if factor is None else replace(self.scaled(factor), unit=unit)

    def scaled(self, factor: float) -> Quantity:
        """With its ends multiplied."""
        low = None if self.low is None else float(f"{self.low * factor:.9g}")
        high = None if self.high is None else float(f"{self.high * factor:.9g}")
        return replace(self, low=low, high=high)


def quantities(text: str, known_units: Iterable[str] = ()) -> list[Quantity]:
    """The quantities of a text, in its order and without overlap. `known_units` are a catalog's own."""
    return _grammar(frozenset(known_units)).read(text)


def is_unit(word: str) -> bool:
    """Whether a lower-case word is a unit, and so the name of no product."""
    return word in units.spellings()


@dataclass(frozen=True, slots=True)
class _Said:
    """An amount, or a range of two, and whether the words make a range of it."""

    amount: Amount
    joined: Literal["", "sign", "said", "either"] = ""
    swapped: bool = False


class _Grammar:
    """The comparisons of all languages, made once for the units that are known. Immutable."""

    def __init__(self, known_units: frozenset[str]) -> None:
        words = [*quantity_words().values()]
        self._amounts = Amounts(known_units)
        fillers = any_of(word for each in words for word in each.fillers)
        before, after = _alternatives(words, "before"), _alternatives(words, "after")
        self._before = re.compile(rf"(?<![{LATIN}])(?:{before})\s*(?:(?:{fillers})\s?)?$", re.IGNORECASE)
        self._after = re.compile(rf"\s*(?:{after})(?:(?<![{LATIN}])|(?![{LATIN}]))", re.IGNORECASE)
        self._trailing = re.compile(rf"{_COUNTED_NOUN}(?:{after}){_SENTENCE_ENDS}", re.IGNORECASE)
        less, more = ("|".join(filter(None, (getattr(each, name) for each in words))) for name in ("less", "more"))
        self._named = re.compile(
            rf"(?<![{LATIN}])(?:(?P<lte>max(?:imum)?\.?|maximal)|(?P<gte>min(?:imum)?\.?)|(?P<gt>{more})|(?P<lt>{less}))"
            rf"{_COMPARED_NOUN}(?(lte)(?:of\s|is\s)?|(?(gte)(?:of\s|is\s)?|than\s))$",
            re.IGNORECASE,
        )
        kinds = {name: any_of(w for each in words for w in getattr(each, name)) for name in ("joins", "either", "and_")}
        self._link = re.compile(
            rf"\s?(?:(?P<sign>[-–~—～])|(?P<word>{kinds['joins']})|(?P<and>{kinds['and_']})|(?P<either>{kinds['either']}))\s?",
            re.IGNORECASE,
        )
        self._in_list = re.compile(
            rf"\s?(?:(?P<comma>[,、])|/|,?\s?(?:{kinds['either']}|{kinds['and_']}))\s?", re.IGNORECASE
        )
        self._opening = re.compile(
            rf"(?<![{LATIN}])(?:{any_of(w for e in words for w in e.opening)})\s?(?:an?\s)?$", re.IGNORECASE
        )
        self._closing = re.compile(any_of(w for each in words for w in each.closing))
        self._in_hand = re.compile("|".join(filter(None, (each.in_hand for each in words))), re.IGNORECASE)
        self._negated = re.compile("|".join(filter(None, (each.negated for each in words))), re.IGNORECASE)
        self._around = [each.compared for each in words if each.compared]

    def read(self, text: str) -> list[Quantity]:
        """The quantities of a text."""
        said = self._ranges(text, self._amounts.read(text))
        found = (self._interval(one) if one.joined else self._single(text, one.amount) for one in said)
        listed = self._of_one_unit(text, [quantity for quantity in found if quantity is not None])
        return sorted(listed, key=lambda quantity: quantity.span)

    def _of_one_unit(self, text: str, found: list[Quantity]) -> list[Quantity]:
        """The members of a list that ends with "or", or stands between slashes, in the unit of the last one: "8, 16 or
        32 GB", "8/16/32 GB"."""
        listed, goes_on = list(found), False
        for place in range(len(found) - 2, -1, -1):
            one, behind = found[place], listed[place + 1]
            link = self._in_list.fullmatch(text[one.span[1] : behind.span[0]])
            goes_on = link is not None and (one.op, behind.op) == ("eq", "eq") and (goes_on or not link["comma"])
            if goes_on and behind.unit and not one.unit:
                listed[place] = replace(one, unit=behind.unit, said=behind.said, loose=False)
        return listed

    def _ranges(self, text: str, amounts: list[Amount]) -> list[_Said]:
        """The amounts, the two ends of each range as one; the unit of the second number is the first's too."""
        said: list[_Said] = []
        for amount in amounts:
            before = said[-1] if said else None
            link = self._link.fullmatch(text[before.amount.end : amount.start]) if before else None
            if before is None or link is None or before.joined:
                said.append(_Said(amount))
            else:
                said[-1:] = self._linked(text, before.amount, amount, link)
        return said

    def _linked(self, text: str, first: Amount, second: Amount, link: re.Match[str]) -> list[_Said]:
        factor = units.factor(first.unit, second.unit) if first.unit and second.unit else 1.0
        if factor is None:
            return [_Said(first), _Said(second)]
        unit, said = second.unit or first.unit, second.said or first.said
        low, high = first.low * _scale_of(text, first, second) * factor, second.high
        opened = self._opening.search(text, 0, first.start)
        closing = self._closing.match(text, second.end)
        if link["either"] and not (unit == "in" and low < high):  # of screens 13 is 13.3
            return [_Said(replace(first, unit=first.unit or unit, said=first.said or said)), _Said(second)]
        if (link["and"] and not (opened or closing)) or (low >= high and not (opened and low > high)):
            return [_Said(first), _Said(second)]  # "16 GB and 512 GB" are two constraints
        start, end = opened.start() if opened else first.start, closing.end() if closing else second.end
        least, most = float(f"{min(low, high):.9g}"), max(low, high)
        whole = replace(second, low=least, high=most, unit=unit, said=said, start=start, end=end)
        return [_Said(whole, "either" if link["either"] else "said" if opened else "sign", swapped=low > high)]

    def _interval(self, said: _Said) -> Quantity:
        amount = said.amount
        ends = amount.low, amount.high, amount.unit, (amount.start, amount.end)
        return Quantity("between", *ends, compared=said.joined == "said", swapped=said.swapped, said=amount.said)

    def _single(self, text: str, amount: Amount) -> Quantity | None:
        """What is said of one amount; None if it is none after all: a "one", or a word that counts nothing."""
        op, span = self._comparison(text, amount)
        if amount.number.language == "article" and op is None:
            return None
        if op is not None and amount.low == amount.high:
            is_one = amount.number.language and amount.unit is None and amount.low <= 1  # of nothing: "more than one"
            is_name = amount.unit is None and span[0] == amount.start and _is_loose(text, amount)
            return None if is_one else replace(_quantity(op, amount, span), loose=is_name)
        if amount.low != amount.high:
            return Quantity("between", amount.low, amount.high, amount.unit, span, compared=True, said=amount.said)
        if amount.number.language and amount.unit is None and not _counts(text, amount):
            return None
        negated = amount.unit and self._negated.search(text[max(0, amount.start - _LOOKED_BACK) : amount.start])
        found = Quantity("neq" if negated else "eq", amount.low, amount.high, amount.unit, span, compared=False)
        return replace(found, said=amount.said, loose=amount.unit is None and _is_loose(text, amount))

    def _comparison(self, text: str, amount: Amount) -> tuple[Comparison | None, tuple[int, int]]:
        """How an amount is compared, and the characters that say so."""
        base, span = max(0, amount.start - _LOOKED_BACK), (amount.start, amount.end)
        before = text[base : amount.start]
        opened, after = self._before.search(before), self._after.match(text, amount.end)
        if opened and opened["from"] and amount.unit is None:
            opened = None
        if after and (opened is None or has_han(after.group())):
            return _which(after), (base + opened.start() if opened else amount.start, after.end())
        if opened:
            return _which(opened), (base + opened.start(), amount.end)
        if amount.plus:
            return "gte", span
        if named := self._named.search(before):
            return _which(named), span
        if trailing := self._trailing.match(text, amount.end):
            return _which(trailing), span
        if units.is_currency(amount.unit) and self._in_hand.search(before):
            return "lte", span
        return self._enclosed(text, amount)

    def _enclosed(self, text: str, amount: Amount) -> tuple[Comparison | None, tuple[int, int]]:
        """A comparison with words on both sides: 比五百块便宜."""
        for words in self._around:
            if text[: amount.start].endswith(words["before"]):
                for op in ("lt", "gt"):
                    if match := re.compile(words[op]).match(text, amount.end):
                        return op, (amount.start - len(words["before"]), match.end())
        return None, (amount.start, amount.end)


_grammar = functools.lru_cache(16)(_Grammar)


def _alternatives(words: list[QuantityWords], place: Literal["before", "after"]) -> str:
    """One pattern of all languages' comparisons, a group each."""
    found = []
    for op in _COMPARISONS:
        expressions = [each_op for each in words if (each_op := getattr(each, place).get(op))]
        found.append(f"(?P<{op}>{'|'.join(expressions) or '(?!)'})")
    return "|".join(found)


def _which(match: re.Match[str]) -> Comparison:
    groups = match.groupdict()
    return next(op for op in _COMPARISONS if groups.get(op) is not None)


def _scale_of(text: str, first: Amount, second: Amount) -> float:
    """What the first number of 一到两千 is to be multiplied by."""
    scale = numerals.SCALES.get(text[second.number.end - 1], 1)
    is_short = first.number.language == "zh" and first.unit is None and first.low < 10 <= scale
    return scale if is_short and first.low * scale <= second.high else 1


def _quantity(op: Comparison, amount: Amount, span: tuple[int, int]) -> Quantity:
    value = amount.low
    if op == "about":
        low, high = (float(f"{value * (1 + share):.9g}") for share in (-_NEARLY, _NEARLY))
        return Quantity("between", low, high, amount.unit, span, compared=True, said=amount.said)
    if op in ("lt", "lte"):
        return Quantity(op, None, value, amount.unit, span, compared=True, said=amount.said)
    return Quantity("gte" if op == "from" else op, value, None, amount.unit, span, compared=True, said=amount.said)


def _counts(text: str, amount: Amount) -> bool:
    """Whether a number word without a unit counts what follows it: "four chairs", 六把椅子."""
    if amount.counted:
        return amount.low > 1
    if amount.number.language != "en":
        return False
    return amount.low > 1 and _NOUN_BEHIND.match(text, amount.end) is not None


def _is_loose(text: str, amount: Amount) -> bool:
    if amount.counted:
        return False
    if has_han(text) or amount.number.thousands or not amount.low.is_integer():
        return True
    before = _WORD_BEFORE.search(text, 0, amount.start)
    return before is not None and (before[1] or "").lower() not in LEXICON.function_words
