"""The wishes in force in an agent's language: what the products of the last list have to be."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from gateway.console.protocol import Wish
from gateway.notices import language

_FILE = Path(__file__).with_name("wishes.yml")
_DEFAULT = "en"


def wishes(shown: Mapping[str, Any], locale: str) -> list[Wish]:
    """Of a list as it was shown, in the language of a locale; in English if nobody wrote down how."""
    words = _words(locale)
    labels, units = _named(shown)
    found = []
    for one in shown.get("constraints") or ():
        name, op = one["attribute"], one["op"]
        value = _value(one["value"], units.get(name), words)
        said = words[op].format(label=labels.get(name) or name.replace("_", " "), value=value)
        strength = one.get("strength") or "hard"
        if strength == "soft":
            said = words["soft"].format(said=said)
        found.append(Wish(attribute=name, op=op, value=one["value"], strength=strength, text=said))
    return found


def asking(label: str, locale: str) -> str:
    """The question for an attribute, in the language of a locale."""
    return _words(locale)["ask"].format(label=label)


def offering(what: Literal["others", "beside"], locale: str) -> str:
    """What products are shown with, in the language of a locale."""
    return _words(locale)[what]


def labels_of(shown: Mapping[str, Any]) -> dict[str, str]:
    """What attributes are called in a list, in its shopper's language."""
    return _named(shown)[0]


def _words(locale: str) -> dict[str, str]:
    return _all().get(language(locale) or _DEFAULT) or _all()[_DEFAULT]


def _named(shown: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What the attributes are called, and their units, as far as the list says."""
    labels: dict[str, str] = {}
    units: dict[str, str] = {}
    for product in shown.get("products") or ():
        labels |= {fit["attribute"]: fit["label"] for fit in product.get("fits") or ()}
        if product.get("currency"):
            units["price"] = product["currency"]
    for attribute in shown.get("attributes") or ():
        labels[attribute["name"]] = attribute["label"]
        if attribute.get("unit"):
            units[attribute["name"]] = attribute["unit"]
    return labels, units


def _value(value: Any, unit: str | None, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, int | float):
        number = f"{value:.10g}"
        return f"{number} {unit}" if unit else number
    if isinstance(value, list | tuple):
        return words["or"].join(_value(one, unit, words) for one in value)
    if isinstance(value, Mapping):
        low, high = (None if end is None else _value(end, unit, words) for end in (value.get("min"), value.get("max")))
        how = "up_to" if low is None else "from" if high is None else "range"
        return words[how].format(low=low, high=high)
    return str(value)


@functools.cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return found
