"""The assistant's words, one folder a locale, as one Rasa domain.

`responses/en/*.yml` is complete and what is said where another locale has no words. A variation of another locale
carries Rasa's condition on the slot `locale`, so one model speaks every language that has a folder.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from language import yaml_text

FOLDER = Path(__file__).resolve().parent.parent / "responses"
DEFAULT = "en"


def locales(folder: Path = FOLDER) -> list[str]:
    """The locales that have words, the default first."""
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    return sorted(names, key=lambda name: name != DEFAULT)


def wording(locale: str, folder: Path = FOLDER) -> dict[str, list[dict[str, Any]]]:
    """The variations of each response in one locale.

    Raises ValueError, naming file and response, if a response stands twice or has no text.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((folder / locale).glob("*.yml")):
        responses = (yaml_text.load(path.read_text(encoding="utf-8")) or {}).get("responses") or {}
        for name, variations in responses.items():
            if name in found:
                raise ValueError(f"{path.name}: {name} stands in another file of {locale} too: keep one")
            if not variations or not all(variation.get("text") for variation in variations):
                raise ValueError(f"{path.name}: {name} has a variation without text: write one or remove it")
            found[name] = variations
    return found


@functools.cache
def _spoken(locale: str) -> dict[str, str]:
    found = wording(locale) if locale in locales() else {}
    return {name: str(variations[0]["text"]) for name, variations in found.items()}


def text(name: str, locale: str) -> str:
    """The first variation of a response, for a piece of another one; in the default where the locale has none.

    Raises KeyError for a name that there is not.
    """
    return _spoken(locale).get(name) or _spoken(DEFAULT)[name]


@functools.cache
def shows(name: str) -> bool:
    """Whether a response shows something besides its words."""
    return any(variation.get("custom") for variation in wording(DEFAULT).get(name, ()))


def bearers(said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of an action's messages that may bear more than their words: Rasa lets what an action shows take the place
    of what the response itself shows."""
    return [one for one in said if one.get("custom") or not shows(one.get("response") or "")]


def bear(message: dict[str, Any], **own: Any) -> None:
    """Has a message bear more beside its words, in place."""
    message["custom"] = {**(message.get("custom") or {}), **own}


def piece(name: str, locale: str) -> str | None:
    """The same; None for a name that there is not."""
    return _spoken(locale).get(name) or _spoken(DEFAULT).get(name)


def in_sentence(label: str) -> str:
    """A label inside a sentence: lower case but for acronyms ("USB ports" stays)."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def domain(folder: Path = FOLDER) -> dict[str, Any]:
    """A Rasa domain that holds the responses of every locale.

    Raises ValueError if a locale has words for a response that the default has not: nothing would ever say them.
    """
    responses = wording(DEFAULT, folder)
    for locale in locales(folder)[1:]:
        for name, variations in wording(locale, folder).items():
            if name not in responses:
                raise ValueError(f"{locale}: {name} is no response of {DEFAULT}: correct its name, or add it there")
            condition = [{"type": "slot", "name": "locale", "value": locale}]
            responses[name] = [{**variation, "condition": condition} for variation in variations] + responses[name]
    return {"version": "3.1", "responses": responses}
