"""The values of one attribute over all products: their kind and unit, spelled one way, split where several.

Works on a column: the raw values of one attribute, by product number. Names and products are the caller's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from data.catalog.importers.rows import RawScalar, RawValue
from data.catalog.normalisation.dropped_units import dropped_unit
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.products import AttributeKind, AttributeValue
from language import units
from language.lexicon import LEXICON
from language.measurements import Measurement, measurement
from language.words import spelled

NUMERIC_SHARE = 0.9
"""A text attribute is numeric if 9 in 10 of its values are numbers of one dimension; the rest are dropped."""
_SEPARATORS = (r"\s*[;|]\s*", r"\s*[,、，]\s+|\s*,\s*(?=\D)|、|，", r"\s*/\s*")
LEAST_PART_PRODUCTS = 3
MOST_PART_CHARACTERS = 40
"""A list is split only into short parts that each occur in at least 3 products: else it is a sentence."""

RawColumn = Mapping[int, RawValue]


@dataclass(frozen=True, slots=True)
class Column:
    """A normalised attribute: kind, unit, values by product number, and what was mended (product, reason, example)."""

    kind: AttributeKind
    unit: str | None
    values: dict[int, AttributeValue]
    repairs: list[tuple[int, str, str]]


def normalise_column(
    raw: RawColumn, *, hint: AttributeKind | None, unit: str | None, texts: Sequence[str], whole: Set[int] = frozenset()
) -> Column:
    """Decides the kind of a column and brings its values to it. `texts` are the products' titles and descriptions.

    Values of the rows `whole` (options of variants) are each one value, which is not split, and none of which may be
    lost: if one is no number, the column is none.
    """
    repairs: list[tuple[int, str, str]] = []
    tidy = {product: parts for product, value in raw.items() if (parts := _tidy(product, value, repairs))}
    if hint == "boolean" or _all_boolean(tidy):
        return _boolean(tidy, repairs)
    if (hint == "numeric" or _mostly_numbers(tidy)) and _all_numbers(tidy, whole):
        return _numeric(tidy, repairs, unit, texts)
    return _categorical(tidy, repairs, whole)


def _tidy(product: int, value: RawValue, repairs: list[tuple[int, str, str]]) -> list[RawScalar]:
    """The single values without markup and placeholders."""
    parts: list[RawScalar] = []
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str):
            parts.append(item if isinstance(item, bool) else float(item))
            continue
        text = plain(item)
        if is_placeholder(text):
            repairs.append((product, "placeholder instead of a value removed", item))
        elif text not in parts:
            parts.append(text)
    return parts


def _all_boolean(column: Mapping[int, list[RawScalar]]) -> bool:
    seen = {_as_boolean(part) for parts in column.values() for part in parts}
    return bool(seen) and None not in seen


def _as_boolean(part: RawScalar) -> bool | None:
    if isinstance(part, bool):
        return part
    if isinstance(part, str):
        word = spelled(part)
        return True if word in LEXICON.stated_yes else False if word in LEXICON.stated_no else None
    return None


def _boolean(column: Mapping[int, list[RawScalar]], repairs: list[tuple[int, str, str]]) -> Column:
    values: dict[int, AttributeValue] = {}
    for product, parts in column.items():
        found = {_as_boolean(part) for part in parts} - {None}
        if len(found) == 1:
            values[product] = bool(found.pop())
        else:
            repairs.append((product, "neither yes nor no; value removed", str(parts[0])))
    return Column("boolean", None, values, repairs)


def _quantity(part: RawScalar) -> Measurement | None:
    if isinstance(part, bool):
        return None
    return Measurement(part, None) if isinstance(part, float) else measurement(part)


def _mostly_numbers(column: Mapping[int, list[RawScalar]]) -> bool:
    """Single numbers nearly always, and of one dimension. "007" and "1.2.3" are names, not numbers."""
    single = [parts[0] for parts in column.values() if len(parts) == 1]
    if not single or len(single) < NUMERIC_SHARE * len(column):
        return False
    found = [quantity for part in single if not _is_code(part) and (quantity := _quantity(part))]
    if len(found) < NUMERIC_SHARE * len(column):
        return False
    named = Counter(quantity.unit for quantity in found if quantity.unit)
    main = named.most_common(1)[0][0] if named else None
    return all(unit is None or (main is not None and units.factor(unit, main)) for unit in named)


def _all_numbers(column: Mapping[int, list[RawScalar]], numbers: Set[int]) -> bool:
    return all(_quantity(part) is not None for number in numbers for part in column.get(number, ()))


def _is_code(part: RawScalar) -> bool:
    return isinstance(part, str) and re.match(r"0\d", part) is not None


def _numeric(
    column: Mapping[int, list[RawScalar]],
    repairs: list[tuple[int, str, str]],
    stated_unit: str | None,
    texts: Sequence[str],
) -> Column:
    found = {product: [_quantity(part) for part in parts] for product, parts in column.items()}
    named = Counter(q.unit for quantities in found.values() for q in quantities if q is not None and q.unit)
    if named:
        main: str | None = named.most_common(1)[0][0]
    else:
        bare = [(q.number, texts[product]) for product, (q, *_) in found.items() if q is not None]
        main = (stated_unit and units.unit_named(stated_unit)) or dropped_unit(bare) or stated_unit
    values: dict[int, AttributeValue] = {}
    for product, quantities in found.items():
        numbers = [number for q in quantities if (number := _in_unit(q, main)) is not None]
        if numbers:
            values[product] = numbers[0] if len(numbers) == 1 else tuple(dict.fromkeys(numbers))
        if len(numbers) < len(quantities):
            repairs.append((product, "not a number; value removed", str(column[product][0])))
    return Column("numeric", main, values, repairs)


def _in_unit(quantity: Measurement | None, unit: str | None) -> float | None:
    if quantity is None:
        return None
    if quantity.unit is None or unit is None:
        return quantity.number
    scale = units.factor(quantity.unit, unit)
    return None if scale is None else float(f"{quantity.number * scale:.6g}")


def _categorical(column: Mapping[int, list[RawScalar]], repairs: list[tuple[int, str, str]], whole: Set[int]) -> Column:
    spelled = {product: [_spelled(part) for part in parts] for product, parts in column.items()}
    split = _split_lists(spelled, whole)
    preferred = _preferred_spellings(split)
    values: dict[int, AttributeValue] = {}
    for product, parts in split.items():
        unified = list(dict.fromkeys(preferred[part] for part in parts))
        changed = next((part for part in parts if preferred[part] != part), None)
        if changed is not None:
            repairs.append((product, "spelling of a value unified", f"{changed} -> {preferred[changed]}"))
        values[product] = unified[0] if len(unified) == 1 else tuple(unified)
    return Column("categorical", None, values, repairs)


def _spelled(part: RawScalar) -> str:
    if isinstance(part, bool):
        return "Yes" if part else "No"
    return f"{part:g}" if isinstance(part, float) else part


def _split_lists(column: Mapping[int, list[str]], whole: Set[int]) -> dict[int, list[str]]:
    """Splits values that list other values of the attribute; the first separator whose parts all are such wins."""
    support: Counter[str] = Counter()
    for parts in column.values():
        support.update({_key(piece) for part in parts for pieces in _ways(part) for piece in pieces})
    alone = {_key(part) for parts in column.values() for part in parts}

    def pieces_of(part: str) -> list[str]:
        for pieces in _ways(part):
            keys = [_key(piece) for piece in pieces]
            if (
                len(pieces) > 1
                and any(k in alone for k in keys)
                and all(support[k] >= LEAST_PART_PRODUCTS for k in keys)
            ):
                return pieces
        return [part]

    return {
        product: parts if product in whole else [piece for part in parts for piece in pieces_of(part)]
        for product, parts in column.items()
    }


def _ways(part: str) -> Iterator[list[str]]:
    """The part itself, and every way to split it into short pieces."""
    yield [part]
    for separator in _SEPARATORS:
        pieces = [piece for piece in re.split(separator, part) if piece]
        if len(pieces) > 1 and all(len(piece) <= MOST_PART_CHARACTERS for piece in pieces):
            yield pieces


def _key(value: str) -> str:
    """What spellings of one value share: case, spaces and hyphens do not count; points inside numbers do."""
    return re.sub(r"[^\w.+#%/°]+|(?<!\d)\.|\.(?!\d)", "", value.casefold()) or value


def _preferred_spellings(column: Mapping[int, list[str]]) -> dict[str, str]:
    """Each spelling, with the most frequent one of its value (the first in the alphabet among equals)."""
    counts = Counter(part for parts in column.values() for part in parts)
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for part in counts:
        spellings[_key(part)].append(part)
    best = {key: min(parts, key=lambda part: (-counts[part], part)) for key, parts in spellings.items()}
    return {part: best[_key(part)] for part in counts}
