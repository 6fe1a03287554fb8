"""What a shopper's words say in the catalog's terms: product types, constraints on attributes, and the rest.

Links words to what the catalog knows, exactly or nearly, and leaves alone what could mean two things;
decides nothing about the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.catalog.products import CATEGORY, Scalar
from language import negation
from language.lexicon import LEXICON
from language.segmentation import Segmenter, has_han
from language.spelling import Speller
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.attribute_names import Names, words_of
from retrieval.understanding.message import (
    Reading,
    Understood,
    Word,
    carries_meaning,
    is_measured,
    is_subject,
    overlap,
)
from retrieval.understanding.phrases import Meaning, Phrases
from retrieval.understanding.preferences import Preferences
from retrieval.understanding.quantity_step import QuantityStep

_MOST_CORRECTIONS = 8
_FITTING = frozenset(tuple(phrase.split()) for phrase in LEXICON.fitting)
_MOST_FITTING = max(map(len, _FITTING))
_MODEL = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])\w{4,}\b", re.IGNORECASE)
_NEAR = 2
"""Words behind "for" that may name what the thing must fit."""


class Linker:
    """Links texts to one catalog version. Built once from its table; any number of threads may share it."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        own = (word for word in words_of(table) if has_han(word))
        self._segmenter = Segmenter([*own, *LEXICON.whole_words()], LEXICON.parted_words())
        self._phrases = Phrases(table, self._segmenter)
        self._quantities = QuantityStep(table, self._phrases)
        self._preferences = Preferences(table, self._segmenter)
        self._names = Names(table, self._segmenter)
        self.speller = Speller(table.text_words, words_of(table))

    def link(self, text: str, asked: str | None = None, types: Sequence[str] = ()) -> Understood:
        """What `text` says. `asked` is the attribute asked last, which "yes" and "under 50" are about; one that
        the catalog does not have is ignored. `types` are the product types that the conversation is about, if it is
        about any: they tell apart what a word means for one kind of product and for another. Only the first 2,000
        characters are read.
        """
        reading = Reading.of(
            text, self._table.ids.get(asked) if asked else None, self._segmenter, self._quantities.own_units
        )
        if types:
            reading.rows = self._rows_of(types)
        reading.write_out(lambda words: bool(self._phrases.types.of(words)))
        self._read_answer(reading)
        self._read_types(reading, within=bool(types))
        if not reading.types and reading.asked is None:
            self._correct(reading, only_types=True)  # what the numbers are about depends on the thing
        self._read_flags(reading)
        self._read_fitting(reading)
        self._read_preferences(reading)
        self._quantities.read(reading)
        self._read_labelled(reading)
        self._read_values(reading)
        self._correct(reading)
        return replace(reading.understood(), attributes=self._names.named(text, reading.rows))

    def _read_answer(self, reading: Reading) -> None:
        """What answers the question asked, before anything else may claim the words."""
        if reading.asked is None or not reading.words:
            return
        attribute = self._table.attributes[reading.asked]
        if attribute.kind == "boolean":
            said, following = reading.words[0].said, reading.words[1].key if len(reading.words) > 1 else ""
            agreed = said in LEXICON.agreeing
            if agreed or (said in LEXICON.refusing and following not in LEXICON.no_matter):
                reading.add(0, 1, attribute.name, "eq", agreed)
        elif attribute.kind == "numeric":
            self._quantities.read_answer(reading, reading.asked)
        else:
            for first, end, key in reading.phrases():
                value = self._phrases.asked(reading.asked, key)
                if value is not None and reading.all_free(first, end) and key not in LEXICON.stop_words:
                    self._add_value(reading, first, end, reading.asked, self._table.values[value])

    def _read_types(self, reading: Reading, *, within: bool = False) -> None:
        """`within` a conversation about some products, a word for a part of them names no other product: the screen of
        a laptop is no monitor.
        """
        named: list[tuple[int, int, list[str]]] = []
        for first, end, key in reading.phrases():
            types = (
                self._phrases.types.of(key) if reading.all_free(first, end) and key not in LEXICON.stop_words else []
            )
            if not types or is_measured(reading.words, first):
                continue
            if self._is_other_kind(reading, first, key):
                continue
            if within and key not in self._phrases.types.names and self._names.named(key, reading.rows):
                continue
            negated_after = negation.after(reading.words, end)
            if negation.before(reading.words, first) is not None or negated_after:
                if (negated_after or reading.ends_phrase(end)) and self._phrases.types.is_own(key):
                    for label in types:
                        reading.add(first, end, CATEGORY, "neq", label)
                continue
            named.append((first, end, types))
            for word in reading.words[first:end]:
                word.typed = True
            if has_han(key) and not has_han(types[0]):  # the catalog is in another language, and so is the search
                reading.words[first].text = types[0]
                for word in reading.words[first + 1 : end]:
                    word.used = True
        named = self._without_values(reading, named)
        for first, end, types in named:
            if is_subject(reading.words, first, end):
                reading.types.extend(types)
            else:
                for word in reading.words[first:end]:
                    word.typed = any(f <= first < e for f, e, _ in named if is_subject(reading.words, f, e))
        if reading.types:
            reading.rows = self._rows_of(reading.types)

    def _without_values(
        self, reading: Reading, named: list[tuple[int, int, list[str]]]
    ) -> list[tuple[int, int, list[str]]]:
        """Without those that, apart from another type's name, are a value of it: "kettle 2400 W stainless steel"."""
        kept = []
        for first, end, types in named:
            earlier = [other for other in named if other[1] < first]
            key = " ".join(word.key for word in reading.words[first:end])
            rows = self._rows_of(earlier[-1][2]) if earlier else None
            if rows is not None and (self._phrases.is_value_of(key, rows) or self._phrases.is_part_of(key, rows)):
                for word in reading.words[first:end]:
                    word.typed = False
            else:
                kept.append((first, end, types))
        return kept

    def _is_other_kind(self, reading: Reading, first: int, key: str) -> bool:
        """Whether the word before makes it a thing of another kind: a washing machine, where only coffee machines are
        sold. Words that the catalog writes do not, nor those that say nothing of the kind.
        """
        names = self._phrases.types
        if names.is_own(key) or key not in names.names:
            return False
        if not first or reading.words[first].separate:
            return False
        before = reading.words[first - 1]
        is_kind = before.text.lower().endswith("ing") and before.key not in LEXICON.stop_words
        return is_kind and before.free and not self._phrases.is_known(before.key)

    def _read_flags(self, reading: Reading) -> None:
        """Yes/no attributes said by their label, and values with a number in them, before that is taken for a quantity:
        "5G", "3.5 mm jack"."""
        for first, end, key in reading.phrases():
            if reading.rows is None or not reading.all_free(first, end):
                continue
            flag = self._phrases.exact(key, reading.rows)
            measured = " " in key and any(letter.isdigit() for letter in key)
            meaning = self._phrases.sure_meaning(key, reading.rows) if measured else None
            if flag is not None:
                self._add_value(reading, first, end, flag, True)
            elif meaning is not None:
                self._add_value(reading, first, end, meaning.attribute, self._table.values[meaning.value])

    def _read_fitting(self, reading: Reading) -> None:
        """What the thing is for, if that is another product: a brand there is not the brand wanted."""
        words = reading.words
        found = next(filter(None, (_fitting(words, place) for place in range(len(words)))), None)
        if found is None or not any(carries_meaning(word) for word in words[: found[0]]):
            return
        first, inside = found
        is_typed = any(word.typed for word in words[:first])
        named = any(self._phrases.is_brand(w.key) or self._phrases.is_fitted(w.key) for w in inside[:_NEAR] if w.free)
        start, end = inside[0].span[0], inside[-1].span[1]
        amounts = [q.span for q in reading.quantities]
        models = [m.span() for m in _MODEL.finditer(reading.text, start, end)]
        if named or (is_typed and any(not any(overlap(m, amount) for amount in amounts) for m in models)):
            compared = [q.span[0] for q in reading.quantities if q.compared]
            reading.fits = (start, min([end, *(bound for bound in compared if bound > start)]))

    def _read_preferences(self, reading: Reading) -> None:
        words = reading.words
        keys = [word.said if word.free or word.typed else "" for word in words]
        if reading.rows is not None:  # a large suitcase is one of the size "Large"
            sure = (self._phrases.sure_meaning(word.key, reading.rows) for word in words)
            keys = [
                "" if key in LEXICON.adjectives and meaning else key for key, meaning in zip(keys, sure, strict=True)
            ]
        typed = [word.typed for word in words]
        alone = [
            reading.ends_phrase(place + 1) and (word.separate or not place or typed[place - 1])
            for place, word in enumerate(words)
        ]
        amounts = [quantity.span for quantity in reading.quantities if quantity.compared]
        for found in self._preferences.read(keys, typed, reading.rows, alone):
            if any(overlap(reading.span(found.first, found.end), amount) for amount in amounts):
                continue  # "16 inch or larger" is a bound
            preference = found.preference
            if negation.before(words, found.first) is not None and words[found.first].said not in LEXICON.not_too:
                if preference.compares and not preference.text.startswith("too "):
                    continue
                if not preference.text.startswith("too "):  # "not too heavy" asks for the same as "too heavy"
                    turned = "low" if preference.direction == "high" else "high"
                    preference = preference.model_copy(update={"direction": turned})
            if not (preference is not found.preference and preference.sorts):
                reading.preferences.append(preference)
                for word in words[found.first : found.end]:
                    word.used = True

    def _read_labelled(self, reading: Reading) -> None:
        """A value beside the name of its attribute, where alone it says too little: "size L", "espresso type"."""
        if reading.rows is None:
            return
        for place, (label, value) in enumerate(zip(reading.words, reading.words[1:], strict=False)):
            if not (label.free and value.free):
                continue
            found = self._phrases.labelled(label.key, value.key, reading.rows)
            found = found or self._phrases.labelled(value.key, label.key, reading.rows)
            if found:
                self._add_value(reading, place, place + 2, found[0], self._table.values[found[1]])
            elif value.text.isdecimal():
                self._quantities.read_numbers(reading, place)

    def _read_values(self, reading: Reading) -> None:
        for first, end, key in reading.phrases():
            if not reading.all_free(first, end) or reading.is_fitting(reading.span(first, end)):
                continue
            if len(key) == 1 and not (reading.words[first].text.isupper() or has_han(key)):
                continue
            meaning = self._phrases.sure_meaning(key, reading.rows)
            if meaning is not None:
                if not self._is_of_another(reading, end, meaning):
                    self._add_value(reading, first, end, meaning.attribute, self._table.values[meaning.value])
                continue
            flag = self._phrases.flag(key, reading.rows)
            if flag is not None:
                self._add_value(reading, first, end, flag, True)
            elif negation.before(reading.words, first) is not None and (
                flag := self._phrases.flag(f"{key}less", reading.rows)
            ):
                name = self._table.attributes[flag].name
                reading.add(first, end, name, "eq", True)  # "without a bag" is bagless
        if reading.rows is not None:
            self._quantities.read_sizes(reading, reading.rows)
            self._read_partial(reading, reading.rows)

    def _is_of_another(self, reading: Reading, end: int, meaning: Meaning) -> bool:
        """Whether a value describes the word behind it, which is no part of the thing: "green tea, so a kettle".

        Only where no product in question states the value; else "green" is taken for a constraint.
        """
        behind = reading.words[end : end + 1]
        if reading.rows is None or not behind or behind[0].separate or not behind[0].free:
            return False
        stating = self._table.entry_row[self._table.entry_value == meaning.value]
        return carries_meaning(behind[0]) and not reading.rows[stating].any()

    def _read_partial(self, reading: Reading, rows: Bools) -> None:
        """Words of values, where the whole value was not said: "merino" of merino wool."""
        for first, end, key in reading.phrases():
            if not reading.all_free(first, end) or reading.is_fitting(reading.span(first, end)):
                continue
            found = self._phrases.partial(key, rows)
            for value in found[1] if found else ():
                self._add_value(reading, first, end, found[0] if found else 0, self._table.values[value])

    def _correct(self, reading: Reading, only_types: bool = False) -> None:
        """Words that the catalog never writes are read as the nearest phrase that it does."""
        unknown = [i for i, word in enumerate(reading.words) if word.free and not self._phrases.is_known(word.key)]
        for position in unknown[:_MOST_CORRECTIONS]:
            word = reading.words[position]
            key = None if reading.is_fitting(word.span) else self._phrases.corrected(word.key, reading.asked)
            if key is None:
                continue
            value = self._phrases.asked(reading.asked, key) if reading.asked is not None else None
            types = self._phrases.types.of(key)
            if (only_types and not types) or (types and reading.types):
                continue  # who named the thing does not name another one wrongly
            if types and reading.rows is None:
                reading.rows = self._rows_of(types)
            meaning = self._phrases.sure_meaning(key, reading.rows)
            flag = self._phrases.flag(key, reading.rows)
            if value is not None and reading.asked is not None:
                self._add_value(reading, position, position + 1, reading.asked, self._table.values[value])
            elif types:
                reading.types.extend(types)
                word.typed = True
            elif meaning is not None:
                self._add_value(reading, position, position + 1, meaning.attribute, self._table.values[meaning.value])
            elif flag is not None:
                self._add_value(reading, position, position + 1, flag, True)
            else:
                continue
            reading.corrections[word.text] = key
            word.text = key

    def _add_value(self, reading: Reading, first: int, end: int, attribute: int, value: Scalar) -> None:
        name = self._table.attributes[attribute].name
        before, behind = negation.before(reading.words, first), negation.behind(reading.words, end)
        negated = before is not None or behind is not None
        is_no = negated and value is True
        reading.add(first, end, name, "neq" if negated and not is_no else "eq", False if is_no else value)

    def _rows_of(self, types: Sequence[str]) -> Bools | None:
        """Marks the products of any of these categories; None if there are none."""
        category, wanted = self._table.ids[CATEGORY], frozenset(types)
        ids = [value for value in self._table.value_ids(category) if self._table.values[value] in wanted]
        entries = self._table.entries_of(category)
        marked = np.zeros(self._table.rows, np.bool_)
        marked[self._table.entry_row[entries[np.isin(self._table.entry_value[entries], ids)]]] = True
        return marked if marked.any() else None


def _fitting(words: Sequence[Word], place: int) -> tuple[int, Sequence[Word]] | None:
    """The place of "fits" and the words behind it up to a mark, without "a" or "my"."""
    lengths = range(1, _MOST_FITTING + 1)
    length = next((n for n in lengths if tuple(word.said for word in words[place : place + n]) in _FITTING), None)
    if length is None:
        return None
    begin = place + length
    end = next((n for n in range(begin, len(words)) if words[n].separate), len(words))
    begin += begin < end and words[begin].said in LEXICON.determiners
    return (place, words[begin:end]) if begin < end else None
