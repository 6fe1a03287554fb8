"""Nested records (JSON, XML) as flat ones: dotted names, pairs of name and value, lists of names, variants.

What a list or an object is, its structure tells: nothing here knows one shop system's names alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from data.catalog.importers.headings import folded

MOST_DEPTH = 6
"""Levels that are flattened; what is deeper stays text."""
_NAMES = (
    "name", "attribute_name", "param_name", "key", "attribute", "option_display_name", "title", "label", "code",
    "@name", "@title",
)  # fmt: skip
_VALUES = ("value", "values", "attribute_value", "val", "option", "#text", "text")
_SURE_VALUES = ("value", "attribute_value", "val", "#text")
_TEXTS = ("#text", "name", "title", "label", "value", "amount", "src", "url", "href", "@href", "content", "code", "id")
"""Where an object that stands for one text ({"name": "Acme", "id": 5}) has it."""
_UNITS = ("unit", "unitText", "unit_text", "unitCode", "@unit")
FORMS = {
    "variants",
    "variations",
    "productvariants",
    "skus",
    "children",
    "childproducts",
    "hasvariant",
    "variantlist",
    "combinations",
}
_OF_FORMS = {
    "sku",
    "price",
    "options",
    "optionvalues",
    "selectedoptions",
    "attributes",
    "option1",
    "stock",
    "barcode",
    "available",
}


def flat(row: Mapping[str, Any], kept: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The record with dotted names for what is nested ("size.height"), where each value is a scalar or a list.

    An object of one text is also there under its own name ("brand"), with its unit if it has one. Keys in `kept`
    stay as they are; lists of objects that are neither texts nor pairs do too.
    """
    found: dict[str, Any] = {}
    _flatten(found, "", row, kept, 0)
    return found


def _flatten(found: dict[str, Any], prefix: str, row: Mapping[str, Any], kept: frozenset[str], depth: int) -> None:
    for key, raw in row.items():
        name, value = f"{prefix}{key}", _unwrapped(raw)
        if name in kept or not isinstance(value, (dict, list)):
            found[name] = value
        elif isinstance(value, dict) and _is_pair(value):
            found[name] = [value]
        elif isinstance(value, dict) and (text := _measured(value)) is not None:
            found[name] = text
        elif isinstance(value, dict) and depth < MOST_DEPTH:
            if (text := text_of(value)) is not None:
                found[name] = text
            is_wrapper = bool(value) and all(map(_is_localised, value.values()))
            _flatten(found, prefix if is_wrapper else f"{name}.", value, kept, depth + 1)
        elif isinstance(value, list) and value and not is_pairs(value):
            texts = [text_of(item) if isinstance(item, dict) else item for item in value]
            found[name] = value if any(isinstance(text, (dict, list)) or text is None for text in texts) else texts
        elif value:
            found[name] = value if depth < MOST_DEPTH else json.dumps(value, ensure_ascii=False)


def _is_localised(value: Any) -> bool:
    """Whether it is one value by language and channel, as Akeneo writes it: [{"locale": …, "scope": …, "data": …}]."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "data" in one and {*one} & {"locale", "scope"} for one in value)
    )


def _localised(value: list[dict[str, Any]]) -> Any:
    """The value, in the first of its languages; an amount of money with its currency."""
    data = value[0]["data"]
    first = data[0] if isinstance(data, list) and len(data) == 1 else data
    if isinstance(first, dict) and {"amount", "currency"} <= first.keys():
        return f"{first['amount']} {first['currency']}"
    return (
        {"value": first["amount"], **first} if isinstance(first, dict) and {"amount", "unit"} <= first.keys() else data
    )


def _unwrapped(value: Any) -> Any:
    """A value without what its system wraps it in."""
    return _localised(value) if _is_localised(value) else _without_edges(value)


def _without_edges(value: Any) -> Any:
    """A list as GraphQL wraps it ({"edges": [{"node": …}]}, {"nodes": […]})."""
    if isinstance(value, dict):
        if isinstance(value.get("edges"), list):
            return [edge.get("node", edge) if isinstance(edge, dict) else edge for edge in value["edges"]]
        if isinstance(value.get("nodes"), list):
            return value["nodes"]
    return value


def _measured(value: dict[str, Any]) -> str | None:
    """An amount with its unit ({"value": 5, "unit": "kg"})."""
    unit = next((value[name] for name in _UNITS if isinstance(value.get(name), str)), None)
    amount = value.get("value", value.get("#text"))
    return f"{_plain(amount)} {unit}" if unit and isinstance(amount, (int, float, str)) else None


def _plain(amount: object) -> str:
    return f"{amount:g}" if isinstance(amount, float) else str(amount)


def text_of(value: Mapping[str, Any]) -> Any:
    """The one scalar that an object stands for, or None."""
    return next(
        (value[name] for name in _TEXTS if isinstance(value.get(name), (str, int, float)) and value[name] != ""), None
    )


def is_pairs(value: Any) -> bool:
    """Whether it is a list of objects of a name and a value each."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and pair_of(item) is not None for item in value)
    )


def pair_of(item: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The name and the value of a pair, however they are called, with its unit; None if it is none."""
    name_keys, unit_key = _pair_keys(tuple(item))
    for name_key, value_keys in name_keys:
        name = item[name_key]
        if isinstance(name, dict):
            name = text_of(name)
        if not isinstance(name, (str, int)):
            continue
        value = next((item[key] for key in value_keys if item[key] is not None), None)
        if value is None or isinstance(value, dict):
            return None
        unit = item[unit_key] if unit_key else None
        return str(name), f"{_plain(value)} {unit}" if unit and isinstance(value, (str, int, float)) else value
    return None


@lru_cache(maxsize=10_000)
def _pair_keys(keys: tuple[str, ...]) -> tuple[list[tuple[str, list[str]]], str | None]:
    """The keys that may hold a pair's name, each with those that may hold its value then; and that of the unit."""
    by_fold = {key.casefold(): key for key in keys}
    found = []
    for name in _NAMES:
        if name in by_fold:
            values = ("label",) if name == "option_display_name" else _VALUES
            found.append((by_fold[name], [by_fold[key] for key in values if key != name and key in by_fold]))
    return found, next((by_fold[key.casefold()] for key in _UNITS if key.casefold() in by_fold), None)


def _is_pair(item: Mapping[str, Any]) -> bool:
    """Whether an object that is not one of a list is a pair all the same."""
    return any(key.casefold() in _SURE_VALUES for key in item) and pair_of(item) is not None


def forms_of(row: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """The key and the variants of a product, told by their structure: objects with codes, prices or options."""
    for key, raw in row.items():
        value = _without_edges(raw)
        listed = isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
        if listed and folded(key) in FORMS and any(_OF_FORMS & set(map(folded, one)) for one in value):
            return key, value
    return None


def option_names(row: Mapping[str, Any]) -> list[str]:
    """The names of a product's options, in order, where its variants number them (`option1`)."""
    options = row.get("options")
    if not isinstance(options, list):
        return []
    named = [text_of(one) if isinstance(one, dict) else one for one in options]
    return [str(name) for name in named if name is not None]


_PAIR_OF_TEXT = re.compile(r'(?:^|,)\s*(?P<name>[^=,"]+?)=(?P<value>"(?:[^"]|"")*"|.*?)(?=,[^=,"]+=|$)', re.DOTALL)
_MARK = re.compile(r"^\[\w+\](?=\w)")
"""How a shop lets shoppers choose an option: BigCommerce's `[RB]Size=Small`."""
_COLONS = re.compile(r"\s*(?P<name>[^:|;,\n/]{1,40}?)\s*[:=]\s*(?P<value>[^|;\n]+?)\s*")
_BETWEEN_COLONS = (re.compile(r"\s*[|;\n]\s*"), re.compile(r",\s*(?=[^:,]{1,40}:)"))


def pairs_in(text: str) -> list[tuple[str, Any]]:
    """The pairs of a text as shops' systems write them: `color=Blue,material=Cotton|Nylon` (Magento),
    `Holzart:Eiche|Farbe:Grau`, `Size: M; Colour: red`; [] if it is none."""
    found = [(pair["name"].strip(), pair["value"].strip()) for pair in _PAIR_OF_TEXT.finditer(text)]
    if found:
        return [
            (_MARK.sub("", name), _unquoted(value).split("|") if "|" in value else _unquoted(value))
            for name, value in found
        ]
    if "://" in text:
        return []
    ways = ([_COLONS.fullmatch(part) for part in way.split(text.strip()) if part] for way in _BETWEEN_COLONS)
    pairs = max((pairs for pairs in ways if all(pairs)), key=len, default=[])
    return [(pair["name"], pair["value"]) for pair in pairs if pair]


def _unquoted(value: str) -> str:
    return value[1:-1].replace('""', '"') if value[:1] == '"' == value[-1:] and len(value) > 1 else value


def options_of(form: Mapping[str, Any], names: list[str]) -> dict[str, str]:
    """What tells a variant from the others, by name."""
    numbered = {
        names[number - 1] if number <= len(names) else f"Option {number}": form[f"option{number}"]
        for number in range(1, 10)
        if form.get(f"option{number}") not in (None, "", "Default Title")
    }
    stated = {str(name): value for key in form for name, value in _options(key, form[key])}
    found = stated or numbered
    return {name: str(value).strip() for name, value in found.items() if value not in (None, "")}


def _options(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if folded(key) not in ("options", "optionvalues", "selectedoptions", "attributes", "attributevalues", "specs"):
        return
    if isinstance(value, dict):
        yield from ((name, one) for name, one in value.items() if isinstance(one, (str, int, float)))
    elif isinstance(value, list):
        for item in value:
            pair = pair_of(item) if isinstance(item, dict) else None
            if pair is not None and isinstance(pair[1], (str, int, float)):
                yield pair
            elif isinstance(item, dict) and isinstance(
                item.get("option"), dict
            ):  # {"value": "S", "option": {"title": "Size"}}
                yield str(text_of(item["option"])), item.get("value")
