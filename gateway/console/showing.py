"""Conversations as the console shows them: the log's in the contract's words. Personal data is shown as dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.conversations import desk, notes, opened
from data.conversations.suggestions import Suggestion
from gateway.console import suggesting
from gateway.console.hiding import hidden as hidden
from gateway.console.protocol import Deed, Listed, Note, Opened, Rating, Shown, Understood, Weighed
from gateway.console.summary import summary
from gateway.console.wishes import wishes

Names = Mapping[str, str]
"""What agents are shown as, by their ids."""


def listed(line: desk.Line, names: Names) -> Listed:
    """A conversation in a list."""
    return Listed.model_validate(
        {
            "id": line.id,
            "status": line.status,
            "locale": line.locale,
            "started_at": line.started_at,
            "last_at": line.last_at,
            "queued_at": line.queued_at,
            "reason": line.reason,
            "told": hidden(line.told),
            "summary": hidden(line.summary),
            "last_words": hidden(line.last_words),
            "agent_id": line.agent_id,
            "agent": names.get(line.agent_id) if line.agent_id else None,
            "page": hidden(line.page),
            "contact": line.contact,
        }
    )


def shown(said: opened.Said) -> Shown:
    """A message of a conversation."""
    return Shown.model_validate(
        {
            "id": said.id,
            "at": said.at,
            "sender": said.sender,
            "message": hidden(said.payload),
            "acts": [Understood(act=act, confidence=confidence) for act, confidence in said.acts],
            "weights": [Weighed(name=one.name, label=one.label, weight=one.weight) for one in said.weights],
            "propensity": said.propensity,
            "deeds": [_deed(one) for one in said.deeds],
        }
    )


def note(one: notes.Note) -> Note:
    """A note."""
    return Note(id=one.id, agent=one.agent, text=hidden(one.text), at=one.at)


def whole(
    found: opened.Whole, written: Sequence[notes.Note], drafts: Sequence[Suggestion], names: Names, locale: str
) -> Opened:
    """A conversation with its notes and drafts, its wishes and its summary in the language of a locale."""
    last = hidden(found.last_list or {})
    return Opened(
        conversation=listed(found.line, names),
        messages=[shown(one) for one in found.messages],
        wishes=wishes(last, locale),
        query=last.get("query") or "",
        notes=[note(one) for one in written],
        suggestions=[suggesting.shown(one, names) for one in drafts],
        summary_lines=summary(found, locale),
        rating=_rating(found.deeds),
    )


def _rating(deeds: Sequence[opened.Deed]) -> Rating | None:
    """The latest."""
    last = next((one for one in reversed(deeds) if one.type == "csat"), None)
    if last is None:
        return None
    return Rating(at=last.at, score=last.payload.get("score"), comment=hidden(last.payload.get("comment")))


def _deed(one: opened.Deed) -> Deed:
    told = (one.payload.get(name) for name in ("value", "score", "reason", "quantity"))
    value = next((part for part in told if part is not None), None)
    return Deed(type=one.type, at=one.at, product_id=one.product_id, value=hidden(value))
