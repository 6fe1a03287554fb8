"""What a shopper's words say in the catalog's terms: product types, wishes about attributes, and the rest.

Links words to what the catalog knows, exactly or nearly, and leaves alone what could mean two things;
decides nothing about the conversation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from data.products import BRAND, CATEGORY, Scalar
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.constraints import ConstraintValue, Op
from retrieval.measures import Measures, as_constraint
from retrieval.phrases import MOST_WORDS, Phrases
from retrieval.quantities import Quantity, quantities
from retrieval.tokens import STOP_WORDS, phrase_key

_MOST_CHARACTERS = 2000
_MOST_CORRECTIONS = 8
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_YES_WORDS = "yes yeah yep yup sure ok okay definitely absolutely please required must ja oui si sí 是 要"
_NO_WORDS = "no nope nah nein non 不 不要"
_NO_MATTER = frozenset({"preference", "matter", "idea", "difference", "opinion"})
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_NEGATIONS = frozenset({"not", "no", "without", "except", "non", "dont", "don't", "don’t", "isn't", "isn’t", "avoid"})
_NEGATING_PAIRS = frozenset({("anything", "but"), ("everything", "but"), ("all", "but"), ("other", "than")})
_BETWEEN_NEGATION = frozenset({"a", "an", "any", "the", "in", "with", "have", "want", "from", "of", "be", "one"})
_NEAR = 2
"""Words to each side of a number that may name its attribute."""


@dataclass(frozen=True, slots=True)
class LinkedConstraint:
    """A wish about an attribute, and the words that it was read from."""

    attribute: str
    op: Op
    value: ConstraintValue
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says.

    `product_types` are the categories named, most specific first. `rest` is what to search for: the words
    that became no constraint and carry meaning, those that name a product type included, in their order.
    """

    product_types: list[str]
    constraints: list[LinkedConstraint]
    rest: str


@dataclass(slots=True)
class _Word:
    """A word of the message, and what became of it."""

    text: str
    key: str
    span: tuple[int, int]
    used: bool = False
    typed: bool = False

    @property
    def free(self) -> bool:
        return not self.used and not self.typed


@dataclass(slots=True)
class _Reading:
    """One message while it is read."""

    text: str
    words: list[_Word]
    asked: int | None
    types: list[str] = field(default_factory=list)
    rows: Bools | None = None
    """Marks the products that the words are about, if that is known."""
    found: list[tuple[int, LinkedConstraint]] = field(default_factory=list)

    def phrases(self) -> list[tuple[int, int, str]]:
        """(first, end, key) of every run of words not yet linked, longest first, then in order."""
        runs = []
        for length in range(min(MOST_WORDS, len(self.words)), 0, -1):
            for first in range(len(self.words) - length + 1):
                run = self.words[first : first + length]
                runs.append((first, first + length, " ".join(word.key for word in run)))
        return runs

    def all_free(self, first: int, end: int) -> bool:
        return all(word.free for word in self.words[first:end])

    def negation(self, first: int) -> int | None:
        """The position of the word that negates the phrase starting at `first`."""
        before = first - 1
        while before >= 0 and self.words[before].key in _BETWEEN_NEGATION:
            before -= 1
        if before < 0:
            return None
        word, earlier = self.words[before].text.lower(), self.words[before - 1].text.lower() if before else ""
        if (earlier, word) in _NEGATING_PAIRS:
            return before - 1
        return before if word in _NEGATIONS else None

    def add(self, first: int, end: int, attribute: str, op: Op, value: ConstraintValue) -> None:
        """Keeps a constraint read from these words, and takes the words, with the negation before them."""
        negation = self.negation(first)
        start = first if negation is None else negation
        for word in self.words[start:end]:
            word.used = True
        said = self.text[self.words[start].span[0] : self.words[end - 1].span[1]]
        self.found.append((self.words[first].span[0], LinkedConstraint(attribute, op, value, said)))


class Linker:
    """Links texts to one catalog version. Built once from its table; any number of threads may share it."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        self._phrases = Phrases(table)
        self._measures = Measures(table)

    def link(self, text: str, asked: str | None = None, rows: npt.NDArray[np.integer] | None = None) -> Understood:
        """What `text` says. `asked` is the attribute asked last, which "yes" and "under 50" are about; one that
        the catalog does not have is ignored. `rows`, if given, are the products that the conversation is about:
        they tell apart what a word means for one kind of product and for another. Only the first 2,000
        characters are read.
        """
        cut = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS])
        spans = [(match.group(), match.span()) for match in _WORD.finditer(cut)]
        words = [_Word(word, phrase_key(word), span) for word, span in spans]
        reading = _Reading(cut, words, self._table.ids.get(asked) if asked else None)
        if rows is not None and len(rows):
            reading.rows = np.zeros(self._table.rows, np.bool_)
            reading.rows[rows] = True
        self._read_answer(reading)
        self._read_types(reading)
        self._read_quantities(reading)
        self._read_values(reading)
        self._correct(reading)
        rest = " ".join(word.text for word in words if not word.used and (word.typed or _carries_meaning(word)))
        return Understood(list(dict.fromkeys(reading.types)), _merged(reading.found), rest)

    def _read_answer(self, reading: _Reading) -> None:
        """What answers the question asked, before anything else may claim the words."""
        if reading.asked is None or not reading.words:
            return
        attribute = self._table.attributes[reading.asked]
        if attribute.kind == "boolean":
            said, following = reading.words[0].key, reading.words[1].key if len(reading.words) > 1 else ""
            if said in _YES or (said in _NO and following not in _NO_MATTER):
                reading.add(0, 1, attribute.name, "eq", said in _YES)
        elif attribute.kind == "numeric":
            for quantity in quantities(_lower(reading.text)):
                fitted = quantity.within(attribute.unit)
                if quantity.currency and attribute.unit and len(attribute.unit) == 3:
                    fitted = quantity  # a shopper's "dollars" are the shop's money
                if fitted and self._measures.is_plausible(reading.asked, quantity):
                    self._add_quantity(reading, fitted, reading.asked)
        else:
            for first, end, key in reading.phrases():
                value = self._phrases.asked(reading.asked, key)
                if value is not None and reading.all_free(first, end) and key not in STOP_WORDS:
                    self._add_value(reading, first, end, reading.asked, self._table.values[value])

    def _read_types(self, reading: _Reading) -> None:
        for first, end, key in reading.phrases():
            types = self._phrases.types(key) if reading.all_free(first, end) and key not in STOP_WORDS else []
            if not types:
                continue
            if reading.negation(first) is not None:
                for label in types:
                    reading.add(first, end, CATEGORY, "neq", label)
                continue
            reading.types.extend(types)
            for word in reading.words[first:end]:
                word.typed = True
        if reading.types:
            reading.rows = self._rows_of(reading.types)

    def _read_quantities(self, reading: _Reading) -> None:
        for quantity in quantities(_lower(reading.text)):
            inside = [i for i, word in enumerate(reading.words) if _overlap(word.span, quantity.span)]
            if not inside or not reading.all_free(inside[0], inside[-1] + 1):
                continue
            before = [word.key for word in reading.words[max(0, inside[0] - _NEAR) : inside[0]]]
            after = [word.key for word in reading.words[inside[-1] + 1 : inside[-1] + 1 + _NEAR]]
            fitting = self._measures.fitting(quantity, before, _until_stop(after), reading.rows)
            if fitting:
                self._add_quantity(reading, fitting[1], fitting[0])

    def _read_values(self, reading: _Reading) -> None:
        for first, end, key in reading.phrases():
            if not reading.all_free(first, end):
                continue
            meaning = self._phrases.sure_meaning(key, reading.rows)
            if meaning is not None:
                self._add_value(reading, first, end, meaning.attribute, self._table.values[meaning.value])
                continue
            flag = self._phrases.flag(key)
            if flag is not None:
                self._add_value(reading, first, end, flag, True)

    def _correct(self, reading: _Reading) -> None:
        """Words that the catalog never writes are read as the nearest phrase that it does."""
        unknown = [i for i, word in enumerate(reading.words) if word.free and not self._phrases.is_known(word.key)]
        for position in unknown[:_MOST_CORRECTIONS]:
            key = self._phrases.corrected(reading.words[position].key, reading.asked)
            if key is None:
                continue
            value = self._phrases.asked(reading.asked, key) if reading.asked is not None else None
            meaning = self._phrases.sure_meaning(key)
            types = self._phrases.types(key)
            if value is not None and reading.asked is not None:
                self._add_value(reading, position, position + 1, reading.asked, self._table.values[value])
            elif types:
                reading.types.extend(types)
                reading.words[position].typed = True
                reading.words[position].text = key
            elif meaning is not None and self._table.attributes[meaning.attribute].name == BRAND:
                self._add_value(reading, position, position + 1, meaning.attribute, self._table.values[meaning.value])

    def _add_value(self, reading: _Reading, first: int, end: int, attribute: int, value: Scalar) -> None:
        name, negated = self._table.attributes[attribute].name, reading.negation(first) is not None
        if negated and value is True:
            reading.add(first, end, name, "eq", False)
        else:
            reading.add(first, end, name, "neq" if negated else "eq", value)

    def _add_quantity(self, reading: _Reading, quantity: Quantity, attribute: int) -> None:
        inside = [i for i, word in enumerate(reading.words) if _overlap(word.span, quantity.span)]
        if inside:
            op, value = as_constraint(quantity)
            reading.add(inside[0], inside[-1] + 1, self._table.attributes[attribute].name, op, value)

    def _rows_of(self, types: list[str]) -> Bools:
        """Marks the products of any of these categories."""
        category, wanted = self._table.ids[CATEGORY], frozenset(types)
        ids = [value for value in self._table.value_ids(category) if self._table.values[value] in wanted]
        entries = self._table.entries_of(category)
        marked = np.zeros(self._table.rows, np.bool_)
        marked[self._table.entry_row[entries[np.isin(self._table.entry_value[entries], ids)]]] = True
        return marked


def _merged(found: list[tuple[int, LinkedConstraint]]) -> list[LinkedConstraint]:
    """In the order of the text; several values wished for one attribute ("black or white") are one `in`."""
    merged: dict[tuple[str, Op], LinkedConstraint] = {}
    extra = 0
    for _, constraint in sorted(found, key=lambda item: item[0]):
        key = (constraint.attribute, constraint.op)
        known = merged.get(key)
        if known is None:
            merged[key] = constraint
        elif constraint.op == "eq" and not isinstance(constraint.value, bool):
            values = (*_several(known.value), *_several(constraint.value))
            merged[key] = replace(known, value=values, text=f"{known.text}, {constraint.text}")
        elif constraint.value != known.value:
            extra += 1
            merged[(f"{constraint.attribute} {extra}", constraint.op)] = constraint
    return [replace(c, op="in") if isinstance(c.value, tuple) else c for c in merged.values()]


def _until_stop(keys: list[str]) -> list[str]:
    """The words that still belong to a number: "16 GB of memory" does, "under 50 with bluetooth" does not."""
    kept = keys[1:] if keys[:1] == ["of"] else keys
    stop = next((i for i, key in enumerate(kept) if key in STOP_WORDS), len(kept))
    return kept[:stop]


def _several(value: ConstraintValue) -> tuple[Scalar, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, (str, int, float)) else ()


def _carries_meaning(word: _Word) -> bool:
    return word.text.lower() not in STOP_WORDS


def _lower(text: str) -> str:
    """Lower case of the same length, so that positions stay right."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
