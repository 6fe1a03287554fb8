"""What the assistant would say, as agents see it: the JSON bodies of drafts, in conversations and in frames."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from gateway.console.fields import At

SuggestionState = Literal["open", "accepted", "edited", "rejected", "overtaken"]


class SuggestedPart(BaseModel):
    """A message that a draft would send; `index` is its place, by which it is named."""

    index: int
    message: dict[str, Any]
    """As in `gateway.protocol.Message`; personal data stays masked."""
    propensity: float | None = None
    """Of a list or a question, how likely it was chosen."""


class Suggestion(BaseModel):
    """A draft: what the assistant would answer to the message `reply_to`, were it to answer."""

    id: str
    reply_to: str
    at: At
    state: SuggestionState
    text: str = ""
    """Its words, as they would be edited: those of a question are the question's own."""
    parts: list[SuggestedPart]
    agent: str | None = None
    """Who decided, as they are shown."""
    reason: str | None = None
    """Why it was rejected."""
    displayed_ms: int | None = None
    edit_distance: float | None = None
    """0: sent as it was, 1: nothing of it was."""


class SummaryLine(BaseModel):
    """One thing to know before taking over; `label` says what, in the agent's language."""

    kind: Literal["reason", "wishes", "searched", "unanswered", "shown", "opened", "chosen", "refused"]
    label: str
    text: str
