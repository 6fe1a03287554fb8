"""The catalog's phrases in a message: exactly, joined or parted otherwise, or with a typo.

Built from the vocabulary file (`data.catalog.vocabulary_file` says what is in it). Knows no Rasa; entities and
features are made in `bot.components.vocabulary`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from language.lexicon import LEXICON
from language.spelling import LEAST_LETTERS, NearestWords
from language.words import Token, is_unspaced, joined, phrase_key, tokens, words

PRODUCT_TYPE, BRAND, VALUE = "product_type", "brand", "value"
LABELS = (PRODUCT_TYPE, BRAND, VALUE)
"""In this order, if a phrase names several things."""
MOST_WORDS = 10
_TELLING = 0.25
"""Of the titles with a single word, at least this share must be of products that state it: "case" is in far more titles
than the brand Case sells products. A word that tells less is linked only where nothing else is said."""
_MOST_JOINED = 3
_MOST_CORRECTIONS = 8


class Meaning(NamedTuple):
    """What a phrase names: the catalog's own word, and the name of the attribute that it is a value of."""

    label: str
    value: str
    attribute: str
    products: int
    telling: bool


class Link(NamedTuple):
    """The characters of a message that name something; `confidence` is how alike they are to what it is called."""

    start: int
    end: int
    meaning: Meaning
    confidence: float


class PhraseBook:
    """The phrases of one vocabulary. Immutable, so any number of threads may share it."""

    def __init__(self, vocabulary: Mapping[str, Any], ordinary: Collection[str] = ()) -> None:
        """`ordinary` are words that are no typos, besides the vocabulary's own."""
        self.version: str = vocabulary.get("catalog_version", "")
        self._meanings: dict[str, Meaning] = {}
        for said, meaning in _phrases(vocabulary):
            known = self._meanings.get(said)
            if known is None or _rank(meaning) > _rank(known):
                self._meanings[said] = meaning
        self._joined = self._without_spaces()
        own = {word for said in self._meanings for word in said.split()}
        self._words = own | set(vocabulary.get("words", ())) | set(ordinary)
        self._nearest = NearestWords(word for word in {*own, *self._joined} if word.isalpha())

    def __len__(self) -> int:
        return len(self._meanings)

    def links(self, text: str) -> list[Link]:
        """The phrases named, in their order and without overlap; longer ones first, then those as they stand."""
        said = tokens(text)
        keys = [word.key for word in said]
        better = self._corrections(said)
        free = [True] * len(said)
        found: list[Link] = []
        for first, end in _windows(len(said), MOST_WORDS):
            if not all(free[first:end]):
                continue
            name = self._name(keys[first:end], is_all=end - first == len(said))
            if name is None and any(first <= place < end for place in better):
                name = self._name([better.get(place, keys[place]) for place in range(first, end)], is_all=False)
            if name:
                free[first:end] = [False] * (end - first)
                likeness = round(DamerauLevenshtein.normalized_similarity(joined(keys[first:end]), name), 3)
                found.append(Link(said[first].start, said[end - 1].end, self._meanings[name], likeness))
        return _compounded(text, sorted(found))

    def _name(self, keys: list[str], is_all: bool) -> str | None:
        """The phrase that the words are, with their spaces or without; a word that tells little, or one character of a
        script without spaces, which is a part of many words, only if it is all of the message."""
        said = joined(keys)
        name = said if said in self._meanings else self._rejoined(keys)
        if name is None or is_all:
            return name
        return name if self._meanings[name].telling and not (len(said) == 1 and is_unspaced(said)) else None

    def _rejoined(self, keys: list[str]) -> str | None:
        """The phrase of the same letters: "t shirt" of "tshirt", "headphone" of "head phone"."""
        letters = "".join(keys)
        if len(keys) > _MOST_JOINED or len(letters) < LEAST_LETTERS - 1 or LEXICON.function_words.issuperset(keys):
            return None
        return self._joined.get(letters)

    def _corrections(self, said: list[Token]) -> dict[int, str]:
        """By its place, what a misspelled word was to be: "headphone" of "hedphones"."""
        better: dict[int, str] = {}
        for place, word in enumerate(said):
            if len(better) < _MOST_CORRECTIONS and len(word.key) >= LEAST_LETTERS and word.key not in self._words:
                nearest = self._nearest.of(word.key, self._rarity) or self._nearest.of(word.word, self._rarity)
                if nearest:
                    better[place] = nearest
        return better

    def _rarity(self, word: str) -> int:
        """The fewer, the more products the phrase of a word names."""
        meaning = self._meanings.get(self._joined.get(word, word))
        return -meaning.products if meaning else 0

    def _without_spaces(self) -> dict[str, str]:
        """Phrases by their letters alone; of two, the one with more products behind it."""
        joined: dict[str, str] = {}
        for said, meaning in self._meanings.items():
            letters = said.replace(" ", "")
            known = joined.get(letters)
            if said.count(" ") < _MOST_JOINED and (known is None or self._meanings[known].products < meaning.products):
                joined[letters] = said
        return joined


def _phrases(vocabulary: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    groups: list[tuple[str, str, Sequence[Mapping[str, Any]]]] = [
        (PRODUCT_TYPE, "", vocabulary.get("product_types", ())),
        (BRAND, BRAND, vocabulary.get("brands", ())),
        *((VALUE, attribute["name"], attribute["values"]) for attribute in vocabulary.get("attributes", ())),
    ]
    for label, attribute, phrases in groups:
        for phrase in phrases:
            said = phrase_key(phrase["said"])
            if said and len(words(said)) <= MOST_WORDS and said not in LEXICON.function_words:
                products, titles = phrase["products"], phrase["titles"]
                telling = len(words(said)) > 1 or products >= _TELLING * titles
                yield said, Meaning(label, phrase["value"], attribute, products, telling)


def _rank(meaning: Meaning) -> tuple[bool, int, int]:
    return meaning.telling, -LABELS.index(meaning.label), meaning.products


def _compounded(text: str, links: list[Link]) -> list[Link]:
    """Product types side by side are one: "cabinet knob" names a knob, however many cabinets there are."""
    joined: list[Link] = []
    for link in links:
        before = joined[-1] if joined else None
        is_next = before is not None and not text[before.end : link.start].strip() and not is_unspaced(text[link.start])
        if before and is_next and before.meaning.label == link.meaning.label == PRODUCT_TYPE:
            joined[-1] = Link(before.start, link.end, link.meaning, min(before.confidence, link.confidence))
        else:
            joined.append(link)
    return joined


def _windows(words: int, longest: int) -> Iterator[tuple[int, int]]:
    """(first, end) of every run of words, longest first, then in order."""
    for length in range(min(longest, words), 0, -1):
        for first in range(words - length + 1):
            yield first, first + length
