"""The routes by which a shopper ends a session, or deletes everything that was said in it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, status

from data.conversations import ending
from gateway.dependencies import ConversationDep, ServicesDep, allowed_origin
from gateway.live.frames import tell_desk, tell_ended, tell_status

router = APIRouter(prefix="/v1/chat", tags=["chat"], dependencies=[Depends(allowed_origin)])


@router.post("/session/end", status_code=status.HTTP_204_NO_CONTENT)
async def end_session(conversation: ConversationDep, services: ServicesDep) -> None:
    """Ends the session: its token opens nothing any more, and what listens with it is let go. Who left an address goes
    on waiting for a person."""
    now_is = await asyncio.to_thread(ending.end, services.agents.engine, conversation.id)
    tell_ended(services.hub, conversation.id)
    tell_status(services.hub, conversation.id, now_is)


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT)
async def delete_session(conversation: ConversationDep, services: ServicesDep) -> None:
    """Ends the session and deletes its conversation: messages, events, what was lent to it, and the assistant's memory
    of it are gone when this is answered."""
    await services.deletions.delete(conversation.id)
    tell_ended(services.hub, conversation.id)
    tell_status(services.hub, conversation.id, "closed")
    tell_desk(services.hub)
