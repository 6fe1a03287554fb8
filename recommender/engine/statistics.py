"""Live statistics of every attribute over weighted candidates: the z that a ranker is given.

Turns counts of the attribute table into shares; what they are worth, the ranker decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from data.catalog.products import CATEGORY, Attribute, Scalar
from language.words import phrase_key
from ranker.candidates import AttributeCandidate, AttributeStatistics
from recommender.engine.facets import MOST_SINGLE_NUMBERS, RANGES, runs
from retrieval.attribute_table import AttributeTable, Bools, Floats, Int32, Int64

_STATISTICS = tuple(field.name for field in fields(AttributeStatistics))


@dataclass(frozen=True, slots=True)
class LiveStatistics:
    """Arrays over the attributes of a table, as in `AttributeStatistics`."""

    coverage: Floats
    named: Floats
    split: Floats
    entropy: Floats
    narrowing: Floats
    said: Floats
    brevity: Floats
    values: Int64
    stated: Int64
    """(stated values,) the ids of the values that the candidates state, rising."""
    mass: Floats
    """(stated values,) weight of the candidates that state each."""

    def weight_of(self, values: Int64) -> Floats:
        """The weight of the candidates that state each of these values, (values,)."""
        if not len(self.stated):
            return np.zeros(len(values))
        places = np.minimum(np.searchsorted(self.stated, values), len(self.stated) - 1)
        return np.where(self.stated[places] == values, self.mass[places], 0.0)


HINT = 0.5
"""How much less likely a product is wanted whose own text names what the shopper does not mind: editors name what
sets a product apart. Flat between 0.3 and 0.8 on real queries."""
UNNAMED = 0.05
"""Chance that a shopper knows a value which the text does not name, against one that it names. Keeps catalogs
without telling texts working; small, since such values are mostly dimensions and codes."""
LEAST_NAMING = 3
"""Products whose text must name a value before shoppers know it; a rarer one is an identity, nothing to ask for."""


class Statistician:
    """What does not change between requests, prepared once from a table. Safe to share between threads."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        self._owner = np.repeat(np.arange(len(table.attributes)), np.diff(table.value_start))
        self._brief = np.fromiter((is_brief(value) for value in table.values), np.float64, len(table.values))
        self._is_number = np.asarray([attribute.kind == "numeric" for attribute in table.attributes], np.bool_)
        self._named: list[Int64 | None] = [None] * len(table.attributes)
        self._value_words: list[list[frozenset[str]] | None] = [None] * len(table.attributes)
        self._spoken = _spoken_values(table)

    def naming(self, attribute: int, rows: Int64) -> Bools:
        """Which of `rows` name their value of an attribute in their own text."""
        named = self._named[attribute]
        if named is None:
            entries = self._table.entries_of(attribute)
            named = np.unique(self._table.entry_row[entries[self._table.entry_named[entries]]]).astype(np.int64)
            self._named[attribute] = named
        return np.isin(rows, named)

    def likelihood(self, declined: Sequence[int], rows: Int64, query: str) -> Floats:
        """How likely each row is still wanted, (rows,) in (0, 1], given attributes the shopper does not mind.

        A value that the query itself speaks of is no such hint: who wants a wireless mouse and does not mind the
        interface still wants it wireless.
        """
        likely = np.ones(len(rows))
        said = frozenset(phrase_key(query).split())
        for attribute in declined:
            hinted = self.naming(attribute, rows) & ~self._saying(attribute, said, rows)
            likely = np.where(hinted, likely * (1 - HINT), likely)
        return likely

    def _saying(self, attribute: int, words: frozenset[str], rows: Int64) -> Bools:
        """Which of `rows` state a value of an attribute that has one of the words."""
        if self._value_words[attribute] is None:
            texts = (str(self._table.values[value]) for value in self._table.value_ids(attribute))
            self._value_words[attribute] = [frozenset(phrase_key(text).split()) for text in texts]
        first = self._table.value_ids(attribute).start
        values = [first + i for i, own in enumerate(self._value_words[attribute] or ()) if own & words]
        if not values:
            return np.zeros(len(rows), np.bool_)
        entries = self._table.entries_of(attribute)
        return np.isin(rows, self._table.entry_row[entries[np.isin(self._table.entry_value[entries], values)]])

    def over(
        self,
        rows: Int64,
        weights: Floats,
        query: str = "",
        only: Iterable[int] | None = None,
    ) -> LiveStatistics:
        """The statistics of candidates with their weights (any positive scale), both of shape (rows,), best first.

        `only`, if given, are the attributes that are wanted, which saves nearly all of the time; the others' statistics
        are then 0.
        """
        table, kinds = self._table, len(self._table.attributes)
        weights = weights / weights.sum() if len(weights) else weights
        entries, place = self._entries(rows, only)
        weight = weights[place]
        attribute = table.entry_attribute[entries]
        # Only of the values that these candidates state: a catalog has a hundred times as many.
        seen, value = _numbered(table.entry_value[entries], len(table.values))
        known, owner = len(seen), self._owner[seen]
        first, named = table.entry_first[entries], table.entry_named[entries]
        coverage = _sums(attribute[first], weight[first], kinds)
        product = np.cumsum(first)[named]  # numbers each (product, attribute): several named values count once
        once = runs(product)
        naming = _sums(attribute[named][once], weight[named][once], kinds)
        mass = _sums(value, weight, known)
        values = np.bincount(owner[mass > 0], minlength=kinds)
        told = UNNAMED * mass + (1 - UNNAMED) * _sums(value[named], weight[named], known)
        answers = _sums(owner, mass, kinds)
        share = np.divide(mass, answers[owner], out=np.zeros(known), where=mass > 0)
        ranged = self._is_number & (values > MOST_SINGLE_NUMBERS)
        kept = mass.copy()
        # A number is answered by a range, which keeps more than the products of that very number.
        in_range = ranged[owner] & (mass > 0)
        kept[in_range] = np.maximum(mass, coverage[owner] / RANGES)[in_range]
        split = 1 - _sums(owner, share * share, kinds)
        split[ranged] *= 1 - 1 / RANGES
        logarithm = np.log2(share, out=np.zeros(known), where=share > 0)
        entropy = -_sums(owner, share * logarithm, kinds)
        live = LiveStatistics(
            coverage=coverage,
            named=naming,
            split=np.where(answers > 0, split, 0.0),
            entropy=np.where(ranged, np.minimum(entropy, np.log2(RANGES)), entropy),
            narrowing=_sums(owner, told * np.maximum(1 - kept, 0), kinds),
            said=np.zeros(kinds),
            brevity=_sums(owner, share * self._brief[seen], kinds),
            values=values,
            stated=seen,
            mass=mass,
        )
        return replace(live, said=self._said(query, live))

    def _entries(self, rows: Int64, only: Iterable[int] | None) -> tuple[Int64, Int64]:
        """What the rows state, of all attributes or of some alone, and the position in `rows` of who states it."""
        table = self._table
        entries = table.entries(rows)
        place = np.repeat(np.arange(len(rows)), table.row_start[rows + 1] - table.row_start[rows])
        if only is None:
            return entries, place
        is_wanted = np.zeros(len(table.attributes), np.bool_)
        is_wanted[list(only)] = True
        own = is_wanted[table.entry_attribute[entries]]
        return entries[own], place[own]

    def _said(self, query: str, live: LiveStatistics) -> Floats:
        """Per attribute, the weight of the candidates that state a value of which the query speaks."""
        words = phrase_key(query).split()
        phrases = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, i + 1 + SAID_WORDS)}
        spoken = np.asarray([value for phrase in phrases for value in self._spoken.get(phrase, ())], np.int64)
        return _sums(self._owner[spoken], live.weight_of(spoken), len(self._table.attributes))

    def category(self, live: LiveStatistics) -> str:
        """The product type that weighs most among the candidates; empty without one."""
        if CATEGORY not in self._table.ids:
            return ""
        values = self._table.value_ids(self._table.ids[CATEGORY])
        first, end = np.searchsorted(live.stated, (values.start, values.stop))
        mass = live.mass[first:end]
        return str(self._table.values[int(live.stated[first + mass.argmax()])]) if mass.any() else ""

    def candidate(self, attribute: int, live: LiveStatistics, values: tuple[str, ...]) -> AttributeCandidate:
        """One attribute as a ranker sees it, with what it reads of the values."""
        definition = self._table.attributes[attribute]
        return AttributeCandidate(
            name=definition.name,
            label=definition.label,
            kind=definition.kind,
            unit=definition.unit,
            values=values,
            statistics=AttributeStatistics(**{name: getattr(live, name).item(attribute) for name in _STATISTICS}),
        )


def _sums(ids: npt.NDArray[np.integer], amounts: Floats, size: int) -> Floats:
    """What falls on each id, (size,). numpy counts in integers where there is nothing to sum."""
    return np.bincount(ids, amounts, size).astype(np.float64)


def _numbered(values: Int32, size: int) -> tuple[Int64, Int64]:
    """The different values (below `size`), rising, and which of these each value is."""
    ordered = np.sort(values)
    seen = ordered[runs(ordered)]
    number = np.empty(size, np.int32)  # filled, and so taking memory, only where a value is stated
    number[seen] = np.arange(len(seen))
    return seen.astype(np.int64), number[values].astype(np.int64)


SAID_WORDS = 4
"""Words of a value that is looked for in the query; a longer one is not repeated word for word."""


def _spoken_values(table: AttributeTable) -> dict[str, list[int]]:
    """Value ids by what a query would call them: the value, a number with its unit, the label of what is there."""
    spoken: defaultdict[str, list[int]] = defaultdict(list)
    for number, attribute in enumerate(table.attributes):
        for value in table.value_ids(number):
            for key in _spellings(table.values[value], attribute):
                if key and key.count(" ") < SAID_WORDS:
                    spoken[key].append(value)
    return dict(spoken)


def _spellings(value: Scalar, attribute: Attribute) -> set[str]:
    if isinstance(value, bool):
        return {phrase_key(attribute.label)} if value else set()
    if isinstance(value, str):
        return {phrase_key(value)}
    return {phrase_key(f"{value:g}{space}{attribute.unit}") for space in (" ", "") if attribute.unit}


RANK_OFFSET = 20
"""Weight of the candidate at rank r is 1 / (RANK_OFFSET + r)^2: the first twenty hold half of all the weight, about
what a shopper looks through. Flat between 10 and 40 on real queries."""


def rank_weights(count: int) -> Floats:
    """The weight of each rank, best first."""
    weights: Floats = 1.0 / (RANK_OFFSET + np.arange(count)) ** 2
    return weights


BRIEF_CHARACTERS, BRIEF_WORDS = 40, 5
"""A longer value is a sentence, which nobody answers."""


def is_brief(value: Scalar) -> bool:
    """Whether a value is short enough to be an answer; numbers and yes/no are."""
    return not isinstance(value, str) or (len(value) <= BRIEF_CHARACTERS and len(value.split()) <= BRIEF_WORDS)
