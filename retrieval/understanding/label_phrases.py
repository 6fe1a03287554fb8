"""The attributes of one catalog by their labels: yes/no ones that a phrase asks for, and those a value stands beside.

Which attributes a text names without a value is `retrieval.understanding.attribute_names`.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from language.lexicon import LEXICON
from language.segmentation import has_han
from language.spelling import LEAST_LETTERS
from language.stems import stem
from language.words import phrase_key
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import LEAST_PRODUCTS, Evidence
from retrieval.understanding.type_names import TypeNames

_ENDINGS = tuple(f" {phrase}" for phrase in LEXICON.label_endings)
_OPENINGS = ("", *(f"{phrase} " for phrase in LEXICON.label_openings))
_NO_FLAG = LEXICON.vague_nouns | LEXICON.stop_words


_LONGEST_SYSTEM = 3
"""Letters of what says in which system a number is: "Size EU", "Size UK"."""


class LabelPhrases:
    """Looks labels up by `language.words.phrase_key`. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable, evidence: Evidence, types: TypeNames) -> None:
        self._table = table
        self._evidence = evidence
        self.flags = self._telling_flags(types)
        self.booleans: dict[str, int] = {}
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        self._by_first_word: dict[str, list[int]] = defaultdict(list)
        self._by_label: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_last_word: dict[str, list[int]] = defaultdict(list)
        self._by_measure: dict[str, list[int]] = defaultdict(list)
        for number, attribute in enumerate(table.attributes):
            key = phrase_key(attribute.label)
            if attribute.kind == "boolean":
                for opening in _OPENINGS:
                    if key.startswith(opening) and not types.is_own(key):
                        self.booleans.setdefault(key.removeprefix(opening), number)
                self._keep_forms(key, number)
            for word in key.split():
                self._by_word[word].append(number)
            if attribute.kind == "numeric" and " " in key:
                self._by_label[key].append(number)
            if attribute.kind != "boolean" and key and not attribute.unit:
                self._by_last_word[key.rsplit(" ", 1)[-1]].append(number)
                first, *system = key.split()
                if system and all(len(word) <= _LONGEST_SYSTEM for word in system):
                    self._by_measure[first].append(number)

    def _keep_forms(self, key: str, number: int) -> None:
        """Keeps the other ways to say a yes/no attribute."""
        for ending in _ENDINGS:
            if key.endswith(ending):
                self.booleans.setdefault(key.removesuffix(ending), number)
        if " " not in key and stem(key) != key:
            self._by_stem[stem(key)].append(number)
        self._by_first_word[key.split(" ", 1)[0]].append(number)

    def flag(self, key: str, rows: Bools | None = None) -> int | None:
        """The yes/no attribute whose label the phrase is, if the shop's texts name it so, or the products in question
        (`rows`) state it."""
        together = key.replace(" ", "") if key.count(" ") == 1 else key
        forms = (key, *LEXICON.same_values(key))
        if together != key:
            forms += (together, *LEXICON.same_values(together))
        for same in forms:
            if same in self.flags:
                return self.flags[same]
            attribute = self.booleans.get(same)
            if rows is None or attribute is None or same in _NO_FLAG or len(same) < LEAST_LETTERS - 1:
                continue
            if self._is_common(attribute, rows):
                return attribute
        return None if rows is None else self._other_form(together, rows)

    def _other_form(self, key: str, rows: Bools) -> int | None:
        """The yes/no attribute that another form of its label names: "that folds" is foldable; and "a silent one" has
        silent clicks, where nothing says how loud it is."""
        if key in LEXICON.plain_adjectives:
            alike = (word for word, adjective in LEXICON.adjectives.items() if adjective == LEXICON.adjectives[key])
            meant = [number for word in alike for number in self._by_first_word.get(word, ())]
        elif key in _NO_FLAG or key in LEXICON.function_words or key in LEXICON.adjectives:
            return None
        else:
            meant = self._by_stem.get(stem(key), [])
        return next((number for number in meant if self._is_common(number, rows)), None)

    def _is_common(self, attribute: int, rows: Bools) -> bool:
        return self._evidence.is_common(self._evidence.covering(attribute, rows), rows)

    def exact(self, key: str, rows: Bools) -> int | None:
        """The yes/no attribute of the products in question whose label is the phrase: several words, or a code."""
        attribute = self.booleans.get(key)
        is_telling = " " in key or any(letter.isdigit() for letter in key) or (len(key) > 1 and has_han(key))
        stated = attribute is not None and is_telling and self._evidence.covering(attribute, rows) > 0
        return attribute if stated else None

    def ending(self, word: str) -> list[int]:
        """The attributes without a unit whose labels end so, and behind which a value may be said: "size L"."""
        return self._by_last_word.get(word, [])

    def numeric(self, label: str, number: float, rows: Bools, longer: str = "") -> int | None:
        """The numeric attribute that some product in question states with this number: without a unit by the last word
        of its label ("size 42", also of "Size EU"), else by the whole of it (`longer`: "frame size 56")."""
        table = self._table
        attributes: list[int] = [*self._by_label.get(longer, ()), *self._by_last_word.get(label, ())]
        attributes += self._by_measure.get(label, ())
        for attribute in attributes:
            entries = table.entries_of(attribute)
            same = table.entry_number[entries] == number
            if table.attributes[attribute].kind == "numeric" and rows[table.entry_row[entries[same]]].any():
                return attribute
        return None

    def has(self, word: str, rows: Bools) -> bool:
        """Whether a label of the products in question has the word: the screen of a laptop."""
        return any(self._evidence.covering(attribute, rows) for attribute in self._by_word.get(word, ()))

    def says_kind(self, attribute: int) -> bool:
        """Whether the attribute says what kind of thing a product is: the machine type."""
        return phrase_key(self._table.attributes[attribute].label).split()[-1:] == ["type"]

    def _telling_flags(self, types: TypeNames) -> dict[str, int]:
        """The yes/no attributes that the shop's texts name by their labels; of two alike, the more common one."""
        table = self._table
        found: dict[str, int] = {}
        for attribute in np.argsort(table.counts(np.arange(table.rows)).stated, kind="stable"):
            key = phrase_key(table.attributes[attribute].label)
            if table.attributes[attribute].kind != "boolean" or types.is_own(key) or key in LEXICON.stop_words:
                continue
            named = int(table.entry_named[table.entries_of(int(attribute))].sum())
            if key and named >= LEAST_PRODUCTS and self._evidence.is_telling(key, named):
                found[key] = int(attribute)
        return found
