"""Builds what is sent to the chat model. Its wording is in `prompts/<locale>.yml`, a task each."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Mapping
from pathlib import Path

import yaml
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

FOLDER = Path(__file__).resolve().parent / "prompts"


@functools.cache
def wording(locale: str) -> dict[str, str]:
    """The instructions by task; empty for a locale that has none."""
    path = FOLDER / f"{locale}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}


def messages(task: str, locale: str, outside: Mapping[str, str]) -> list[BaseMessage]:
    """The instructions, and the texts from outside by name, each between marks that it cannot know.

    Raises KeyError for a task that the locale has no words for.
    """
    words = wording(locale)
    mark = secrets.token_hex(4)
    quoted = "\n\n".join(f"[{name} {mark}]\n{text}\n[end of {name} {mark}]" for name, text in outside.items())
    system = f"{words['common'].strip()}\n\n{words[task].strip()}".format(mark=mark)
    return [SystemMessage(system), HumanMessage(quoted)]
