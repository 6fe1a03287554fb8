"""`POST /v1/steering/check` and `/v1/steering/preview`: whether a text that somebody wrote can be what the assistant
goes by, and what it would change. Neither changes anything."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from recommender.protocol.recommend import QueryText
from recommender.protocol.service import Asked

Kind = Literal["rules", "knowledge"]
MOST_CONTENT_CHARACTERS = 400_000
MOST_PREVIEWED = 12
Content = Annotated[str, StringConstraints(max_length=MOST_CONTENT_CHARACTERS)]


class CheckRequest(Asked):
    """`POST /v1/steering/check`. `content`: as in the file of this kind (docs/rules.md, docs/knowledge.md)."""

    kind: Kind
    content: Content


class Problem(BaseModel):
    """Something wrong with the text, or (`warning`) something that its author may not want."""

    line: int
    """From 1 on."""
    field: str = ""
    message: str
    """With the remedy."""
    severity: Literal["error", "warning"] = "error"


class Checked(BaseModel):
    """The answer: the text can be used if no problem is an error."""

    problems: list[Problem]


class PreviewRequest(CheckRequest):
    """`POST /v1/steering/preview`. `requests`: what shoppers may ask for, in their words."""

    requests: list[QueryText] = Field(max_length=MOST_PREVIEWED)


class Moved(BaseModel):
    """An attribute or a product in the order of one request. Places are from 1 on; null: not in the order."""

    id: str
    label: str
    before: int | None = None
    after: int | None = None
    weight_before: float | None = None
    """Of an attribute."""
    weight_after: float | None = None
    why: list[str] = Field(default_factory=list)
    """Of an attribute, the rules that move it, in words."""


class Previewed(BaseModel):
    """What one request is answered now, and what it would be: the first places of both."""

    query: str
    attributes: list[Moved]
    products: list[Moved]
    question_before: str | None = None
    """The attribute that is asked next, by its label."""
    question_after: str | None = None
    changed: bool


class Preview(BaseModel):
    """The answer; `requests` is empty where a problem is an error."""

    problems: list[Problem]
    requests: list[Previewed]
