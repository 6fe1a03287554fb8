"""Wishes for more or less of an attribute: "cheapest", "a light laptop", "longest battery life", "sort by price".

Finds which attribute of the products in question is meant; words come from `retrieval.lexicon`, and how an order
follows a preference is the recommender's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.han import HanWords, has_han
from data.products import PRICE
from retrieval import chinese
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.chinese import Direction
from retrieval.lexicon import (
    ADJECTIVES,
    COMPARATIVES,
    COMPARING,
    LESS_IS_BETTER,
    OF_ATTRIBUTE,
    PLAIN_ENOUGH,
    PLAINLY,
    SUPERLATIVES,
)
from retrieval.tokens import phrase_key

_LABEL_WORDS = 3
_BEFORE_THING = 3
"""Words between an adjective and the thing it describes: "a light red laptop"."""
_BEING_GOOD = frozenset({"best", "better", "good", "great"})
_SORTING = ("sort by", "sorted by", "order by", "ordered by", "sortiert nach")
_DESCENDING = frozenset({"descending", "desc", "decreasing", "highest"})
_WHOLE_WORDS = "total maximum max minimum min product item net overall screen display level main battery typical rated"
_OF_THE_WHOLE = frozenset(
    [*_WHOLE_WORDS.split(), "净", "总", "最大", "最小", "最", "大", "产品", "整机", "时间", "显示"]
)
"""Words of a label that do not change what it is about."""
_LEAST_STATING = 0.1
"""Share of the products in question that must state an attribute to be ordered by it."""


@dataclass(frozen=True, slots=True)
class Preference:
    """More or less of a numeric attribute. `sorts` if the order is to follow it alone ("cheapest"), else a leaning;
    `compares` if the words measure it against something ("cheaper", "more memory")."""

    attribute: str
    direction: Direction
    sorts: bool
    text: str
    compares: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A preference and the words that it was read from."""

    first: int
    end: int
    preference: Preference


class Preferences:
    """The numeric attributes of one catalog by the words of their labels. Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, parter: HanWords) -> None:
        self._table = table
        self._labels = {
            number: f" {_words_of_label(attribute.label, parter)} "
            for number, attribute in enumerate(table.attributes)
            if attribute.kind == "numeric"
        }

    def read(self, words: Sequence[str], typed: Sequence[bool], rows: Bools | None) -> list[Found]:
        """The preferences in words in lower case; `typed` marks those that name the thing, `rows` its products."""
        found: list[Found] = []
        taken = -1
        for place in range(len(words)):
            if place <= taken or typed[place]:
                continue
            reading = (
                self._chinese(words, typed, place, rows)
                or self._sorting(words, place, rows)
                or self._of_attribute(words, typed, place, rows)
                or self._adjective(words, typed, place, rows)
            )
            if reading:
                found.append(reading)
                taken = reading.end - 1
        return found

    def _sorting(self, words: Sequence[str], place: int, rows: Bools | None) -> Found | None:
        if " ".join(words[place : place + 2]) not in _SORTING:
            return None
        labelled = self._labelled(words, place + 2, rows)
        if labelled is None:
            return None
        attribute, end = labelled
        rest = words[end:]
        down = bool(_DESCENDING.intersection(rest)) or "high to low" in " ".join(rest)
        used = end + next((n + 1 for n, word in enumerate(rest) if word in _DESCENDING), 0)
        return self._found(words, place, used, attribute, "high" if down else "low", sorts=True)

    def _of_attribute(
        self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None
    ) -> Found | None:
        """ "longest battery life", "most memory"; "most powerful" is the adjective's superlative."""
        direction = OF_ATTRIBUTE.get(words[place]) or PLAINLY.get(words[place])
        if direction is None or place + 1 >= len(words):
            return None
        if words[place] in ("most", "least") and words[place + 1] in ADJECTIVES:
            end, labels = ADJECTIVES[words[place + 1]]
            attribute = self._of_labels(labels, rows)
            if words[place] == "least":
                end = "low" if end == "high" else "high"
            return None if attribute is None else self._found(words, place, place + 2, attribute, end, sorts=True)
        labelled = None if typed[place + 1] else self._labelled(words, place + 1, rows)
        if labelled is None:
            return None
        attribute, last = labelled
        said = words[place]
        if said in _BEING_GOOD and any(word in self._labels[attribute] for word in LESS_IS_BETTER):
            direction = "low"
        compares = said in COMPARING
        sorts = not compares and said not in PLAINLY
        return self._found(words, place, last, attribute, direction, sorts=sorts, compares=compares)

    def _adjective(self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None) -> Found | None:
        word = words[place]
        sorts = word in SUPERLATIVES
        base = SUPERLATIVES.get(word) or COMPARATIVES.get(word) or word
        if base not in ADJECTIVES or "than" in words[place + 1 : place + 2]:
            return None
        describes = any(typed[place + 1 : place + 1 + _BEFORE_THING])
        too_much = words[place - 1 : place] == ["too"]
        if not (sorts or too_much or word in COMPARATIVES or describes or word in PLAIN_ENOUGH):
            return None
        direction, labels = ADJECTIVES[base]
        if too_much:  # "too expensive" asks for less
            direction = "low" if direction == "high" else "high"
        attribute = self._of_labels(labels, rows)
        first = place - 1 if place and words[place - 1] in ("more", "very", "really", "too") else place
        if attribute is None:
            return None
        compares = too_much or word in COMPARATIVES
        return self._found(words, first, place + 1, attribute, direction, sorts=sorts, compares=compares)

    def _chinese(self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None) -> Found | None:
        """ "最便宜的", "再轻一点", "太贵了", "内存大一点", "按价格从低到高"."""
        if not has_han(words[place]):
            return None
        order = chinese.sorting(words, place)
        if order is not None:
            attribute = self._of_labels(_labels_of(order.label), rows)
            if attribute is None:
                return None
            return self._found(words, place, order.end, attribute, order.direction, sorts=True)
        said = chinese.degree(words, place)
        if said is None or any(typed[said.first : said.end]):
            return None
        direction, labels = chinese.ADJECTIVES[said.adjective]
        before = words[place - 1] if place and not typed[place - 1] else ""
        labelled = self._of_labels(_labels_of(before), rows) if before else None
        attribute = labelled if labelled is not None else self._of_labels(labels, rows)
        describes = any(typed[said.end : said.end + _BEFORE_THING])
        plain = not (said.sorts or said.compares or said.reverse)
        if attribute is None or (
            plain and labelled is None and not describes and said.adjective not in chinese.PLAIN_ENOUGH
        ):
            return None
        if said.reverse:
            direction = "low" if direction == "high" else "high"
        first = said.first - (labelled is not None)
        return self._found(words, first, said.end, attribute, direction, sorts=said.sorts, compares=said.compares)

    def _found(
        self,
        words: Sequence[str],
        first: int,
        end: int,
        attribute: int,
        direction: Direction,
        *,
        sorts: bool,
        compares: bool = False,
    ) -> Found:
        text = " ".join(words[first:end])
        return Found(first, end, Preference(self._table.attributes[attribute].name, direction, sorts, text, compares))

    def _labelled(self, words: Sequence[str], first: int, rows: Bools | None) -> tuple[int, int] | None:
        """The attribute whose label has the next words, as many as possible, and where these end."""
        for end in range(min(len(words), first + _LABEL_WORDS), first, -1):
            key = " ".join(phrase_key(word) for word in words[first:end])
            attribute = self._of_labels((key,), rows) if key else None
            if attribute is not None:
                return attribute, end
        return None

    def _of_labels(self, labels: Sequence[str], rows: Bools | None) -> int | None:
        """The attribute that most of the products in question state, of the first label that any states."""
        for label in labels:
            named = [number for number, own in self._labels.items() if _names(own, label)]
            if label in (PRICE, "价格", "价钱") and PRICE in self._table.ids:
                named = [self._table.ids[PRICE]]
            stating = {number: self._stating(number, rows) for number in named}
            best = max(stating, key=lambda number: (stating[number], -len(self._labels.get(number, ""))), default=None)
            least = _LEAST_STATING * (rows.sum() if rows is not None else 0)
            if best is not None and stating[best] > least:
                return best
        return None

    def _stating(self, attribute: int, rows: Bools | None) -> int:
        holders = np.unique(self._table.entry_row[self._table.entries_of(attribute)])
        return len(holders) if rows is None else int(rows[holders].sum())


def _words_of_label(label: str, parter: HanWords) -> str:
    return " ".join(parter.cut(label)) if has_han(label) else phrase_key(label)


def _labels_of(word: str) -> tuple[str, ...]:
    """Labels that a Chinese word may mean, its own first."""
    return (word, *chinese.SAME_LABEL.get(word, ()))


def _names(label: str, wanted: str) -> bool:
    """Whether a label (between spaces) speaks of what is wanted of the product itself, not of a part's: a small
    keyboard has no short cable."""
    before, found, after = label.partition(f" {wanted}")
    return bool(found) and not set(before.split()) - _OF_THE_WHOLE and not set(after.split()[1:]) - _OF_THE_WHOLE
