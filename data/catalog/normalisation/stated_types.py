"""Product types as the source states them: the last level of a path that says what the products are.

What is no type: numbers, colours and other values of the products' attributes, brands, and what shop systems put where
no type is ("Uncategorized", "Home page", "Sale"; `no_types` of `language/languages`). Paths come as ">", "|", "›", "/",
escaped once or twice, several in one field; the last telling level of the most telling path counts.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation.texts import is_placeholder
from data.catalog.products import AttributeValue, values_of
from data.catalog.reports import ImportReport
from language.lexicon import LEXICON
from language.words import phrase_key

Values = Mapping[str, Mapping[int, AttributeValue]]
_ARROW = re.compile(r"\s*(?:>>|->|=>|[>›»→])\s*")
_BAR = re.compile(r"\s*\|\s*")
_LIST = re.compile(r"\s*[,;]\s*")
_SLASH = re.compile(r"\s*/\s*")
_NUMBER = re.compile(r"[\W\d_]+")
MOST_ESCAPES, LONGEST_ACRONYM = 3, 3
MOST_SHARED = 0.5
"""A level is a value ("Red") if fewer of the products that state the value have it as a level, too."""
_NO_TYPES = frozenset(map(phrase_key, LEXICON.no_types))


def stated_types(rows: Sequence[RawProduct], values: Values, report: ImportReport | None = None) -> list[str | None]:
    """The type that each row states, None where it states none; singular, plural and case of one type are one label.

    `values` holds the normalised values of each attribute by row number. What is stated and no type goes into the
    report as missing.
    """
    texts = [_unescaped(row.category or "") for row in rows]
    brands = {phrase_key(row.brand) for row in rows if row.brand}
    reader = _Paths(texts, brands)
    paths = [reader.read(text) if text else [] for text in texts]
    known = _Known(brands, values, paths)
    found = [known.type_of(own) for own in paths]
    if report is not None:
        for row, text, name in zip(rows, texts, found, strict=True):
            if text and name is None:
                report.missing(row.line, row.id, f"product type: {text[:40]!r} says none")
    return _one_spelling(found)


def _unescaped(text: str) -> str:
    """Without markup and entities, however often these were escaped."""
    for _ in range(MOST_ESCAPES):
        if (once := html.unescape(text)) == text:
            break
        text = once
    return " ".join(re.sub(r"</?[A-Za-z][^<>]*>", " ", text).replace("\xa0", " ").split())


class _Paths:
    """Reads a field as paths. A slash parts levels, a comma paths, if the catalog's other fields speak for it."""

    def __init__(self, texts: Sequence[str], brands: set[str]) -> None:
        distinct = set(texts)
        self._whole = brands | {phrase_key(text) for text in distinct}
        self._levels = Counter(phrase_key(level) for text in distinct for level in _ARROW.split(text))
        self._beginnings: Counter[str] = Counter()
        for text in distinct:
            for separator in (_BAR, _SLASH):
                first, *others = separator.split(text)
                self._beginnings[phrase_key(first)] += bool(others)

    def read(self, text: str) -> list[list[str]]:
        """The paths, each the levels from the widest to the narrowest."""
        if _ARROW.search(text):
            return [self._arrow(path) for path in self._listed(text)]
        if len(bars := _BAR.split(text)) > 1:
            return [bars]
        slashes = _SLASH.split(text)
        if len(slashes) > 2 or (len(slashes) == 2 and self._beginnings[phrase_key(slashes[0])] > 1):
            return [slashes]
        return [[path] for path in self._listed(text)]

    def _arrow(self, path: str) -> list[str]:
        return [level for level in _ARROW.split(path) if level]

    def _listed(self, text: str) -> list[str]:
        parts = _BAR.split(text) if _BAR.search(text) else _LIST.split(text)
        if len(parts) == 1:
            return parts
        is_list = any(_ARROW.search(part) for part in parts[1:]) or any(
            phrase_key(part) in self._whole or self._levels[phrase_key(part)] > 1 or _is_no_type(part) for part in parts
        )
        return [part for part in parts if part] if is_list or _BAR.search(text) else [text]


class _Known:
    """What of a path is a type, by what the catalog's own values and brands say.

    A colour is none where others are levels too ("Red", "Black"); alone it is a thing ("Rose" between shrubs).
    """

    def __init__(self, brands: set[str], values: Values, paths: Sequence[Sequence[Sequence[str]]]) -> None:
        self._brands = brands
        levels = [{phrase_key(level) for path in own for level in path} for own in paths]
        named: Counter[str] = Counter(key for own in levels for key in own)
        stated: Counter[str] = Counter()
        both: Counter[str] = Counter()
        for product, own in enumerate(_own_values(len(paths), values)):
            stated.update(own & named.keys())
            both.update(own & levels[product])
        self._values = {key for key, count in stated.items() if both[key] < MOST_SHARED * count}
        colours = {phrase_key(level) for own in paths for path in own for level in path if _is_colour(level)}
        self._colours = colours if len(colours) > 1 else frozenset[str]()

    def type_of(self, paths: Sequence[Sequence[str]]) -> str | None:
        """The narrowest level that is a type, of the path with most levels that are."""
        telling = [[level for level in path if self._is_type(level)] for path in paths]
        best = max(telling, key=len, default=[])
        return best[-1] if best else None

    def _is_type(self, level: str) -> bool:
        key = phrase_key(level)
        if not level or is_placeholder(level) or _NUMBER.fullmatch(level) or _is_no_type(level):
            return False
        is_colour = key in self._colours and _is_colour(level)
        return key not in self._brands and key not in self._values and not is_colour


def _own_values(count: int, values: Values) -> list[set[str]]:
    """The keys of the texts that each product's attributes state."""
    own: list[set[str]] = [set() for _ in range(count)]
    for by_product in values.values():
        for product, value in by_product.items():
            own[product] |= {phrase_key(one) for one in values_of(value) if isinstance(one, str)}
    return own


def _is_no_type(text: str) -> bool:
    return phrase_key(text) in _NO_TYPES


def _is_colour(text: str) -> bool:
    """Whether it names a colour as it stands: "Roses" and "Olives" name none."""
    words = text.casefold().split()
    return " ".join(words) in LEXICON.colours or all(word in LEXICON.colours for word in words)


def _one_spelling(found: Sequence[str | None]) -> list[str | None]:
    """One label for the spellings of a type: the commonest, one that is not all capitals before others."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in found:
        if name:
            spellings[phrase_key(name)][name] += 1
    best = {key: min(own, key=lambda name: (name.isupper(), -own[name], name)) for key, own in spellings.items()}
    return [_quiet(best[phrase_key(name)]) if name else None for name in found]


def _quiet(name: str) -> str:
    """A name in capitals as a sentence begins; words that may be acronyms stay."""
    if not name.isupper() or len(name) <= LONGEST_ACRONYM:
        return name
    text = " ".join(word if len(word) <= LONGEST_ACRONYM and " " in name else word.lower() for word in name.split())
    return text[:1].upper() + text[1:]
