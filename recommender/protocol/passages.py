"""What is asked of the shop's own pages, and the answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from recommender.protocol.service import Asked


class PageQuestion(Asked):
    """One way to put what is asked, and what it weighs beside the others."""

    text: Annotated[str, StringConstraints(max_length=2000)]
    weight: float = Field(1.0, gt=0, le=100)


class PassageRequest(Asked):
    """`POST /v1/passages`."""

    questions: list[PageQuestion] = Field(min_length=1, max_length=5)
    """A question, or several that ask the same in other words: the passages nearest to all of them answer."""
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
    """The weighted mean of `scores`."""
    scores: list[float]
    """How near it is to each question; 0 where others are nearer."""


class PassageResponse(BaseModel):
    """The passages that answer one of the questions at least, best first; none if no page supports an answer."""

    passages: list[PassageAnswer]
