"""Drafts as the console shows them: the log's in the contract's words. Personal data is shown as dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from data.conversations.opened import without_notes
from data.conversations.suggestions import Part, Suggestion
from gateway.console import suggested
from gateway.console.hiding import hidden


def shown(one: Suggestion, names: Mapping[str, str]) -> suggested.Suggestion:
    """A draft; `names` of agents by their ids."""
    return suggested.Suggestion.model_validate(
        {
            "id": one.id,
            "reply_to": one.reply_to,
            "at": one.at,
            "state": one.state,
            "text": hidden(words(one.parts)),
            "parts": [
                {
                    "index": index,
                    "message": hidden(without_notes(part.payload)),
                    "propensity": (part.trace or {}).get("propensity"),
                }
                for index, part in enumerate(one.parts)
            ],
            "agent": names.get(one.agent_id) if one.agent_id else None,
            "reason": hidden(one.reason),
            "displayed_ms": one.displayed_ms,
            "edit_distance": one.edit_distance,
        }
    )


def of_frame(told: Mapping[str, Any]) -> suggested.Suggestion:
    """A draft as `gateway.live.frames.tell_suggestion` tells it, here or from another gateway."""
    at = datetime.fromisoformat(told["at"]).astimezone(UTC).replace(tzinfo=None)
    # Through Redis a part comes as a list, which it is not here.
    parts = [Part(*part) for part in told["parts"]]
    return shown(Suggestion(told["id"], told["reply_to"], at, told["state"], parts), {})


def words(parts: Sequence[Part]) -> str:
    """What a draft says, but for its questions: those keep their own words."""
    said = (part.payload.get("text") for part in parts if part.payload["type"] != "question")
    return "\n\n".join(text for text in said if text)
