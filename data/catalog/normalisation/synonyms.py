"""Attributes that a source names in several ways ("Color", "Colour", "Farbe", "colour_name") become one.

Names say the same if they are spellings of one name or `attribute_names` of `language/languages` knows them for the
same. Columns are joined only if their values allow it: of one kind and unit, and no product states two that differ.
The mapping has the last word (`keep_apart`, `merge`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from data.catalog.importers.rows import RawProduct, RawScalar, RawValue
from data.catalog.normalisation.texts import plain
from data.catalog.reports import ImportReport
from language.lexicon import LEXICON
from language.measurements import measurement
from language.units import factor, stated_in
from language.words import phrase_key, value_key, words

SAME_NUMBER = 0.02
"""Numbers that differ by no more than this share are one, rounded in two units."""
NUMERIC_SHARE = 0.8
EXAMPLES = 50
"""Values of a column that are looked at for its kind."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """What a shop's mapping says: groups of names that are not joined, and groups that are, the first being kept."""

    keep_apart: tuple[tuple[str, ...], ...] = ()
    merge: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class _Column:
    """What is known of the attribute of one key: the source's names, and values by row number."""

    names: Counter[str] = field(default_factory=Counter)
    values: dict[int, RawValue] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)


def join_names(
    rows: Sequence[RawProduct], key_of: Callable[[str], str], rules: NameRules, report: ImportReport
) -> None:
    """Renames attributes, and options of variants, in place. `key_of` is the key of an attribute by the source's name.

    Each product whose attribute gets another name is in the report.
    """
    columns = _columns(rows, key_of)
    chosen = _told(columns, key_of, rules) | _found(columns, key_of, rules)
    if not chosen:
        return
    new_names = {key: columns[target].names.most_common(1)[0][0] for key, target in chosen.items()}
    for row in rows:
        row.attributes = _renamed(row, key_of, new_names, report)
        for variant in row.variants:
            variant.options = {new_names.get(key_of(name), name): value for name, value in variant.options.items()}


def _columns(rows: Sequence[RawProduct], key_of: Callable[[str], str]) -> dict[str, _Column]:
    keys: dict[str, str] = {}
    columns: defaultdict[str, _Column] = defaultdict(_Column)
    for number, row in enumerate(rows):
        for name, value in row.attributes.items():
            key = keys.get(name) or keys.setdefault(name, key_of(name))
            column = columns[key]
            column.names[name] += 1
            column.values.setdefault(number, value)
            if unit := row.units.get(name) or stated_in(name):
                column.units.add(unit)
    return dict(columns)


def _told(columns: Mapping[str, _Column], key_of: Callable[[str], str], rules: NameRules) -> dict[str, str]:
    """Keys that the mapping joins, with those that they become."""
    found: dict[str, str] = {}
    for first, *others in rules.merge:
        found |= {
            key_of(name): key_of(first) for name in others if key_of(name) in columns and key_of(first) in columns
        }
    return {key: target for key, target in found.items() if key != target}


def _found(columns: Mapping[str, _Column], key_of: Callable[[str], str], rules: NameRules) -> dict[str, str]:
    """Keys that say the same as a more frequent one, with that one; a group in which two contradict stays as it is."""
    told = {key_of(name) for group in (*rules.keep_apart, *rules.merge) for name in group}
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in columns:
        if key not in told:
            groups[_meaning(key)].append(key)
    found: dict[str, str] = {}
    for keys in groups.values():
        if len(keys) > 1 and all(_agree(columns[one], columns[other]) for one, other in combinations(keys, 2)):
            target = max(keys, key=lambda key: (len(columns[key].values), -keys.index(key)))
            found |= {key: target for key in keys if key != target}
    return found


def _meaning(key: str) -> str:
    """What the names of an attribute have in common. Singular and plural of a name that is not known are two: what a
    mouse is for is "Operating systems", what a laptop has is "Operating system"."""
    name = key.replace("_", " ")
    return next(iter(LEXICON.attribute_names.get(phrase_key(name), (" ".join(words(name)),))))


def _agree(one: _Column, other: _Column) -> bool:
    """Whether two columns can be one: of one kind and unit, and never different on one product."""
    if one.units and other.units and one.units != other.units:
        return False
    if not _comparable(_kind(one), _kind(other)):
        return False
    return all(_same(one.values[number], other.values[number]) for number in one.values.keys() & other.values.keys())


def _kind(column: _Column) -> str | None:
    """The unit that most of a column's numbers have, "" of numbers without any; None of texts."""
    values = [_parts(value)[0] for value in list(column.values.values())[:EXAMPLES] if _parts(value)]
    found = [quantity for value in values if (quantity := _number(value)) is not None]
    if not values or len(found) < NUMERIC_SHARE * len(values):
        return None
    units = Counter(unit for _, unit in found if unit)
    return units.most_common(1)[0][0] if units else next(iter(column.units), "")


def _comparable(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    return one == other or bool(one and other and factor(one, other))


def _number(value: RawScalar) -> tuple[float, str | None] | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float | int):
        return float(value), None
    found = measurement(plain(value))
    ends = found.values() if found else ()
    return (ends[0], found.unit) if found and len(ends) == 1 else None  # a range is compared as it is written


def _parts(value: RawValue) -> list[RawScalar]:
    return value if isinstance(value, list) else [value]


def _same(one: RawValue, other: RawValue) -> bool:
    """Whether two values of a product say the same: as many parts, each in the other in some writing or language."""
    ours, theirs = _parts(one), _parts(other)
    return len(ours) == len(theirs) and all(any(_equal(a, b) for b in theirs) for a in ours)


def _equal(one: RawScalar, other: RawScalar) -> bool:
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        scale = factor(first[1], second[1]) if first[1] and second[1] else 1.0
        return scale is not None and abs(first[0] * scale - second[0]) <= SAME_NUMBER * abs(second[0])
    texts = (plain(str(one)), plain(str(other)))
    if value_key(texts[0]) == value_key(texts[1]):
        return True
    return phrase_key(texts[1]) in LEXICON.same_values(phrase_key(texts[0]))


def _renamed(
    row: RawProduct, key_of: Callable[[str], str], new_names: Mapping[str, str], report: ImportReport
) -> dict[str, RawValue]:
    """The row's attributes under their new names; one that it states by both names keeps that of the kept one."""
    changed = {name: new_names[key] for name in row.attributes if (key := key_of(name)) in new_names}
    if not changed:
        return row.attributes
    for name, new in changed.items():
        report.repaired(
            row.line, row.id, f"attribute {name!r} says the same as {new!r}: joined", _text(row.attributes[name])
        )
        if name in row.kinds:
            row.kinds.setdefault(new, row.kinds[name])
        if name in row.units:
            row.units.setdefault(new, row.units[name])
    kept = {name: value for name, value in row.attributes.items() if name not in changed}
    return {**{changed[name]: row.attributes[name] for name in changed}, **kept}


def _text(value: RawValue) -> str:
    return ", ".join(map(str, _parts(value)))[:60]
