"""The routes of canned replies: all agents read them, leads and admins change them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from fastapi import APIRouter, status

from data.agents import replies
from data.agents.accounts import Account
from data.agents.errors import UnknownReply
from data.agents.replies import Reply
from data.conversations.log import now
from data.privacy import audit
from gateway.console.fields import Id
from gateway.console.identity import PATH, AgentDep, LeadDep
from gateway.console.protocol import CannedReplies, CannedReply, CannedReplyRequest
from gateway.dependencies import Services, ServicesDep
from gateway.errors import NotFound

router = APIRouter(prefix=f"{PATH}/replies", tags=["console"])


@router.get("")
async def read(_: AgentDep, services: ServicesDep) -> CannedReplies:
    """All of them, by name and language."""
    found = await asyncio.to_thread(replies.everything, services.agents.engine)
    return CannedReplies(replies=[_shown(one) for one in found])


@router.put("")
async def put(body: CannedReplyRequest, account: LeadDep, services: ServicesDep) -> CannedReply:
    """Adds one, or changes the one of this name and language."""

    def change() -> Reply:
        engine = services.agents.engine
        return replies.put(engine, name=body.name, locale=body.locale, text=body.text, by=account, at=now())

    reply = await asyncio.to_thread(change)
    await _note(services, account, "write", reply)
    return _shown(reply)


@router.delete("/{id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove(id: Id, account: LeadDep, services: ServicesDep) -> None:
    """Removes one."""
    try:
        reply = await asyncio.to_thread(replies.remove, services.agents.engine, id)
    except UnknownReply as error:
        raise NotFound(f"{error.problem}; {error.remedy}", field=error.field) from error
    await _note(services, account, "remove", reply)


async def _note(services: Services, account: Account, what: str, reply: Reply) -> None:
    def note() -> None:
        named = {"name": reply.name, "locale": reply.locale}
        audit.note(services.agents.engine, f"agent {account.name}", what, "a canned reply", **named)

    await asyncio.to_thread(note)


def _shown(reply: Reply) -> CannedReply:
    return CannedReply.model_validate(asdict(reply))
