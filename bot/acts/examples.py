"""Labelled messages of shoppers: `bot/data/acts/LANGUAGE/*.txt`, a file a writer.

A line is `state | act | message`; `*` stands for any state in which the act may be said, `?` for any that asks
something. Several acts, and the parts that they are said in: `product | like + details | nice. || how heavy is it`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.acts.parts import parts
from bot.acts.scene import LISTED, Scene
from language.acts import ACTS
from language.segmentation import has_han

FOLDER = Path(__file__).resolve().parents[1] / "data" / "acts"
ANY, ANY_QUESTION = "*", "?"
_YES_OR_NO = "question boolean"


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its acts."""

    writer: str
    """Whose voice it is: the language and the name of the file."""
    tag: str
    """A tag of `Scene.of_tag`, `ANY` or `ANY_QUESTION`."""
    acts: tuple[str, ...]
    texts: tuple[str, ...]
    """As many as acts, in their order; the message where they are one."""

    @property
    def message(self) -> str:
        """The whole message."""
        return ("" if has_han(self.texts[0]) else " ").join(self.texts)

    @property
    def proposed(self) -> list[str]:
        """The parts that the message would be parted into (`parts.parts`); none if it stays whole."""
        found = parts(self.message)
        return found if len(found) > 1 else []

    def judged(self) -> list[tuple[str, dict[str, float]]]:
        """The texts that are judged of it, each once, with the share of each act: the message first, the parts that
        the writer marked, and those proposed, which share the acts of the words that they hold."""
        whole = {act: self.acts.count(act) / len(self.acts) for act in self.acts}
        found = {self.message: whole}
        if len(self.texts) > 1:
            found.update({text: {act: 1.0} for text, act in zip(self.texts, self.acts, strict=True)})
        for text in self.proposed:
            found.setdefault(text, self._shares(text))
        return [*found.items()]

    def _shares(self, text: str) -> dict[str, float]:
        """The acts of a text of the message, by how many of its letters each has."""
        if len(self.texts) == 1:
            return {act: self.acts.count(act) / len(self.acts) for act in self.acts}
        begin = _letters(self.message[: max(0, self.message.find(text))])
        end, start, shares = begin + max(1, _letters(text)), 0, dict.fromkeys(self.acts, 0.0)
        for own, act in zip(self.texts, self.acts, strict=True):
            stop = start + _letters(own)
            shares[act] += max(0, min(end, stop) - max(begin, start))
            start = stop
        total = sum(shares.values()) or 1.0
        return {act: share / total for act, share in shares.items() if share}


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def read(folder: Path = FOLDER) -> list[Example]:
    """All lines. Raises ValueError for one that is none, with its file and number."""
    return [example for path in sorted(folder.glob("*/*.txt")) for example in of_file(path)]


def of_file(path: Path) -> Iterator[Example]:
    """The lines of a file. Raises ValueError for one that is none."""
    writer = f"{path.parent.name}/{path.stem}"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield parse(line, writer)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from error


def parse(line: str, writer: str = "") -> Example:
    """The example of a line. Raises ValueError if it is none."""
    fields = [field.strip() for field in line.split("|", 2)]
    if len(fields) != 3 or not all(fields):
        raise ValueError("write: state | act | message")
    tag, acts = fields[0], tuple(act.strip() for act in fields[1].split("+"))
    texts = tuple(text.strip() for text in fields[2].split("||"))
    unknown = set(acts) - set(ACTS)
    if unknown:
        raise ValueError(f"there is no act {', '.join(sorted(unknown))}")
    if not all(texts) or len(texts) not in (1, len(acts)):
        raise ValueError(f"{len(acts)} acts and {len(texts)} parts")
    if tag not in (ANY, ANY_QUESTION):
        Scene.of_tag(tag)
    return Example(writer, tag, acts, texts)


class States:
    """Draws a state for the examples that have none of their own."""

    def __init__(self, choice: random.Random, folder: Path = FOLDER) -> None:
        self._choice = choice
        self._path = folder / "states.yml"

    @cached_property
    def _table(self) -> dict[str, Any]:
        read: dict[str, Any] = yaml.safe_load(self._path.read_text(encoding="utf-8"))
        return read

    def drawn(self, example: Example, kinds: Sequence[str] = ("categorical", "numeric", "boolean")) -> Scene:
        """The example's scene, or one that its first act may be said in."""
        if example.tag not in (ANY, ANY_QUESTION):
            return Scene.of_tag(example.tag)
        act = "no_answer" if example.tag == ANY_QUESTION else example.acts[0]
        states = self._table["states"].get(act)
        state = self._choice.choice(states) if states else self._anywhere()
        if state == _YES_OR_NO:
            return self._question(example, "boolean")
        return self._question(example, self._choice.choice(kinds)) if state == "question" else _listed(state)

    def _anywhere(self) -> str:
        everyday = ("start", "list", "page", "product", "page-list", "ordered", "cart", "unclear", "restored", "order")
        return self._choice.choice((*["start"] * len(everyday), *everyday))

    def _question(self, example: Example, kind: str) -> Scene:
        labels = self._table["questions_zh" if has_han(example.message) else "questions"]
        return replace(Scene.of_tag(f"question:{self._choice.choice(labels)}"), asked_kind=kind)


def _listed(state: str) -> Scene:
    return Scene(state, listed=5 if state in LISTED else 0)
