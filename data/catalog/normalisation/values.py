"""The values of one attribute over all products: their kind and unit, spelled one way, split where several.

Works on a column: the raw values of one attribute, by product number. Names and products are the caller's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from data.catalog.importers.rows import RawScalar, RawValue
from data.catalog.normalisation.dropped_units import dropped_unit
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.products import AttributeKind, AttributeValue
from language import units
from language.decimals import Sign, Written, decimal_sign, written
from language.lexicon import LEXICON
from language.measurements import Measurement, Term, measurement
from language.sides import lengths
from language.words import phrase_key, spelled

NUMERIC_SHARE, LEAST_NUMERIC_SHARE = 0.9, 0.8
"""A text attribute is numeric if 9 in 10 of its values are numbers of one dimension, or 8 in 10 and the rest has not a
digit ("see the picture"); what is no number is left out and told."""
RANGES = 0.5
"""Of more than this share of ranges and lists, a column stays text: 0 and 35 do not say what lies between."""
MOSTLY = 0.5
"""From this share of numbers on, it is told that a column stays text."""
_LETTER_SIZE = re.compile(r"\d?X{0,4}[SL]|M", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:,\s*\d+(?:\.\d+)?)+")
_OPEN = re.compile(r"\d{1,3}(?:,\d{3})+")
_LISTS = re.compile(r"\s*[;|]\s*")
"""Signs that nobody writes within a value."""
_SEPARATORS = (r"\s*[;|]\s*", r"\s*[,、，]\s+|\s*,\s*(?=\D)|、|，", r"\s*/\s*")
LEAST_PART_PRODUCTS = 3
MOST_PART_CHARACTERS = 40
"""A list is split only into short parts that each occur in at least 3 products: else it is a sentence."""

Told = tuple[int, str, str]
RawColumn = Mapping[int, RawValue]
Measured = Mapping[int, Sequence[Measurement | None]]


@dataclass(frozen=True, slots=True)
class Column:
    """A normalised attribute: kind, unit, values by product number, and what was mended and what was decided where the
    source leaves it open, each as product, reason and example."""

    kind: AttributeKind
    unit: str | None
    values: dict[int, AttributeValue]
    repairs: list[Told]
    assumed: list[Told] = field(default_factory=list)


def normalise_column(
    raw: RawColumn, *, hint: AttributeKind | None, unit: str | None, texts: Sequence[str], whole: Set[int] = frozenset()
) -> Column:
    """Decides the kind of a column and brings its values to it. `texts` are the products' titles and descriptions.

    Values of the rows `whole` (options of variants) are each one value, which is not split, and none of which may be
    lost: if one is no number, the column is none.
    """
    repairs: list[Told] = []
    with_commas = _lists_with_commas(raw)
    stated = {
        number: _tidy(number, value, repairs, is_whole=number in whole, with_commas=with_commas)
        for number, value in raw.items()
    }
    tidy = {number: parts for number, parts in stated.items() if parts}
    if hint == "boolean" or _all_boolean(tidy):
        return _boolean(tidy, repairs)
    measured = {product: [_quantity(part) for part in parts] for product, parts in tidy.items()}
    if (hint == "numeric" or _mostly_numbers(tidy, measured)) and _all_numbers(measured, whole):
        return _numeric(tidy, measured, repairs, unit, texts)
    column = _categorical(tidy, repairs, whole)
    return replace(column, assumed=_stayed_text(tidy, measured))


def _tidy(product: int, value: RawValue, repairs: list[Told], *, is_whole: bool, with_commas: bool) -> list[RawScalar]:
    """The single values without markup and placeholders; an option of a variant is one value, whatever it holds."""
    parts: list[RawScalar] = []
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str):
            parts.append(item if isinstance(item, bool) else float(item))
            continue
        text = plain(item)
        for part in [text] if is_whole else _listed(text, with_commas):
            if is_placeholder(part):
                repairs.append((product, "placeholder instead of a value removed", item))
            elif part not in parts:
                parts.append(part)
    return parts


def _listed(text: str, with_commas: bool) -> list[str]:
    """The values that a text lists with signs for it, if they are short; else the text."""
    if with_commas and _NUMBERS.fullmatch(text):
        return [piece.strip() for piece in text.split(",")]
    pieces = [piece for piece in _LISTS.split(text) if piece]
    return pieces if pieces and all(len(piece) <= MOST_PART_CHARACTERS for piece in pieces) else [text]


def _lists_with_commas(raw: RawColumn) -> bool:
    """Whether commas stand between the numbers of a column, not in them: one value with several says it ("15, 17,
    19", "10,100,1000"), or one of two numbers that both stand alone as well ("120,140")."""
    texts = {value.strip() for value in raw.values() if isinstance(value, str)}
    listed = [text for text in texts if _NUMBERS.fullmatch(text)]
    if any(", " in text or written(text) is None for text in listed):
        return True
    return bool(listed) and all(_OPEN.fullmatch(text) and {*text.split(",")} <= texts for text in listed)


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


def _boolean(column: Mapping[int, list[RawScalar]], repairs: list[Told]) -> Column:
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
    if isinstance(part, float):
        return Measurement(((Term(Written(repr(part))),),), None)
    return None if _is_code(part) else measurement(part)


def _mostly_numbers(column: Mapping[int, list[RawScalar]], measured: Measured) -> bool:
    """Numbers nearly always, mostly single ones, of one measure; sizes of letters (S, M) among them are values too."""
    numbers = {number: [q for q in of if q] for number, of in measured.items() if None not in of}
    others = [part for number in column if number not in numbers for part in column[number]]
    least = NUMERIC_SHARE if any(re.search(r"\d", str(part)) for part in others) else LEAST_NUMERIC_SHARE
    if not numbers or len(numbers) < least * len(column) or any(map(_is_size, others)):
        return False
    several = sum(len(of) > 1 or len(of[0].ends) > 1 for of in numbers.values())
    found = [quantity for of in numbers.values() for quantity in of]
    if several > RANGES * len(numbers) or _are_named(found, bool(others)):
        return False
    named = Counter(quantity.unit for quantity in found if quantity.unit)
    main = _main(named)
    return all(main is not None and units.factor(unit, main) for unit in named)


def _are_named(found: Sequence[Measurement], has_others: bool) -> bool:
    """Whether the words behind the numbers say more than the numbers: "100% cotton", "80% wool", or "3.5 mm jack"
    beside values without a number ("USB-C plug").

    A size of memory is one whatever it is made of ("512 GB SSD").
    """
    named = [quantity for quantity in found if quantity.words and units.kind(quantity.unit) != "data"]
    if not named:
        return False
    words = {quantity.words.casefold() for quantity in named}
    every = len(named) == len(found)
    same = every and len({quantity.values() for quantity in named}) == 1
    return len(words) > 1 or same or (every and has_others) or any(quantity.unit == "%" for quantity in named)


def _main(named: Counter[str]) -> str | None:
    """The most frequent unit; of several, the smallest, in which fewer numbers are fractions."""
    most = [unit for unit, count in named.items() if count == max(named.values())]
    return max(most, key=lambda unit: units.factor(most[0], unit) or 0.0, default=None)


def _is_size(part: RawScalar) -> bool:
    return isinstance(part, str) and (_LETTER_SIZE.fullmatch(part) is not None or phrase_key(part) in LEXICON.sizes)


def _all_numbers(measured: Measured, numbers: Set[int]) -> bool:
    return all(quantity is not None for number in numbers for quantity in measured.get(number, ()))


def _is_code(part: str) -> bool:
    """ "007" is a name, no number."""
    return re.match(r"0\d", part) is not None


def _stayed_text(column: Mapping[int, list[RawScalar]], measured: Measured) -> list[Told]:
    """What is told of a column of text most of whose values are numbers: which of them are none, or of what else."""
    found = {number: one for number, (one, *more) in measured.items() if one and not more and len(one.ends) == 1}
    if len(found) < MOSTLY * len(column) or _are_named([*found.values()], len(found) < len(column)):
        return _sizes_of_several(column)
    named = Counter(quantity.unit for quantity in found.values() if quantity.unit)
    main = _main(named)
    if others := [unit for unit in named if main is None or units.factor(unit, main) is None]:
        reason = f"numbers of several measures ({main}, {', '.join(others[:2])}) in one column; kept as text"
        return [(product, reason, str(column[product][0])) for product in found]
    reason = "not a number where most values are; the column is kept as text"
    return [(number, reason, str(column[number][0])) for number, of in measured.items() if None in of]


def _sizes_of_several(column: Mapping[int, list[RawScalar]]) -> list[Told]:
    """What is told of sizes such as 280 x 325 x 715 mm whose sides nothing names."""
    reason = "several lengths in one value whose sides the column's name does not tell (H x W x D); kept as text"
    told = [(product, str(parts[0])) for product, parts in column.items() if _has_lengths(str(parts[0]))]
    return [(product, reason, example) for product, example in told] if len(told) >= MOSTLY * len(column) else []


def _has_lengths(text: str) -> bool:
    """Whether several lengths with a unit stand in a value: 1920 x 1080 are pixels, and 2 x 2 anything."""
    return any(
        units.kind(one.unit) == "length" for one in (measurement(length.text) for length in lengths(text) or ()) if one
    )


def _numeric(
    column: Mapping[int, list[RawScalar]],
    measured: Measured,
    repairs: list[Told],
    stated_unit: str | None,
    texts: Sequence[str],
) -> Column:
    every = [quantity for quantities in measured.values() for quantity in quantities if quantity is not None]
    sign = decimal_sign(number for quantity in every for number in quantity.numbers)
    main = _main(Counter(quantity.unit for quantity in every if quantity.unit))
    if main is None:
        bare = [(q.values(sign)[0], texts[product]) for product, (q, *_) in measured.items() if q is not None]
        main = (stated_unit and units.unit_named(stated_unit)) or dropped_unit(bare) or stated_unit
    values: dict[int, AttributeValue] = {}
    assumed: list[Told] = []
    for product, quantities in measured.items():
        stated = str(column[product][0])
        numbers = [number for q in quantities for number in _in_unit(q, main, sign)]
        if numbers:
            several = tuple(dict.fromkeys(numbers))
            values[product] = several[0] if len(several) == 1 else several
        if any(q is None or not _in_unit(q, main, sign) for q in quantities):
            repairs.append((product, "not a number where most values are; value removed", stated))
        assumed += [(product, reason, stated) for q in quantities if q is not None for reason in _assumed(q, sign)]
    return Column("numeric", main, values, repairs, assumed)


def _assumed(quantity: Measurement, sign: Sign | None) -> Iterator[str]:
    if quantity.words:
        yield "words behind a number left out"
    if sign is None and any(number.open for number in quantity.numbers):
        of_points = "thousands" if units.is_whole(quantity.unit) else "decimals"
        yield f"three digits behind a point taken as {of_points}, behind a comma as thousands"


def _in_unit(quantity: Measurement | None, unit: str | None, sign: Sign | None) -> tuple[float, ...]:
    """The number, or the ends of a range; nothing if it measures something else."""
    if quantity is None:
        return ()
    numbers = quantity.values(sign)
    if quantity.unit is None or unit is None:
        return numbers
    scale = units.factor(quantity.unit, unit)
    return () if scale is None else tuple(float(f"{number * scale:.6g}") for number in numbers)


def _categorical(column: Mapping[int, list[RawScalar]], repairs: list[Told], whole: Set[int]) -> Column:
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
