"""The numbers of a message, each given to the attribute that it is about, or set aside.

Which attribute that is, `retrieval.understanding.numeric_attributes` weighs; numbers themselves are read by
`language.quantities`.
"""

from __future__ import annotations

from itertools import takewhile

from data.catalog.constraints import Note
from data.catalog.products import PRICE
from language import units
from language.lexicon import LEXICON
from language.quantities import Quantity
from language.segmentation import has_han
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading, Word, carries_meaning, may_precede_size, overlap
from retrieval.understanding.numeric_attributes import Measures, as_constraint
from retrieval.understanding.ordinary_words import ordinary_words
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.preferences import compared_labels

_OF_NOUNS = frozenset({"min", "h", "day", "week", "month", "year", "km", "mi", "yd", "kg", "lb", "km/h", "mph"})
"""Units in which one speaks of ways, times and people; nobody commutes 15 inches."""
_NEAR = 2  # words to each side of a number that may name its attribute


class QuantityStep:
    """Links the quantities of messages to one catalog's attributes. Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, phrases: Phrases, evidence: Evidence) -> None:
        self._table = table
        self._evidence = evidence
        self._phrases = phrases
        self._measures = Measures(table)
        stated = {attribute.unit for attribute in table.attributes if attribute.kind == "numeric" and attribute.unit}
        self.own_units = frozenset(unit for unit in stated if units.unit_named(unit) is None)
        """Units of the catalog that no language's file has: they are said as they are shown."""

    def read_answer(self, reading: Reading, asked: int) -> None:
        """Quantities that answer the question about the numeric attribute `asked`."""
        attribute = self._table.attributes[asked]
        for quantity in reading.quantities:
            fitted = quantity.within(attribute.unit)
            if quantity.currency and attribute.name == PRICE:
                fitted = None if self._measures.is_foreign(quantity) else quantity
            if fitted and self._measures.is_plausible(asked, quantity, reading.rows):
                self._add_quantity(reading, fitted, asked)

    def read(self, reading: Reading) -> None:
        claimed = 0
        for quantity in reading.quantities:
            refused = self._refused(quantity)
            if refused is not None:
                reading.set_aside(quantity.span, refused)
                continue
            inside = [i for i, word in enumerate(reading.words) if overlap(word.span, quantity.span)]
            if inside and self._may_be_read(reading, quantity, inside[0], inside[-1] + 1):
                claimed = self._read_one(reading, quantity, inside, claimed)

    def _refused(self, quantity: Quantity) -> str | None:
        """Why no product can be asked for by such a number, whatever it is about."""
        if _is_negative(quantity):
            return "a product has no negative number: left out"
        if self._measures.is_foreign(quantity):
            return f"prices here are in {self._measures.currency}, not in {quantity.said}: left out"
        return None

    def _may_be_read(self, reading: Reading, quantity: Quantity, first: int, end: int) -> bool:
        """Whether the words of a number mean nothing else: "about 4K" speaks of a resolution."""
        if self._phrases.sure_meaning(reading.words[end - 1].key, reading.rows):
            return False
        if not reading.all_free(first, end) or reading.is_fitting(quantity.span):
            return False
        return not (self._is_name(reading, quantity, first) or self._is_of_noun(reading, quantity, end))

    def _read_one(self, reading: Reading, quantity: Quantity, inside: list[int], claimed: int) -> int:
        """Links a number that stands in the words `inside`; the place up to which words were taken for it."""
        begins = max(claimed, inside[0] - _NEAR)
        # A name before another number is of that one: "size 42 under 30" asks for no size below 30.
        numbers = [place + 1 for place in range(begins, inside[0]) if reading.words[place].text.isdecimal()]
        before = reading.before(inside[0], max([begins, *numbers]))
        before += [label for i in inside for label in compared_labels(reading.words[i].said)]
        after = _until_stop(reading.after(inside[-1] + 1, _NEAR + 1))[:_NEAR]
        is_unknown = self._is_unknown(reading, inside[-1] + 1)
        may_be_money = not is_unknown and not self._counts(reading, inside[-1] + 1)
        fitting = self._measures.fitting(quantity, before, after, reading.rows, may_be_money=may_be_money)
        if fitting:
            self._add_quantity(reading, fitting[1], fitting[0])
            for word in reading.words[inside[-1] + 1 : inside[-1] + 1 + len(after)]:
                word.used = word.used or (word.free and self._measures.names(fitting[0], word.key))
            return inside[-1] + 2 + len(after)
        near = reading.words[max(claimed, inside[0] - _NEAR) : inside[-1] + 1 + _NEAR]
        other = self._measures.misfit(quantity, [word.key for word in near if word.free], reading.rows)
        if other is not None:
            attribute = self._table.attributes[other]
            reason = f"{attribute.label} is measured in {attribute.unit}, not in {quantity.said}: left out"
            reading.set_aside(quantity.span, reason)
            return inside[-1] + 2 + len(after)
        if quantity.compared and quantity.unit and quantity.unit not in _OF_NOUNS:
            reading.set_aside(quantity.span, f"nothing here is measured in {quantity.said}: left out")
        elif quantity.compared and not quantity.unit and is_unknown:
            unit = reading.words[inside[-1] + 1]
            reading.set_aside((quantity.span[0], unit.span[1]), f"I do not know the unit {unit.text}: left out")
        return claimed

    def _is_unknown(self, reading: Reading, behind: int) -> bool:
        """Whether the word behind a number may be its unit, for all that anybody knows: "under 10 flurbs"."""
        if behind >= len(reading.words) or reading.words[behind].separate:
            return False
        word = reading.words[behind]
        means_nothing = word.key in LEXICON.function_words or word.key in LEXICON.stop_words
        is_thing = word.key in ordinary_words()  # three cats are no unit
        return word.free and not means_nothing and not is_thing and not self._phrases.is_known(word.key)

    def _counts(self, reading: Reading, behind: int) -> bool:
        """Whether the word behind a number is what it counts, which is no money: "up to 9 times", "for 50 people"."""
        word = _noun(reading, behind)
        if word is None or word.said == word.key or has_han(word.key):
            return False
        return self._phrases.sure_meaning(word.key, reading.rows) is None and not self._names_attribute(reading, word)

    def _is_of_noun(self, reading: Reading, quantity: Quantity, behind: int) -> bool:
        """Whether a measure is of something that is no product: "a 15 mile commute", "an 80 kg rider"."""
        word = _noun(reading, behind)
        if quantity.compared or word is None or quantity.unit not in _OF_NOUNS:
            return False
        known = (LEXICON.adjectives, LEXICON.comparatives, LEXICON.small_talk, self._phrases.values.meanings)
        if any(word.key in words for words in known) or self._names_attribute(reading, word):
            return False
        rest = takewhile(lambda other: not other.separate and carries_meaning(other), reading.words[behind:])
        return not any(other.typed for other in rest)

    def _is_name(self, reading: Reading, quantity: Quantity, first: int) -> bool:
        """Whether a number belongs to the name before it, and what seems to compare it too: "iPhone 16 Pro Max"."""
        before = reading.words[first - 1] if first and not reading.words[first].separate else None
        if not (quantity.compared and quantity.loose) or before is None or not before.free:
            return False
        return before.said not in LEXICON.money and not self._names_attribute(reading, before)

    def _names_attribute(self, reading: Reading, word: Word) -> bool:
        if word.key in LEXICON.label_words or self._phrases.labels.flag(word.key, reading.rows) is not None:
            return True
        return reading.rows is not None and self._phrases.labels.has(word.key, reading.rows)

    def read_numbers(self, reading: Reading, place: int) -> None:
        """A number without a unit after the name of its attribute, or several: "size 42", "size 42 or 43"."""
        words, start, at = reading.words, place, place + 1
        while reading.rows is not None and at < len(words) and words[at].text.isdecimal():
            number = float(words[at].text)
            label = " ".join(word.key for word in words[max(0, place - 1) : place + 1])
            attribute = self._phrases.labels.numeric(words[place].key, number, reading.rows, label)
            if attribute is None:
                return
            reading.add(start, at + 1, self._table.attributes[attribute].name, "eq", number)
            more = words[at + 1 : at + 2] and words[at + 1].said in LEXICON.joining | LEXICON.and_words
            start, at = (at + 1, at + 2) if more else (at + 1, len(words))

    def read_sizes(self, reading: Reading, rows: Bools) -> None:
        """A bare number that is no part of a name, and a size of the thing: "trail shoes for women, 39"."""
        for place, word in enumerate(reading.words):
            begins = word.separate or place == 0 or may_precede_size(reading.words[place - 1])
            if word.free and word.text.isdecimal() and begins:
                attribute = self._phrases.labels.numeric("size", float(word.text), rows)
                if attribute is not None and self._evidence.covers(attribute, rows):
                    reading.add(place, place + 1, self._table.attributes[attribute].name, "eq", float(word.text))

    def _add_quantity(self, reading: Reading, quantity: Quantity, attribute: int) -> None:
        inside = [i for i, word in enumerate(reading.words) if overlap(word.span, quantity.span)]
        if inside:
            op, value = as_constraint(quantity)
            if quantity.swapped:
                said = reading.text[slice(*quantity.span)].strip()
                reading.notes.append(Note(text=said, reason="the larger number came first: read the other way round"))
            reading.add(inside[0], inside[-1] + 1, self._table.attributes[attribute].name, op, value)


def _noun(reading: Reading, behind: int) -> Word | None:
    """The word behind a number that may be what it is of."""
    word = reading.words[behind] if behind < len(reading.words) else None
    if word is None or word.separate or not word.free or not word.said.isalpha():
        return None
    return word if carries_meaning(word) and word.said not in LEXICON.function_words else None


def _is_negative(quantity: Quantity) -> bool:
    ends = (quantity.low, quantity.high)
    return any(end is not None and end < 0 for end in ends) and units.kind(quantity.unit) != "temperature"


def _until_stop(keys: list[str]) -> list[str]:
    """The words that still belong to a number: "16 GB of memory" does, "under 50 with bluetooth" does not."""
    kept = keys[1:] if keys[:1] == ["of"] else keys
    stop = next((i for i, key in enumerate(kept) if key in LEXICON.stop_words), len(kept))
    return kept[:stop]
