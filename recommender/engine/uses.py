"""What a shopper may need a kind of product for, as far as the catalog can tell: the answers to "what for?".

Buying knowledge names a family's needs and what each asks of attributes; here is which products fit each. Needs that
the same products fit are one answer to a shopper. What an answer does to the order is the ranker's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from data.catalog.products import CATEGORY
from language.words import phrase_key
from ranker.candidates import Floats
from ranker.knowledge.families import Decision, Family, Need
from ranker.knowledge.linking import LinkedFamily, serves
from recommender.protocol.recommend import FacetValue
from retrieval.attribute_table import AttributeTable, Bools, Int64
from retrieval.understanding.message import Understood

FEWEST, MOST = 3, 7
"""Uses offered: fewer tell nobody what is meant, more do not fit a chat bubble."""
CLEAR = 0.6
"""Share of the products from which their commonest type is what is looked for."""
_DECIDES = 2.0
"""Grade from which an attribute decides; a need of which the catalog states nothing that decides is not offered."""
_FITS = 0.6
"""Share of what a need asks, by grades, that a product must give to fit."""
_ALIKE = 0.8
"""Correlation of what products give to two needs from which these are one to the catalog."""


def names_nothing_more(said: Understood, family: Family | None) -> bool:
    """Whether a request has no words besides what it looks for and what the catalog states: it may be asked what for.

    A value by which a need is called says what for ("gaming"); numbers and codes do not.
    """
    if any(word.isalpha() for word in _unstated(said, family)):
        return False
    needs = [f" {phrase_key(need.need)} " for need in family.needs] if family else []
    values = [phrase_key(c.text) for c in said.constraints if isinstance(c.value, str)]
    return not any(f" {value} " in need for value in values for need in needs)


def speaks_of_need(said: Understood, family: Family | None) -> bool:
    """Whether a request has words in which people speak of what they need such a product for: "for my aching wrist".

    By words: how far the values' affinities are from nothing tells plain requests and needs badly apart.
    """
    if family is None:
        return False
    spoken = _words_of(tuple(text for need in family.needs for text in (need.need, *need.says)))
    return bool(spoken & set(_unstated(said, family)))


@lru_cache(maxsize=1000)  # of every request for a product of the family
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in phrase_key(text).split())


def _unstated(said: Understood, family: Family | None) -> list[str]:
    """The words of a request that are neither its product type nor what it states."""
    names = [*said.product_types, *(family.names if family else [])]
    own = {word for name in names for word in phrase_key(name).split()}
    return [word for word in phrase_key(said.rest).split() if word not in own]


def uses(table: AttributeTable, linked: LinkedFamily, category: str, rows: Int64) -> list[FacetValue]:
    """The uses that the catalog can tell apart among `rows`, each with how many of them fit; none if these are few.

    `category` is the type that weighs most among the rows, which must be clear.
    """
    own = _of_type(table, category, rows)
    if len(own) < CLEAR * len(rows):
        return []
    given = _Given(table, own, linked)
    told = [(need, share) for need in linked.family.needs if (share := given.share(need)) is not None]
    apart = _apart(told)
    if len(apart) < FEWEST:
        return []
    return [
        FacetValue(value=need.need, label=need.need[:1].upper() + need.need[1:], count=int(_fitting(share).sum()))
        for need, share in apart
    ]


def _of_type(table: AttributeTable, category: str, rows: Int64) -> Int64:
    if CATEGORY not in table.ids:
        return rows[:0]
    entries = table.entries(rows)
    typed = entries[table.entry_attribute[entries] == table.ids[CATEGORY]]
    values = np.unique(table.entry_value[typed])
    wanted = [value for value in values.tolist() if table.values[value] == category]
    own: Int64 = table.entry_row[typed[np.isin(table.entry_value[typed], wanted)]].astype(np.int64)
    return own


class _Given:
    """What products give to needs: read attribute by attribute, each once."""

    def __init__(self, table: AttributeTable, rows: Int64, linked: LinkedFamily) -> None:
        self._table = table
        self._entries = table.entries(rows)
        self._place = np.repeat(np.arange(len(rows)), table.row_start[rows + 1] - table.row_start[rows])
        self._rows = len(rows)
        self._attributes: dict[str, list[int]] = {}
        for name, concept in linked.attributes.items():
            self._attributes.setdefault(concept, []).append(table.ids[name])
        self._known: dict[tuple[int, str], Bools] = {}

    def share(self, need: Need) -> Floats | None:
        """Of what a need asks and the catalog states, the share that each product gives; None if that parts nothing."""
        asked = [d for d in need.decides if d.wants is not None and d.grade and d.concept in self._attributes]
        if not any(decision.grade >= _DECIDES for decision in asked):
            return None
        grades = np.asarray([decision.grade for decision in asked])
        share: Floats = grades @ np.stack([self._gives(decision) for decision in asked]) / grades.sum()
        return share if 0 < int(_fitting(share).sum()) < self._rows else None

    def _gives(self, decision: Decision) -> Bools:
        """Which products have what is wanted, by any of the attributes that mean the concept."""
        given = [self._of(attribute, decision) for attribute in self._attributes[decision.concept]]
        found: Bools = np.any(given, axis=0)
        return found

    def _of(self, attribute: int, decision: Decision) -> Bools:
        key = (attribute, str(decision.wants))
        if key not in self._known:
            own = self._table.entry_attribute[self._entries] == attribute
            entries, place = self._entries[own], self._place[own]
            fits = np.zeros(self._rows, np.bool_)
            fits[place[self._fits(entries, decision)]] = True
            self._known[key] = fits
        return self._known[key]

    def _fits(self, entries: Int64, decision: Decision) -> Bools:
        """Which of an attribute's entries are as wanted: the better half of numbers, yes or no, one of the values."""
        table, wants = self._table, decision.wants
        if wants in ("low", "high"):
            return _better_half(table.entry_number[entries], 1 if wants == "high" else -1)
        values, place = np.unique(table.entry_value[entries], return_inverse=True)
        fit = [_is_wanted(table.values[value], wants) for value in values.tolist()]
        return np.asarray(fit, np.bool_)[place]


def _is_wanted(value: object, wants: object) -> bool:
    if isinstance(wants, bool) or isinstance(value, bool):
        return value is wants
    return isinstance(wants, list) and serves(str(value), wants)


def _better_half(numbers: Floats, sign: int) -> Bools:
    """Which numbers are beyond the middle; those in the very middle of many equal ones are on neither side."""
    ordered = np.sort(sign * numbers)
    below = np.searchsorted(ordered, sign * numbers, side="left")
    above = len(numbers) - np.searchsorted(ordered, sign * numbers, side="right")
    return np.asarray(below > above, np.bool_)


def _fitting(share: Floats) -> Bools:
    return np.asarray(share >= _FITS, np.bool_)


def _apart(told: Sequence[tuple[Need, Floats]]) -> list[tuple[Need, Floats]]:
    """The needs that differ most in which products fit, in the order in which they are written, at most `MOST`."""
    if len(told) < FEWEST:
        return []
    alike = np.nan_to_num(np.corrcoef(np.stack([share for _, share in told])), nan=1.0)
    kept = [0]  # written first: the commonest
    while len(kept) < min(MOST, len(told)):
        nearest = alike[kept].max(axis=0)
        nearest[kept] = np.inf
        if nearest.min() >= _ALIKE:
            break
        kept.append(int(nearest.argmin()))
    return [told[place] for place in sorted(kept)]
