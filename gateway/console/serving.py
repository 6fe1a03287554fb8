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
from data.conversations import agent_messages, claims, notes, opened, queue, suggestions
from data.conversations.log import NewMessage, new_id, now
from data.conversations.secrets import Sealed
from gateway.console import showing
from gateway.console.identity import AgentDep
from gateway.console.ledger import Ledger
from gateway.console.masked import stored_masked
from gateway.console.protocol import Claimed, Closed, Listed, Note, QueueReason, Said, SaidAnswer, TransferRequest
from gateway.dependencies import Services, ServicesDep
from gateway.errors import Conflict, NotFound, Taken
from gateway.live.frames import tell_desk, tell_events, tell_said, tell_status
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
        """Takes one that waits, is the assistant's or whose agent is gone; a repeat changes nothing. Raises Taken and
        Conflict."""
        told = await self._telling(id, lambda words: words.joined, self._account.display)

        def change() -> claims.Changed:
            try:
                absent = self._ledger.absent()
                return claims.claim(self._ledger.engine, id, self._account.id, told, absent=absent)
            except claims.Taken as error:
                raise Taken(f"{self._ledger.name(error.agent_id)} serves this conversation; take another") from error
            except claims.NotServed as error:
                raise Conflict("it is closed; it opens when the shopper writes again") from error

        claimed = await self._change(id, "claim", change)
        if missed := await asyncio.to_thread(suggestions.unanswered, self._ledger.engine, id):
            await self._services.turns.draft_again(*missed)
        return claimed

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
            to=request.to or "the queue",
        )

    async def give_back(self, id: str) -> Claimed:
        """Makes it the assistant's again; a repeat changes nothing. Raises NotAllowed and Conflict."""
        told = await self._telling(id, lambda words: words.back)
        return await self._change(
            id, "return", lambda: claims.give_back(self._ledger.engine, id, by=self._mine, told=told)
        )

    async def close(self, id: str) -> Claimed:
        """Ends it until its shopper writes again; a repeat changes nothing. Raises NotAllowed."""
        told = await self._telling(id, lambda words: words.ended)
        return await self._change(id, "close", lambda: claims.close(self._ledger.engine, id, by=self._mine, told=told))

    async def close_queue(self, reason: QueueReason) -> Closed:
        """Gives all that wait for a reason back to the assistant, and says so to each shopper."""

        def change() -> dict[str, NewMessage]:
            closed = queue.close_all(self._ledger.engine, reason, lambda locale: _notice(notices(locale).again))
            self._ledger.note("close queue", "the queue", reason=reason, conversations=len(closed))
            return closed

        hub, closed = self._services.hub, await asyncio.to_thread(change)
        for id, told in closed.items():
            tell_said(hub, id, [told.payload])
            tell_status(hub, id, "bot")
            await asyncio.sleep(0)  # who listens takes them meanwhile
        tell_desk(hub)
        return Closed(closed=len(closed))

    async def say(self, id: str, said: Said) -> SaidAnswer:
        """A text to the shopper whom the agent serves; a repeat changes nothing. Raises NotAllowed and Conflict."""
        at = now()

        def store(sealed: Sealed, masked: str) -> agent_messages.Stored:
            stamped = {"id": new_id(), "at": at.isoformat() + "Z", "from": "agent", "agent": self._account.display}
            message = NewMessage(stamped | {"type": "text", "text": masked}, at)
            stored = agent_messages.add(self._ledger.engine, id, self._account.id, [message], said.client_id, sealed)
            if stored.is_new:
                self._ledger.note_of("say", id)
            return stored

        stored = await stored_masked(self._services.discretion, self._ledger, id, store, said.text)
        if stored.is_new:
            tell_said(self._services.hub, id, stored.payloads)
        [payload] = stored.payloads
        when = datetime.fromisoformat(payload["at"])
        return SaidAnswer(message=showing.shown(opened.said_of(payload, when)))

    async def note(self, id: str, text: str) -> Note:
        """Writes something down for colleagues."""

        def store(sealed: Sealed, masked: str) -> notes.Note:
            written = notes.add_note(self._ledger.engine, id, self._account.display, masked, sealed)
            self._ledger.note_of("note", id)
            return written

        written = await stored_masked(self._services.discretion, self._ledger, id, store, text)
        tell_events(self._services.hub, id)  # whoever has it open reads it again
        return showing.note(written)

    async def _change(self, id: str, what: str, change: Callable[[], claims.Changed], **details: Any) -> Claimed:
        """Makes a change, notes it, and tells its shopper and the agents; how it is then."""

        def made() -> tuple[claims.Changed, Listed]:
            with self._ledger.refusals():
                changed = change()
            if changed.is_new:
                self._ledger.note_of(what, id, **details)
            return changed, self._ledger.line(id)

        changed, line = await asyncio.to_thread(made)
        if changed.is_new:
            hub, listed = self._services.hub, line.model_dump(mode="json")
            tell_said(hub, id, [changed.told.payload] if changed.told else [])
            tell_status(hub, id, line.status, agent=line.agent, listed=listed)
        return Claimed(conversation=line)

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


def _notice(text: str, agent: str | None = None) -> NewMessage:
    """A notice to the shopper; `agent`: who is there from now on."""
    at = now()
    sender = {"from": "bot"} if agent is None else {"from": "agent", "agent": agent}
    stamped = {"id": new_id(), "at": at.isoformat() + "Z", **sender}
    return NewMessage(stamped | {"type": "notice", "kind": "info", "text": text}, at)


async def _serving(services: ServicesDep, account: AgentDep) -> Serving:
    return Serving(services, account)


ServingDep = Annotated[Serving, Depends(_serving)]
