"""The phrases of titles that could name a type, and how good a type each would be.

In a title, the words for what a thing is are shared by products of several brands, and those products state the same
attributes ("toner cartridge"); model lines belong to one brand ("Pavilion"), and words for properties are values of
attributes ("light magenta") or spread over unlike products ("wireless"). A phrase is the whole of a name: what nearly
always stands behind another word is a part of one ("supply"), what is mostly followed by another is no head ("notebook
case"). Of English words, WordNet says which are nouns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from data.catalog.normalisation.nouns import sort_of
from data.catalog.normalisation.titles import BEHIND, Habits, Token, is_thing, singular
from language.lexicon import LEXICON
from language.words import phrase_key

LEAST_BRANDS = 2.5
"""Effective number of brands (exponential of the entropy) from which a phrase is taken for a type without reserve."""
MOST_VALUE_SHARE = 0.5
"""A phrase whose words are mostly attribute values of the products that have it ("original black") names no type."""
FEW_BRANDS = 1.6
LIKE_ANY = 0.05
"""How like each other any two products are taken to be, so that those without a word in common are not nothing."""
LEAST_NOUN, LEAST_WHOLE = 0.12, 0.2
"""Phrases whose head is less surely a noun for a thing, or that mostly stand before another, name no type."""
MOST_WORDS, MOST_CHARACTERS = 4, 5
INSIDE, DOUBTED = 0.08, 0.2
"""What a phrase counts in a title where it does not stand at the end of a name (or at its beginning, by language)."""
PART_SHARE = 0.6
"""A phrase before or behind which one and the same word stands in so many of its titles is a part of a longer one."""
INITIALS_SHARE = 0.3
"""A phrase whose initials follow it in brackets so often is a name, whatever its head."""
_LENGTHS = (1.0, 1.0, 1.6, 1.9, 2.0)
"""What a phrase of so many words is worth: a longer one says more."""
_SORTS: Mapping[str, float] = {"thing": 1.0, "noun": 0.6, "adjective": 0.08}
Matrix = Any
"""A scipy.sparse matrix (scipy has no types)."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Candidates for types: their keys and labels, how good a type each would be, and what its products are like."""

    names: list[str]
    labels: list[str]
    scores: npt.NDArray[np.float64]  # (phrases,)
    centroids: Matrix  # phrases x features, rows of length 1
    parts: list[tuple[str, float]]  # of each the word that it belongs to, marked with its side, and its worth beside it
    head_first: bool

    def is_of_head(self, longer: int, shorter: int) -> bool:
        """Whether one phrase narrows another down ("patch cable", "cable"), or is the same."""
        name, head = self.names[longer], self.names[shorter]
        return name.startswith(head) if self.head_first else name.endswith(head)


@dataclass(slots=True)
class _Counts:
    """What is counted of one phrase."""

    times: int = 0
    holders: list[int] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)
    lower: int = 0
    valued: float = 0.0
    initials: int = 0
    neighbours: Counter[str] = field(default_factory=Counter)


def occurrences(tokens: Sequence[Token], own: Habits) -> Iterator[tuple[str, int, int, float]]:
    """Each phrase that could be a name: its key, the places of its first and last word, how surely it is whole."""
    longest = MOST_CHARACTERS if own.is_unspaced else MOST_WORDS
    for start, first in enumerate(tokens):
        if not first.usable:
            continue
        for end in range(start, min(len(tokens), start + longest)):
            last = tokens[end]
            if not (last.usable or last.link):
                break
            if end > start and (_is_seam(tokens, end, own) or any(last.key == t.key for t in tokens[start:end])):
                break
            if last.usable and not last.acronym and not (own.is_unspaced and end == start):
                yield _key(tokens[start : end + 1], own), start, end, _wholeness(tokens, start, end, own)


def _is_seam(tokens: Sequence[Token], end: int, own: Habits) -> bool:
    """Whether words in lower case begin behind several capitalised ones: "Patch Cable networking cable"."""
    if own.code != "en" or end < 2 or not tokens[end].text.islower():
        return False
    before, earlier = tokens[end - 1], tokens[end - 2]
    return before.text.istitle() and earlier.text[0].isupper() and earlier.usable


def _key(words: Sequence[Token], own: Habits) -> str:
    if own.is_unspaced:
        return "".join(word.key for word in words)
    if own.first:
        return " ".join(singular(word.key, own) for word in words)
    return " ".join([*(word.key for word in words[:-1]), singular(words[-1].key, own)])


def _wholeness(tokens: Sequence[Token], start: int, end: int, own: Habits) -> float:
    """How surely a name ends there (or begins, where the head comes first): nothing that belongs to it follows."""
    if own.is_unspaced:
        return 1.0
    if tokens[end].goes_on:
        return 0.0  # "Serial" of "Serial ATA"
    if own.first:
        return INSIDE if start and (tokens[start - 1].usable or tokens[start - 1].link) else 1.0
    following = tokens[end + 1] if end + 1 < len(tokens) else None
    if following is None or not following.usable:
        return _before_other(tokens, end, following)
    if (tokens[end].text.islower() and not following.text.islower()) or _is_seam(tokens, end + 1, own):
        return 1.0
    if own.code != "en":
        return 1.0 if following.value or is_colour(following.key) else INSIDE
    if following.value or is_colour(following.key) or sort_of(following.key) == "adjective":
        return DOUBTED if _names_later(tokens, end + 1) else 1.0
    return 0.0


def _before_other(tokens: Sequence[Token], end: int, following: Token | None) -> float:
    """Before what is no word of a name: a letter may tell which ("Socket B"), a slash a second name."""
    if following is None:
        return 1.0
    if len(following.text) == 1 and following.text.isupper():
        return DOUBTED
    return 0.8 if following.text == "/" and end + 2 < len(tokens) and tokens[end + 2].usable else 1.0


def _names_later(tokens: Sequence[Token], place: int) -> bool:
    """Whether a thing is named from that place on, before the run of words ends."""
    for token in tokens[place:]:
        if not token.usable:
            return False
        if not token.value and not is_colour(token.key) and sort_of(token.key) in ("thing", "noun"):
            return True
    return False


@lru_cache(maxsize=100_000)
def _is_vague(word: str) -> bool:
    return phrase_key(word) in LEXICON.vague_nouns


@lru_cache(maxsize=100_000)
def is_colour(word: str) -> bool:
    """Whether a word is a colour in one of the languages that we know."""
    return phrase_key(word) in LEXICON.colours


def count_phrases(
    titles: Sequence[Sequence[Token]], brands: Sequence[str | None], features: Matrix, own: Habits, least: int
) -> Phrases:
    """The phrases that at least `least` titles have as names. `features` has a row for each title."""
    counts = _counted(titles, own, least)
    heads = _modifier_spread(counts, own)
    known_to = _word_brands(titles, brands)
    kept = sorted(
        key
        for key, found in counts.items()
        if len(found.holders) >= least and found.valued < MOST_VALUE_SHARE * found.times and can_be_type(key, own)
    )
    found = [counts[key] for key in kept]
    holders = [one.holders for one in found]
    sizes = np.array([len(one) for one in holders], dtype=float)
    means = _means(holders, features)
    cohesion = LIKE_ANY + np.sqrt(np.asarray(means.multiply(means).sum(axis=1)).ravel())
    spread = np.array([_effective(Counter(brands[product] or "" for product in one)) for one in holders])
    most_brands = min(LEAST_BRANDS, max(1.0, _effective(Counter(brand or "" for brand in brands))))
    valued = np.array([one.valued / one.times for one in found])
    lower = np.array([one.lower / one.times for one in found])
    whole = np.array([len(one.holders) / one.times for one in found])
    words = np.array([_LENGTHS[len(key.split())] if not own.is_unspaced else len(key) ** 0.5 for key in kept])
    nouns = np.array(
        [
            _nounness(key, low, wide if most_brands > FEW_BRANDS else LEAST_BRANDS, own)
            for key, low, wide in zip(kept, lower, spread, strict=True)
        ]
    )
    narrowing = np.array([_narrowing(key, heads, known_to, own) for key in kept])
    nouns[nouns < LEAST_NOUN] = 0.0
    nouns[[one.initials > INITIALS_SHARE * one.times for one in found]] = 1.0
    scores = (
        np.log1p(sizes) ** 0.5 * cohesion * np.minimum(1, spread / most_brands)
        * (1 - 0.8 * valued) * words * (0.6 + 0.4 * lower) * (0.05 + 0.95 * whole) * (whole >= LEAST_WHOLE) * nouns
        * (narrowing + (1 - narrowing) * lower)
    )  # fmt: skip
    parts = [_part(counts[key]) for key in kept]
    labels = [_label(counts[key], key, own) for key in kept]
    return Phrases(kept, labels, scores, sp.csr_matrix(normalize(means)) if kept else means, parts, own.first)


def _counted(titles: Sequence[Sequence[Token]], own: Habits, least: int) -> dict[str, _Counts]:
    frequent = Counter(key for tokens in titles for key in {token.key for token in tokens})
    counts: defaultdict[str, _Counts] = defaultdict(_Counts)
    for number, tokens in enumerate(titles):
        seen: set[str] = set()
        for key, start, end, whole in occurrences(tokens, own):
            if key in seen or any(frequent[token.key] < least and not token.link for token in tokens[start:end]):
                continue
            seen.add(key)
            _add(counts[key], number, tokens, (start, end), whole > DOUBTED and tokens[end].weight > BEHIND, own)
    return counts


def _add(
    found: _Counts, number: int, tokens: Sequence[Token], places: tuple[int, int], is_whole: bool, own: Habits
) -> None:
    start, end = places
    words = tokens[start : end + 1]
    found.times += 1
    if is_whole:
        found.holders.append(number)
    spelling = ("" if own.is_unspaced else " ").join(word.text for word in words)
    found.spellings[spelling] += 1
    found.lower += spelling == spelling.lower()
    found.initials += _has_initials(tokens, start, end)
    head = words[0] if own.first else words[-1]
    found.valued += 0.7 * head.value + 0.3 * sum(word.value for word in words) / len(words)
    before = tokens[start - 1] if start else None
    behind = tokens[end + 1] if end + 1 < len(tokens) else None
    if not own.first and before is not None and before.usable and not before.value:
        found.neighbours["<" + before.key] += 1
    if (own.first or own.is_unspaced) and behind is not None and (behind.usable or behind.link) and not behind.value:
        found.neighbours[">" + behind.key] += 1


def _has_initials(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether its initials follow in brackets: "power distribution unit (PDU)"."""
    behind = [token.key for token in tokens[end + 1 : end + 4]]
    return end > start and behind == ["(", "".join(word.key[0] for word in tokens[start : end + 1]), ")"]


def can_be_type(key: str, own: Habits) -> bool:
    """Whether the words of a phrase leave something that names a thing: not colours alone, no "accessory" alone."""
    words = [key] if own.is_unspaced else [word for word in key.split() if word not in own.links]
    telling = [word for word in words if not is_colour(word) and word not in own.vague and not _is_vague(word)]
    if not telling or is_colour(words[0]) or is_colour(words[-1]):
        return False
    return not is_colour(key)


def _modifier_spread(counts: Mapping[str, _Counts], own: Habits) -> dict[str, float]:
    """How many heads each word narrows, effectively: "high" stands before nearly all."""
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    if not own.first and not own.is_unspaced:
        for key, found in counts.items():
            if key.count(" ") == 1:
                modifier, head = key.split()
                before[modifier][head] += len(found.holders)
    return {word: _effective(heads) for word, heads in before.items()}


def _word_brands(titles: Sequence[Sequence[Token]], brands: Sequence[str | None]) -> dict[str, float]:
    """In titles of how many brands each word stands, effectively."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tokens, brand in zip(titles, brands, strict=True):
        for key in {token.key for token in tokens if token.usable}:
            counts[key][brand or ""] += 1
    return {word: _effective(own) for word, own in counts.items()}


def _narrowing(key: str, spread: Mapping[str, float], brands: Mapping[str, float], own: Habits) -> float:
    """How well the words beside the head narrow it down: properties and model lines name no type of their own."""
    if own.first or own.is_unspaced:
        return 1.0
    worth = 1.0
    for word in key.split()[:-1]:
        sort = sort_of(singular(word, own)) if own.code == "en" else "noun"
        if sort is None and brands.get(word, 0) < FEW_BRANDS:
            worth *= 0.3
        elif sort is None and len(word) < 4:
            worth *= 0.95
        elif sort == "adjective" or sort is None or (sort == "noun" and spread.get(word, 0) > 20):
            worth *= 0.9 if spread.get(word, 0) < 4 else 0.7 if sort == "noun" or spread.get(word, 0) < 10 else 0.5
    return worth


def _nounness(key: str, lower: float, brands: float, own: Habits) -> float:
    """How surely the head names a thing."""
    if own.code != "en":
        return 0.7
    head = key.split()[-1]
    sort = "thing" if is_thing(head) else sort_of(singular(head, own)) or sort_of(head)
    if sort is None:
        return (0.1 + 0.6 * lower) * min(1.0, max(0.1, (brands - 1) / (1.0 if lower > 0.5 else 3.0)))
    worth = _SORTS[sort]
    if brands < FEW_BRANDS:
        worth *= 0.15 if sort != "thing" else 1.0 if lower > 0.1 or is_thing(head) else 0.25 if " " in key else 0.1
    return worth


def _part(found: _Counts) -> tuple[str, float]:
    """The word that stands beside a phrase nearly always, marked with its side, and what the phrase is worth there."""
    for neighbour, times in found.neighbours.most_common(2):
        if times > PART_SHARE * found.times and not is_colour(neighbour[1:]):
            return neighbour, max(0.15, 1 - times / found.times)
    return "", 1.0


def beside(tokens: Sequence[Token], start: int, end: int, part: tuple[str, float]) -> float:
    """What a phrase is worth at a place, by the word that it may be a part with."""
    word, worth = part
    if not word:
        return 1.0
    place = start - 1 if word[0] == "<" else end + 1
    return worth if 0 <= place < len(tokens) and tokens[place].key == word[1:] else 1.0


def _label(found: _Counts, key: str, own: Habits) -> str:
    text = found.spellings.most_common(1)[0][0]
    if own.code == "en":
        written = {word.casefold(): word for word in text.split()}
        text = " ".join(written[word] if written.get(word, "").isupper() else word for word in key.split())
    return text[:1].upper() + text[1:]


def _effective(counts: Mapping[str, int]) -> float:
    values = np.array([count for count in counts.values() if count], dtype=float)
    if not len(values):
        return 0.0
    shares = values / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _means(holders: Sequence[Collection[int]], features: Matrix) -> Matrix:
    columns = np.repeat(np.arange(len(holders)), [len(one) for one in holders])
    products = np.array([product for one in holders for product in one], dtype=int)
    present = sp.csr_matrix((np.ones(len(products)), (columns, products)), shape=(len(holders), features.shape[0]))
    sizes = np.maximum(1, np.asarray(present.sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / sizes) @ (present @ features))
