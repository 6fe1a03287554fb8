"""Attributes whose values are a scale: Low, Medium, High; No, Front and Full suspension; IP53, IP67; 4 cores, 8 cores.

Knows the order of the values, from words of degrees or from the number in each; what more or less of it asks for is the
caller's, who knows the product that it is measured against.
"""

from __future__ import annotations

import re

import numpy as np

from data.catalog.products import BUILT_IN
from language.lexicon import LEXICON
from language.words import phrase_key
from retrieval.attribute_table import AttributeTable

_MOST_VALUES = 15
_MOSTLY = 0.9
"""Share of what products state of the attribute that must be on the scale."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def scales(table: AttributeTable) -> dict[int, tuple[str, ...]]:
    """The values of each categorical attribute (by id) that is a scale, lowest first; others are left out."""
    products = np.bincount(table.entry_value, minlength=len(table.values))
    found: dict[int, tuple[str, ...]] = {}
    for number, attribute in enumerate(table.attributes):
        values = table.value_ids(number)
        if attribute.kind != "categorical" or attribute.name in BUILT_IN or not 1 < len(values) <= _MOST_VALUES:
            continue
        named = {str(table.values[value]): int(products[value]) for value in values}
        label = frozenset(phrase_key(attribute.label).split())
        levels = {text: level for text in named if (level := _level(text, label)) is not None} or _numbers(list(named))
        on_it = sum(named[text] for text in levels)
        if len(set(levels.values())) == len(levels) > 1 and on_it >= _MOSTLY * sum(named.values()):
            found[number] = tuple(sorted(levels, key=lambda text: levels[text]))
    return found


def _level(text: str, label: frozenset[str]) -> float | None:
    """How much of it a value says, by its words but for those of the label: the "front" of Front suspension."""
    key = phrase_key(text)
    own = " ".join(word for word in key.split() if word not in label)
    return LEXICON.levels.get(key, LEXICON.levels.get(own))


def _numbers(texts: list[str]) -> dict[str, float]:
    """The number in each value, if nothing else tells them apart."""
    numbers = {text: float(match.group()) for text in texts if (match := _NUMBER.search(text))}
    return numbers if len({_NUMBER.sub("#", phrase_key(text), count=1) for text in numbers}) == 1 else {}
