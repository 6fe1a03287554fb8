"""What is written down of each language: `languages/<code>.yaml`, so that one more language is one more file.

Reads the files and puts the same sections of all languages together; what a section is for, and the form in which its
words are compared, is `language.lexicon`'s.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from language import yaml_text

FOLDER = Path(__file__).with_name("languages")


def words(section: str) -> list[str]:
    """The words of a section, of every language; they stand between spaces."""
    return [word for text in sections(section) for word in _text(section, text).split()]


def phrases(section: str) -> list[str]:
    """The phrases of a section, of every language; they stand between commas."""
    return [phrase for text in sections(section) for phrase in split(_text(section, text))]


def named(section: str) -> list[tuple[str, list[str]]]:
    """The names of a section, of every language, each with its phrases; a name is there once a language."""
    return [(str(name), split(text or "")) for named in sections(section) for name, text in named.items()]


def split(text: str) -> list[str]:
    """The phrases that stand between commas."""
    return [phrase.strip() for phrase in text.split(",") if phrase.strip()]


def sections(section: str) -> list[Any]:
    """A section as each file that has it writes it, English first."""
    return [content[section] for content in read().values() if section in content]


@functools.cache
def read() -> dict[str, dict[str, Any]]:
    """The content of the files by language."""
    files = sorted(FOLDER.glob("*.yaml"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: yaml_text.load(path.read_text(encoding="utf-8")) for path in files}


def _text(section: str, text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{FOLDER}: {section} is {text!r} in one language; write its words as one text")
    return text
