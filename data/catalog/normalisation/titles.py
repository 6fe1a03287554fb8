"""Titles as words that can name a thing and words that cannot, by the habits of the catalog's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from language.lexicon import LEXICON
from language.segmentation import HAN
from language.units import unit_named
from language.words import phrase_key

_FILE = Path(__file__).with_name("titles.yaml")
_TOKEN = re.compile(
    rf"{HAN.pattern}|(?:(?!{HAN.pattern})[^\W\d_])+(?:[-'’](?:(?!{HAN.pattern})[^\W\d_])+)*|[\w.+/-]*\d[\w.+/\"-]*|[^\w\s]"
)
_SEPARATORS = frozenset(",;:|-–—•")
BEHIND, LATER, COUNTED, MOST_COUNTED = 0.3, 0.6, 0.0, 64
"""What a name weighs behind words that introduce another thing, behind the first part, behind a small number."""
_WRITTEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAMPLE, _SAMPLE_CHARACTERS, _HAN_SHARE = 2000, 300, 0.3
_PLURAL_ONLY = {
    "binoculars", "earphones", "glasses", "headphones", "jeans", "leggings", "lens", "pants", "scissors", "shorts",
    "sunglasses", "tights", "tongs", "trousers", "tweezers", "headphone", "chassis",
}  # fmt: skip


@dataclass(frozen=True, eq=False)  # one object a language: cheap to look up by
class Habits:
    """How a language builds the name of a thing; the fields are those of `titles.yaml`."""

    code: str
    first: bool = False
    links: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    plural: tuple[str, ...] = ()

    @property
    def is_unspaced(self) -> bool:
        """Whether its words are written without spaces."""
        return self.code == "zh"


class Token(NamedTuple):
    """A word of a title; `key` is its lower case.

    `usable`: a name can have it; `acronym`: not as its last word.

    `value`: it is part of a value that the product states; `goes_on`: and the next word is, too.

    `weight`: how likely a name here is that of the product, less behind words that introduce another thing, and behind
    the title's first part.
    """

    text: str
    key: str
    usable: bool
    acronym: bool
    link: bool
    value: bool
    weight: float
    goes_on: bool = False


@cache
def habits() -> dict[str, Habits]:
    """By language."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {code: _habits(code, fields) for code, fields in read.items()} | {"zh": Habits("zh")}


def _habits(code: str, fields: Mapping[str, object]) -> Habits:
    listed = {name: str(fields.get(name, "")).split() for name in ("links", "behind", "stops", "vague", "plural")}
    return Habits(
        code,
        bool(fields.get("first")),
        frozenset(listed["links"]),
        frozenset(listed["behind"]),
        frozenset(listed["stops"]),
        frozenset(listed["vague"]),
        tuple(sorted(listed["plural"], key=len, reverse=True)),
    )


def language_of(texts: Sequence[str]) -> Habits:
    """The language that most small words are of; a word of several counts for each in part. English without any."""
    sample = [text[:_SAMPLE_CHARACTERS] for text in texts[:: max(1, len(texts) // _SAMPLE)]]
    joined = " ".join(sample)
    letters = sum(character.isalpha() for character in joined)
    if letters and len(HAN.findall(joined)) > _HAN_SHARE * letters:
        return habits()["zh"]
    small = {code: own.links | own.behind | own.stops for code, own in habits().items()}
    shared = Counter(word for words in small.values() for word in words)
    counts = Counter(_WRITTEN.findall(joined.casefold()))
    scores = {code: sum(counts[word] / shared[word] for word in words) for code, words in small.items()}
    best = max(scores, key=lambda code: scores[code])
    return habits()[best if scores[best] else "en"]


@lru_cache(maxsize=100_000)
def singular(word: str, own: Habits) -> str:
    """A word in lower case without the plural ending that its language adds, near enough to group."""
    if own.code == "en":
        return _english_singular(word)
    ending = next((e for e in own.plural if word.endswith(e) and len(word) - len(e) > 3), "")
    return word.removesuffix(ending)


def _english_singular(word: str) -> str:
    if word in _PLURAL_ONLY:
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if re.search(r"(ches|shes|sses|xes)$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def tokens(
    text: str, own: Habits, brand: Collection[str], values: Mapping[str, Sequence[tuple[str, ...]]]
) -> list[Token]:
    """The words of a title or a first line. `brand` are words that cannot name the product's type; `values` are the
    product's own values as words, by their first.
    """
    texts = _TOKEN.findall(text)
    keys = [one.casefold() for one in texts]
    covered = list(_covered(keys, values))
    is_value = {place for places in covered for place in places}
    goes_on = {place for places in covered for place in places[:-1]}
    found: list[Token] = []
    weight, before, counted = 1.0, "", False
    for number, (one, key) in enumerate(zip(texts, keys, strict=True)):
        if key in own.behind:
            weight = BEHIND
        elif one in _SEPARATORS and found:
            weight = LATER
        usable = _is_name(one, key, own) and key not in brand and not _is_measure(before, key)
        acronym = usable and len(key) < 4 and one.isascii() and one.isupper() and not is_thing(key)
        counted = _is_count(before) or (counted and texts[number - 1].isupper() and not _is_unit(before))
        here = weight * COUNTED if counted else weight
        found.append(Token(one, key, usable, acronym, key in own.links, number in is_value, here, number in goes_on))
        before = key
    return found


@lru_cache(maxsize=200_000)
def _is_name(text: str, key: str, own: Habits) -> bool:
    """Whether it can be a word of a name: no small word, number or code."""
    if not text[0].isalpha() or key in own.stops or key in own.behind or key in own.links:
        return False
    if own.code == "en" and key in LEXICON.function_words:
        return False
    return not text.isascii() or len(key) > 2 or (text.isupper() and len(key) > 1) or is_thing(key)


def _is_count(before: str) -> bool:
    """Whether what stands behind this is counted: "8 outlets" says how many, not what it is."""
    return len(before) < 3 and before.isdecimal() and int(before) <= MOST_COUNTED


def _is_measure(before: str, key: str) -> bool:
    """Whether it stands behind a number as its unit does."""
    return before[:1].isdigit() and (len(key) < 3 or _is_unit(key))


@lru_cache(maxsize=50_000)
def _is_unit(key: str) -> bool:
    return unit_named(key) is not None


@lru_cache(maxsize=50_000)
def is_thing(key: str) -> bool:
    """Whether it names a thing in one of the languages that we know ("tv")."""
    return phrase_key(key) in LEXICON.things


def _covered(keys: Sequence[str], values: Mapping[str, Sequence[tuple[str, ...]]]) -> Iterator[range]:
    """The places of the words of each value of the product whose words stand in a row."""
    for number, key in enumerate(keys):
        for words in values.get(key, ()):
            if tuple(keys[number : number + len(words)]) == words:
                yield range(number, number + len(words))


def by_first_word(values: Iterable[str], most_words: int = 4) -> dict[str, list[tuple[str, ...]]]:
    """Values of a product as the words of titles, for `tokens`."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for value in values:
        words = tuple(one.casefold() for one in _TOKEN.findall(value[:80]))
        if words and len(words) <= most_words:
            found.setdefault(words[0], []).append(words)
    return found
