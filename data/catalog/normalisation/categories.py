"""The product type of every product: from the source, or mined from titles where the source has none.

Mining: in a title, the words for what a thing is are shared by products of several brands, and those products state
the same attributes ("toner cartridge"); model lines belong to one brand ("Pavilion"), and words for properties are
values of attributes ("black") or spread over unlike products ("wireless"). Products whose title names no such
phrase take the type of their nearest neighbours by words and attributes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.products import AttributeValue
from language.lexicon import LEXICON

LEAST_PRODUCTS = 5
LEAST_SHARE = 0.0004
"""A phrase names a type if at least 5 products, and 4 in 10,000, have it in their titles."""
LEAST_BRANDS = 2.5
"""Effective number of brands (exponential of the entropy) from which a phrase is taken for a type without reserve."""
MOST_VALUE_SHARE = 0.5
"""A phrase whose words are mostly attribute values of the products that have it ("original black") names no type."""
MOST_WORDS = 3
NEIGHBOURS = 5
COMMON_SHARE, MANY_ROWS = 0.3, 1000
"""Among a thousand products, a word that 3 in 10 have tells nothing; in a small shop it may be the product."""
SOURCE_SHARE = 0.3
"""If at least 3 in 10 rows state a category, the source's categories are the types, and the rest takes theirs."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[\w.+/-]*\d[\w.+/\"-]*|[^\w\s]")
_LETTERS = r"(?u)\b[^\W\d_]{2,}\b"
_STOP_WORDS = """
    for with and or of the in to a an from by on at as per plus incl including without new pack set kit series edition
    für mit und oder der die das von im zum zur ohne pour avec et ou de du des la le les un une sans con per il lo y el
    pc pcs x version type black white grey gray silver blue red green yellow pixel pixels ppm pages page sheets mbit
    gbit dpi male female
"""
_STOP = set(_STOP_WORDS.split())
_PLURAL_ONLY = {
    "binoculars", "earphones", "glasses", "headphones", "jeans", "leggings", "lens", "pants", "scissors", "shorts",
    "sunglasses", "tights", "tongs", "trousers", "tweezers",
}  # fmt: skip
_TYPE_ATTRIBUTES = re.compile(rf"(^|_)({'|'.join(sorted(LEXICON.type_columns))})$")
Values = Mapping[str, Mapping[int, AttributeValue]]
Matrix = Any
"""A scipy.sparse matrix (scipy has no types)."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The candidate phrases, which products have them in their titles, and how good a type each would be."""

    names: list[str]
    present: Matrix  # products x phrases, 0/1
    scores: npt.NDArray[np.float64]  # (phrases,)
    centroids: Matrix  # phrases x features, rows of length 1


def assign_categories(rows: Sequence[RawProduct], values: Values) -> list[str | None]:
    """The product type of each row, as a label; None only where nothing at all is known.

    `values` holds the normalised values of each attribute by row number.
    """
    stated = [_stated(row) for row in rows]
    share = sum(category is not None for category in stated) / max(1, len(rows))
    if share == 1.0 or len(rows) < LEAST_PRODUCTS:
        return stated
    features = _features(rows, values)
    found = stated if share >= SOURCE_SHARE else _mined(rows, values, features)
    return _completed(found, features)


def _stated(row: RawProduct) -> str | None:
    category = plain(row.category) if row.category else ""
    return None if is_placeholder(category) else category


def _features(rows: Sequence[RawProduct], values: Values) -> Matrix:
    """One row a product, of length 1: which attributes it states, and the words of its texts."""
    cells = [(product, column) for column, by_product in enumerate(values.values()) for product in by_product]
    shape = (len(rows), max(1, len(values)))
    states = sp.csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True)) if cells else ([], [])), shape=shape)
    rarity = np.log((1 + shape[0]) / (1 + np.asarray(states.sum(axis=0)).ravel()))
    common = COMMON_SHARE if len(rows) >= MANY_ROWS else 1.0
    words = TfidfVectorizer(min_df=2, max_df=common, sublinear_tf=True, token_pattern=_LETTERS)
    try:
        texts = words.fit_transform(plain(f"{row.title} {row.title} {row.description}") for row in rows)
    except ValueError:  # no word occurs twice
        texts = sp.csr_matrix((len(rows), 1))
    return sp.csr_matrix(normalize(sp.hstack([normalize(states.multiply(rarity)), normalize(texts)]).tocsr()))


def _mined(rows: Sequence[RawProduct], values: Values, features: Matrix) -> list[str | None]:
    phrases = _phrases(rows, values, features)
    explicit = _explicit(values, phrases)
    if not phrases.names:
        return [explicit.get(number) for number in range(len(rows))]
    # How like its other holders a product is tells "notebook" the computer from "notebook battery".
    likeness = phrases.present.multiply(features @ phrases.centroids.T).tocsr()
    merit = likeness.multiply(phrases.scores).tocsr()
    found: list[str | None] = []
    for number in range(len(rows)):
        own = slice(merit.indptr[number], merit.indptr[number + 1])
        best = phrases.names[merit.indices[own][np.argmax(merit.data[own])]] if own.stop > own.start else None
        found.append(explicit.get(number, best))
    return _without_rare(found)


def _without_rare(found: list[str | None]) -> list[str | None]:
    """Types that only a handful of products got are no types; those products take their neighbours'."""
    counts = Counter(found)
    least = max(LEAST_PRODUCTS, LEAST_SHARE * len(found))
    return [name if name and counts[name] >= least else None for name in found]


def _phrases(rows: Sequence[RawProduct], values: Values, features: Matrix) -> _Phrases:
    own_values = _own_values(len(rows), values)
    brand_words = {word for row in rows if row.brand for word in plain(row.brand).casefold().split()}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    as_value: defaultdict[str, float] = defaultdict(float)
    ends: Counter[str] = Counter()
    for number, row in enumerate(rows):
        for phrase, (spelling, is_end) in _candidates(row, brand_words, own_values[number]).items():
            holders[phrase].append(number)
            spellings[phrase][spelling] += 1
            ends[phrase] += is_end
            words = phrase.split()
            as_value[phrase] += sum(word in own_values[number] for word in words) / len(words)
    least = max(LEAST_PRODUCTS, LEAST_SHARE * len(rows))
    names = sorted(
        phrase
        for phrase, found in holders.items()
        if len(found) >= least and as_value[phrase] < MOST_VALUE_SHARE * len(found)
    )
    cells = [(product, column) for column, phrase in enumerate(names) for product in holders[phrase]]
    present = sp.csr_matrix(
        (np.ones(len(cells)), tuple(zip(*cells, strict=True)) if cells else ([], [])), shape=(len(rows), len(names))
    )
    sizes = np.maximum(1, np.asarray(present.sum(axis=0)).ravel())
    means = sp.diags(1 / sizes) @ (present.T @ features)
    cohesion = np.sqrt(np.asarray(means.multiply(means).sum(axis=1)).ravel())
    brands = [_effective_brands(rows, holders[phrase]) for phrase in names]
    valued = np.array([as_value[phrase] for phrase in names]) / sizes
    length = np.array([1 + 0.35 * phrase.count(" ") for phrase in names])
    lower = np.array([sum(n for s, n in spellings[p].items() if s == s.lower()) for p in names]) / sizes
    ending = np.array([ends[phrase] for phrase in names]) / sizes
    scores = (
        np.log1p(sizes) ** 0.5 * cohesion * np.minimum(1, np.array(brands) / LEAST_BRANDS)
        * (1 - 0.8 * valued) * length * (0.6 + 0.4 * lower) * (0.2 + 0.8 * ending)
    )  # fmt: skip
    labels = [_label(phrase) for phrase in names]
    return _Phrases(labels, present, scores, sp.csr_matrix(normalize(means)) if names else means)


def _label(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _candidates(row: RawProduct, brand_words: set[str], own_values: set[str]) -> dict[str, tuple[str, bool]]:
    """The one- to three-word phrases of a title (singular, lower case) that could name a type.

    With each its spelling, and whether it ends a run of words: the head of an English noun phrase stands last.
    """
    title = plain(row.title)
    if row.brand and title.casefold().startswith(plain(row.brand).casefold()):
        title = title[len(plain(row.brand)) :]
    found: dict[str, tuple[str, bool]] = {}
    run: list[str] = []
    tokens = [*_WORD.findall(title), ",", ","]
    for token, following in zip(tokens, tokens[1:], strict=False):
        if not _is_usable(token, brand_words):
            run = []
            continue
        run.append(token)
        is_end = (
            not _is_usable(following, brand_words)
            or (token.islower() and not following.islower())
            or _singular(following) in own_values
        )
        for length in range(1, min(MOST_WORDS, len(run)) + 1):
            spelling = " ".join(run[-length:])
            found.setdefault(_singular(spelling), (spelling, is_end))
    return found


def _is_usable(token: str, brand_words: set[str]) -> bool:
    """Whether a token can be a word of a type's name: no stop word, brand, number, code or short acronym."""
    word = token.casefold()
    is_acronym = token.isupper() and len(token) < 4 and token.isascii()
    is_word = token[0].isalpha() and (len(word) > 2 or not token.isascii())
    return is_word and not is_acronym and word not in _STOP and word not in brand_words


def _singular(phrase: str) -> str:
    """Lower case, the last word without an English plural ending."""
    words = phrase.casefold().split()
    last = words[-1]
    if last in _PLURAL_ONLY:
        return " ".join(words)
    if last.endswith("ies") and len(last) > 5:
        last = last[:-3] + "y"
    elif re.search(r"(ches|shes|sses|xes)$", last):
        last = last[:-2]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 3:
        last = last[:-1]
    return " ".join([*words[:-1], last])


def _own_values(count: int, values: Values) -> list[set[str]]:
    """The words of each product's own one-word attribute values, but for those that say what the product is."""
    own: list[set[str]] = [set() for _ in range(count)]
    for name, by_product in values.items():
        if _TYPE_ATTRIBUTES.search(name):
            continue
        for product, value in by_product.items():
            for single in value if isinstance(value, tuple) else (value,):
                if isinstance(single, str) and " " not in single and len(single) < 40:
                    own[product].add(_singular(single))
    return own


def _effective_brands(rows: Sequence[RawProduct], products: Sequence[int]) -> float:
    counts = np.array(list(Counter(rows[product].brand or "" for product in products).values()), dtype=float)
    shares = counts / counts.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _explicit(values: Values, phrases: _Phrases) -> dict[int, str]:
    """What an attribute called product type says, where titles know that type too or several products share it."""
    known = set(phrases.names)
    found: dict[int, str] = {}
    for name, by_product in values.items():
        if not _TYPE_ATTRIBUTES.search(name):
            continue
        counts = Counter(value for value in by_product.values() if isinstance(value, str))
        for product, value in by_product.items():
            if isinstance(value, str) and re.match(r"[^\W\d_]{3}", value):
                text = _label(_singular(value))
                if text in known or counts[value] >= LEAST_PRODUCTS:
                    found[product] = text
    return found


def _completed(found: Sequence[str | None], features: Matrix) -> list[str | None]:
    """Each product without a type takes the one that weighs most among its nearest neighbours that have one."""
    known = np.array([number for number, name in enumerate(found) if name is not None], dtype=int)
    complete = list(found)
    if not len(known):
        return complete
    pool = features[known].T.tocsc()
    missing = [number for number, name in enumerate(found) if name is None]
    for start in range(0, len(missing), 500):
        block = missing[start : start + 500]
        likeness = (features[block] @ pool).tocsr()
        for row, number in enumerate(block):
            own = slice(likeness.indptr[row], likeness.indptr[row + 1])
            near = np.argsort(-likeness.data[own], kind="stable")[:NEIGHBOURS]
            votes: defaultdict[str | None, float] = defaultdict(float)
            for index in near:
                votes[found[known[likeness.indices[own][index]]]] += float(likeness.data[own][index])
            complete[number] = max(votes, key=votes.__getitem__) if votes else None
    return complete
