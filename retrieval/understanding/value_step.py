"""The values of a message: what a product is to have or not to have, and yes/no attributes said by their labels."""

from __future__ import annotations

from itertools import takewhile

from language import negation
from language.lexicon import LEXICON
from language.operators import Op
from language.segmentation import has_han
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.message import Reading, Word, carries_meaning, may_precede_size
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.value_phrases import Meaning

_SIZE = "size"
"""The last word of a label behind which sizes are said, as the importers name it."""


class ValueStep:
    """Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, phrases: Phrases) -> None:
        self._table = table
        self._phrases = phrases

    def read_answer(self, reading: Reading, asked: int) -> None:
        """What answers the question about the attribute `asked`, which is no number."""
        attribute = self._table.attributes[asked]
        if attribute.kind == "boolean":
            said, following = reading.words[0].said, reading.words[1].key if len(reading.words) > 1 else ""
            agreed = said in LEXICON.agreeing
            if agreed or (said in LEXICON.refusing and following not in LEXICON.no_matter):
                reading.add(0, 1, attribute.name, "eq", agreed)
            return
        for first, end, key in reading.free_phrases():
            value = self._phrases.values.asked(asked, key)
            if value is not None and key not in LEXICON.stop_words:
                self.add(reading, first, end, asked, value)

    def read_flags(self, reading: Reading, rows: Bools) -> None:
        """Yes/no attributes said by their label, and values with a number in them, before that is taken for a quantity:
        "5G", "3.5 mm jack"."""
        for first, end, key in reading.free_phrases():
            flag = self._phrases.labels.exact(key, rows)
            measured = " " in key and any(letter.isdigit() for letter in key)
            meaning = self._phrases.sure_meaning(key, rows) if measured else None
            if flag is not None:
                self.add_flag(reading, first, end, flag)
            elif meaning is not None:
                self.add(reading, first, end, meaning.attribute, meaning.value)

    def read(self, reading: Reading) -> None:
        """Values and yes/no attributes that the words surely mean."""
        for first, end, key in reading.free_phrases():
            if reading.is_fitting(reading.span(first, end)):
                continue
            if len(key) == 1 and not (reading.words[first].text.isupper() or has_han(key)):
                continue
            meaning = self._phrases.sure_meaning(key, reading.rows)
            if meaning is None:
                self._read_flag(reading, first, end, key)
            elif not self._is_of_another(reading, first, end, meaning):
                self.add(reading, first, end, meaning.attribute, meaning.value)

    def read_word(self, reading: Reading, place: int, key: str) -> bool:
        """Whether a word that was to be another surely means a value or a yes/no attribute by that."""
        meaning = self._phrases.sure_meaning(key, reading.rows)
        flag = self._phrases.labels.flag(key, reading.rows) if meaning is None else None
        if meaning is not None:
            self.add(reading, place, place + 1, meaning.attribute, meaning.value)
        elif flag is not None:
            self.add_flag(reading, place, place + 1, flag)
        return meaning is not None or flag is not None

    def read_labelled(self, reading: Reading, place: int, rows: Bools) -> bool:
        """Whether a value stands beside the name of its attribute, where alone it says too little: "size L", "espresso
        type"."""
        label, value = reading.words[place : place + 2]
        found = self._phrases.labelled(label.key, value.key, rows) or self._phrases.labelled(value.key, label.key, rows)
        if found:
            self.add(reading, place, place + 2, *found)
        return found is not None

    def read_sizes(self, reading: Reading, rows: Bools) -> None:
        """Sizes said by words: "in medium", "women's medium"."""
        for place, word in enumerate(reading.words):
            opened = place and not word.separate and may_precede_size(reading.words[place - 1])
            if not (word.free and opened and word.key in LEXICON.sizes and reading.ends_phrase(place + 1)):
                continue
            found = self._phrases.labelled(_SIZE, word.key, rows)
            if found is not None:
                self.add(reading, place, place + 1, *found)

    def read_partial(self, reading: Reading, rows: Bools) -> None:
        """Words of values, where the whole value was not said: "merino" of merino wool."""
        for first, end, key in reading.free_phrases():
            found = None if reading.is_fitting(reading.span(first, end)) else self._phrases.partial(key, rows)
            for value in found[1] if found else ():
                self.add(reading, first, end, found[0] if found else 0, value)

    def add(self, reading: Reading, first: int, end: int, attribute: int, value: int) -> None:
        """Keeps the value (by its id) that the words mean, or that it is not wanted."""
        if negation.is_of_verb(reading.words, first) or _is_owned(reading, first, end):
            return
        op: Op = "neq" if _is_negated(reading, first, end) else "eq"
        reading.add(first, end, self._table.attributes[attribute].name, op, self._table.values[value])

    def add_flag(self, reading: Reading, first: int, end: int, attribute: int) -> None:
        """Keeps that a yes/no attribute is wanted, or is not."""
        if negation.is_of_verb(reading.words, first):
            return
        wanted = not _is_negated(reading, first, end)
        reading.add(first, end, self._table.attributes[attribute].name, "eq", wanted)

    def _read_flag(self, reading: Reading, first: int, end: int, key: str) -> None:
        is_adjective = key in LEXICON.adjectives and key not in LEXICON.plain_adjectives
        if is_adjective and reading.words[first].said == key:
            return  # a light bicycle is one with no lights
        flag = self._phrases.labels.flag(key, reading.rows)
        if flag is not None:
            self.add_flag(reading, first, end, flag)
        elif negation.before(reading.words, first) is not None:
            without = self._phrases.labels.flag(f"{key}less", reading.rows)
            if without is not None:  # "without a bag" is bagless
                reading.add(first, end, self._table.attributes[without].name, "eq", True)

    def _is_of_another(self, reading: Reading, first: int, end: int, meaning: Meaning) -> bool:
        """Whether a value describes the word behind it, which is no part of the thing: "green tea, so a kettle".

        If products in question state the value, "green" is taken for what the product is to be, but for a colour that
        the sentence says of something else.
        """
        if self._phrases.values.is_colour(meaning.attribute) and self._is_no_colour(reading, first, end):
            return True
        behind = reading.words[end : end + 1]
        if reading.rows is None or not behind or behind[0].separate or not behind[0].free:
            return False
        stating = self._table.entry_row[self._table.entry_value == meaning.value]
        return carries_meaning(behind[0]) and not reading.rows[stating].any()

    def _is_no_colour(self, reading: Reading, first: int, end: int) -> bool:
        """Whether a colour's word is a thing itself ("on the sand") or tells of another thing than the one looked for
        ("my rose garden", "in mint condition")."""
        words = reading.words
        if end - first > 1 or not first or words[first].separate or words[first - 1].said not in LEXICON.function_words:
            return False
        before = [word.said for word in words[max(0, first - 2) : first]]
        behind = words[end] if end < len(words) and not words[end].separate else None
        if behind is None or not carries_meaning(behind):
            return before[-1] in LEXICON.determiners and len(before) == 2 and before[0] in LEXICON.places
        if reading.rows is None or not self._is_foreign(reading, behind):
            return False
        rest = list(takewhile(lambda word: not word.separate and carries_meaning(word), words[end:]))
        following = words[end + len(rest) : end + len(rest) + 1]
        is_adjective = any(word.said in LEXICON.standing_in for word in following)  # "a blue sporty one"
        return not is_adjective and all(word.free for word in rest)

    def _is_foreign(self, reading: Reading, word: Word) -> bool:
        """Whether a word is a noun that says nothing of the products in question, as far as the catalog knows."""
        known = (
            LEXICON.adjectives,
            LEXICON.comparatives,
            LEXICON.small_talk,
            LEXICON.function_words,
            LEXICON.looks,
            LEXICON.label_words,
            self._phrases.values.meanings,
        )
        if not word.free or not word.said.isalpha() or any(word.key in words for words in known):
            return False
        rows = reading.rows
        return self._phrases.labels.flag(word.key, rows) is None and not (
            rows is not None and self._phrases.labels.has(word.key, rows)
        )


def _is_owned(reading: Reading, first: int, end: int) -> bool:
    """Whether a value tells of what the shopper has: "everyone hates my clicky keyboard"."""
    before, behind = reading.words[first - 1 : first], reading.words[end : end + 1]
    return any(word.said in LEXICON.owned for word in before) and any(word.typed for word in behind)


def _is_negated(reading: Reading, first: int, end: int) -> bool:
    before, behind = negation.before(reading.words, first), negation.behind(reading.words, end)
    return before is not None or behind is not None
