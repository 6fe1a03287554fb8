"""Where a JSON file has its records: what the beginning of the file tells.

One a line; or in a list, whose objects have what products have: the shallowest of the lists with most of it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import ijson

from data.catalog.importers.encodings import UTF_8, open_text
from data.catalog.importers.headings import field_of, folded
from data.catalog.importers.nested import FORMS
from data.errors import SourceUnreadable

_LOOKED_AT = 1 << 22
"""Characters at the beginning in which the products are looked for."""
_ENOUGH = 3
"""Fields that a product has and a category or a shop has not."""
_OF_PRODUCTS = {
    "id", "title", "description", "brand", "category", "price", "image_url", "url", "available", "sku", "gtin", "mpn",
    "list_price",
}  # fmt: skip
_WRAPPERS = {"values", "fields", "attributes", "node"}
"""Keys of the object that has what its parent is (Akeneo, JSON:API, GraphQL)."""
_ALONE = {"price", "sku", "gtin", "mpn"}
"""Fields of a product that a shop does not have."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records are: one a line, or in a document at a path of ijson, as items, values by key, or it itself."""

    kind: Literal["lines", "items", "values", "one"]
    path: str = ""


@dataclass(slots=True)
class _Place:
    """A place where objects are, how many, and the most that one of them has of what products have."""

    count: int = 0
    fields: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Open:
    """An array or object that has begun; `key` is the key that is read in it, "item" in an array."""

    path: str
    is_map: bool
    key: str = "item"
    fields: set[str] = field(default_factory=set)
    has_forms: bool = False

    def below(self) -> str:
        """The path of what is at the key."""
        return f"{self.path}.{self.key}" if self.path else self.key


def layout_of(path: Path) -> Layout:
    """Where the file's records are. Raises SourceUnreadable if there are none, or it is no JSON."""
    with open_text(path, whole_lines=False) as pieces:
        begun = _up_to(pieces)
    first, second = [*islice((bare for line in begun.splitlines() if (bare := line.strip())), 2), "", ""][:2]
    if first[:1] not in ("{", "["):
        return Layout("lines")  # of which the first is broken
    whole, next_whole = _parsed(first), _parsed(second)
    if second and isinstance(next_whole or whole, dict) and first[:1] == "{" == second[:1]:
        return Layout("lines")
    if second and first[:1] == "{" and first[-1:] == "}" and whole is None:
        return Layout("lines")  # of which the first is broken
    return _chosen(path, _places(path, begun.encode(UTF_8, "replace")))


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _up_to(pieces: Iterable[str]) -> str:
    begun: list[str] = []
    size = 0
    for piece in pieces:
        begun.append(piece)
        size += len(piece)
        if size > _LOOKED_AT:
            break
    return "".join(begun)


def _places(path: Path, begun: bytes) -> dict[Layout, _Place]:
    """The places of objects in the part of the document."""
    found: dict[Layout, _Place] = {}
    stack: list[_Open] = []
    events = ijson.basic_parse(io.BytesIO(begun), use_float=True)
    try:
        for event, value in events:
            _take(found, stack, event, value)
    except (ijson.JSONError, RecursionError) as error:
        if "premature EOF" in str(error):  # more may follow; who reads it says whether it is whole
            while stack:
                _close(found, stack)
            return found
        raise SourceUnreadable(
            f"{path.name}: the JSON is broken ({' '.join(str(error).split())[:120]}); export it again"
        ) from error
    return found


def _take(found: dict[Layout, _Place], stack: list[_Open], event: str, value: Any) -> None:
    if event == "map_key":
        stack[-1].key = value
        if (name := field_of(value)) in _OF_PRODUCTS:
            stack[-1].fields.add(str(name))
        stack[-1].has_forms |= folded(value) in FORMS
    elif event in ("start_map", "start_array"):
        stack.append(_Open(stack[-1].below() if stack else "", event == "start_map"))
    elif event in ("end_map", "end_array"):
        _close(found, stack)


def _close(found: dict[Layout, _Place], stack: list[_Open]) -> None:
    closed = stack.pop()
    if not closed.is_map:
        return
    parent = stack[-1] if stack else None
    inside = any(folded(part) in FORMS for part in closed.path.split("."))
    if inside:
        return
    if parent is not None and parent.is_map and folded(parent.key) in _WRAPPERS:
        parent.fields |= closed.fields
    layout = (
        Layout("one", "")
        if parent is None
        else Layout("values", parent.path)
        if parent.is_map
        else Layout("items", closed.path)
    )
    if layout.kind == "one" and closed.has_forms and "title" in closed.fields:
        closed.fields |= _ALONE
    place = found.setdefault(layout, _Place())
    place.count += 1
    if len(closed.fields) > len(place.fields):
        place.fields = closed.fields


def _chosen(path: Path, places: dict[Layout, _Place]) -> Layout:
    """The place that is most like a list of products."""
    one = places.get(Layout("one"))
    if one is not None and "title" in one.fields and one.fields & _ALONE:
        return Layout("one")
    titled = {at: place for at, place in places.items() if "title" in place.fields and len(place.fields) >= 2}
    lists = {
        at: place for at, place in titled.items() if at.kind == "items" or (at.kind == "values" and place.count > 1)
    }
    if lists:
        return max(
            lists, key=lambda at: (min(len(lists[at].fields), _ENOUGH), -at.path.count("."), len(lists[at].fields))
        )
    if Layout("one") in titled:
        return Layout("one")
    unnamed = [at for at in places if at.kind == "items"]
    if unnamed:  # keys that only a mapping explains
        return min(unnamed, key=lambda at: (at.path.count("."), -places[at].count))
    if one is not None and one.fields:
        return Layout("one")
    raise SourceUnreadable(
        f"{path.name}: the JSON holds no list of objects; write an array of products, or one product a line"
    )
