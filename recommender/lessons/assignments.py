"""What a chat model is asked as a teacher: one product type with its attributes and values, and what it costs.

The same catalog gives the same text, by whose hash an answer is kept. Asks nothing (`teacher`), reads no answer
(`answers`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ranker.candidates import AttributeCandidate
from recommender.lessons.types import ListedType, ListedTypes

NEEDS, SAYS = 6, 4
MOST_ATTRIBUTES = 24
"""Attributes of a type that a teacher is shown: those stated most."""
LEAST_PRODUCTS = 5
"""Smaller types are not worth a call."""
TOKENS_PER_ANSWER = 3000
_WORDING = Path(__file__).with_name("assignment.yaml")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One call."""

    listed: ListedType
    candidates: tuple[AttributeCandidate, ...]
    """The attributes that the model is shown."""
    instructions: str
    given: str

    @property
    def fingerprint(self) -> str:
        """Changes with whatever the model is told."""
        return hashlib.sha256(f"{self.instructions}\n{self.given}".encode()).hexdigest()[:24]

    @property
    def messages(self) -> list[tuple[str, str]]:
        """As LangChain takes them."""
        return [("system", self.instructions), ("user", self.given)]

    @property
    def most_tokens(self) -> int:
        """Tokens in, estimated, and out, at the most."""
        from langchain_core.messages import HumanMessage
        from langchain_core.messages.utils import count_tokens_approximately

        return int(count_tokens_approximately([HumanMessage(self.instructions + self.given)])) + TOKENS_PER_ANSWER


def assignments(types: ListedTypes, most: int | None = None) -> list[Assignment]:
    """One for each product type that is worth it, those with most products first; `most` types of them."""
    large = [name for name, rows in types.rows.items() if len(rows) >= LEAST_PRODUCTS]
    large.sort(key=lambda name: (-len(types.rows[name]), name))
    return [_assignment(types.of(name)) for name in large[:most]]


def _assignment(listed: ListedType) -> Assignment:
    instructions = _wording()["instructions"].format(needs=NEEDS, says=SAYS).strip()
    places = [place for place in range(len(listed.candidates)) if place not in listed.dull]
    shown = tuple(listed.candidates[place] for place in places[:MOST_ATTRIBUTES])
    given = {"product type": listed.name, "attributes": [_described(candidate) for candidate in shown]}
    return Assignment(listed, shown, instructions, json.dumps(given, ensure_ascii=False))


def _described(candidate: AttributeCandidate) -> dict[str, Any]:
    unit = {"unit": candidate.unit} if candidate.unit else {}
    values = {"values": candidate.values} if candidate.values else {}
    return {"name": candidate.name, "label": candidate.label, **unit, **values}


@cache
def _wording() -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load(_WORDING.read_text(encoding="utf-8"))
    return content
