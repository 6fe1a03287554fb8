"""A mapping begun from a file: which column is what, told by the names of columns and by what stands in them.

What names tell is what an import without a mapping goes by (`data.catalog.importers.mapping.resolved`); values tell the
rest, and whether a name keeps its promise. Every choice has its reason, so that people can check it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from data.catalog.importers import cells
from data.catalog.importers.documents import json_records
from data.catalog.importers.headings import field_of, guessed
from data.catalog.importers.identifiers import barcode_kind
from data.catalog.importers.mapping import SINGLE, is_attribute, resolved
from data.catalog.importers.markup import xml_records
from data.catalog.importers.nested import flat
from data.catalog.importers.rows import BadRow
from data.catalog.importers.tables import open_table
from data.catalog.normalisation.availability import read_availability
from data.catalog.normalisation.price_texts import price_text
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable
from language.lexicon import LEXICON
from language.words import spelled

FORMATS = ("csv", "json", "jsonl", "xml")
"""The formats whose columns a mapping says; the others have theirs."""
_ROWS = 2000
_MOST = 0.8
"""Of a column's values, that have to be of a kind."""
_PROMISE = 0.5
"""Below this share a column is not what its name says."""
_FEW = 0.5
"""Distinct values, of all, of what repeats."""
_MOST_LETTERS = 4
"""Of an amount: those of its currency, and "ab"."""
_LINK = re.compile(r"https?://\S+$", re.IGNORECASE)
_PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|avif|svg)(?:\?\S*)?$", re.IGNORECASE)
_DECIMALS = re.compile(r"\d+[.,]\d\d$")
_PLAIN = re.compile(r"[^\W\d]\w*(?: \w+)*")
_ALWAYS = ("id", "title", "brand", "category", "price", "currency", "image_url", "url", "available")
"""Fields that have a line even if no column is found for them: else their usual name would stand for them."""
Values = Mapping[str, Sequence[str]]
"""What stands in each column, without empty cells."""


@dataclass(frozen=True, slots=True)
class Role:
    """Which columns (one, but of descriptions and states) hold a field, and why; `sure`: nobody need look."""

    field: str
    columns: tuple[str, ...]
    reason: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The roles of columns, and those that have none: attributes."""

    source: str
    roles: tuple[Role, ...]
    attributes: tuple[str, ...]

    def of(self, field: str) -> Role | None:
        """The role of a field, None where no column was found for it."""
        return next((role for role in self.roles if role.field == field), None)

    def yaml(self) -> str:
        """The mapping file, with the reasons as comments; what is not sure begins with a question mark."""
        lines = [
            f"# Which column of {json.dumps(self.source, ensure_ascii=False)} is what. Begun by “floorwalker mapping "
            "suggest”: check the lines with a question mark, then",
            "# floorwalker import FILE --mapping THIS --check",
        ]
        for name in (*_ALWAYS, *(role.field for role in self.roles if role.field not in _ALWAYS)):
            role = self.of(name)
            if role is None:
                lines.append(f'{name}: ""  # ? no column looks like it')
                continue
            written = [_scalar(column) for column in role.columns]
            value = f"[{', '.join(written)}]" if name in ("description", "state") else written[0]
            lines.append(f"{name}: {value}  # {'' if role.sure else '? '}{role.reason}")
        lines.append("attributes:")
        lines.append("  rest: true  # every other column is an attribute")
        if self.attributes:
            lines += ["  # take away those that are none, for shoppers:", "  ignore: []"]
            lines += [f"  #  - {_scalar(column)}" for column in self.attributes]
        return "\n".join(lines) + "\n"


def suggest(path: Path, format: str) -> Suggestion:
    """The mapping that the file's columns and values suggest.

    Raises SourceUnreadable if it cannot be read, or is of a format that needs no mapping.
    """
    if format not in FORMATS:
        raise SourceUnreadable(
            f"{path.name}: files of the format {format} say themselves what is what; a mapping is for "
            f"{', '.join(FORMATS)}"
        )
    values, rows = _sample(path, format)
    if not rows:
        raise SourceUnreadable(f"{path.name}: it holds no rows; export it again")
    found = {role.field: role for role in _by_name(values)}
    for name, judge in _JUDGES.items():
        if name in found and found[name].sure:
            continue
        taken = {column for role in found.values() for column in role.columns}
        free = {column: texts for column, texts in values.items() if column not in taken and texts}
        unnamed = {column: texts for column, texts in free.items() if field_of(column) is None}
        if role := judge(unnamed, rows, values, found):
            found[name] = role
    taken = {column for role in found.values() for column in role.columns}
    rest = tuple(column for column in values if column not in taken and is_attribute(column))
    return Suggestion(path.name, tuple(found.values()), rest)


def _sample(path: Path, format: str) -> tuple[Values, int]:
    """The values of the first rows by column, and how many rows these are."""
    report = ImportReport()
    with ExitStack() as stack:
        if format == "csv":
            table = open_table(stack, path, "", lambda columns: len(guessed(columns)) > 1, report)
            columns, records = table.columns, table.rows
        else:
            columns, records = [], (xml_records if format == "xml" else json_records)(path, report)
        rows = [row[1] for row in islice(records, _ROWS) if not isinstance(row, BadRow)]
    flattened = rows if format == "csv" else [flat(row) for row in rows]
    names = columns or list(dict.fromkeys(key for row in flattened for key in row))
    values = {name: list(_texts(flattened, name)) for name in names}
    return values, len(rows)


def _texts(rows: Sequence[Mapping[str, Any]], name: str) -> Iterator[str]:
    for row in rows:
        if text := cells.text(cells.first(row.get(name), "")):
            yield text


def _by_name(values: Values) -> Iterator[Role]:
    """What an import without a mapping goes by, as far as the values do not contradict it."""
    mapping = resolved(None, list(values))
    for name in SINGLE:
        if not (column := getattr(mapping, name)):
            continue
        share = _share(values[column], _PROMISES[name]) if name in _PROMISES else 1.0
        kept = share >= _PROMISE or not values[column]
        reason = "by its name" if kept else f"by its name, though only {round(100 * share)} in 100 values look like it"
        if not values[column]:
            reason = "by its name, though it is empty at the beginning of the file"
        yield Role(name, (column,), reason, sure=kept and bool(values[column]))
    for name in ("description", "state"):
        if columns := getattr(mapping, name):
            yield Role(name, tuple(columns), "by their names" if len(columns) > 1 else "by its name")


def _share(texts: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, texts)) / len(texts) if texts else 0.0


def _is_price(text: str) -> bool:
    read = price_text(text)
    return read is not None and bool(read.numbers) and read.fault is None


def _is_money(text: str) -> bool:
    """An amount with a currency; one letter is none in a code such as "P101"."""
    read = price_text(text)
    if read is None or read.spelled is None or not read.numbers or read.fault is not None:
        return False
    letters = sum(map(str.isalpha, text))
    is_sure = not read.spelled.isalpha() or len(read.spelled) > 1 or _DECIMALS.search(text) is not None
    return is_sure and letters <= _MOST_LETTERS


def _is_link(text: str) -> bool:
    return _LINK.match(text) is not None


def _is_address(text: str) -> bool:
    return _is_link(text) or "/" in text or "." in text


_PROMISES: Mapping[str, Callable[[str], bool]] = {
    "price": _is_price,
    "list_price": _is_price,
    "sale_price": _is_price,
    "url": _is_address,
    "image_url": _is_address,
    "available": lambda text: read_availability(text) is not None,
    "gtin": lambda text: barcode_kind(text) != "sku",
}
"""What a column of that name should hold."""
_Judge = Callable[[Values, int, Values, Mapping[str, Role]], Role | None]


def _mostly(field: str, is_one: Callable[[str], bool], reason: str, *, sure: bool = True) -> _Judge:
    """The column of which most values are of a kind."""

    def judge(free: Values, _: int, __: Values, ___: Mapping[str, Role]) -> Role | None:
        shares = {column: _share(texts, is_one) for column, texts in free.items()}
        best = max(shares, key=lambda column: shares[column], default=None)
        return Role(field, (best,), reason, sure) if best is not None and shares[best] >= _MOST else None

    return judge


def _price(free: Values, rows: int, values: Values, found: Mapping[str, Role]) -> Role | None:
    with_currency = _mostly("price", _is_money, "amounts with a currency")
    with_decimals = _mostly("price", lambda text: bool(_DECIMALS.match(text)), "numbers with two decimals", sure=False)
    return with_currency(free, rows, values, found) or with_decimals(free, rows, values, found)


def _stock(free: Values, *_: object) -> Role | None:
    """Words of stock, other than yes and no alone, which attributes have too."""
    answers = LEXICON.stated_yes | LEXICON.stated_no
    for column, texts in free.items():
        known = [text for text in texts if not any(map(str.isdigit, text)) and read_availability(text) is not None]
        if len(known) >= _MOST * len(texts) and set(map(spelled, known)) - answers:
            return Role("available", (column,), "words of stock")
    return None


def _words(texts: Sequence[str]) -> float:
    return sum(len(text.split()) for text in texts) / max(1, len(texts))


def _distinct(texts: Sequence[str]) -> float:
    return len(set(texts)) / max(1, len(texts))


def _description(free: Values, *_: object) -> Role | None:
    long = {column: _words(texts) for column, texts in free.items() if _words(texts) > 12}
    best = max(long, key=lambda column: long[column], default=None)
    return Role("description", (best,), "the longest texts") if best else None


def _title(free: Values, rows: int, *_: object) -> Role | None:
    """Texts of several words that nearly all differ."""
    fit = [
        column
        for column, texts in free.items()
        if 1.5 <= _words(texts) <= 12 and _distinct(texts) >= _MOST and len(texts) >= _MOST * rows
        and not _share(texts, lambda text: _is_link(text) or _is_money(text))
    ]  # fmt: skip
    return Role("title", (fit[0],), "texts of several words that differ", sure=len(fit) == 1) if fit else None


def _identity(free: Values, rows: int, *_: object) -> Role | None:
    """Short values without blanks, of which none is missing and none comes twice."""
    fit = [
        column
        for column, texts in free.items()
        if len(texts) == rows and _distinct(texts) == 1.0
        and all(len(text) <= 40 and " " not in text and not _is_link(text) and not _is_money(text) for text in texts)
    ]  # fmt: skip
    return Role("id", (fit[0],), "short, never empty, never twice", sure=len(fit) == 1) if fit else None


def _brand(free: Values, _: int, values: Values, found: Mapping[str, Role]) -> Role | None:
    """What repeats, and stands at the beginning of titles."""
    if (title := found.get("title")) is None:
        return None
    begins = {text.casefold().split()[0] for text in values[title.columns[0]] if text.split()}
    for column, texts in free.items():
        if _distinct(texts) <= _FEW and _share(texts, lambda text: text.casefold().split()[0] in begins) >= _MOST:
            return Role("brand", (column,), "few values, with which titles begin", sure=False)
    return None


def _category(free: Values, rows: int, values: Values, found: Mapping[str, Role]) -> Role | None:
    """Paths; or what repeats, and stands in titles."""
    paths = _mostly("category", lambda text: " > " in text, "paths of categories")
    if role := paths(free, rows, values, found):
        return role
    if (title := found.get("title")) is None:
        return None
    named = {word for text in values[title.columns[0]] for word in text.casefold().split()}
    for column, texts in free.items():
        if _distinct(texts) <= _FEW and _share(texts, lambda text: text.casefold() in named) >= _MOST:
            return Role("category", (column,), "few values, which titles contain", sure=False)
    return None


_JUDGES: Mapping[str, _Judge] = {
    "image_url": _mostly("image_url", lambda text: bool(_PICTURE.match(text)), "addresses of pictures"),
    "url": _mostly("url", lambda text: _is_link(text) and not _PICTURE.match(text), "addresses of pages"),
    "gtin": _mostly("gtin", lambda text: barcode_kind(text) != "sku", "numbers with the check digit of a barcode"),
    "price": _price,
    "available": _stock,
    "description": _description,
    "title": _title,
    "id": _identity,
    "brand": _brand,
    "category": _category,
}
"""For each field that values tell, what judges them; in this order, since what one takes is no other's."""


def _scalar(text: str) -> str:
    """As YAML has it: quoted, unless it can be nothing else than text."""
    is_plain = _PLAIN.fullmatch(text) is not None and yaml.safe_load(text) == text
    return text if is_plain else json.dumps(text, ensure_ascii=False)
