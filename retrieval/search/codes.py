"""Products by what they are asked for by: article and part numbers, barcodes, ISBNs, model names in titles.

Found exactly however they are typed (`code_key`), by their beginning, by a part inside, or one slip of the finger away.
Whether a word of a message is meant as a number at all, `retrieval.understanding.code_step` decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from stdnum import isbn

from data.catalog.products import Attribute, Catalog, Product, values_of
from language.lexicon import LEXICON
from language.quantities import is_unit
from language.words import fold, phrase_key

LEAST_PARTIAL = 4
"""Letters and digits of a part by which a code is found; of digits alone, two more."""
_LEAST_DIGITS_PARTIAL = 6
_LEAST_SLIPPED = 6
"""Of a code that one wrong character may be in: shorter ones are too near to each other."""
_LONGEST = 24
"""Characters of a key that are indexed: the longest barcode has 14, and what is found is compared in full."""
_MOST_INSIDE = 3  # parts of a code from which on it is found too
_LEAST_DISTINCT, _LEAST_NUMBERED = 0.5, 0.8
"""Of an attribute that is called as codes are: share of its values that differ, and share of those with a digit."""
_LONGEST_CODE = 60  # characters
_MOST_IN_TITLE = 12  # names with digits that are read of one title
_COLUMNS = frozenset(map(phrase_key, (*LEXICON.code_words, *LEXICON.code_labels)))
_PARTS = re.compile(r"[^\W_]+")
_MEASURE = re.compile(r"[\d.,]+([^\W\d]*)")
_CONFUSED = {
    "0": "o",
    "o": "0",
    "1": "il",
    "i": "1",
    "l": "1",
    "5": "s",
    "s": "5",
    "8": "b",
    "b": "8",
    "2": "z",
    "z": "2",
}
"""Characters that are read for each other, off a label or a screen."""

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Found:
    """Products of one number. `code` is how the first of them writes it, `label` whose number it is ("MPN"); both are
    empty where it stands in titles alone."""

    ids: tuple[str, ...]
    code: str = ""
    label: str = ""
    exact: bool = True
    visible: bool = True
    """Whether the first product's title shows it."""


def code_key(text: str) -> str:
    """What the ways to write a code have in common: "LA90PM111-2" and "la90pm 111 2"; 12, 13 and 14 digits of one
    barcode too, which differ in zeros in front (GS1 General Specifications, 2.1)."""
    key = "".join(filter(str.isalnum, fold(text)))
    return (key.lstrip("0") or key) if key.isdecimal() else key


def is_mixed(key: str) -> bool:
    """Whether a key has letters and digits."""
    return not key.isdecimal() and not key.isalpha()


class _Keys:
    """Sorted keys with a row each: 28 bytes a key, and a lookup is a binary search."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        unique = sorted({(key.encode()[:_LONGEST], row) for key, row in pairs})
        self._keys = np.asarray([key for key, _ in unique], f"S{_LONGEST}")
        self._rows: Rows = np.asarray([row for _, row in unique], np.int32)

    def equal(self, key: str) -> Rows:
        """The rows of a key."""
        said = key.encode()[:_LONGEST]
        first, end = (int(np.searchsorted(self._keys, said, side)) for side in ("left", "right"))
        return self._rows[first:end]

    def beginning(self, key: str) -> Rows:
        """The rows of the keys that begin so."""
        said = key.encode()[:_LONGEST]
        first = int(np.searchsorted(self._keys, said, "left"))
        return self._rows[first : int(np.searchsorted(self._keys, said + b"\xff"[: _LONGEST - len(said)], "left"))]

    def any_of(self, keys: list[str]) -> Rows:
        """The rows of any of the keys, rising."""
        said = np.asarray([key.encode()[:_LONGEST] for key in keys], f"S{_LONGEST}")
        first, end = (np.searchsorted(self._keys, said, side) for side in ("left", "right"))
        found = [self._rows[a:b] for a, b in zip(first.tolist(), end.tolist(), strict=True) if a < b]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)


class CodeIndex:
    """The codes of one catalog. Immutable, so any number of threads may share it.

    A million codes take about 60 MB and half a minute to read; a lookup takes microseconds, whatever is typed.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._columns = _code_columns(catalog)
        whole, inside, titles = [], [], []
        for row, product in enumerate(catalog.products):
            for _, code in self._codes(product):
                whole += [(key, row) for key in _spellings(code)]
                inside += [(part, row) for part in _inside(code)]
            titles += [(name, row) for name in _names(product.title)]
        self._whole, self._inside, self._titles = _Keys(whole), _Keys(inside), _Keys(titles)

    def exact(self, key: str, most: int) -> Found | None:
        """The products of which a code has this key, if they are no more than `most`."""
        rows = self._whole.equal(key)
        if not len(rows) and (thirteen := _isbn13(key)):
            key, rows = thirteen, self._whole.equal(thirteen)
        return self._found(rows, most, lambda other: other == key)

    def partial(self, key: str, most: int) -> Found | None:
        """The products of which a code begins so, or has this where one of its parts begins."""
        if len(key) < (_LEAST_DIGITS_PARTIAL if key.isdecimal() else LEAST_PARTIAL):
            return None
        rows = self._whole.beginning(key)
        rows = rows if len(rows) else self._inside.beginning(key)
        return self._found(rows, most, lambda other: key in other, exact=False)

    def slipped(self, key: str) -> Found | None:
        """The one product of which a code is one slip away: characters swapped, doubled, left out or misread."""
        if len(key) < _LEAST_SLIPPED or not is_mixed(key):
            return None
        slips = _slips(key)
        return self._found(self._whole.any_of(slips), 1, lambda other: other in slips, exact=False)

    def titled(self, key: str, most: int) -> Found | None:
        """The products whose titles have this name, with a digit in it: "V4", "Panorama V4", "Ryzen 5 7600"."""
        rows = np.unique(self._titles.equal(key))
        if not len(rows) and is_mixed(key) and len(key) > LEAST_PARTIAL:
            rows = np.unique(self._titles.beginning(key))
        if not 0 < len(rows) <= most:
            return None
        return Found(self._ids(rows))

    def title(self, product_id: str) -> str:
        """The key of a product's title."""
        return phrase_key(self._catalog.by_id[product_id].title)

    def _ids(self, rows: npt.NDArray[np.integer]) -> tuple[str, ...]:
        return tuple(self._catalog.products[row].id for row in rows.tolist())

    def _found(self, rows: Rows, most: int, is_it: Callable[[str], bool], *, exact: bool = True) -> Found | None:
        rows = np.unique(rows)
        if not 0 < len(rows) <= most:
            return None
        products = [self._catalog.products[row] for row in rows.tolist()]
        written = [next((w for w in self._codes(p) if any(map(is_it, _spellings(w[1])))), None) for p in products]
        having = [(product, own) for product, own in zip(products, written, strict=True) if own is not None]
        if not having:
            return None
        label, code = having[0][1]
        is_visible = code_key(code) in code_key(having[0][0].title)
        return Found(tuple(product.id for product, _ in having), code, label, exact, is_visible)

    def _codes(self, product: Product) -> Iterator[tuple[str, str]]:
        """(whose number it is, the code) of a product and its variants, and of attributes called so."""
        for codes in (product.codes, *(variant.codes for variant in product.variants)):
            for kind, texts in codes.items():
                yield from ((kind.upper() if kind != "model" else "", text) for text in texts)
        for name in self._columns.keys() & product.attributes.keys():
            for value in values_of(product.attributes[name]):
                yield self._columns[name], f"{value:.0f}" if isinstance(value, float) else str(value)


def _spellings(code: str) -> list[str]:
    """The keys of a code: its own and, of an ISBN of ten digits, that of thirteen."""
    key = code_key(code) if len(code) <= _LONGEST_CODE else ""
    return list(filter(None, (key, _isbn13(key)))) if key else []


def _isbn13(key: str) -> str | None:
    """The thirteen digits of what may be an ISBN of ten, whose leading zeros the key has not; None if it is none."""
    ten = key.upper().zfill(10)
    return isbn.to_isbn13(ten) if len(ten) == 10 and len(key) > 6 and isbn.is_valid(ten) else None


def _inside(code: str) -> Iterator[str]:
    """The keys of a code from its second, third and fourth part on."""
    parts = _PARTS.findall(fold(code))
    for first in range(1, min(len(parts), _MOST_INSIDE + 1)):
        key = "".join(parts[first:])
        if len(key) >= (_LEAST_DIGITS_PARTIAL if key.isdecimal() else LEAST_PARTIAL):
            yield key


def _names(title: str) -> Iterator[str]:
    """The names with digits in a title: each word that has letters and digits, and each word with a digit together with
    the one or two before it, where those begin with letters. Amounts ("16GB", "27 inch") name nothing."""
    words, found = _PARTS.findall(fold(title)), 0
    for place, word in enumerate(words):
        if found == _MOST_IN_TITLE or not _is_numbered(words, place):
            continue
        found += 1
        if is_mixed(word):
            yield word
            if len(word) <= _LONGEST and place + 1 < len(words) and _is_numbered(words, place + 1):
                yield word + words[place + 1]
        for first in range(place - 1, max(-1, place - 3), -1):
            if words[first].isalpha():
                yield "".join(words[first : place + 1])
                break
            if not _is_numbered(words, first):
                break


def _is_numbered(words: list[str], place: int) -> bool:
    """Whether the word has a digit and is no amount with its unit."""
    word = words[place]
    measure = _MEASURE.fullmatch(word)
    if measure is None:
        return any(map(str.isdecimal, word))
    unit = measure[1] or (words[place + 1] if place + 1 < len(words) else "")
    return not is_unit(unit)


def _code_columns(catalog: Catalog) -> Mapping[str, str]:
    """The labels of the attributes that are codes, by name: called so, and with values that tell products apart."""
    named = {a.name: a for a in catalog.attributes.values() if _is_called_so(a)}
    texts: dict[str, list[str]] = {name: [] for name in named}
    for product in catalog.products if named else ():
        for name in named.keys() & product.attributes.keys():
            texts[name] += map(str, values_of(product.attributes[name]))
    return {name: named[name].label for name, values in texts.items() if _are_codes(values)}


def _is_called_so(attribute: Attribute) -> bool:
    return attribute.kind != "boolean" and not attribute.unit and phrase_key(attribute.label) in _COLUMNS


def _are_codes(values: list[str]) -> bool:
    numbered = sum(any(map(str.isdecimal, value)) for value in values)
    return bool(values) and (
        len(set(values)) >= _LEAST_DISTINCT * len(values) and numbered >= _LEAST_NUMBERED * len(values)
    )


def _slips(key: str) -> list[str]:
    """The keys that one slip may have made this of."""
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    cuts = range(len(key))
    swapped = {key[:i] + key[i + 1] + key[i] + key[i + 2 :] for i in cuts[:-1]}
    doubled = {key[:i] + key[i + 1 :] for i in cuts}
    missing = {key[:i] + letter + key[i:] for i in (*cuts, len(key)) for letter in letters}
    misread = {key[:i] + letter + key[i + 1 :] for i in cuts for letter in _CONFUSED.get(key[i], "")}
    return sorted((swapped | doubled | missing | misread) - {key})
