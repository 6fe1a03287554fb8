"""Model names, titles and short descriptions: which attributes a shop's texts name, and in which words.

Titles name what the schema says; descriptions name a few others, those more often that shops name more often.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from data.demo.sampling import Draft, Value, levels_of
from data.demo.schema import Attribute, Category

_FEWEST_NAMED, _MOST_NAMED = 1, 3
_NAMES = frozenset({"Bluetooth", "Ethernet", "French", "German", "Linux", "Nordic", "Windows"})
_CODES = 9
"""Model numbers run from 1 (the plainest) to 9."""


def model_name(draft: Draft, category: Category, taken: set[str], random: Random) -> str:
    """Brand, series and a code that no other model has; a better product tends to have a higher number."""
    number = max(1, min(_CODES, round(5 + 1.8 * draft.quality)))
    for attempt in range(1000):
        code = random.choice(category.codes).replace("{n}", str(number + (attempt // 4) * 10))
        name = f"{draft.brand} {draft.series} {code}"
        if name not in taken:
            taken.add(name)
            return name
    raise AssertionError("no model code is left")  # a series would need hundreds of models of one quality


def title(name: str, draft: Draft, category: Category) -> str:
    """ "Norvik Glide M3 wireless mouse, Bluetooth, 1600 dpi, black"."""
    named = [_phrase(attribute, category.attributes[attribute], draft.values) for attribute in category.title]
    return ", ".join([f"{name} {_noun(category, draft)}", *filter(None, named)])


def description(draft: Draft, category: Category, random: Random) -> str:
    """One sentence on the purpose, and one that names up to three attributes which the title does not."""
    opening = random.choice(category.purposes)
    left = {
        name: attribute.named
        for name, attribute in category.attributes.items()
        if attribute.named
        and name not in (*category.title, category.variants.attribute)
        and _phrase(name, attribute, draft.values)
    }
    chosen: list[str] = []
    for _ in range(min(len(left), random.randint(_FEWEST_NAMED, _MOST_NAMED))):
        pick = random.choices(list(left), list(left.values()))[0]
        del left[pick]
        chosen.append(pick)
    phrases = [_phrase(name, category.attributes[name], draft.values) for name in category.attributes if name in chosen]
    return f"{opening} {_sentence(phrases)}".strip()


def quantity(value: float, unit: str | None) -> str:
    """A number as a shop states it: "1.4 kg", "60"."""
    return f"{value:g} {unit}" if unit else f"{value:g}"


def _noun(category: Category, draft: Draft) -> str:
    noun = category.noun
    for name, value in draft.values.items():
        noun = noun.replace(f"{{{name}}}", _lowered(str(levels_of(value)[0])))
    return noun


def _phrase(name: str, attribute: Attribute, values: Mapping[str, Value]) -> str:
    """How a text names the attribute; empty where the product does not state it, or does not have it."""
    value = values.get(name)
    if value is None or value is False:
        return ""
    if isinstance(value, bool):
        return attribute.says or _lowered(name)
    if isinstance(value, float):
        text = quantity(value, attribute.unit)
    else:
        text = " + ".join(_lowered(str(level)) for level in levels_of(value))
    return attribute.says.replace("{value}", text) if attribute.says else text


def _lowered(text: str) -> str:
    """Without the capital of its first word, but "USB-C", "Bluetooth" and "XL" as they are."""
    first, *others = re.split("[ -]", text)
    is_code = len(first) == 1 or any(letter.isupper() or letter.isdigit() for letter in first[1:])
    return text if is_code or first in _NAMES or "HD" in others else text[:1].lower() + text[1:]


def _sentence(phrases: list[str]) -> str:
    if not phrases:
        return ""
    listed = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
    return f"With {listed}."
