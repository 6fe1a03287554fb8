"""Generic JSON lines and CSV, read with the help of a mapping (`data.catalog.importers.mapping`)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.catalog.importers.mapping import Mapping
from data.catalog.importers.rows import BadRow, RawAvailability, RawProduct, RawScalar, RawValue, Row, bad_row
from data.catalog.importers.sources import Progress, lines, open_text
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

_MOST_FIELD_BYTES = 1 << 20
Numbered = tuple[int, dict[str, Any]]


def read_jsonl(path: Path, mapping: Mapping, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The rows of a file with one JSON object a line."""
    for number, line in lines(path, progress):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode())
        except ValueError as error:
            yield bad_row(number, f"not JSON in UTF-8: {type(error).__name__}", line[:80])
            continue
        yield product(number, row, mapping) if isinstance(row, dict) else bad_row(number, "not a JSON object", row)


def read_csv(path: Path, mapping: Mapping, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The rows of a CSV (or TSV) with a header. Raises SourceUnreadable if the header lacks id or title."""
    for row in csv_rows(path, mapping.delimiter, {mapping.id, mapping.title}, progress):
        yield row if isinstance(row, BadRow) else product(*row, mapping)


def csv_rows(path: Path, delimiter: str, needed: set[str], progress: Progress | None) -> Iterator[Numbered | BadRow]:
    """The numbered rows of a CSV by column. Raises SourceUnreadable if a needed column is missing."""
    csv.field_size_limit(_MOST_FIELD_BYTES)
    with open_text(path, progress) as text:
        first = next(text, "")
        delimiter = delimiter or max(",;\t|", key=first.count)  # the one that the header uses most
        reader = csv.DictReader(text, next(csv.reader([first], delimiter=delimiter)), delimiter=delimiter)
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise SourceUnreadable(
                f"{path}: the header has no column {', '.join(sorted(missing))}; it has "
                f"{', '.join((reader.fieldnames or [])[:12])}. Name the right format, or say in a mapping file "
                "which column is what"
            )
        while True:
            row: dict[Any, Any] | None
            try:
                row = next(reader, None)
            except csv.Error as error:
                row = {"": str(error), None: [str(error)]}
            if row is None:
                return
            number, problem = reader.line_num + 1, _problem(row)
            yield bad_row(number, problem, list(row.values())[:3]) if problem else (number, row)


def _problem(row: dict[Any, Any]) -> str | None:
    """What is wrong with the shape of a row, or None; one of another length has the key None, or it as a value."""
    if None in row:
        return "more fields than the header has (a stray delimiter or quote?)"
    if None in row.values():
        return "fewer fields than the header has"
    if any("\ufffd" in str(value) for value in row.values()):
        return "not UTF-8; save the file in UTF-8"
    return None


def product(line: int, row: dict[str, Any], mapping: Mapping) -> Row:
    """The product that a row states, or the BadRow that says why it states none."""
    identity, title = _text(row.get(mapping.id)), _text(row.get(mapping.title))
    if not identity or not title:
        return bad_row(line, f"without {mapping.title if identity else mapping.id}", list(row.values())[:4])
    try:
        attributes = _attributes(row, mapping)
    except ValueError as error:
        return bad_row(line, str(error), identity)
    return RawProduct(
        line=line,
        id=identity,
        title=title,
        description="\n".join(filter(None, (_text(row.get(name)) for name in mapping.description))),
        brand=_text(row.get(mapping.brand)) or None,
        category=_category(_first(row.get(mapping.category), mapping.list_separator), mapping.category_separator),
        price=_price(row.get(mapping.price)),
        currency=_text(row.get(mapping.currency)) or None,
        image_url=_text(_first(row.get(mapping.image_url), mapping.list_separator)) or None,
        url=_text(row.get(mapping.url)) or None,
        available=_available(row.get(mapping.available)),
        attributes=attributes,
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    return str(value).strip()


def _first(value: Any, separator: str) -> Any:
    """The first of several values in one field, as of a product's pictures."""
    return value.split(separator)[0] if separator and isinstance(value, str) else value


def _price(value: Any) -> str | float | None:
    if value is None or isinstance(value, bool) or value == "":
        return None
    return float(value) if isinstance(value, (int, float)) else str(value)


def _available(value: Any) -> RawAvailability:
    return value if isinstance(value, (bool, int, float)) else _text(value) or None


def _category(value: Any, separator: str) -> str | None:
    """The last level of a path given as a list or as text."""
    levels = value if isinstance(value, list) else _text(value).split(separator) if separator else [_text(value)]
    named = [text for level in levels if (text := _text(level))]
    return named[-1] if named else None


def _attributes(row: dict[str, Any], mapping: Mapping) -> dict[str, RawValue]:
    columns = dict(mapping.attributes.columns)
    if mapping.attributes.rest:
        named = mapping.named_columns()
        columns |= {name: name for name in row if name not in named}
    found: dict[str, RawValue] = {}
    for column, name in columns.items():
        _put(found, name, row.get(column), mapping.list_separator)
    for column in mapping.attributes.objects:
        for name, value in _pairs(row.get(column), column):
            _put(found, str(name), value, mapping.list_separator)
    return found


def _pairs(value: Any, column: str) -> Iterator[tuple[Any, Any]]:
    if value is None or value == "":
        return
    if isinstance(value, str) and value.lstrip()[:1] in "[{":
        try:
            value = json.loads(value)
        except ValueError as error:
            raise ValueError(f"{column} is not valid JSON") from error
    if isinstance(value, dict):
        yield from value.items()
        return
    if not isinstance(value, list):
        raise ValueError(f"{column} is neither an object nor a list of pairs")
    for pair in value:
        if isinstance(pair, dict) and {"name", "value"} <= pair.keys():
            yield pair["name"], pair["value"]
        elif isinstance(pair, list) and len(pair) == 2:
            yield pair[0], pair[1]
        else:
            raise ValueError(f"{column} holds something else than [name, value]")


def _put(found: dict[str, RawValue], name: str, value: Any, separator: str) -> None:
    """Adds a value; a name that comes again has several."""
    several = (
        value if isinstance(value, list) else str(value).split(separator) if _splits(value, separator) else [value]
    )
    values = [scalar for item in several if (scalar := _scalar(item)) is not None]
    if not values:
        return
    if name in found:
        before = found[name]
        values = [*(before if isinstance(before, list) else [before]), *values]
    found[name] = values[0] if len(values) == 1 else values


def _splits(value: Any, separator: str) -> bool:
    return bool(separator) and isinstance(value, str) and separator in value


def _scalar(value: Any) -> RawScalar | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    return (
        (_text(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) or None
        if value is not None
        else None
    )
