"""What an agent reads: the queue, whole conversations, and those in which some words stand. All of it is audited."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Depends

from data.agents.accounts import Account
from data.conversations import desk, notes, opened, suggestions
from data.conversations.log import now
from gateway.console import showing
from gateway.console.identity import AgentDep
from gateway.console.ledger import Ledger
from gateway.console.protocol import Found, Opened, Queue
from gateway.dependencies import Services, ServicesDep


class Desk:
    """The conversations as one agent sees them."""

    def __init__(self, services: Services, account: Account) -> None:
        self._account = account
        self._ledger = Ledger(services.agents.engine, account)

    async def queue(self) -> Queue:
        """The lists, and who serves."""
        return await asyncio.to_thread(self._queue)

    def _queue(self) -> Queue:
        ledger = self._ledger
        found = desk.lists(ledger.engine, self._account.id, now())
        ledger.note("read", "the queue", conversations=sum(map(len, found)))
        names = ledger.names()
        waiting, mine, others, live = ([showing.listed(line, names) for line in lines] for lines in found)
        return Queue(waiting=waiting, mine=mine, others=others, live=live, agents=ledger.agents())

    async def open(self, id: str) -> Opened:
        """A whole conversation. Raises NotFound."""
        return await asyncio.to_thread(self._open, id)

    def _open(self, id: str) -> Opened:
        ledger = self._ledger
        with ledger.refusals():
            found = opened.read_whole(ledger.engine, id)
        ledger.note_of("read", id)
        written = notes.notes_of(ledger.engine, id)
        is_served = found.line.status == "agent"
        drafts = suggestions.suggestions(ledger.engine, id, is_open=True) if is_served else []
        return showing.whole(found, written, drafts, ledger.names(), self._account.locale)

    async def find(self, query: str, before: datetime | None, limit: int) -> Found:
        """Conversations in which some words stand, the newest first."""
        return await asyncio.to_thread(self._find, query, before, limit)

    def _find(self, query: str, before: datetime | None, limit: int) -> Found:
        ledger = self._ledger
        lines, more = desk.find(ledger.engine, query, before=before, limit=limit)
        ledger.note("search", "conversations", found=len(lines))  # not the words: they may name a shopper
        names = ledger.names()
        return Found(conversations=[showing.listed(line, names) for line in lines], more=more)


async def _desk(services: ServicesDep, account: AgentDep) -> Desk:
    return Desk(services, account)


DeskDep = Annotated[Desk, Depends(_desk)]
