"""Titles as words that can name a thing and words that cannot, by the habits of the catalog's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from language.segmentation import HAN
from language.units import unit_named

_FILE = Path(__file__).with_name("titles.yaml")
_TOKEN = re.compile(
    rf"{HAN.pattern}|(?:(?!{HAN.pattern})[^\W\d_])+(?:[-'’](?:(?!{HAN.pattern})[^\W\d_])+)*|[\w.+/-]*\d[\w.+/\"-]*|[^\w\s]"
)
_SEPARATORS = frozenset(",;:|-–—•()")
BEHIND, LATER = 0.3, 0.8
_SAMPLE, _SAMPLE_CHARACTERS, _HAN_SHARE = 2000, 300, 0.3
_PLURAL_ONLY = {
    "binoculars", "earphones", "glasses", "headphones", "jeans", "leggings", "lens", "pants", "scissors", "shorts",
    "sunglasses", "tights", "tongs", "trousers", "tweezers", "headphone", "chassis",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habits:
    """How a language builds the name of a thing; the fields are those of `titles.yaml`."""

    code: str
    first: bool = False
    links: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    plural: tuple[str, ...] = ()

    @property
    def is_unspaced(self) -> bool:
        """Whether its words are written without spaces."""
        return self.code == "zh"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a title; `key` is its lower case.

    `value`: it is part of a value that the product states. `weight`: how likely a name here is that of the product, less
    behind words that introduce another thing, and behind the title's first part.
    """

    text: str
    key: str
    usable: bool
    link: bool
    value: bool
    weight: float


@cache
def habits() -> dict[str, Habits]:
    """By language."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {code: _habits(code, fields) for code, fields in read.items()} | {"zh": Habits("zh")}


def _habits(code: str, fields: Mapping[str, object]) -> Habits:
    listed = {name: str(fields.get(name, "")).split() for name in ("links", "behind", "stops", "plural")}
    return Habits(
        code,
        bool(fields.get("first")),
        frozenset(listed["links"]),
        frozenset(listed["behind"]),
        frozenset(listed["stops"]),
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
    counts = Counter(re.findall(r"[^\W\d_]+", joined.casefold()))
    scores = {code: sum(counts[word] / shared[word] for word in words) for code, words in small.items()}
    best = max(scores, key=lambda code: scores[code])
    return habits()[best if scores[best] else "en"]


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


def tokens(text: str, own: Habits, brands: Collection[str], values: Mapping[str, Sequence[tuple[str, ...]]]) -> list[Token]:
    """The words of a title or a first line. `values` are the product's own values as words, by their first."""
    texts = _TOKEN.findall(text)
    keys = [one.casefold() for one in texts]
    is_value = set(_covered(keys, values))
    found: list[Token] = []
    weight = 1.0
    for number, (one, key) in enumerate(zip(texts, keys, strict=True)):
        if key in own.behind:
            weight = BEHIND
        elif one in _SEPARATORS and found:
            weight = LATER
        after_number = number > 0 and keys[number - 1][-1:].isdigit()
        usable = _is_usable(one, key, own, brands) and not (after_number and unit_named(key) is not None)
        found.append(Token(one, key, usable, key in own.links, number in is_value, weight))
    return found


def _is_usable(text: str, key: str, own: Habits, brands: Collection[str]) -> bool:
    """Whether it can be a word of a name: no small word, brand, number, code or short acronym."""
    if not text[0].isalpha() or key in brands or key in own.stops or key in own.behind or key in own.links:
        return False
    if not text.isascii():
        return True
    return len(key) > 2 and not (text.isupper() and len(text) < 4)


def _covered(keys: Sequence[str], values: Mapping[str, Sequence[tuple[str, ...]]]) -> Iterator[int]:
    """The places of words that stand in a value of the product, all its words in a row."""
    for number, key in enumerate(keys):
        for words in values.get(key, ()):
            if tuple(keys[number : number + len(words)]) == words:
                yield from range(number, number + len(words))


def by_first_word(values: Iterable[str], most_words: int = 4) -> dict[str, list[tuple[str, ...]]]:
    """Values of a product as the words of titles, for `tokens`."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for value in values:
        words = tuple(one.casefold() for one in _TOKEN.findall(value[:80]))
        if words and len(words) <= most_words:
            found.setdefault(words[0], []).append(words)
    return found
