"""What is known of the words of all languages together, in the form in which they are compared (`language.words`).

The words themselves are in `languages/`, which `language.word_lists` reads. What a catalog itself says always comes
first (`retrieval.understanding.phrases`), and a shop adds its own synonyms in its rules file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from language import word_lists
from language.segmentation import has_han
from language.words import phrase_key, spelled

Direction = Literal["low", "high"]
Words = frozenset[str]
"""Words as `language.words.spelled` gives them."""
Phrases = tuple[str, ...]
"""The same of phrases."""
Directions = Mapping[str, Direction]
Meanings = Mapping[str, tuple[str, ...]]
"""Phrase keys by phrase key."""
Groups = Mapping[str, tuple[str, ...]]
"""Phrase keys of names, and all names of the same, itself included and the usual one first."""
Pairs = Mapping[str, str]
"""Texts by phrase key."""
Standard = Mapping[str, str]
"""Standard words by other words for the same, longer ones first, since one may hold another."""
Kinds = Mapping[str, tuple[str, ...]]
"""The names under which a phrase key stands, in their order."""
Levels = Mapping[str, float]
"""How much a value says, by its phrase key."""
Forms = Mapping[str, str]
"""Adjectives by a form of theirs."""


@dataclass(frozen=True, slots=True)
class Adjective:
    """Which end it says, of the first of these labels that products state; without any, of the label before it."""

    direction: Direction
    labels: tuple[str, ...]


Adjectives = Mapping[str, Adjective]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sections of the same names in `languages/`, each described in `languages/en.yaml`, or else in `zh.yaml`."""

    function_words: Words
    stop_words: Words
    fillers: Words
    small_talk: Words
    shopping: Words
    negations: Words
    excluding: Words
    negating_pairs: Phrases
    between_negation: Words
    freeing: Words
    infinitive: Words
    needing: Words
    joining: Words
    negating_behind: Words
    excepting_behind: Words
    binding: Words
    agreeing: Words
    refusing: Words
    no_matter: Words
    stated_yes: Words
    stated_no: Words
    placeholders: Phrases
    introducing: Words
    places: Words
    standing_in: Words
    conditions: Words
    aged: Words
    looks: Words
    purposes: Phrases
    owned: Words
    before_size: Words
    fitting: Phrases
    determiners: Words
    fitting_labels: Phrases
    adjectives: Adjectives
    comparatives: Forms
    superlatives: Forms
    plain_adjectives: Words
    of_attribute: Directions
    comparing: Words
    plainly: Directions
    being_good: Words
    less_is_better: Phrases
    stating: Words
    sorting: Words
    sorted_by: Words
    rising: Phrases
    falling: Phrases
    of_the_whole: Words
    more: Words
    most: Words
    too: Words
    a_bit: Words
    not_too: Words
    intensifying: Words
    that_much: Words
    label_words: Meanings
    price_words: Phrases
    brand_words: Phrases
    how_much: Phrases
    how_much_besides: Words
    label_openings: Phrases
    label_endings: Phrases
    type_columns: Words
    attribute_names: Groups
    no_types: Phrases
    value_endings: Words
    parted: Words
    parted_before: Words
    parted_behind: Words
    vague_nouns: Words
    things: Groups
    and_words: Words
    written_out: Pairs
    said_of_all: Words
    values: Groups
    colours: Groups
    sizes: Pairs
    levels: Levels
    endings: Words
    persons: Kinds
    grown: Words
    for_whom: Words
    presenting: Words
    describing: Words
    subjects: Words
    wearing: Words
    holding: Words
    largest: Words
    money: Words
    measuring: Meanings
    code_words: Phrases
    code_labels: Phrases
    number_words: Words
    asking: Words
    on_all_pages: Words
    page_words: Standard
    page_parted: Words
    page_whole: Words
    chat_words: Standard
    chat_kinds: Pairs
    stock: Kinds
    price_remarks: Kinds
    beside_numbers: Phrases

    def same_values(self, key: str) -> tuple[str, ...]:
        """All names of the value that a phrase key names, itself included; none if it has no others."""
        return self.colours.get(key) or self.values.get(key, ())

    def whole_words(self) -> set[str]:
        """The Chinese words of these lists that are to stay whole."""
        every = (self.things, self.colours, self.values, self.label_words, self.negations, self.adjectives)
        return {word for words in every for word in words if has_han(word)}

    def parted_words(self) -> list[str]:
        """Chinese words that a dictionary has and that are to be parted, so that an adjective stands alone."""
        adjectives = [word for word in self.adjectives if has_han(word)]
        before = (f"{degree}{word}" for degree in self.parted_before for word in adjectives)
        behind = (f"{word}{degree}" for degree in self.parted_behind for word in adjectives)
        return [*before, *behind, *self.parted]


def _words(section: str) -> Words:
    return frozenset(map(spelled, word_lists.words(section)))


def _phrases(section: str) -> Phrases:
    return tuple(dict.fromkeys(map(spelled, word_lists.phrases(section))))


def _directions(section: str) -> Directions:
    found = ((end, text) for ends in word_lists.sections(section) for end, text in ends.items())
    return {spelled(word): end for end, text in found for word in text.split()}


def _adjectives(section: str) -> Adjectives:
    found: dict[str, Adjective] = {}
    ends: tuple[Direction, ...] = ("low", "high")
    for line in (line for lines in word_lists.sections(section) for line in lines):
        labels = tuple(map(phrase_key, word_lists.split(line.get("of", ""))))
        found |= {spelled(word): Adjective(end, labels) for end in ends for word in line.get(end, "").split()}
    return found


_SHORT, _DOUBLED = 4, re.compile("[^aeiou][aeiou][bdgmnpt]$")
"""The last letter of a word like "thin" is said twice before an ending."""


def _forms(ending: str) -> Forms:
    """Of short adjectives; others take more and most."""

    def form(word: str) -> str:
        stem = word[:-1] + "i" if word.endswith("y") else word
        if len(word) <= _SHORT and _DOUBLED.search(word):
            stem = word + word[-1]
        return stem.removesuffix("e") + ending

    return {form(word): word for word in _adjectives("adjectives") if not has_han(word)}


def _meanings(section: str) -> Meanings:
    found: dict[str, tuple[str, ...]] = {}
    for name, others in word_lists.named(section):
        found[phrase_key(name)] = (*found.get(phrase_key(name), ()), *map(phrase_key, others))
    return found


def _groups(section: str) -> Groups:
    found: dict[str, tuple[str, ...]] = {}
    for usual, others in _meanings(section).items():
        for name in (names := (usual, *others)):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *names)))
    return found


def _pairs(section: str) -> Pairs:
    return {phrase_key(name): text for pairs in word_lists.sections(section) for name, text in pairs.items()}


def _kinds(section: str) -> Kinds:
    found: dict[str, tuple[str, ...]] = {}
    for name, phrases in word_lists.named(section):
        for key in map(phrase_key, phrases):
            found[key] = (*found.get(key, ()), name)
    return found


def _levels(section: str) -> Levels:
    found = ((phrase, float(level)) for level, phrases in word_lists.named(section) for phrase in phrases)
    return {phrase_key(phrase): level for phrase, level in found}


def _standard(section: str) -> Standard:
    found = ((other, usual) for usual, others in word_lists.named(section) for other in others)
    return dict(sorted(found, key=lambda pair: -len(pair[0])))


_READERS: dict[str, Callable[[str], object]] = {
    "Words": _words,
    "Phrases": _phrases,
    "Directions": _directions,
    "Adjectives": _adjectives,
    "Forms": lambda section: _forms("er" if section == "comparatives" else "est"),
    "Meanings": _meanings,
    "Groups": _groups,
    "Pairs": _pairs,
    "Standard": _standard,
    "Levels": _levels,
    "Kinds": _kinds,
}
_ELSEWHERE = frozenset({"irregular_plurals", "quantities", "sides"})
"""Sections that `language.words`, `language.quantity_words` and `language.sides` read."""


def _lexicon() -> Lexicon:
    """The lexicon of the files; a section that none of them has is empty."""
    known: dict[str, Callable[[str], Any]] = {field.name: _READERS[str(field.type)] for field in fields(Lexicon)}
    for code, content in word_lists.read().items():
        if unknown := sorted(content.keys() - known.keys() - _ELSEWHERE):
            allowed = ", ".join(sorted({*known, *_ELSEWHERE}))
            raise ValueError(f"{word_lists.FOLDER / code}.yaml: {unknown[0]} is no section; name one of {allowed}")
    return Lexicon(**{name: read(name) for name, read in known.items()})


LEXICON = _lexicon()
