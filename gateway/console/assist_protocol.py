"""What the console asks and is answered about drafts: the JSON bodies of `…/suggestions`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from gateway.console.protocol import ClientId, Shown, Text
from gateway.console.suggested import Suggestion
from gateway.texts import WITHOUT_NULL
from recommender.protocol.service import Asked

MOST_DISPLAYED_MS = 24 * 60 * 60 * 1000
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), WITHOUT_NULL]


class Suggestions(BaseModel):
    """`GET …/conversations/{id}/suggestions`: the latest first."""

    suggestions: list[Suggestion]


class Drafted(BaseModel):
    """`POST …/conversations/{id}/suggestions`: the draft; null where there is nothing to go on from yet."""

    suggestion: Suggestion | None


class DecideRequest(Asked):
    """`POST …/suggestions/{id}/decide`: accepted as it is, sent with other words, or rejected.

    `parts`: which of it are sent, all if it is not given. With `text` (of edited) the words of all other parts than
    questions are replaced: it is sent first, then what the chosen parts show. `client_id` makes a repeat harmless.
    """

    state: Literal["accepted", "edited", "rejected"]
    parts: Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=50)] | None = None
    text: Text | None = None
    reason: Reason | None = None
    displayed_ms: Annotated[int, Field(ge=0, le=MOST_DISPLAYED_MS)] | None = None
    client_id: ClientId

    @model_validator(mode="after")
    def _fits(self) -> DecideRequest:
        if (self.state == "edited") != (self.text is not None):
            raise ValueError("give text if and only if state is edited")
        if self.reason is not None and self.state != "rejected":
            raise ValueError("give reason only if state is rejected")
        if self.parts is not None and (len(set(self.parts)) < len(self.parts) or self.state == "rejected"):
            raise ValueError("parts: name each once, and none of what is rejected")
        if self.state == "accepted" and self.parts == []:
            raise ValueError("parts: name one at least, or reject the draft")
        return self


class Decided(BaseModel):
    """The draft as it is now, and what was sent of it."""

    suggestion: Suggestion
    messages: list[Shown]
