"""Whom a product is for, where the sentence says so: "for my wife", "she needs a medium", "I'm a female".

Only for products that state for whom they are; a person who is only spoken of says nothing of the product.
"""

from __future__ import annotations

import numpy as np

from language import negation
from language.lexicon import LEXICON
from language.operators import Op
from language.words import phrase_key
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading

_CHILD_UNTIL, _GROWN_FROM = 13, 16
"""Years; between them nobody can tell."""
_CHILD = "child"
_MOST_BETWEEN = 5
"""Words between "for" and the person: "for my 6 year old little girl"."""


class PersonStep:
    """Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, evidence: Evidence) -> None:
        self._table = table
        self._evidence = evidence
        self._groups = {
            number: groups
            for number, attribute in enumerate(table.attributes)
            if attribute.kind == "categorical" and len(groups := _groups(table, number)) > 1
        }

    def read(self, reading: Reading, rows: Bools) -> None:
        """Keeps for whom the product is to be."""
        attribute = self._attribute(rows) if self._groups else None
        if attribute is None:
            return
        for place, word in enumerate(reading.words):
            groups = LEXICON.persons.get(word.key, ()) or self._aged(reading, place, attribute)
            if not (groups and word.free and _is_meant(reading, place)):
                continue
            op: Op = "neq" if negation.before(reading.words, _opening(reading, place)) is not None else "eq"
            for value in self._values(attribute, _of_age(reading, groups), rows):
                reading.add(place, place + 1, self._table.attributes[attribute].name, op, self._table.values[value])

    def _aged(self, reading: Reading, place: int, attribute: int) -> tuple[str, ...]:
        """The group of who is only said to be so old: "an 8 year old" is a child; nobody where there are but girls' and
        boys' things."""
        known = self._groups[attribute]
        is_common = known.get(_CHILD) not in (known.get("girl"), known.get("boy"), None)
        return (_CHILD,) if is_common and _is_child(reading, place) else ()

    def _attribute(self, rows: Bools) -> int | None:
        """The attribute that says for whom the products in question are; of several, the one that most state."""
        stating = {number: self._evidence.covering(number, rows) for number in self._groups}
        best = max(stating, key=lambda number: (stating[number], -number))
        return best if self._evidence.is_common(stating[best], rows) else None

    def _values(self, attribute: int, groups: tuple[str, ...], rows: Bools) -> list[int]:
        """The values of these groups that products in question state; of a girl and a child, the first there is."""
        known = self._groups[attribute]
        stated = [g for g in groups if g in known and self._evidence.stating(attribute, known[g], rows)]
        if len(stated) > 1 and LEXICON.values.get(stated[0]) == LEXICON.values.get(stated[1]):
            del stated[1]
        return [known[group] for group in stated]


def _groups(table: AttributeTable, attribute: int) -> dict[str, int]:
    """The value of each group of people that the attribute has, by the group's name; the one that most state."""
    found: dict[str, int] = {}
    every = frozenset(group for groups in LEXICON.persons.values() for group in groups)
    entries = table.entry_value[table.entries_of(attribute)]
    values, counts = np.unique(entries, return_counts=True)
    for value in values[np.argsort(-counts, kind="stable")]:
        key = phrase_key(str(table.values[value]))
        usual = LEXICON.values.get(key, (key,))[0]
        for name in {key, usual} & every if usual in every else ():
            found.setdefault(name, int(value))
    return found


def _is_meant(reading: Reading, place: int) -> bool:
    words = reading.words
    if words[place].text[-2:] in ("'s", "’s"):
        return _names_thing(reading, place)
    if words[place].said in LEXICON.subjects:
        following = words[place + 1 : place + 2]
        return any(word.said in LEXICON.wearing and not word.separate for word in following)
    opening = _opening(reading, place)
    return opening < place and words[opening].said in LEXICON.for_whom | LEXICON.presenting


def _names_thing(reading: Reading, place: int) -> bool:
    """Whether the thing looked for is the person's: "my husband's running shoes", not "my husband's motorbike"."""
    return any(word.typed and not word.separate for word in reading.words[place + 1 : place + 2])


def _is_child(reading: Reading, place: int) -> bool:
    """Whether a word gives the age of a child, and no word behind says who it is."""
    word, following = reading.words[place], reading.words[place + 1 : place + 2]
    if word.said not in LEXICON.aged or any(other.key in LEXICON.persons for other in following):
        return False
    ages = [q.low for q in reading.quantities if q.unit == "year" and 0 <= word.span[0] - q.span[1] <= 1]
    return bool(ages) and ages[0] is not None and ages[0] < _CHILD_UNTIL


def _opening(reading: Reading, place: int) -> int:
    """The place of the word before a person and what describes it: the "for" of "for my 6 year old girl"."""
    start = place
    while start and place - start < _MOST_BETWEEN and not reading.words[start].separate:
        start -= 1
        said = reading.words[start].said
        if not (said in LEXICON.determiners or said in LEXICON.describing or said.isdecimal()):
            return start
    return place


def _of_age(reading: Reading, groups: tuple[str, ...]) -> tuple[str, ...]:
    """Without those that an age in the message rules out: a daughter of 25 wears no children's sizes."""
    ages = [quantity.low for quantity in reading.quantities if quantity.unit == "year" and quantity.op == "eq"]
    if not ages or ages[0] is None or len(groups) == 1:
        return groups
    grown = [group for group in groups if group in LEXICON.grown]
    if ages[0] < _CHILD_UNTIL:
        return tuple(group for group in groups if group not in grown)
    return tuple(grown) if ages[0] >= _GROWN_FROM else groups
