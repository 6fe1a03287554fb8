"""Which numeric attribute a quantity is about, when the words do not say it plainly.

Reads the attribute table and the words around the quantity; the quantity itself comes from
`language.quantities`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from data.catalog.constraints import ConstraintValue, Range
from data.catalog.products import CATEGORY, PRICE
from language import units
from language.lexicon import LEXICON
from language.operators import Op
from language.quantities import Quantity
from language.words import phrase_key
from retrieval.attribute_table import AttributeTable, Bools, Floats

_MOST_CANDIDATES = 40
_DOMINATES = 0.6
"""Share of the products that fit the quantity and name it in their text: below, the words could mean two things."""
_HALF, _FAR = 0.5, 0.25
_ALMOST_ONE = 0.95
_CLEARLY = 3
"""How many times more products must state the attribute without a unit than the one with it."""
_LEAST_STATING = 0.1  # share of the products in question that state what is counted
_COUNTED_WITHIN = 3
_ANY = Quantity("between", None, None, None, (0, 0), compared=False)
_COUNT_BEGINS, _COUNT_ENDS = ("number of ", "quantity "), (" quantity", " count", " size")
_MONEY_TOO, _POUNDS = frozenset({"pound", "pounds"}), "GBP"
_OF_LIVES = frozenset({"year", "month", "week", "day"})
"""Said of a thing with what of it they are: a warranty of 5 years. Else they are the shopper's: "I am 40 years old"."""
_SAID_OF_ANY = frozenset(
    {"number", "maximum", "minimum", "max", "min", "total", "size", "type", "supported", "quantity"}
)


class Measures:
    """The numeric attributes of one catalog. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        everything = table.counts(np.arange(table.rows))
        numeric = [i for i, attribute in enumerate(table.attributes) if attribute.kind == "numeric"]
        self._by_size = sorted(numeric, key=lambda i: (-everything.stated[i], i))
        types = table.value_ids(table.ids[CATEGORY]) if CATEGORY in table.ids else range(0)
        things = {word for value in types for word in phrase_key(str(table.values[value])).split()}
        self._labels = {i: _telling_words(table.attributes[i].label, things) for i in numeric}
        self._ranges = {i: _range(table.entry_number[table.entries_of(i)]) for i in numeric}
        self._order = {attribute: place for place, attribute in enumerate(self._by_size)}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for attribute, label in self._labels.items():
            for word in label:
                self._by_word[word].append(attribute)
        self._units = {table.attributes[i].unit or "" for i in numeric} - {""}
        price = table.ids.get(PRICE)
        self._price = price if price is not None and everything.stated[price] else None
        self.currency = None if self._price is None else table.attributes[self._price].unit
        """What prices are in, as a code; None if nobody says."""

    def is_foreign(self, quantity: Quantity) -> bool:
        """Whether it is an amount of money that the shop does not take."""
        if not quantity.currency or self.currency is None:
            return False
        return self.currency not in {quantity.unit, *units.currencies_of(quantity.said)}

    def is_plausible(self, attribute: int, quantity: Quantity, rows: Bools | None = None) -> bool:
        """Whether a number without a unit can be about the attribute: within its numbers, or not far from them.

        `rows` marks the products in question.
        """
        if quantity.unit is not None or attribute not in self._ranges:
            return True
        low, high = self._range_of(attribute, rows)
        if (quantity.low is None and quantity.high is not None and quantity.high > high) or (
            quantity.high is None and quantity.low is not None and quantity.low < low
        ):
            return False  # it would exclude nothing
        return any(low * _HALF <= end <= high / _HALF for end in (quantity.low, quantity.high) if end is not None)

    def _is_possible(self, attribute: int, fitted: Quantity, rows: Bools | None) -> bool:
        """Whether a number in the attribute's unit is anywhere near those of the products in question: a shopper who
        weighs 140 kg wants no such chair.
        """
        low, high = self._range_of(attribute, rows)
        ends = [end for end in (fitted.low, fitted.high) if end is not None]
        if fitted.compared:  # "four wheels, under 120" is no bound of the wheels; with a unit it would be one
            return fitted.unit is not None or self.is_plausible(attribute, fitted, rows)
        return any(low * _FAR <= end <= high / _FAR for end in ends)

    def _range_of(self, attribute: int, rows: Bools | None) -> tuple[float, float]:
        """The least and the largest number that products in question state; of all products, if none does."""
        if rows is not None:
            entries = self._table.entries_of(attribute)
            numbers = self._table.entry_number[entries[rows[self._table.entry_row[entries]]]]
            if np.isfinite(numbers).any():
                return _range(numbers)
        return self._ranges[attribute]

    def fitting(
        self, quantity: Quantity, before: list[str], after: list[str], rows: Bools | None, *, may_be_money: bool = True
    ) -> tuple[int, Quantity] | None:
        """The attribute that an unasked quantity is about, and the quantity in its unit; None if it is unclear.

        `before` and `after` are the phrase keys of the nearest words; `rows` marks the products of the
        type that the shopper named, if any. A number without a unit is of money if nothing else fits, and it
        `may_be_money`.
        """
        is_price = quantity.unit is None and self._price is not None and LEXICON.money.intersection(before)
        if quantity.currency or is_price:
            return None if self._price is None else (self._price, quantity)
        found = self._labelled(quantity, before, after, rows) or self._counted(quantity, before, after, rows)
        if found is None and quantity.unit in _OF_LIVES:
            return None
        if found is None and quantity.unit is not None:
            found = self._by_bound(quantity, rows) or self._dominant(quantity, rows)
            found = found or self._dominant(_wider(quantity), rows)
            other = self._unmeasured(quantity, rows)
            if found is None or (other and self._all(other[0], rows) > _CLEARLY * self._all(found[0], rows)):
                found = other
            found = found or self._usual(quantity, rows)
        is_money = quantity.said.lower() in _MONEY_TOO and quantity.compared and self.currency in (None, _POUNDS)
        if found is None and is_money and self._price is not None:
            return self._price, replace(quantity, unit=None)
        if found and not self._is_of_a_life(quantity, found, rows):
            held = self._at_least(found[0], found[1], before)
            rounded = held if held is not found[1] else self._rounded(found[0], found[1], quantity, rows)
            return found[0], rounded
        is_money = may_be_money and quantity.unit is None and quantity.compared and (quantity.low is None or not after)
        return (self._price, quantity) if is_money and self._price is not None else None

    def _is_of_a_life(self, quantity: Quantity, found: tuple[int, Quantity], rows: Bools | None) -> bool:
        """Whether a time is the shopper's, not the thing's: "10 hours at the desk", "my 11 year old"."""
        return units.kind(quantity.unit) == "time" and not quantity.compared and not self._stated(*found, rows)

    def _at_least(self, attribute: int, quantity: Quantity, before: list[str]) -> Quantity:
        """What "holds 150 kg", and "my 15 inch laptop", say of a maximum: that much at least."""
        if not LEXICON.largest.intersection(phrase_key(self._table.attributes[attribute].label).split()):
            return quantity
        if quantity.low is not None and quantity.low != quantity.high:
            return quantity
        near = before[-1:] if quantity.compared else before
        held = (LEXICON.holding | LEXICON.largest | LEXICON.owned).intersection(near)
        return replace(quantity, op="gte", low=quantity.high, high=None, compared=True) if held else quantity

    def _rounded(self, attribute: int, fitted: Quantity, said: Quantity, rows: Bools | None) -> Quantity:
        """A screen of 15 inches is one of 15.6, where no product has exactly 15."""
        if said.op != "eq" or self._stated(attribute, fitted, rows):
            return fitted
        wider = _wider(said).within(self._table.attributes[attribute].unit) or fitted
        return wider if self._stated(attribute, wider, rows) else fitted

    def _stated(self, attribute: int, quantity: Quantity, rows: Bools | None) -> int:
        """How many of the products in question state a number within the quantity."""
        entries = self._table.entries_of(attribute)
        met = _inside(self._table.entry_number[entries], quantity)
        return int(met.sum() if rows is None else (met & rows[self._table.entry_row[entries]]).sum())

    def _all(self, attribute: int, rows: Bools | None) -> int:
        """How many of the products in question state the attribute."""
        return self._stated(attribute, _ANY, rows)

    def _counted(
        self, quantity: Quantity, before: list[str], after: list[str], rows: Bools | None
    ) -> tuple[int, Quantity] | None:
        """What is counted: the wheels of "4 wheels", the ports of "3 USB ports", the pack of "pack of 2"."""
        if quantity.unit is not None or quantity.compared or rows is None:
            return None
        nouns = [word for word in after[:_COUNTED_WITHIN] if word.isalpha()]
        if before[-1:] == ["of"]:
            nouns = before[-2:-1]
        if not nouns:
            return None
        best: tuple[int, int] | None = None
        for attribute in dict.fromkeys(a for word in nouns for a in self._by_word.get(word, ())):
            label = phrase_key(self._table.attributes[attribute].label)
            telling = set(self._labels[attribute])
            is_count = (
                label.startswith(_COUNT_BEGINS)
                or label.endswith((*_COUNT_ENDS, f" {nouns[0]}"))
                or telling == {nouns[0]}
            )
            if self._table.attributes[attribute].unit or not is_count or not telling.issuperset(nouns[:1]):
                continue
            stated = self._all(attribute, rows)
            if self._stated(attribute, quantity, rows) and stated >= _LEAST_STATING * rows.sum():
                best = max(best or (0, 0), (stated, attribute))
        return (best[1], quantity) if best else None

    def _usual(self, quantity: Quantity, rows: Bools | None) -> tuple[int, Quantity] | None:
        """Where no product in question states such a number: the attribute that most of them give in this unit, if
        the number is not far from theirs. A monitor of 24 inches is one of that size, though the shop has none."""
        if rows is None:
            return None
        stated = {a: self._table.attributes[a].unit or "" for a in self._by_size}
        fits = [(a, quantity.within(unit)) for a, unit in stated.items() if unit]
        same = [fit for fit in fits if stated[fit[0]] == quantity.unit]
        stating = [(self._all(a, rows), a, fitted) for a, fitted in same or fits if fitted]
        count, attribute, fitted = max(stating, key=lambda fit: fit[0], default=(0, -1, None))
        least = max(_HALF * rows.sum(), _DOMINATES * sum(n for n, _, _ in stating))
        is_plain = fitted and self.is_plausible(attribute, replace(fitted, unit=None), rows)
        return (attribute, fitted) if fitted and is_plain and count >= least else None

    def _unmeasured(self, quantity: Quantity, rows: Bools | None) -> tuple[int, Quantity] | None:
        """An attribute whose source states no unit, but whose label says what the quantity's unit measures."""
        words = LEXICON.measuring.get(phrase_key(units.kind(quantity.unit)))
        if rows is None or words is None:
            return None
        # GB is what every shop counts data in; of others, who knows.
        scaled = replace(quantity.within("GB") or quantity, unit=None)
        stating = {
            a: self._all(a, rows)
            for word in words
            for a in self._by_word.get(word, ())
            if not self._table.attributes[a].unit and self._stated(a, scaled, rows)
        }
        top = max(stating, key=lambda attribute: stating[attribute], default=None)
        return (top, scaled) if top is not None and stating[top] >= _LEAST_STATING * rows.sum() else None

    def names(self, attribute: int, word: str) -> bool:
        """Whether the word is one of those of the attribute's label that tell it from others."""
        return word in self._labels.get(attribute, ())

    def misfit(self, quantity: Quantity, near: list[str], rows: Bools | None) -> int | None:
        """The attribute that the words `near` a quantity name, but whose unit measures something else."""
        named = {attribute for word in _meaning(near) for attribute in self._by_word.get(word, ())}
        measured = {a for a in named if self._table.attributes[a].unit and self._states(a, rows)}
        if quantity.unit is None or not measured or any(quantity.within(self._table.attributes[a].unit) for a in named):
            return None
        return min(measured, key=lambda attribute: self._order[attribute])

    def _states(self, attribute: int, rows: Bools | None) -> bool:
        """Whether any product in question states the attribute."""
        return rows is None or bool(rows[self._table.entry_row[self._table.entries_of(attribute)]].any())

    def _labelled(
        self, quantity: Quantity, before: list[str], after: list[str], rows: Bools | None
    ) -> tuple[int, Quantity] | None:
        """By its name beside the number: "weight under 500 g", "16 GB of memory", "at least 4 ports".

        After the number the noun is enough; before it, words without a unit must be the whole name, or "wireless
        mouse under 50" would be about the wireless range.
        """
        if quantity.unit is None and not quantity.compared:
            return None
        before, after = _meaning(before), _meaning(after)
        near = {*before, *(after if quantity.unit else ())}
        found: list[tuple[float, int, int, Quantity]] = []
        for attribute in {a for word in (*near, *after[:1]) for a in self._by_word.get(word, ())}:
            label = self._labels[attribute]
            share = len(near.intersection(label)) / len(label)
            score = share if share == 1 or (quantity.unit and share >= _HALF) else 0.0
            if after and after[0] == label[-1]:
                score = max(score, _HALF)
            fitted = quantity.within(self._table.attributes[attribute].unit) if score else None
            if fitted and self._states(attribute, rows) and self._is_possible(attribute, fitted, rows):
                found.append((score, -self._order[attribute], attribute, fitted))
        return max(found, key=lambda fit: fit[:2])[2:] if found else None

    def _by_bound(self, quantity: Quantity, rows: Bools | None) -> tuple[int, Quantity] | None:
        """An open end says less than the number itself: every disk has at least 16 GB, but 16 GB is a memory."""
        bound = quantity.low if quantity.high is None else quantity.high if quantity.low is None else None
        found = None if bound is None else self._dominant(replace(quantity, op="eq", low=bound, high=bound), rows)
        fitted = found and quantity.within(self._table.attributes[found[0]].unit)
        return (found[0], fitted) if found and fitted else None

    def _dominant(self, quantity: Quantity, rows: Bools | None) -> tuple[int, Quantity] | None:
        """By what the shop's texts say: 27 inches of a monitor are its diagonal, as good as always."""
        fits: list[tuple[int, int, Quantity]] = []
        stated: list[tuple[int, int, Quantity]] = []
        fitting = {unit: quantity.within(unit) for unit in self._units}
        for attribute in self._by_size:
            fitted = fitting.get(self._table.attributes[attribute].unit or "")
            if fitted is None:
                continue
            entries = self._table.entries_of(attribute)
            met = _inside(self._table.entry_number[entries], fitted)
            if rows is not None:
                met &= rows[self._table.entry_row[entries]]
            fits.append((int((met & self._table.entry_named[entries]).sum()), attribute, fitted))
            stated.append((int(met.sum()), attribute, fitted))
            if len(fits) == _MOST_CANDIDATES:
                break
        # A text that says "1 TB" does not name 1000 GB; among products of one type, stating it will do.
        return _dominating(fits) or (_dominating(stated) if rows is not None else None)


def _wider(quantity: Quantity) -> Quantity:
    """All screens that are called by a whole number of inches."""
    if (quantity.op, quantity.unit) != ("eq", "in") or quantity.low is None or not quantity.low.is_integer():
        return quantity
    return replace(quantity, op="between", high=quantity.low + _ALMOST_ONE)


def _meaning(words: list[str]) -> list[str]:
    """The words, each followed by the words of labels that it may mean: "ram" is memory."""
    return [other for word in words for other in dict.fromkeys((word, *LEXICON.label_words.get(word, ())))]


def _telling_words(label: str, things: set[str]) -> list[str]:
    """The words of a label that tell it from others: without "maximum" and the like, unless only a thing is left.

    The shoe size is not meant by "shoes under 100".
    """
    words = [word for word in phrase_key(label).split() if word not in LEXICON.stop_words]
    telling = [word for word in words if word not in _SAID_OF_ANY]
    return telling if set(telling) - things else words


def _range(numbers: Floats) -> tuple[float, float]:
    return (float(numbers.min()), float(numbers.max())) if len(numbers) else (0.0, 0.0)


def _dominating(fits: list[tuple[int, int, Quantity]]) -> tuple[int, Quantity] | None:
    total = sum(count for count, _, _ in fits)
    count, attribute, fitted = max(fits, key=lambda fit: fit[0], default=(0, -1, None))
    return (attribute, fitted) if fitted and count and count >= _DOMINATES * total else None


def as_constraint(quantity: Quantity) -> tuple[Op, ConstraintValue]:
    """The operator and value that express the quantity."""
    low, high = quantity.low, quantity.high
    if quantity.op in ("eq", "neq"):
        return quantity.op, low if low is not None else Range(min=low, max=high)
    if low is not None and high is not None:
        return "between", Range(min=low, max=high)
    limit = low if low is not None else high
    return (quantity.op, limit) if limit is not None else ("between", Range(min=low, max=high))


def _inside(numbers: Floats, quantity: Quantity) -> Bools:
    low = -np.inf if quantity.low is None else quantity.low * 0.999
    high = np.inf if quantity.high is None else quantity.high * 1.001
    inside: Bools = (numbers >= low) & (numbers <= high)
    return inside
