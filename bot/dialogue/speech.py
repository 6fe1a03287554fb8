"""What the dialogue goes by in what shoppers say, in every language that has a file in `words/`.

A message is held against the patterns of all languages at once: people mix them. What a pattern is for, who asks knows.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from language import yaml_text
from language.segmentation import has_han

FOLDER = Path(__file__).resolve().parent / "words"


@functools.cache
def _languages() -> dict[str, dict[str, Any]]:
    return {path.stem: yaml_text.load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of this name over all languages. Raises KeyError for one that no language has."""
    found = [part for words in _languages().values() for part in words.get("patterns", {}).get(name, ())]
    if not found:
        raise KeyError(f"no file of {FOLDER.name}/ has a pattern {name!r}: correct the name, or add it to en.yml")
    return re.compile("|".join(f"(?:{part})" for part in found))


def says(name: str, text: str) -> bool:
    """Whether a text has what the pattern of this name stands for."""
    return pattern(name).search(text.strip().lower()) is not None


@functools.cache
def ordinals() -> tuple[re.Pattern[str], ...]:
    """How the first place of a list is named, the second, and so on."""
    listed = [words["ordinals"] for words in _languages().values() if "ordinals" in words]
    return tuple(re.compile(f"(?<![a-z])(?:{'|'.join(names)})(?![a-z])") for names in zip(*listed, strict=True))


@functools.cache
def numbers() -> dict[str, int]:
    """Spelt numbers, as far as they count what stands in a list."""
    return {word: number for words in _languages().values() for word, number in words.get("numbers", {}).items()}


def number(word: str) -> int:
    """The number that a pattern found, spelt or in digits."""
    return numbers().get(word) or int(word)


def topic(name: str, text: str) -> str | None:
    """What to ask the pages about a topic, in the language of a text too; None for what is no topic."""
    english, chinese = (_languages()[language]["topics"].get(name) for language in ("en", "zh"))
    return f"{english} {chinese}" if chinese and has_han(text) else english


def labels(locale: str) -> dict[str, str]:
    """What the recommender names in English, in the words of a locale; nothing if they are English, or not known."""
    found: dict[str, str] = _languages().get(locale, {}).get("labels", {})
    return found
