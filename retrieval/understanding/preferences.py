"""Wishes for more or less of an attribute: "cheapest", "a light laptop", "longest battery life", "sort by price".

Finds which attribute of the products in question is meant; words come from `language.lexicon`, and how an order
follows a preference is the recommender's.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.catalog.constraints import Preference
from data.catalog.products import PRICE
from language import chinese
from language.chinese import Direction
from language.lexicon import (
    ADJECTIVES,
    COMPARATIVES,
    COMPARING,
    LESS_IS_BETTER,
    OF_ATTRIBUTE,
    PLAIN_ENOUGH,
    PLAINLY,
    SUPERLATIVES,
)
from language.segmentation import Segmenter, has_han
from language.tokens import phrase_key
from retrieval.attribute_table import AttributeTable, Bools

_LABEL_WORDS = 3
_LABELS_KEPT = 5000
_BEFORE_THING = 3
"""Words between an adjective and the thing it describes: "a light red laptop"."""
_BEING_GOOD = frozenset({"best", "better", "good", "great"})
_SORTING = frozenset({"sort", "sorted", "order", "ordered", "rank", "ranked", "sortiert", "sortiere", "trier"})
_BY = frozenset({"by", "nach", "par"})
_SORTING_REACH = 5
"""Words between "sort" and "by": "sort office chairs by price"."""
_STATING = frozenset(
    ["something", "anything", "is", "are", "be", "very", "really", "quite", "rather", "preferably", "that's"]
)
"""After these words, an adjective speaks of the thing though none follows: "something light"."""
_ORDERING = (
    _SORTING
    | _BY
    | frozenset(
        ["high", "low", "highest", "lowest", "descending", "desc", "ascending", "asc", "absteigend", "aufsteigend"]
    )
)
"""Without one of these, nobody asks for an order."""
_DIRECTED: tuple[tuple[frozenset[str], Direction], ...] = (
    (frozenset({"descending", "desc", "decreasing", "high to low", "highest first", "absteigend"}), "high"),
    (frozenset({"ascending", "asc", "increasing", "low to high", "lowest first", "aufsteigend"}), "low"),
)
_WHOLE_WORDS = "total maximum max minimum min product item net overall screen display level main battery typical rated"
_OF_THE_WHOLE = frozenset(
    [*_WHOLE_WORDS.split(), "净", "总", "最大", "最小", "最", "大", "产品", "整机", "时间", "显示"]
)
"""Words of a label that do not change what it is about."""
_LEAST_STATING = 0.1
"""Share of the products in question that must state an attribute to be ordered by it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A preference and the words that it was read from."""

    first: int
    end: int
    preference: Preference


class Preferences:
    """The numeric attributes of one catalog by the words of their labels. Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, segmenter: Segmenter) -> None:
        self._table = table
        self._labels = {
            number: f" {_words_of_label(attribute.label, segmenter)} "
            for number, attribute in enumerate(table.attributes)
            if attribute.kind == "numeric"
        }
        self._named = lru_cache(_LABELS_KEPT)(self._all_named)

    def read(
        self, words: Sequence[str], typed: Sequence[bool], rows: Bools | None, alone: Sequence[bool] = ()
    ) -> list[Found]:
        """The preferences in words in lower case; `typed` marks those that name the thing, `rows` its products, and
        `alone` the words that stand between marks or behind the thing: "a laptop, light"."""
        found: list[Found] = []
        taken = -1
        orders = not _ORDERING.isdisjoint(words)
        for place in range(len(words)):
            if place <= taken or typed[place]:
                continue
            reading = (
                self._chinese(words, typed, place, rows)
                or (self._sorting(words, place, rows) if orders else None)
                or self._too_much(words, typed, place, rows)
                or self._of_attribute(words, typed, place, rows)
                or self._adjective(words, typed, place, rows, bool(alone) and alone[place])
            )
            if reading:
                # Of two about one attribute the later says more: "sorted by weight, heaviest first".
                found = [other for other in found if other.preference.attribute != reading.preference.attribute]
                found.append(reading)
                taken = reading.end - 1
        return found

    def _sorting(self, words: Sequence[str], place: int, rows: Bools | None) -> Found | None:
        by = place + 1
        if words[place] in _SORTING:
            reach = words[place + 1 : place + 1 + _SORTING_REACH]
            by = next((place + 2 + n for n, word in enumerate(reach) if word in _BY), len(words))
        elif words[place] not in _BY:
            by = place
        labelled = self._labelled(words, by, rows)
        if labelled is None:
            return None
        attribute, end = labelled
        direction, used = _directed(words[end:])
        if words[place] not in _SORTING and direction is None:
            return None
        return self._found(words, place, end + used, attribute, direction or "low", sorts=True)

    def _too_much(self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None) -> Found | None:
        """ "that is too much" speaks of the price, "too much memory" does not."""
        end = place + 2
        if tuple(words[place:end]) != ("too", "much") or (end < len(words) and (typed[end] or not words[end])):
            return None
        price = None if self._labelled(words, end, rows) else self._of_labels((PRICE,), rows)
        return None if price is None else self._found(words, place, end, price, "low", sorts=False, compares=True)

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
        if said in COMPARING and words[last : last + 1] == ["than"]:
            return None  # a number follows
        if said in _BEING_GOOD and any(word in self._labels[attribute] for word in LESS_IS_BETTER):
            direction = "low"
        compares = said in COMPARING
        sorts = not compares and said not in PLAINLY
        return self._found(words, place, last, attribute, direction, sorts=sorts, compares=compares)

    def _adjective(
        self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None, alone: bool
    ) -> Found | None:
        word = words[place]
        sorts = word in SUPERLATIVES
        base = SUPERLATIVES.get(word) or COMPARATIVES.get(word) or word
        if base not in ADJECTIVES or "than" in words[place + 1 : place + 2]:
            return None
        describes = any(typed[place + 1 : place + 1 + _BEFORE_THING])
        too_much = words[place - 1 : place] == ["too"]
        describes = describes or alone or (bool(place) and words[place - 1] in _STATING)
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
        name = self._table.attributes[attribute].name
        preference = Preference(attribute=name, direction=direction, sorts=sorts, text=text, compares=compares)
        return Found(first, end, preference)

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
            named = self._named(label)
            stating = {number: self._stating(number, rows) for number in named}
            best = max(stating, key=lambda number: (stating[number], -len(self._labels.get(number, ""))), default=None)
            least = _LEAST_STATING * (rows.sum() if rows is not None else 0)
            if best is not None and stating[best] > least:
                return best
        return None

    def _all_named(self, label: str) -> list[int]:
        if label in (PRICE, "价格", "价钱") and PRICE in self._table.ids:
            return [self._table.ids[PRICE]]
        return [number for number, own in self._labels.items() if _names(own, label)]

    def _stating(self, attribute: int, rows: Bools | None) -> int:
        holders = np.unique(self._table.entry_row[self._table.entries_of(attribute)])
        return len(holders) if rows is None else int(rows[holders].sum())


def _directed(rest: Sequence[str]) -> tuple[Direction | None, int]:
    """The direction that words after an attribute's name give an order, and how many words that takes."""
    for length, (ends, direction) in itertools.product((3, 2, 1), _DIRECTED):
        if " ".join(rest[:length]) in ends:
            return direction, length
    return None, 0


def _words_of_label(label: str, segmenter: Segmenter) -> str:
    return " ".join(segmenter.cut(label)) if has_han(label) else phrase_key(label)


def _labels_of(word: str) -> tuple[str, ...]:
    """Labels that a Chinese word may mean, its own first."""
    return (word, *chinese.SAME_LABEL.get(word, ()))


def _names(label: str, wanted: str) -> bool:
    """Whether a label (between spaces) speaks of what is wanted of the product itself, not of a part's: a small
    keyboard has no short cable."""
    before, found, after = label.partition(f" {wanted}")
    return bool(found) and not set(before.split()) - _OF_THE_WHOLE and not set(after.split()[1:]) - _OF_THE_WHOLE


def compared_labels(word: str) -> list[str]:
    """The words of labels that a comparative speaks of, and itself: "longer" than 100 mm is a length."""
    base = COMPARATIVES.get(word)
    labels = ADJECTIVES[base][1] if base else ()
    return [word, *(label for label in labels if " " not in label)] if base else []
