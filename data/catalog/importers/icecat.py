"""Icecat JSON lines, as the Chorus project prepares them: typed attribute prefixes, prices in cents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.catalog.importers import cells
from data.catalog.importers.documents import json_records
from data.catalog.importers.rows import BadRow, RawProduct, RawValue, Row, bad_row
from data.catalog.products import AttributeKind
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport

_KINDS: dict[str, AttributeKind] = {"attr_t_": "categorical", "attr_n_": "numeric", "attr_b_": "boolean"}
_PREFIX = len("attr_t_")
_UNITS = {
    **{
        f"attr_n_{of}{side}": "mm"
        for of in ("", "package_", "pallet_", "master__outer__case_")
        for side in ("width", "height", "depth", "length")
    },
    **{f"attr_n_{of}weight": "g" for of in ("", "package_", "master__outer__case_")},
    "attr_n_cable_length": "m",
}
"""The units of Icecat's commonest features, which the prepared file leaves out."""


def read(path: Path, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The rows of the file. An attribute name that occurs with several kinds keeps its name for the most common one."""
    rows = [row if isinstance(row, BadRow) else _row(*row) for row in json_records(path, report, progress)]
    names = _names(rows)
    for row in rows:
        yield row if isinstance(row, BadRow) else _product(*row, names)


def _row(number: int, row: dict[str, Any]) -> BadRow | tuple[int, dict[str, Any]]:
    missing = [name for name in ("id", "title") if not str(row.get(name) or "").strip()]
    if missing:
        return bad_row(number, f"without {' and '.join(missing)}", row)
    return number, row


def _names(rows: list[BadRow | tuple[int, dict[str, Any]]]) -> dict[str, str]:
    """The attribute name of each key: without the prefix, and told apart where two kinds share a name."""
    counts = Counter(key for row in rows if isinstance(row, tuple) for key in row[1] if key[:_PREFIX] in _KINDS)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key, _ in counts.most_common():
        name = key[_PREFIX:]
        names[key] = f"{name}_{_KINDS[key[:_PREFIX]]}" if name in taken else name
        taken.add(name)
    return names


def _product(line: int, row: dict[str, Any], names: dict[str, str]) -> Row:
    cents = row.get("price")
    amount = None if isinstance(cents, (bool, str)) else cells.price(cents)
    if cents is not None and not isinstance(amount, float):
        return bad_row(line, "price is not a number of cents", cents)
    attributes: dict[str, RawValue] = {}
    for key in (key for key in row if key in names):
        cells.put(attributes, names[key], row[key], "")
    own = {names[key]: key for key in row if names.get(key) in attributes}
    return RawProduct(
        line=line,
        id=str(row["id"]).strip(),
        title=str(row["title"]),
        description=cells.text(row.get("short_description")),
        brand=cells.text(row.get("supplier")) or None,
        price=amount / 100 if isinstance(amount, float) else None,
        image_url=cells.text(row.get("img_500x500")) or None,
        attributes=attributes,
        kinds={name: _KINDS[key[:_PREFIX]] for name, key in own.items()},
        units={name: _UNITS[key] for name, key in own.items() if key in _UNITS},
    )
