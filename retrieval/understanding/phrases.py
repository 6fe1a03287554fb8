"""The phrases of one catalog: which words name a product type, a value or an attribute, exactly or nearly.

Knows how sure a phrase is of its meaning, measured on the shop's own texts; what a sentence means is put
together in `retrieval.understanding.linker`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.catalog.products import BRAND, CATEGORY
from language.lexicon import LEXICON
from language.segmentation import Segmenter, has_han
from language.spelling import LEAST_LETTERS, NearestWords
from language.words import fold, phrase_key
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.type_names import TypeNames

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
_HALF = 0.5
_FEW_MEANINGS = 8
"""A value of more attributes than this ("USB") is an ordinary word, unless very many of the products state it."""
_LEAST_PARTIAL, _MOST_PARTIAL, _PARTLY, _SURE_OF_PART = 4, 12, 0.3, 0.12
"""Letters of a word for part of a value, values it may stand for, share of the products in question that state the
attribute, and share of the products with the word in their texts that state such a value."""
FITTING_LABEL = re.compile("|".join(word if has_han(word) else rf"\b{word}" for word in LEXICON.fitting_labels))
"""In the folded label of an attribute that says what a product fits."""
_LONGEST_SHORTENED = 3
_MARKS = re.compile(r"['’.\-]")
_PREFIXES = ("", *(f"{phrase} " for phrase in LEXICON.label_openings))
"""Of labels; shoppers leave them out."""
_NO_PART = LEXICON.stop_words | LEXICON.vague_nouns | LEXICON.small_talk | LEXICON.said_of_all
"""Words that stand for no value of which they are a part."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One value that a phrase may stand for: how many products state it, and how many name it in their text."""

    attribute: int
    value: int
    products: int
    named: int


class Phrases:
    """Looks phrases up by `language.words.phrase_key`. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable, segmenter: Segmenter) -> None:
        self._table = table
        self._segmenter = segmenter
        self._category = table.ids.get(CATEGORY, -1)
        self._brand = table.ids.get(BRAND, -1)
        self._meanings: dict[str, list[Meaning]] = defaultdict(list)
        self._of_attribute: dict[int, dict[str, int]] = defaultdict(dict)
        self._by_word: dict[str, list[Meaning]] = defaultdict(list)
        self._spelled: dict[int, str] = {}
        self._fitted: set[str] = set()
        self._flags: dict[str, int] = {}
        self._holders = lru_cache(None)(lambda attribute: np.unique(table.entry_row[table.entries_of(attribute)]))
        self._read_values()
        self.types = TypeNames(table, self._stated_by, segmenter)
        self._labels: dict[str, int] = {}
        self._by_label: dict[str, list[int]] = defaultdict(list)
        self._label_words: dict[str, list[int]] = defaultdict(list)
        self._by_last_word: dict[str, list[int]] = defaultdict(list)
        self._read_flags()
        self._read_labels()
        brands = (key for key, found in self._meanings.items() if any(m.attribute == self._brand for m in found))
        common = (
            key
            for key, found in self._meanings.items()
            if " " not in key and any(m.named >= _LEAST_PRODUCTS for m in found)
        )
        known = (*self.types.names, *brands, *common, *(k for k in self._labels if " " not in k))
        known = (*known, *(name for name in LEXICON.things if self.types.of(name)))
        self._spellings = NearestWords(key for key in known if len(key) >= LEAST_LETTERS)

    def asked(self, attribute: int, key: str) -> int | None:
        """The value id of the phrase as an answer about this attribute."""
        if attribute not in self._of_attribute:
            return None
        said = (key, *LEXICON.same_values(key))
        return next((found for word in said if (found := self._of_attribute[attribute].get(word)) is not None), None)

    def sure_meaning(self, key: str, rows: Bools | None = None) -> Meaning | None:
        """What the phrase stands for with nobody having asked; None if that is ambiguous, rare or an ordinary word.

        `rows` marks the products that the conversation is about, if that is known: red is another attribute
        of a cable than of a laptop.
        """
        if (
            key in LEXICON.stop_words
            or not any(letter.isalpha() for letter in key)
            or (len(key) < 2 and rows is None and not has_han(key))
        ):
            return None
        for same in (key, *(other for other in LEXICON.same_values(key) if other != key)):
            found = self._colour(same, rows) if same in LEXICON.colours else self._surest(same, rows)
            if found is not None:
                return found
        return None

    def _colour(self, key: str, rows: Bools | None) -> Meaning | None:
        """What a colour is of: of the attributes that know it, the one that most of the products in question state."""
        found = [m for m in self._meanings.get(key, ()) if m.attribute not in (self._category, self._brand)]
        if not found:
            return None
        stating = [self._covering(m.attribute, rows) for m in found]
        top = max(range(len(found)), key=lambda n: (stating[n], found[n].products))
        least = _DOMINATES * sum(stating) if rows is None else _COMMON * rows.sum()
        return found[top] if stating[top] >= max(1, least) else None

    def _covering(self, attribute: int, rows: Bools | None) -> int:
        """How many of the products in question state the attribute."""
        holders = self._holders(attribute)
        return len(holders) if rows is None else int(rows[holders].sum())

    def _surest(self, key: str, rows: Bools | None) -> Meaning | None:
        if rows is None and key in self.types.words:
            return None
        found = [meaning for meaning in self._meanings.get(key, ()) if meaning.attribute != self._category]
        if not found:
            return None
        brand = [meaning for meaning in found if meaning.attribute == self._brand]
        weights = [meaning.named if rows is None or brand else self._stating(meaning, rows) for meaning in found]
        if rows is not None and not any(weights):  # none of the type has it, but of which attribute it is may be clear
            weights = [self._covering(m.attribute, rows) * (m.products >= _LEAST_PRODUCTS) for m in found]
            weights = [weight if weight >= _HALF * rows.sum() else 0 for weight in weights]
        top, weight = max(zip(found, weights, strict=True), key=lambda pair: pair[1])
        if rows is not None and not brand and len(found) <= _FEW_MEANINGS:
            kinds = [m for m, w in zip(found, weights, strict=True) if self._says_kind(m, w, rows)]
            if len(kinds) == 1:
                return kinds[0]
        if weight == 0 or weight < _DOMINATES * sum(weights):
            return None
        least = 1 if top in brand else _LEAST_PRODUCTS
        named = max(meaning.named for meaning in found)
        if len(key) > 1 and named >= least and self._is_telling(key, named):
            return top
        # Among products of one type, what many of them state is meant, whatever the word says of others.
        if (
            rows is None
            or top in brand
            or key in LEXICON.adjectives
            or key in LEXICON.said_of_all
            or not self._stating(top, rows)
        ):
            return None
        share = _COMMON if len(found) <= _FEW_MEANINGS else _HALF
        plain = " " in key and not any(letter.isdigit() for letter in key)
        return top if plain or weight >= max(_LEAST_PRODUCTS, share * rows.sum()) else None

    def _says_kind(self, meaning: Meaning, stating: int, rows: Bools) -> bool:
        """Whether the value says what kind of thing many of the products in question are: the machine type."""
        label = phrase_key(self._table.attributes[meaning.attribute].label)
        return label.split()[-1:] == ["type"] and stating >= max(_LEAST_PRODUCTS, _COMMON * rows.sum())

    def _stating(self, meaning: Meaning, rows: Bools) -> int:
        entries = self._table.entries_of(meaning.attribute)
        stating = self._table.entry_row[entries[self._table.entry_value[entries] == meaning.value]]
        return int(rows[stating].sum())

    def _is_telling(self, key: str, named: int) -> bool:
        """Whether texts that hold the words mostly mean the value."""
        return named >= _SURE * min(self._texts_with(word) for word in key.split())

    def is_value_of(self, key: str, rows: Bools) -> bool:
        """Whether any of the products in question states the phrase as a value of something but its type."""
        found = (meaning for meaning in self._meanings.get(key, ()) if meaning.attribute != self._category)
        return any(self._stating(meaning, rows) for meaning in found)

    def is_part_of(self, key: str, rows: Bools) -> bool:
        """Whether the phrase, which is no type's own name, is what an attribute of the products in question is about:
        the screen of a laptop."""
        if self.types.is_own(key):
            return False
        return any(self._covering(attribute, rows) for attribute in self._label_words.get(key, ()))

    def partial(self, key: str, rows: Bools) -> tuple[int, list[int]] | None:
        """(attribute, value ids) of the values that have the phrase as words, if the products in question mean one
        attribute by it: "merino" is merino wool, and "disc brakes" are hydraulic and mechanical ones."""
        words = key.split()
        if key in _NO_PART or key in LEXICON.adjectives or key in self._meanings:
            return None
        if len(words) == 1 and any(self._covering(label, rows) for label in self._label_words.get(key, ())):
            return None  # pockets are counted, whatever kinds of them there are
        if len(key) < _LEAST_PARTIAL or not any(word.isalpha() for word in words) or self.types.is_own(words[-1]):
            return None
        stating: dict[int, int] = defaultdict(int)
        values: dict[int, list[int]] = defaultdict(list)
        for meaning in self._by_word.get(words[0], ()):
            if f" {key} " in self._spelled[meaning.value]:
                count = self._stating(meaning, rows)
                stating[meaning.attribute] += count
                values[meaning.attribute] += [meaning.value] * (count > 0)
        top = max(stating, key=lambda attribute: stating[attribute], default=None)
        if top is None or stating[top] < max(_LEAST_PRODUCTS, _COMMON * rows.sum()):
            return None
        if stating[top] < _DOMINATES * sum(stating.values()) or self._covering(top, rows) < _PARTLY * rows.sum():
            return None
        products = sum(m.products for m in self._by_word[words[0]] if f" {key} " in self._spelled[m.value])
        texts = min(self._texts_with(word) for word in words)
        return (top, values[top]) if products >= _SURE_OF_PART * texts and len(values[top]) <= _MOST_PARTIAL else None

    def is_brand(self, key: str) -> bool:
        """Whether the phrase is a brand."""
        return any(meaning.attribute == self._brand for meaning in self._meanings.get(key, ()))

    def is_fitted(self, key: str) -> bool:
        """Whether the catalog's attributes of compatibility name the word: "iPhone" of "for iPhone 7, iPhone 8"."""
        return key in self._fitted

    def flag(self, key: str, rows: Bools | None = None) -> int | None:
        """The yes/no attribute whose label the phrase is, if the shop's texts name it so, or the products in question
        (`rows`) state it."""
        for same in (key, *LEXICON.same_values(key)):
            if same in self._flags:
                return self._flags[same]
            attribute = self._labels.get(same)
            if (
                rows is None
                or attribute is None
                or same in LEXICON.vague_nouns
                or same in LEXICON.stop_words
                or len(same) < LEAST_LETTERS - 1
            ):
                continue
            if self._covering(attribute, rows) >= max(_LEAST_PRODUCTS, _COMMON * rows.sum()):
                return attribute
        return None

    def exact(self, key: str, rows: Bools | None) -> int | None:
        """The yes/no attribute of the products in question whose label is the phrase: several words, or a code."""
        attribute = self._labels.get(key)
        if (
            attribute is None
            or rows is None
            or not (" " in key or any(letter.isdigit() for letter in key) or len(key) > 1 and has_han(key))
        ):
            return None
        return attribute if rows[self._table.entry_row[self._table.entries_of(attribute)]].any() else None

    def labelled(self, label: str, value: str, rows: Bools) -> tuple[int, int] | None:
        """(attribute, value id) of a value said after the last word of its label, as in "size L"; None if no product in
        question states it."""
        best: tuple[int, int, int] | None = None
        for attribute in self._by_last_word.get(label, ()):
            known = self._of_attribute.get(attribute, {})
            found = known.get(value, known.get(LEXICON.sizes.get(value, "")))
            stating = 0 if found is None else self._stating(Meaning(attribute, found, 0, 0), rows)
            if found is not None and stating and (best is None or stating > best[0]):
                best = stating, attribute, found
        return (best[1], best[2]) if best else None

    def numeric(self, label: str, number: float, rows: Bools, longer: str = "") -> int | None:
        """The numeric attribute that some product in question states with this number: without a unit by the last word
        of its label ("size 42"), else by the whole of it (`longer`: "frame size 56")."""
        table = self._table
        attributes: list[int] = [*self._by_label.get(longer, ()), *self._by_last_word.get(label, ())]
        for attribute in attributes:
            entries = table.entries_of(attribute)
            same = table.entry_number[entries] == number
            if table.attributes[attribute].kind == "numeric" and rows[table.entry_row[entries[same]]].any():
                return attribute
        return None

    def covers(self, attribute: int, rows: Bools) -> bool:
        """Whether most of the products in question state the attribute."""
        return bool(self._covering(attribute, rows) >= _HALF * rows.sum())

    def is_known(self, word: str) -> bool:
        """Whether the catalog writes the word somewhere, so that it is no mistake."""
        singly = word in self.types.names or word in LEXICON.things
        return (
            singly
            or word in self._table.text_words
            or word in self._flags
            or word in LEXICON.small_talk
            or word in self._meanings
        )

    def corrected(self, word: str, attribute: int | None = None) -> str | None:
        """The phrase that a mistyped word was to be; shorter ones are forgiven in an answer about an attribute."""
        # Of two that are as near, what a thing is, and then what more texts have.
        return self._spellings.of(
            word,
            rank=lambda phrase: (not self.types.is_own(phrase), -self._texts_with(phrase)),
            least=LEAST_LETTERS - (attribute is not None),
            more=self._of_attribute.get(attribute, ()) if attribute is not None else (),
        )

    def _texts_with(self, word: str) -> int:
        counts = self._table.text_words
        if has_han(word):
            return max(1, min(counts.get(word[i : i + 2], 0) for i in range(max(1, len(word) - 1))))
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
                for form in _short_forms(key):
                    self._of_attribute[attribute].setdefault(form, value)
        for attribute, keys in self._of_attribute.items():
            fitting = FITTING_LABEL.search(fold(table.attributes[attribute].label)) is not None
            for key, value in keys.items():
                meaning = Meaning(attribute, value, int(products[value]), int(named[value]))
                self._meanings[key].append(meaning)
                words = key.split()
                self._spelled[value] = f" {key} "
                for word in dict.fromkeys(words) if len(words) > 1 and not fitting else ():
                    self._by_word[word].append(meaning)
                if fitting:
                    self._fitted.update(word for word in words if word.isalpha() and word not in LEXICON.stop_words)
        self._read_other_spellings()

    def _read_other_spellings(self) -> None:
        """What marks leave of a name is also written without: "Levi's" as levis, "TP-LINK" as tplink."""
        more: dict[str, list[Meaning]] = {}
        for key, found in self._meanings.items():
            for meaning in found:
                text = fold(str(self._table.values[meaning.value]))
                if meaning.attribute == self._brand and _MARKS.search(text):
                    for other in (phrase_key(_MARKS.sub("", text)), _MARKS.sub("", text), key.replace(" ", "")):
                        if other not in self._meanings and len(other) >= LEAST_LETTERS - 1:
                            more[other] = [meaning]
        self._meanings.update(more)
        self._read_short_brands()

    def _read_short_brands(self) -> None:
        """Brands by their first word, where it means nothing else: "Kingston" is Kingston Technology."""
        for key, found in list(self._meanings.items()):
            first = key.split()[0]
            brand = [meaning for meaning in found if meaning.attribute == self._brand]
            is_new = first != key and first not in self._meanings and len(first) >= LEAST_LETTERS
            least = max(_LEAST_PRODUCTS, _HALF * self._texts_with(first))
            if brand and is_new and brand[0].products >= least:
                self._meanings[first] = brand

    def _stated_by(self, key: str) -> int:
        """How many products state the phrase, or another name of it, as a value of something but their type."""
        meanings = (m for same in (LEXICON.same_values(key) or (key,)) for m in self._meanings.get(same, ()))
        return max((m.products for m in meanings if m.attribute != self._category), default=0)

    def _read_flags(self) -> None:
        table = self._table
        stated = table.counts(np.arange(table.rows)).stated
        for attribute in np.argsort(stated, kind="stable"):
            key = phrase_key(table.attributes[attribute].label)
            if (
                table.attributes[attribute].kind != "boolean"
                or not key
                or key in LEXICON.stop_words
                or self.types.is_own(key)
            ):
                continue
            named = int(table.entry_named[table.entries_of(int(attribute))].sum())
            if named >= _LEAST_PRODUCTS and self._is_telling(key, named):
                self._flags[key] = int(attribute)

    def _read_labels(self) -> None:
        for number, attribute in enumerate(self._table.attributes):
            key = phrase_key(attribute.label)
            if attribute.kind == "boolean":
                for prefix in _PREFIXES:
                    if key.startswith(prefix) and not self.types.is_own(key):
                        self._labels.setdefault(key.removeprefix(prefix), number)
            for word in key.split():
                self._label_words[word].append(number)
            if attribute.kind == "numeric" and " " in key:
                self._by_label[key].append(number)
            if attribute.kind != "boolean" and key and not attribute.unit:
                self._by_last_word[key.rsplit(" ", 1)[-1]].append(number)


def _short_forms(value: str) -> tuple[str, ...]:
    """Other ways to say a Chinese value: "红" for 红色."""
    is_short = has_han(value) and 2 <= len(value) <= _LONGEST_SHORTENED
    return (value[:-1],) if is_short and value[-1] in LEXICON.value_endings else ()
