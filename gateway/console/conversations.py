"""The routes of conversations: searched, read, claimed, passed on, given back, closed, answered, noted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from gateway.console.desk import DeskDep
from gateway.console.fields import Id, StoredAt
from gateway.console.identity import PATH
from gateway.console.protocol import Claimed, Found, Note, NoteRequest, Opened, Said, SaidAnswer, TransferRequest
from gateway.console.serving import ServingDep
from gateway.texts import WITHOUT_NULL

router = APIRouter(prefix=f"{PATH}/conversations", tags=["console"])
MOST_FOUND = 100


@router.get("")
async def find_conversations(
    desk: DeskDep,
    query: Annotated[str, Query(max_length=200), WITHOUT_NULL] = "",
    before: StoredAt | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 20,
) -> Found:
    """Conversations in which every word of the query was said or noted, the newest first; `before`: the `last_at` of
    the last one that was found."""
    return await desk.find(query, before, limit)


@router.get("/{id}")
async def read_conversation(id: Id, desk: DeskDep) -> Opened:
    """A whole conversation, with what the assistant understood, what ordered the lists, and what the shopper did."""
    return await desk.open(id)


@router.post("/{id}/claim")
async def claim(id: Id, serving: ServingDep) -> Claimed:
    """Takes one that waits or is the assistant's. 409 `taken` if a colleague has it."""
    return await serving.claim(id)


@router.post("/{id}/transfer")
async def transfer(id: Id, body: TransferRequest, serving: ServingDep) -> Claimed:
    """Passes one's own on to a colleague or to the queue; leads, anybody's."""
    return await serving.transfer(id, body)


@router.post("/{id}/return")
async def give_back(id: Id, serving: ServingDep) -> Claimed:
    """Makes one's own the assistant's again; leads, anybody's."""
    return await serving.give_back(id)


@router.post("/{id}/close")
async def close(id: Id, serving: ServingDep) -> Claimed:
    """Ends one's own, or one that nobody serves, until its shopper writes again; leads, anybody's."""
    return await serving.close(id)


@router.post("/{id}/messages", status_code=status.HTTP_201_CREATED)
async def say(id: Id, body: Said, serving: ServingDep) -> SaidAnswer:
    """Says something to the shopper whom one serves."""
    return await serving.say(id, body)


@router.post("/{id}/notes", status_code=status.HTTP_201_CREATED)
async def write_note(id: Id, body: NoteRequest, serving: ServingDep) -> Note:
    """Writes something down for colleagues; the shopper never sees it."""
    return await serving.note(id, body.text)
