"""Notes on conversations, on both databases: stored, read in order, gone with their conversation."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from data.conversations.log import BeingAnswered, Conversation, UnknownConversation, now
from data.conversations.notes import add_note, notes_of
from data.conversations.secrets import Sealed
from data.privacy import holdings


async def test_notes_are_kept_in_order_exported_and_go_with_the_conversation(
    engine: Engine, conversation: Conversation
) -> None:
    first = add_note(engine, conversation.id, "Anna", "wants a gift", Sealed({"‹email_1›": "x"}, now()))
    add_note(engine, conversation.id, "Ben", "called back")

    assert list(notes_of(engine, conversation.id))[0] == first
    assert [note.agent for note in notes_of(engine, conversation.id)] == ["Anna", "Ben"]
    held = holdings.rows_of(engine, [conversation.id])["conversation_notes"]
    assert [row["text"] for row in held] == ["wants a gift", "called back"]

    holdings.forget(engine, [conversation.id])
    assert notes_of(engine, conversation.id) == []


async def test_refuses_a_note_on_nothing_and_a_placeholder_that_is_given(
    engine: Engine, conversation: Conversation
) -> None:
    sealed = Sealed({"‹email_1›": "x"}, now())
    add_note(engine, conversation.id, "Anna", "‹email_1›", sealed)

    with pytest.raises(BeingAnswered):
        add_note(engine, conversation.id, "Anna", "‹email_1›", sealed)
    with pytest.raises(UnknownConversation):
        add_note(engine, "nobody", "Anna", "hm")
