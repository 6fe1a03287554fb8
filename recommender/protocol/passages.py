"""What is asked of the shop's own pages, and the answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class PassageRequest(BaseModel):
    """`POST /v1/passages`."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, StringConstraints(max_length=2000)]
    locale: Annotated[str, StringConstraints(max_length=35)] | None = None
    limit: int = Field(3, ge=1, le=20)
    least: float | None = Field(None, ge=0, le=1)
    """Score from which a passage counts as an answer; lower for who knows already what the question is about."""


class PassageAnswer(BaseModel):
    """A piece of a page that answers, with where it stands."""

    text: str
    title: str
    heading: str
    url: str
    score: float


class PassageResponse(BaseModel):
    """The passages that answer, best first; none if no page supports an answer."""

    passages: list[PassageAnswer]
