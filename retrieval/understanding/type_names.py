"""The product types of one catalog by the words that shoppers use for them.

Knows names, parts of names and other names of things; which of several nouns a sentence is about is decided in
`retrieval.understanding.message`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np

from data.catalog.products import CATEGORY
from language.lexicon import LEXICON
from language.quantities import is_unit
from language.segmentation import Segmenter, has_han
from language.words import joined, phrase_key
from retrieval.attribute_table import AttributeTable

_LABEL_PARTS = re.compile(rf"[&/,>|()]|\s(?:{'|'.join(LEXICON.and_words)})\s")
_LEAST_HEAD = 0.05
"""Of the products whose texts have a word, at least this share must be of the types that it ends."""


class TypeNames:
    """Looks product types up by `language.words.phrase_key`. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable, stated_by: Callable[[str], int], segmenter: Segmenter) -> None:
        """`stated_by` says how many products state a phrase as a value of something but their type; `segmenter` finds
        the words of Chinese names."""
        self._segmenter = segmenter
        self._texts = table.text_words
        self._own: dict[str, list[str]] = {}
        self._ending: dict[str, list[str]] = {}
        self._with_word: dict[str, list[str]] = defaultdict(list)
        if CATEGORY in table.ids:
            products = np.bincount(table.entry_value, minlength=len(table.values))
            values = table.value_ids(table.ids[CATEGORY])
            self._read({str(table.values[value]): int(products[value]) for value in values}, stated_by)
        self.names = frozenset({*self._own, *self._ending})
        self.words = frozenset(word for key in self._own for word in key.split()) - LEXICON.vague_nouns

    def of(self, key: str) -> list[str]:
        """Categories that the phrase names, itself or by another name ("bike"); a head noun alone ("mouse") names all
        its kinds if none is so called."""
        own = self._own.get(key) or self._ending.get(key) or self._own.get(key.replace(" ", ""))
        if own:
            return own
        others = LEXICON.things.get(key, ())
        # The "earbud headphones" are what "earbuds" means, if a headphone is another name of it.
        within = [label for label in self._with_word.get(key, ()) if phrase_key(label).rsplit(" ", 1)[-1] in others]
        found = (types.get(other) for types in (self._own, self._ending) for other in others)
        return within or next((types for types in found if types), [])

    def is_own(self, key: str) -> bool:
        """Whether the phrase is a type's own name, and no head noun of several."""
        return key in self._own

    def _read(self, sizes: Mapping[str, int], stated_by: Callable[[str], int]) -> None:
        own: dict[str, set[str]] = defaultdict(set)
        ending: dict[str, set[str]] = defaultdict(set)
        for label in sizes:
            for part in dict.fromkeys((label, *_LABEL_PARTS.split(label))):
                key = phrase_key(part)
                words = self._segmenter.cut(key) if has_han(key) else key.split()
                is_vague = key in LEXICON.vague_nouns or key in LEXICON.stop_words or is_unit(key)
                if len(key) < 2 or is_vague or not any(map(str.isalpha, words)):
                    continue
                own[key].add(label)
                own[key.replace(" ", "")].add(label)
                head = words[-1]
                if head.isalpha() and head not in LEXICON.vague_nouns and (len(head) > 1 or not has_han(head)):
                    for first in range(len(words)):  # the "coffee maker" and "maker" of a drip coffee maker
                        ending[joined(words[first:])].add(label)
                for word in words[:-1]:
                    self._with_word[word].append(label)
        self._drop_values(own, sizes, 0.0, stated_by)
        self._drop_values(ending, sizes, _LEAST_HEAD, stated_by)
        self._own = {key: sorted(labels, key=lambda label: sizes[label]) for key, labels in own.items()}
        self._ending = {key: sorted(labels, key=lambda label: -sizes[label]) for key, labels in ending.items()}

    def _drop_values(
        self, named: dict[str, set[str]], sizes: Mapping[str, int], least: float, stated_by: Callable[[str], int]
    ) -> None:
        """Drops single words that are only part of a type's name and mostly mean something else: a colour, a property.

        "Film glossy" and "Hybrid dual" are types of a catalog, but no shopper calls them a glossy or a dual.
        """
        names = {phrase_key(label) for label in sizes}
        for key in [key for key in named if " " not in key and key not in names]:
            own = sum(sizes[label] for label in named[key])
            texts = self._texts.get(key, 0) + self._texts.get(f"{key}s", 0)
            if stated_by(key) > own or key in LEXICON.colours or own < least * max(1, texts):
                del named[key]
