"""The values of one catalog by the phrases that people use for them.

Knows every value that a phrase may stand for; which one it does is weighed in `retrieval.understanding.phrases`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from data.catalog.products import BRAND, CATEGORY
from language.lexicon import LEXICON
from language.segmentation import has_han
from language.spelling import LEAST_LETTERS
from language.words import fold, phrase_key
from retrieval.attribute_table import AttributeTable, Int64
from retrieval.understanding.evidence import HALF, LEAST_PRODUCTS, Evidence

MOST_WORDS = 5
"""In a phrase; a longer value is a sentence, which nobody repeats."""
_LONGEST_SHORTENED = 3
_MARKS = re.compile(r"['’.\-]")
_FITTING_LABEL = re.compile(
    "|".join(word if has_han(word) else rf"\b{word}" for word in map(fold, LEXICON.fitting_labels))
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One value that a phrase may stand for: how many products state it, and how many name it in their text."""

    attribute: int
    value: int
    products: int
    named: int


class ValuePhrases:
    """Looks values up by `language.words.phrase_key`. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable, evidence: Evidence) -> None:
        self._table = table
        self._evidence = evidence
        self.category, self.brand = table.ids.get(CATEGORY, -1), table.ids.get(BRAND, -1)
        products = np.bincount(table.entry_value, minlength=len(table.values))
        self.by_attribute = {
            number: self._values_of(number, products)
            for number, attribute in enumerate(table.attributes)
            if attribute.kind == "categorical"
        }
        self._colours = frozenset(
            number for number, known in self.by_attribute.items() if len(LEXICON.colours.keys() & known.keys()) > 1
        )
        self.meanings: dict[str, list[Meaning]] = defaultdict(list)
        self._by_word: dict[str, list[tuple[str, Meaning]]] = defaultdict(list)
        self._fitted: set[str] = set()
        self._read(products)
        self.meanings |= self._other_spellings()
        self.meanings |= self._short_brands()

    def of(self, key: str) -> list[Meaning]:
        """What the phrase may stand for, product types left out."""
        return [meaning for meaning in self.meanings.get(key, ()) if meaning.attribute != self.category]

    def within(self, key: str) -> list[Meaning]:
        """The values of several words that have the phrase as some of theirs."""
        return [meaning for said, meaning in self._by_word.get(key.split()[0], ()) if f" {key} " in f" {said} "]

    def asked(self, attribute: int, key: str) -> int | None:
        """The value id of the phrase as an answer about this attribute."""
        known = self.by_attribute.get(attribute, {})
        return next((known[said] for said in (key, *LEXICON.same_values(key)) if said in known), None)

    def is_brand(self, key: str) -> bool:
        """Whether the phrase is a brand."""
        return any(meaning.attribute == self.brand for meaning in self.meanings.get(key, ()))

    def is_colour(self, attribute: int) -> bool:
        """Whether the attribute's values are colours."""
        return attribute in self._colours

    def is_fitted(self, key: str) -> bool:
        """Whether the catalog's attributes of compatibility name the word: "iPhone" of "for iPhone 7, iPhone 8"."""
        return key in self._fitted

    def stated_by(self, key: str) -> int:
        """How many products state the phrase, or another name of it, as a value of something but their type."""
        meanings = (meaning for same in (LEXICON.same_values(key) or (key,)) for meaning in self.of(same))
        return max((meaning.products for meaning in meanings), default=0)

    def _values_of(self, attribute: int, products: Int64) -> Mapping[str, int]:
        """The attribute's values by their keys; of two with one key, the one that more products state."""
        known: dict[str, int] = {}
        for value in self._table.value_ids(attribute):
            key = phrase_key(str(self._table.values[value]))
            if not key or key.count(" ") >= MOST_WORDS:
                continue
            if key not in known or products[value] > products[known[key]]:
                known[key] = value
            for form in _short_forms(key):
                known.setdefault(form, value)
        return known

    def _read(self, products: Int64) -> None:
        table = self._table
        named = np.bincount(table.entry_value[table.entry_named], minlength=len(table.values))
        for brand in table.value_ids(self.brand) if self.brand >= 0 else ():
            if table.text_words.keys().isdisjoint(phrase_key(str(table.values[brand])).split()):
                named[brand] = products[brand]  # a shop that names no brand in its texts; nothing else is called so
        for attribute, keys in self.by_attribute.items():
            fitting = says_fit(table.attributes[attribute].label)
            for key, value in keys.items():
                meaning = Meaning(attribute, value, int(products[value]), int(named[value]))
                self.meanings[key].append(meaning)
                words = key.split()
                if fitting:
                    self._fitted.update(word for word in words if word.isalpha() and word not in LEXICON.stop_words)
                elif len(words) > 1:
                    for word in dict.fromkeys(words):
                        self._by_word[word].append((key, meaning))

    def _other_spellings(self) -> dict[str, list[Meaning]]:
        """What marks leave of a name is also written without: "Levi's" as levis, "TP-LINK" as tplink."""
        more: dict[str, list[Meaning]] = {}
        for key, brand in self._brands():
            text = fold(str(self._table.values[brand.value]))
            if not _MARKS.search(text):
                continue
            for other in (phrase_key(_MARKS.sub("", text)), _MARKS.sub("", text), key.replace(" ", "")):
                if other not in self.meanings and len(other) >= LEAST_LETTERS - 1:
                    more[other] = [brand]
        return more

    def _short_brands(self) -> dict[str, list[Meaning]]:
        """Brands by their first word, where it means nothing else: "Kingston" is Kingston Technology."""
        more: dict[str, list[Meaning]] = {}
        for key, brand in self._brands():
            first = key.split()[0]
            least = max(LEAST_PRODUCTS, HALF * self._evidence.texts_with(first))
            if first not in self.meanings and len(first) >= LEAST_LETTERS and brand.products >= least:
                more.setdefault(first, [brand])
        return more

    def _brands(self) -> Iterator[tuple[str, Meaning]]:
        for key, found in self.meanings.items():
            yield from ((key, meaning) for meaning in found if meaning.attribute == self.brand)


def says_fit(label: str) -> bool:
    """Whether an attribute of this label says what a product fits."""
    return _FITTING_LABEL.search(fold(label)) is not None


def _short_forms(value: str) -> tuple[str, ...]:
    """Other ways to say a Chinese value: "红" for 红色."""
    is_short = has_han(value) and 2 <= len(value) <= _LONGEST_SHORTENED
    return (value[:-1],) if is_short and value[-1] in LEXICON.value_endings else ()
