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
from retrieval.lexicon import ADJECTIVES, SYNONYMS
from retrieval.quantities import is_unit
from retrieval.spelling import LEAST_LETTERS, slips
from retrieval.tokens import STOP_WORDS, phrase_key

MOST_WORDS = 5
"""In a phrase; a longer value is a sentence, which nobody repeats."""
_LEAST_PRODUCTS = 3
_SURE = 0.25
"""Of the products whose texts have the words, at least this share must state the value: "case" is in far more
texts than the brand Case sells products."""
_DOMINATES = 0.6
"""Share of the products meant that one attribute must have: below, the words could mean two things."""
_COMMON = 0.05
"""Share of the products of a type that must state a value before a word for it is taken so."""
_SAID_OF_ALL = frozenset({"standard", "normal", "regular", "basic", "plain", "medium", "low", "high", "good", "set"})
"""Words that are values of something nearly everywhere."""
_LABEL_PARTS = re.compile(r"[&/,>|()]| and | und ")
_PREFIXES = ("suited for ", "suitable for ", "with ", "has ", "built in ", "including ")
"""Of labels; shoppers leave them out."""
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
_GENERIC = frozenset(
    {
        "over",
        "pro",
        "plus",
        "max",
        "mini",
        "other",
        "others",
        "accessory",
        "product",
        "misc",
        "miscellaneous",
        "general",
        "various",
        "new",
    }
)


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
        self._labels: dict[str, int] = {}
        self._by_last_word: dict[str, list[int]] = defaultdict(list)
        self._read_flags()
        self._read_labels()
        self.type_words = frozenset(word for key in self._types for word in key.split()) - _GENERIC
        brands = (key for key, found in self._meanings.items() if any(m.attribute == self._brand for m in found))
        common = (
            key
            for key, found in self._meanings.items()
            if " " not in key and any(m.named >= _LEAST_PRODUCTS for m in found)
        )
        known = (*self._types, *self._heads, *brands, *common)
        self._spellings = sorted({key for key in known if len(key) >= LEAST_LETTERS})

    def types(self, key: str) -> list[str]:
        """Categories that the phrase names, itself or by another name ("bike"); a head noun alone ("mouse") names all
        its kinds if none is so called."""
        own = self._types.get(key) or self._heads.get(key)
        if own:
            return own
        others = (self._types.get(phrase_key(other)) for other in SYNONYMS.get(key, ()))
        return next((types for types in others if types), [])

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
        if named >= least and self._is_telling(key, named):
            return top
        # Among products of one type, what many of them state is meant, whatever the word says of others.
        if rows is None or top in brand or key in ADJECTIVES or key in _SAID_OF_ALL:
            return None
        return top if weight >= max(_LEAST_PRODUCTS, _COMMON * rows.sum()) else None

    def _stating(self, meaning: Meaning, rows: Bools) -> int:
        entries = self._table.entries_of(meaning.attribute)
        stating = self._table.entry_row[entries[self._table.entry_value[entries] == meaning.value]]
        return int(rows[stating].sum())

    def _is_telling(self, key: str, named: int) -> bool:
        """Whether texts that hold the words mostly mean the value."""
        return named >= _SURE * min(self._texts_with(word) for word in key.split())

    def is_brand(self, key: str) -> bool:
        """Whether the phrase is surely a brand."""
        meaning = self.sure_meaning(key)
        return meaning is not None and meaning.attribute == self._brand

    def flag(self, key: str) -> int | None:
        """The yes/no attribute whose label the phrase is, if the shop's texts name it so."""
        return self._flags.get(key)

    def exact(self, key: str, rows: Bools | None) -> int | None:
        """The yes/no attribute of the products in question whose label is the phrase: several words, or a code."""
        attribute = self._labels.get(key)
        if attribute is None or rows is None or not (" " in key or any(letter.isdigit() for letter in key)):
            return None
        return attribute if rows[self._table.entry_row[self._table.entries_of(attribute)]].any() else None

    def labelled(self, label: str, value: str, rows: Bools) -> tuple[int, int] | None:
        """(attribute, value id) of a value said after the last word of its label, as in "size L"; None if no product in
        question states it."""
        best: tuple[int, int, int] | None = None
        for attribute in self._by_last_word.get(label, ()):
            found = self._of_attribute[attribute].get(value) if attribute in self._of_attribute else None
            stating = 0 if found is None else self._stating(Meaning(attribute, found, 0, 0), rows)
            if found is not None and stating and (best is None or stating > best[0]):
                best = stating, attribute, found
        return (best[1], best[2]) if best else None

    def numeric(self, label: str, number: float, rows: Bools) -> int | None:
        """The numeric attribute without a unit that some product in question states with this number: "size 42"."""
        table = self._table
        for attribute in self._by_last_word.get(label, ()):
            entries = table.entries_of(attribute)
            same = table.entry_number[entries] == number
            if table.attributes[attribute].kind == "numeric" and rows[table.entry_row[entries[same]]].any():
                return attribute
        return None

    def is_known(self, word: str) -> bool:
        """Whether the catalog writes the word somewhere, so that it is no mistake."""
        singly = word in self._types or word in self._heads or word in SYNONYMS
        return (
            singly
            or word in self._table.text_words
            or word in self._flags
            or word in _SMALL_TALK
            or word in self._meanings
        )

    def corrected(self, word: str, attribute: int | None = None) -> str | None:
        """The phrase that a misspelled word was to be: one slip, or two in a long word; the first letter is right."""
        least = LEAST_LETTERS - (attribute is not None)
        if len(word) < least or not word.isalpha():
            return None
        most = max(1, slips(word))
        choices: Iterable[str] = self._spellings
        if attribute is not None and attribute in self._of_attribute:
            choices = (*self._of_attribute[attribute], *self._spellings)
        near = [choice for choice in choices if choice[0] == word[0] and abs(len(choice) - len(word)) <= most]
        best = extractOne(word, near, scorer=DamerauLevenshtein.distance, score_cutoff=most)
        return str(best[0]) if best else None

    def _texts_with(self, word: str) -> int:
        counts = self._table.text_words
        return max(1, counts.get(word, 0) + counts.get(f"{word}s", 0))

    def _read_values(self) -> None:
        table = self._table
        products = np.bincount(table.entry_value, minlength=len(table.values))
        named = np.bincount(table.entry_value[table.entry_named], minlength=len(table.values))
        for brand in table.value_ids(self._brand) if self._brand >= 0 else ():
            if table.text_words.keys().isdisjoint(phrase_key(str(table.values[brand])).split()):
                named[brand] = products[brand]  # a shop that names no brand in its texts; nothing else is called so
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
                if (
                    len(key) > 1
                    and key not in _GENERIC | STOP_WORDS
                    and not is_unit(key)
                    and any(word.isalpha() for word in key.split())
                ):
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

    def _read_labels(self) -> None:
        for number, attribute in enumerate(self._table.attributes):
            key = phrase_key(attribute.label)
            if attribute.kind == "boolean":
                for prefix in ("", *_PREFIXES):
                    if key.startswith(prefix) and key not in self._types:
                        self._labels.setdefault(key.removeprefix(prefix), number)
            elif key and not attribute.unit:
                self._by_last_word[key.rsplit(" ", 1)[-1]].append(number)
