"""What the desks of the console share: who agents are, how the log's refusals are answered, and the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from data.agents import accounts
from data.agents.accounts import Account
from data.conversations import claims, desk
from data.conversations.log import UnknownConversation, now
from data.privacy import audit
from gateway.console import showing
from gateway.console.people import shown as person
from gateway.console.protocol import Agent, Listed
from gateway.errors import Conflict, NotAllowed, NotFound

_STATES = {"bot": "the assistant has it", "queued": "it waits for a person", "closed": "it is closed"}


class Ledger:
    """One agent's view of the database behind `engine`. Methods wait for it, so they belong in a thread."""

    def __init__(self, engine: Engine, account: Account) -> None:
        self.engine = engine
        self._account = account

    def note(self, what: str, subject: str, **details: Any) -> None:
        """Adds to the audit trail that the agent did something."""
        audit.note(self.engine, f"agent {self._account.name}", what, subject, **details)

    def note_of(self, what: str, conversation_id: str, **details: Any) -> None:
        """The same, of a conversation."""
        self.note(what, audit.reference(conversation_id), **details)

    def line(self, id: str) -> Listed:
        """A conversation as lists show it. Raises NotFound."""
        with self.refusals():
            return showing.listed(desk.line(self.engine, id), self.names())

    def agents(self) -> list[Agent]:
        """Who serves, by name."""
        return [person(one) for one in accounts.everybody(self.engine, now())]

    def names(self) -> dict[str, str]:
        """What agents are shown as, by their ids; of those too who serve no more."""
        return {one.id: one.display for one in accounts.everybody(self.engine, now(), with_disabled=True)}

    def absent(self) -> frozenset[str]:
        """The ids of those who are not there: offline, or agents no more."""
        everybody = accounts.everybody(self.engine, now(), with_disabled=True)
        return frozenset(one.id for one in everybody if one.presence == accounts.OFFLINE)

    def name(self, agent_id: str) -> str:
        """What an agent is shown as."""
        return self.names().get(agent_id, "another agent")

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What the log refuses, as the answer that it stands for."""
        try:
            yield
        except UnknownConversation as error:
            raise NotFound("there is no such conversation (any more)", field="id") from error
        except claims.Taken as error:
            name = self.name(error.agent_id)
            raise NotAllowed(
                f"{name} serves this conversation; ask them or a lead to pass it on", field="id"
            ) from error
        except claims.NotServed as error:
            reason = f"nobody serves this conversation: {_STATES.get(str(error), str(error))}; claim it first"
            raise Conflict(reason, field="id") from error
