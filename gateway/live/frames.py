"""What the frames between the parts of the gateway say, and to which topic each goes.

They hold messages as they are stored, masked. `gateway.stream` makes of them what a shopper may see, and
`gateway.console.stream` what an agent may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from data.conversations.suggestions import State, Suggestion
from gateway.live.hub import DESK, Hub, conversation_topic


def tell_said(hub: Hub, conversation_id: str, payloads: Sequence[dict[str, Any]], *, is_answer: bool = False) -> None:
    """Something was said in a conversation: stored messages, in their order; one that was told before is known better
    now. `is_answer`: whoever asked for them is answered by the request itself."""
    if payloads:
        frame = {"type": "said", "messages": list(payloads), "is_answer": is_answer}
        hub.publish(conversation_topic(conversation_id), frame | {"conversation_id": conversation_id})


def tell_status(
    hub: Hub, conversation_id: str, status: str, *, agent: str | None = None, listed: dict[str, Any] | None = None
) -> None:
    """The status changed. `agent`: as shoppers see who serves now; `listed`: a `gateway.console.protocol.Listed` as
    JSON, which only agents get."""
    frame = {"type": "status", "conversation_id": conversation_id, "status": status, "agent": agent, "listed": listed}
    hub.publish(conversation_topic(conversation_id), frame)


def tell_typing(
    hub: Hub, conversation_id: str, sender: Literal["shopper", "agent"], *, agent: str | None = None
) -> None:
    """Somebody types. `agent`: as shoppers see them."""
    frame = {"type": "typing", "conversation_id": conversation_id, "from": sender, "agent": agent}
    hub.publish(conversation_topic(conversation_id), frame)


def tell_waiting(hub: Hub, conversation_id: str) -> None:
    """The assistant answers as soon as a part that is down is back: it takes longer than usual."""
    frame = {"type": "waiting", "conversation_id": conversation_id}
    hub.publish(conversation_topic(conversation_id), frame)


def tell_events(hub: Hub, conversation_id: str) -> None:
    """The shopper did something with what was shown, and it is stored."""
    hub.publish(conversation_topic(conversation_id), {"type": "events", "conversation_id": conversation_id})


def tell_ended(hub: Hub, conversation_id: str) -> None:
    """The session is over: who listens with its token is let go."""
    hub.publish(conversation_topic(conversation_id), {"type": "ended", "conversation_id": conversation_id})


def tell_suggestion(hub: Hub, conversation_id: str, suggestion: Suggestion) -> None:
    """There is a draft for the agent who serves a conversation."""
    told = asdict(suggestion) | {"at": suggestion.at.isoformat() + "Z", "decided_at": None}
    frame = {"type": "suggestion", "id": suggestion.id, "state": suggestion.state, "suggestion": told}
    hub.publish(conversation_topic(conversation_id), frame | {"conversation_id": conversation_id})


def tell_settled(hub: Hub, conversation_id: str, ids: Iterable[str], state: State) -> None:
    """What became of drafts: an agent decided, or the shopper said more."""
    for id in ids:
        frame = {"type": "suggestion", "id": id, "state": state, "suggestion": None}
        hub.publish(conversation_topic(conversation_id), frame | {"conversation_id": conversation_id})


def tell_desk(hub: Hub) -> None:
    """The queue, or who serves it, changed otherwise than by one status (presence; all of an outage closed)."""
    hub.publish(DESK, {"type": "queue"})


def tell_signed_out(hub: Hub) -> None:
    """A session of an agent ended: who listens is asked for theirs again."""
    hub.publish(DESK, {"type": "signed_out"})
