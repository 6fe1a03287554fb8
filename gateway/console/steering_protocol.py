"""What room "steer" of the console asks and is answered about rules and knowledge: `/v1/agent/steering`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from gateway.console.fields import At
from gateway.texts import WITHOUT_NULL
from recommender.protocol.recommend import QueryText
from recommender.protocol.service import Asked
from recommender.protocol.steering import MOST_CONTENT_CHARACTERS, MOST_PREVIEWED, Problem

RevisionState = Literal["proposed", "current", "past", "refused"]


Content = Annotated[str, StringConstraints(max_length=MOST_CONTENT_CHARACTERS), WITHOUT_NULL]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), WITHOUT_NULL]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[\w-]+$")]


class Revision(BaseModel):
    """One version of a text, without the text."""

    id: str
    state: RevisionState
    author: str
    """The name they sign in with; `file`: somebody who changed the file by hand."""
    at: At
    note: str
    decided_by: str | None = None
    decided_at: At | None = None
    base: str | None = None
    """The revision that was current when it was written."""


class RevisionText(BaseModel):
    """`GET …/revisions/{id}`: a version with its text, and the text that it was made from."""

    revision: Revision
    content: str
    before: str


class Steered(BaseModel):
    """`GET /v1/agent/steering/{kind}`: the text as it is now."""

    content: str
    revision: Revision | None
    """The current one; its id is the `base` of what is proposed. Null: nobody wrote one yet."""
    waiting: list[Revision]
    """Proposed ones, the oldest first."""
    problems: list[Problem]
    """Of the current text."""
    unchecked: str | None = None
    """Why the text could not be checked."""
    four_eyes: bool
    requests: list[str]
    """What shoppers ask for most these days."""


class Attribute(BaseModel):
    """An attribute of the catalog, for who names one in a rule."""

    name: str
    label: str
    products: int


class Attributes(BaseModel):
    """`GET /v1/agent/steering/attributes`: the commonest first."""

    attributes: list[Attribute]


class DraftRequest(Asked):
    """`POST …/check`."""

    content: Content


class DraftPreviewRequest(DraftRequest):
    """`POST …/preview`: what the text would change in the answers to these requests."""

    requests: list[QueryText] = Field(max_length=MOST_PREVIEWED)


class ProposalRequest(DraftRequest):
    """`POST …/propose`."""

    base: Id | None
    note: Why = ""


class UndoRequest(Asked):
    """`POST …/revisions/{id}/undo`: the text of this revision again, as a new one."""

    base: Id | None
    note: Why = ""


class History(BaseModel):
    """`GET …/history`: the latest first, a hundred at most."""

    revisions: list[Revision]


class RevisionMade(BaseModel):
    """What came of a proposal or a decision: `current`, or `proposed` where another has to approve it."""

    revision: Revision
    problems: list[Problem]
    """Warnings."""
