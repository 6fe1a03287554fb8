"""What shoppers say of a conversation in words: masked before it is stored, as all that they write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.conversations.events import EventsStored
from data.conversations.log import BeingAnswered, ConversationLog
from gateway.discretion import Discretion


async def stored_masked(
    discretion: Discretion, conversations: ConversationLog, conversation_id: str, events: Sequence[Mapping[str, Any]]
) -> EventsStored:
    """Stores events, their comments masked; once more where a placeholder was given to another value meanwhile.

    The same words are masked alike as long as what they hide is kept, so that a repeat stays one. Raises
    UnknownConversation.
    """
    if not any("comment" in event for event in events):
        return await conversations.add_events(conversation_id=conversation_id, events=[dict(one) for one in events])
    while True:
        secrets = await discretion.secrets(conversation_id)
        secrets.said_last = ""  # nobody asked for anything
        masked = []
        for event in events:
            said = {"comment": await discretion.mask(event["comment"], secrets)} if "comment" in event else {}
            masked.append({**event, **said})
        sealed = discretion.sealed(secrets.new)
        try:
            return await conversations.add_events(conversation_id=conversation_id, events=masked, sealed=sealed)
        except BeingAnswered:
            continue
