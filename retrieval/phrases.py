"""The phrases of one catalog: which words name a product type, a value or an attribute, exactly or nearly.

Knows how sure a phrase is of its meaning, measured on the shop's own texts; what a sentence means is put
together in `retrieval.understanding`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

from data.products import BRAND, CATEGORY
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.tokens import STOP_WORDS, phrase_key

MOST_WORDS = 5
"""In a phrase; a longer value is a sentence, which nobody repeats."""
_LEAST_PRODUCTS = 3
_SURE = 0.25
"""Of the products whose texts have the words, at least this share must state the value: "case" is in far more
texts than the brand Case sells products."""
_DOMINATES = 0.6
"""Share of the products meant that one attribute must have: below, the words could mean two things."""
_LABEL_PARTS = re.compile(r"[&/,>|()]| and | und ")
_LEAST_LETTERS = 5
"""Of a word to be corrected: almost any short word is one slip away from another."""
_SMALL_TALK = frozenset(
    phrase_key(word)
    for word in (
        "thank",
        "thanks",
        "hello",
        "please",
        "great",
        "maybe",
        "prefer",
        "anything",
        "something",
        "everything",
    )
)
_GENERIC = frozenset({"other", "others", "accessory", "product", "misc", "miscellaneous", "general", "various", "new"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """One value that a phrase may stand for: how many products state it, and how many name it in their text."""

    attribute: int
    value: int
    products: int
    named: int


class Phrases:
    """Looks phrases up by `retrieval.tokens.phrase_key`. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        self._category = table.ids.get(CATEGORY, -1)
        self._brand = table.ids.get(BRAND, -1)
        self._types: dict[str, list[str]] = {}
        self._heads: dict[str, list[str]] = {}
        self._meanings: dict[str, list[Meaning]] = defaultdict(list)
        self._of_attribute: dict[int, dict[str, int]] = defaultdict(dict)
        self._flags: dict[str, int] = {}
        self._read_values()
        self._read_types()
        self._read_flags()
        self.type_words = frozenset(word for key in self._types for word in key.split()) - _GENERIC
        brands = (key for key, found in self._meanings.items() if any(m.attribute == self._brand for m in found))
        self._spellings = sorted({key for key in (*self._types, *self._heads, *brands) if len(key) >= _LEAST_LETTERS})

    def types(self, key: str) -> list[str]:
        """Categories that the phrase names; a head noun alone ("mouse") names all its kinds if none is so called."""
        return self._types.get(key) or self._heads.get(key, [])

    def asked(self, attribute: int, key: str) -> int | None:
        """The value id of the phrase as an answer about this attribute."""
        return self._of_attribute[attribute].get(key) if attribute in self._of_attribute else None

    def sure_meaning(self, key: str, rows: Bools | None = None) -> Meaning | None:
        """What the phrase stands for with nobody having asked; None if that is ambiguous, rare or an ordinary word.

        `rows` marks the products that the conversation is about, if that is known: red is another attribute
        of a cable than of a laptop.
        """
        if key in STOP_WORDS or key in self.type_words or not any(letter.isalpha() for letter in key) or len(key) < 2:
            return None
        found = [meaning for meaning in self._meanings.get(key, ()) if meaning.attribute != self._category]
        if not found:
            return None
        brand = [meaning for meaning in found if meaning.attribute == self._brand]
        weights = [meaning.named if rows is None or brand else self._stating(meaning, rows) for meaning in found]
        top, weight = max(zip(found, weights, strict=True), key=lambda pair: pair[1])
        if weight == 0 or weight < _DOMINATES * sum(weights):
            return None
        least = 1 if top in brand else _LEAST_PRODUCTS
        named = max(meaning.named for meaning in found)
        return top if named >= least and self._is_telling(key, named) else None

    def _stating(self, meaning: Meaning, rows: Bools) -> int:
        entries = self._table.entries_of(meaning.attribute)
        stating = self._table.entry_row[entries[self._table.entry_value[entries] == meaning.value]]
        return int(rows[stating].sum())

    def _is_telling(self, key: str, named: int) -> bool:
        """Whether texts that hold the words mostly mean the value."""
        return named >= _SURE * min(self._texts_with(word) for word in key.split())

    def flag(self, key: str) -> int | None:
        """The yes/no attribute whose label the phrase is, if the shop's texts name it so."""
        return self._flags.get(key)

    def is_known(self, word: str) -> bool:
        """Whether the catalog writes the word somewhere, so that it is no mistake."""
        singly = word in self._types or word in self._heads
        return (
            singly
            or word in self._table.text_words
            or word in self._flags
            or word in _SMALL_TALK
            or word in self._meanings
        )

    def corrected(self, word: str, attribute: int | None = None) -> str | None:
        """The phrase that a misspelled word was to be: one slip, or two in a long word; the first letter is right."""
        if len(word) < (_LEAST_LETTERS if attribute is None else _LEAST_LETTERS - 1) or not word.isalpha():
            return None
        slips = 1 if len(word) < 8 else 2
        choices: Iterable[str] = self._spellings
        if attribute is not None and attribute in self._of_attribute:
            choices = (*self._of_attribute[attribute], *self._spellings)
        near = [choice for choice in choices if choice[0] == word[0] and abs(len(choice) - len(word)) <= slips]
        best = extractOne(word, near, scorer=DamerauLevenshtein.distance, score_cutoff=slips)
        return str(best[0]) if best else None

    def _texts_with(self, word: str) -> int:
        counts = self._table.text_words
        return max(1, counts.get(word, 0) + counts.get(f"{word}s", 0))

    def _read_values(self) -> None:
        table = self._table
        products = np.bincount(table.entry_value, minlength=len(table.values))
        named = np.bincount(table.entry_value[table.entry_named], minlength=len(table.values))
        for attribute in range(len(table.attributes)):
            if table.attributes[attribute].kind != "categorical":
                continue
            for value in table.value_ids(attribute):
                key = phrase_key(str(table.values[value]))
                if not key or key.count(" ") >= MOST_WORDS:
                    continue
                known = self._of_attribute[attribute].get(key)
                if known is None or products[value] > products[known]:
                    self._of_attribute[attribute][key] = value
        for attribute, keys in self._of_attribute.items():
            for key, value in keys.items():
                meaning = Meaning(attribute, value, int(products[value]), int(named[value]))
                self._meanings[key].append(meaning)

    def _read_types(self) -> None:
        if self._category < 0:
            return
        products = np.bincount(self._table.entry_value, minlength=len(self._table.values))
        sizes = {str(self._table.values[v]): int(products[v]) for v in self._table.value_ids(self._category)}
        types: dict[str, set[str]] = defaultdict(set)
        heads: dict[str, set[str]] = defaultdict(set)
        for label in sizes:
            for part in (label, *_LABEL_PARTS.split(label)):
                key = phrase_key(part)
                if len(key) > 1 and key not in _GENERIC and any(word.isalpha() for word in key.split()):
                    types[key].add(label)
                    types[key.replace(" ", "")].add(label)
                    head = key.rsplit(" ", 1)[-1]
                    if head.isalpha() and head not in _GENERIC:
                        heads[head].add(label)
        self._types = {key: sorted(labels, key=lambda label: sizes[label]) for key, labels in types.items()}
        self._heads = {key: sorted(labels, key=lambda label: -sizes[label]) for key, labels in heads.items()}

    def _read_flags(self) -> None:
        table = self._table
        stated = table.counts(np.arange(table.rows)).stated
        for attribute in np.argsort(stated, kind="stable"):
            key = phrase_key(table.attributes[attribute].label)
            if table.attributes[attribute].kind != "boolean" or not key or key in STOP_WORDS or key in self._types:
                continue
            named = int(table.entry_named[table.entries_of(int(attribute))].sum())
            if named >= _LEAST_PRODUCTS and self._is_telling(key, named):
                self._flags[key] = int(attribute)
