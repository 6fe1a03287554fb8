"""The route by which a shopper leaves an address while nobody is there to serve them.

It is stored encrypted, with keys that last until somebody can write, and shown to agents who say why they need it
(`gateway.console.revealing`).
"""

from __future__ import annotations

import asyncio
import json

from fastapi import APIRouter, Depends
from pydantic import TypeAdapter

from data.conversations import contacts
from data.conversations.log import Conversation, NewMessage, new_id, now
from gateway.dependencies import ConversationDep, Services, ServicesDep, allowed_origin
from gateway.errors import NotAllowed
from gateway.live.frames import tell_said, tell_status
from gateway.notices import notices
from gateway.protocol import ContactRequest, ContactResponse, Message

router = APIRouter(prefix="/v1/chat", tags=["chat"], dependencies=[Depends(allowed_origin)])
_MESSAGES: TypeAdapter[list[Message]] = TypeAdapter(list[Message])


@router.post("/contact")
async def leave_address(body: ContactRequest, conversation: ConversationDep, services: ServicesDep) -> ContactResponse:
    """Keeps an address at which the shopper wants to be answered, in place of an earlier one; from now on they wait for
    a person."""
    await services.message_limit.count(conversation.id)
    if not (await services.attendance.site(conversation.site_key)).leave_address:
        raise NotAllowed("this shop takes no addresses; ask for a person in the chat", field="address")
    told = _kept(conversation)
    await _leave(services, conversation, body, told)
    return ContactResponse(messages=_MESSAGES.validate_python([told.payload]))


async def _leave(services: Services, conversation: Conversation, body: ContactRequest, told: NewMessage) -> None:
    sealed = services.config.agents_vault.seal(json.dumps({"address": body.address, "note": body.note}))
    engine = services.agents.engine
    status = await asyncio.to_thread(contacts.leave, engine, conversation.id, sealed, told)
    tell_said(services.hub, conversation.id, [told.payload], is_answer=True)
    if status == "queued":
        tell_status(services.hub, conversation.id, status)


def _kept(conversation: Conversation) -> NewMessage:
    at = now()
    text = notices(conversation.locale).address_kept
    stamped = {"id": new_id(), "at": at.isoformat() + "Z", "from": "bot"}
    return NewMessage(stamped | {"type": "notice", "kind": "info", "text": text, "contact": False}, at)
