"""What a shop's own texts say that products are good for: found by its purpose words, or as a sentence said of many.

Knows how texts are written (`language.lexicon`: purposes, and_words, function_words), not what a use asks of a product
(`sentences`). Sentences that name what the product states in other columns, and numbers, describe; they are no uses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from data.catalog.products import Product, values_of
from language.lexicon import LEXICON
from language.words import Token, joined, phrase_key, tokens
from recommender.engine.facets import MOST_CHARACTERS

MOST_WORDS = 4
"""Words of a use behind its purpose word."""
SENTENCE_WORDS = (3, 12)
"""Words of a sentence that is a use as a whole."""
LEAST_PRODUCTS, LEAST_LINES = 6, 4
"""Products, and product lines, whose text must say it: what one line repeats is its name for itself."""
MOST_OF_TYPE = 0.5
"""A larger share of a type says it of everything."""
MOST_USES = 40
"""Uses of one type, those said most."""
_SAME = 0.7
"""Share of a phrase's products from which its longer form stands for it: "long walks" for "long"."""
_KEPT = 5000  # texts that are read once: variants share theirs
_ENDING = 0.4
"""Share of the times that a phrase is written in which nothing more of it follows: "easy" mostly goes on."""
_ENDS = frozenset(".!?\n;:•|")
_WITHIN = frozenset({" ", "-", "'", "’"})


@dataclass(frozen=True, slots=True)
class Use:
    """Something that products of a type are good for."""

    text: str
    """As it is written most often, without its purpose word: "long flights"; or a whole sentence."""
    lead: str
    """The last purpose word before it ("for"); empty of a sentence."""
    products: frozenset[int]
    """Positions of the products whose text says it."""


def uses_of(products: Sequence[Product]) -> list[Use]:
    """The uses that the texts of a type's products name often enough, most often named first."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    ending: Counter[str] = Counter()
    written: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    own = _own_words(products)
    for place, product in enumerate(products):
        for sentence in _sentences(product):
            for said in (*_purposes(sentence, own), *_whole(sentence, product)):
                found[said.key].add(place)
                ending[said.key] += said.ends
                written[said.key][said.lead, said.text] += 1
    lines = [line_of(product) for product in products]
    kept = {
        key: places
        for key, places in found.items()
        if LEAST_PRODUCTS <= len(places) <= MOST_OF_TYPE * len(products)
        and ending[key] >= _ENDING * written[key].total()
        and len({lines[place] for place in places}) >= LEAST_LINES
    }
    ordered = sorted(_fullest(kept), key=lambda key: (-len(kept[key]), key))[:MOST_USES]
    uses = []
    for key in ordered:
        (lead, text), _ = written[key].most_common(1)[0]
        uses.append(Use(text, lead, frozenset(kept[key])))
    return uses


def line_of(product: Product) -> tuple[str, str]:
    """The product line: brand, and the title's first word that is not the brand's."""
    brand = phrase_key(product.brand or "")
    title = phrase_key(product.title).removeprefix(brand).split()
    return brand, title[0] if title else ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    words: tuple[Token, ...]
    is_closed: bool
    """Whether a mark ends it: a title or a list of features ends with none."""


@dataclass(frozen=True, slots=True)
class _Said:
    key: str
    lead: str
    text: str
    ends: bool
    """Whether the phrase ends there, and is not the beginning of a longer one."""


def _sentences(product: Product) -> Iterator[_Sentence]:
    """The sentences of a product's text: its description, and what it states in whole sentences."""
    stated = (value for values in product.attributes.values() for value in values_of(values))
    long = (value for value in stated if isinstance(value, str) and len(value) > MOST_CHARACTERS)
    for text in (product.title, product.description, *long):
        if text:
            yield from _parted(text)


@lru_cache(_KEPT)
def _parted(text: str) -> tuple[_Sentence, ...]:
    found, start = [], 0
    words = tokens(text)
    for place, word in enumerate(words):
        behind = text[word.end : words[place + 1].start if place + 1 < len(words) else len(text)]
        if place + 1 == len(words) or _ENDS & set(behind):
            own = tuple(words[start : place + 1])
            found.append(_Sentence(text, own, bool(_ENDS & set(behind))))
            start = place + 1
    return tuple(found)


def _purposes(sentence: _Sentence, own: frozenset[str]) -> Iterator[_Said]:
    """Every beginning of what follows a purpose word."""
    words, place = sentence.words, 0
    while place < len(words):
        length = _purpose(words, place)
        if not length:
            place += 1
            continue
        first = _behind_small_words(words, place + length)
        stop = _stop(sentence, first, own)
        last = words[place + length - 1]
        lead, place = sentence.text[last.start : last.end].lower(), max(first, stop)
        for end in range(first + 1, min(stop, first + MOST_WORDS) + 1):
            if words[end - 1].word not in LEXICON.function_words:
                text = sentence.text[words[first].start : words[end - 1].end]
                key = f"for {joined(word.key for word in words[first:end])}"
                ends = end == stop or words[end].word in LEXICON.function_words
                yield _Said(key, lead, text, ends)


def _stop(sentence: _Sentence, first: int, own: frozenset[str]) -> int:
    """Where the words of a use that begins at `first` end."""
    words, place = sentence.words, first
    while place < len(words) and _goes_on(sentence, place, first) and words[place].key not in own:
        place += 1
    return place


def _goes_on(sentence: _Sentence, place: int, first: int) -> bool:
    """Whether a word still belongs to the use that began at `first`."""
    words = sentence.words
    word = words[place]
    if any(letter.isdigit() for letter in word.word) or word.word in LEXICON.and_words:
        return False
    return place == first or (
        sentence.text[words[place - 1].end : word.start] in _WITHIN and not _purpose(words, place)
    )


def _behind_small_words(words: Sequence[Token], place: int) -> int:
    while place < len(words) and words[place].word in _small_words():
        place += 1
    return place


def _purpose(words: Sequence[Token], place: int) -> int:
    """How many words of a purpose begin at a place; 0 if none does."""
    for lead in _leads().get(words[place].word, ()):
        if lead == tuple(word.word for word in words[place : place + len(lead)]):
            return len(lead)
    return 0


@cache
def _small_words() -> frozenset[str]:
    """Words that may stand before a use: "for all your ..."."""
    return LEXICON.stop_words | LEXICON.determiners | LEXICON.fillers


@cache
def _leads() -> dict[str, list[tuple[str, ...]]]:
    """The purposes by their first word, longer ones first."""
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for lead in sorted(LEXICON.purposes, key=len, reverse=True):
        words = tuple(word.word for word in tokens(lead))
        found[words[0]].append(words)
    return dict(found)


def _whole(sentence: _Sentence, product: Product) -> Iterator[_Said]:
    """The sentence itself, if it may be a use: closed, with small words as people speak, without what is stated."""
    least, most = SENTENCE_WORDS
    words = sentence.words
    if not sentence.is_closed or not least <= len(words) <= most:
        return
    if not any(word.word in LEXICON.function_words for word in words):
        return
    key = joined(word.key for word in words)
    if any(letter.isdigit() for letter in key) or _names(key, product):
        return
    yield _Said(key, "", sentence.text[words[0].start : words[-1].end], ends=True)


def _names(key: str, product: Product) -> bool:
    """Whether a sentence names a value that the product states, or its brand."""
    padded = f" {key} "
    kind = phrase_key(product.category or "")
    said = (value for values in product.stated.values() for value in values_of(values) if isinstance(value, str))
    return any(f" {own} " in padded for value in said if (own := phrase_key(value)) and own != kind)


def _own_words(products: Iterable[Product]) -> frozenset[str]:
    """Words of the brands: behind them stands a model that something fits."""
    brands = {product.brand for product in products if product.brand}
    return frozenset(word for brand in brands for word in phrase_key(brand).split())


def _fullest(found: dict[str, set[int]]) -> list[str]:
    """The keys without those that nearly always go on in one way."""
    dropped = set()
    for key, places in found.items():
        words = key.split()
        for end in range(2, len(words)):
            shorter = " ".join(words[:end])
            if shorter in found and len(places) >= _SAME * len(found[shorter]):
                dropped.add(shorter)
    return [key for key in found if key not in dropped]
