"""What stands in a text in place of personal data: `‹email_1›`, the first email address of a conversation.

A number that begins with s was given by the shop's side (`‹order_s1›`): both sides count for themselves, and never
give the same placeholder to two values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

PLACEHOLDER = re.compile(r"‹([a-z]+)_(s?\d+)›")
SECRETS = "secrets"
"""Of the metadata of a message to Rasa, and of what the action server shows: encrypted values by placeholder."""
HIDDEN = "•••"
"""What is shown in place of a value that is no longer kept."""


def placeholder(kind: str, number: int, *, is_shops: bool = False) -> str:
    """The placeholder of the value of a kind with this number."""
    return f"‹{kind}_{'s' if is_shops else ''}{number}›"


def next_number(kind: str, taken: Mapping[str, Any], *, is_shops: bool = False) -> int:
    """The first number behind all that are taken for a kind on one side."""
    side = "s" if is_shops else ""
    found = (PLACEHOLDER.fullmatch(one) for one in taken)
    numbers = [match[2] for match in found if match and match[1] == kind and match[2].startswith("s") == is_shops]
    return 1 + max((int(number.removeprefix(side)) for number in numbers), default=0)


def kind_of(text: str) -> str:
    """The kind of a placeholder. Raises ValueError for what is none."""
    found = PLACEHOLDER.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no placeholder")
    return found[1]


def restored(text: str, values: Mapping[str, str], otherwise: str | None = None) -> str:
    """The text with its values back; `otherwise` in place of those not known, None leaves their placeholders."""
    return PLACEHOLDER.sub(lambda found: values.get(found[0], found[0] if otherwise is None else otherwise), text)


def without_lookalikes(text: str) -> str:
    """A shopper's text in which nothing that they wrote passes for a placeholder."""
    return PLACEHOLDER.sub(r"\1_\2", text)


def replaced(text: str, values: Mapping[str, str], least: int = 1) -> str:
    """A text of ours in which known values are their placeholders again, whatever their case, where they stand as
    words; those of fewer characters than `least`, which other words could be, are left in longer texts.
    """
    exact = next((mark for mark, value in values.items() if value == text), None)
    if exact is not None:
        return exact
    for mark, value in sorted(values.items(), key=lambda item: -len(item[1])):
        if len(value) >= least or (len(value) > 1 and not value.isascii()):
            text = as_words(value).sub(lambda _, mark=mark: mark, text)  # type: ignore[misc]
    return text


def as_words(value: str) -> re.Pattern[str]:
    """What finds a value where it stands by itself, whatever its case."""
    left = r"(?<![A-Za-z0-9])" if value[:1].isascii() and value[:1].isalnum() else ""
    right = r"(?![A-Za-z0-9])" if value[-1:].isascii() and value[-1:].isalnum() else ""
    return re.compile(left + re.escape(value) + right, re.IGNORECASE)


def throughout(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with every text in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: throughout(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [throughout(part, change) for part in value]
    return value
