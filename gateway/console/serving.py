"""What an agent does with conversations: claims, passes on, gives back, closes, answers, notes. All of it is audited.

What an agent writes is masked before it is stored, as what shoppers write is; the shopper sees it whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends

from data.agents.accounts import OFFLINE, Account
from data.agents.roles import LEAD, may
from data.conversations import claims, notes, opened, queue
from data.conversations.log import BeingAnswered, NewMessage, new_id, now
from data.conversations.secrets import Sealed
from gateway.console import showing
from gateway.console.identity import AgentDep
from gateway.console.ledger import Ledger
from gateway.console.protocol import Claimed, Closed, Note, QueueReason, Said, SaidAnswer, TransferRequest
from gateway.console.telling import tell
from gateway.dependencies import Services, ServicesDep
from gateway.discretion import Secrets
from gateway.errors import Conflict, NotFound, Taken
from gateway.notices import Notices, notices

_Result = TypeVar("_Result")


class Serving:
    """The conversations as one agent may change them. Methods raise NotFound for one that is not there."""

    def __init__(self, services: Services, account: Account) -> None:
        self._services = services
        self._account = account
        self._ledger = Ledger(services.agents.engine, account)
        self._mine = account.id if not may(account.role, LEAD) else None
        """Whose a conversation must be to be changed; leads may change everybody's."""

    async def claim(self, id: str) -> Claimed:
        """Takes one that waits or is the assistant's; a repeat changes nothing. Raises Taken and Conflict."""
        told = await self._telling(id, lambda words: words.joined, self._account.display)

        def change() -> bool:
            try:
                return claims.claim(self._ledger.engine, id, self._account.id, told)
            except claims.Taken as error:
                raise Taken(f"{self._ledger.name(error.agent_id)} serves this conversation; take another") from error
            except claims.NotServed as error:
                raise Conflict("it is closed; it opens when the shopper writes again") from error

        return await self._change(id, "claim", change, told)

    async def transfer(self, id: str, request: TransferRequest) -> Claimed:
        """Passes it on, to a colleague who is there or to the queue. Raises NotAllowed and Conflict."""
        if request.to is None:
            told = await self._telling(id, lambda words: words.passed_on)
        else:
            colleague = await self._colleague(request.to)
            told = await self._telling(id, lambda words: words.joined, colleague.display)
        return await self._change(
            id,
            "transfer",
            lambda: claims.transfer(self._ledger.engine, id, request.to, by=self._mine, told=told),
            told,
            to=request.to or "the queue",
        )

    async def give_back(self, id: str) -> Claimed:
        """Makes it the assistant's again; a repeat changes nothing. Raises NotAllowed and Conflict."""
        told = await self._telling(id, lambda words: words.back)
        return await self._change(
            id, "return", lambda: claims.give_back(self._ledger.engine, id, by=self._mine, told=told), told
        )

    async def close(self, id: str) -> Claimed:
        """Ends it until its shopper writes again; a repeat changes nothing. Raises NotAllowed."""
        told = await self._telling(id, lambda words: words.ended)
        return await self._change(
            id, "close", lambda: claims.close(self._ledger.engine, id, by=self._mine, told=told), told
        )

    async def close_queue(self, reason: QueueReason) -> Closed:
        """Gives all that wait for a reason back to the assistant, and says so to each shopper."""

        def told(locale: str) -> NewMessage:
            return _notice(notices(locale).again)

        def change() -> list[str]:
            closed = queue.close_all(self._ledger.engine, reason, told)
            self._ledger.note("close queue", "the queue", reason=reason, conversations=len(closed))
            return closed

        closed = await asyncio.to_thread(change)
        for id in closed:
            await self._tell(id)
        return Closed(closed=len(closed))

    async def say(self, id: str, said: Said) -> SaidAnswer:
        """A text to the shopper whom the agent serves; a repeat changes nothing. Raises NotAllowed and Conflict."""
        at = now()

        def store(masked: str, sealed: Sealed) -> claims.Stored:
            stamped = {"id": new_id(), "at": at.isoformat() + "Z", "from": "agent", "agent": self._account.display}
            message = NewMessage(stamped | {"type": "text", "text": masked}, at)
            stored = claims.say(self._ledger.engine, id, self._account.id, message, said.client_id, sealed)
            if stored.is_new:
                self._ledger.note_of("say", id)
            return stored

        stored, secrets = await self._masked(id, said.text, store)
        if stored.is_new:
            await self._tell(id, self._services.discretion.shown(stored.payload, secrets))
        when = datetime.fromisoformat(stored.payload["at"])
        return SaidAnswer(message=showing.shown(opened.said_of(stored.payload, when)))

    async def note(self, id: str, text: str) -> Note:
        """Writes something down for colleagues."""

        def store(masked: str, sealed: Sealed) -> notes.Note:
            written = notes.add_note(self._ledger.engine, id, self._account.display, masked, sealed)
            self._ledger.note_of("note", id)
            return written

        written, _ = await self._masked(id, text, store)
        await self._tell(id)
        return showing.note(written)

    async def _masked(self, id: str, text: str, store: Callable[[str, Sealed], _Result]) -> tuple[_Result, Secrets]:
        """Stores a text of the agent, masked; once more where a placeholder was given to another value meanwhile."""
        discretion = self._services.discretion
        while True:
            secrets = await discretion.secrets(id)
            secrets.said_last = ""  # what was asked was asked of the shopper
            masked = await discretion.mask(text, secrets)
            try:
                with self._ledger.refusals():
                    return await asyncio.to_thread(store, masked, discretion.sealed(secrets.new)), secrets
            except BeingAnswered:
                continue

    async def _change(
        self, id: str, what: str, change: Callable[[], bool], told: NewMessage, **details: Any
    ) -> Claimed:
        """Makes a change, notes it, and tells those who look at the conversation; how it is then."""

        def made() -> bool:
            with self._ledger.refusals():
                is_new = change()
            if is_new:
                self._ledger.note_of(what, id, **details)
            return is_new

        if await asyncio.to_thread(made):
            await self._tell(id, told.payload)
        return Claimed(conversation=await asyncio.to_thread(self._ledger.line, id))

    async def _telling(self, id: str, which: Callable[[Notices], str], joins: str | None = None) -> NewMessage:
        """What the shopper is told in their language, of the agent or of who `joins` in their place."""
        line = await asyncio.to_thread(self._ledger.line, id)
        text = which(notices(line.locale)).format(agent=joins or line.agent or self._account.display)
        return _notice(text, joins)

    async def _colleague(self, id: str) -> Account:
        found = await self._services.agents.by_id(id)
        if found is None:
            raise NotFound("there is no such agent (any more); GET /v1/agent/queue lists all", field="to")
        if found.presence == OFFLINE and found.id != self._account.id:
            raise Conflict(f"{found.display} is offline; pass it to somebody who is there, or to the queue", field="to")
        return found

    async def _tell(self, id: str, message: dict[str, Any] | None = None) -> None:
        """Those who look at the conversation, and its shopper where something was said."""
        conversation = await asyncio.to_thread(self._ledger.line, id)
        await tell(self._services, conversation, message)


def _notice(text: str, agent: str | None = None) -> NewMessage:
    """A notice to the shopper; `agent`: who is there from now on."""
    at = now()
    sender = {"from": "bot"} if agent is None else {"from": "agent", "agent": agent}
    stamped = {"id": new_id(), "at": at.isoformat() + "Z", **sender}
    return NewMessage(stamped | {"type": "notice", "kind": "info", "text": text}, at)


async def _serving(services: ServicesDep, account: AgentDep) -> Serving:
    return Serving(services, account)


ServingDep = Annotated[Serving, Depends(_serving)]
