"""Drafts of the assistant: read by agents, and sent, changed or rejected by the one who serves the shopper."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from rapidfuzz.distance import Levenshtein

from data.agents.accounts import Account
from data.conversations import claims, opened, suggestions
from data.conversations.last_list import position
from data.conversations.log import NewMessage, new_id, now
from data.conversations.overtaking import OPEN
from data.conversations.secrets import Sealed
from data.conversations.suggestions import Decision, Part, Sent, Settled, Suggestion, UnknownSuggestion
from gateway.console import showing, suggested, suggesting
from gateway.console.assist_protocol import Decided, DecideRequest, Drafted, Suggestions
from gateway.console.fields import Id
from gateway.console.identity import PATH, AgentDep
from gateway.console.ledger import Ledger
from gateway.console.masked import stored_masked
from gateway.console.proposing import proposed
from gateway.counting import count_answers
from gateway.dependencies import Services, ServicesDep
from gateway.errors import BadRequest, Conflict, NotFound
from gateway.live.frames import tell_said, tell_settled, tell_suggestion

router = APIRouter(prefix=f"{PATH}/conversations/{{id}}/suggestions", tags=["console"])
_SETTLED = {
    "overtaken": "the shopper has said more since; look at what is drafted now",
    "rejected": "it was rejected",
    "accepted": "it was sent",
    "edited": "it was sent with other words",
}


class Assist:
    """Drafts as one agent sees and decides on them. Methods raise NotFound for what is not there."""

    def __init__(self, services: Services, account: Account) -> None:
        self._services = services
        self._account = account
        self._ledger = Ledger(services.agents.engine, account)

    async def read(self, id: str) -> Suggestions:
        """The drafts of a conversation, whatever became of them."""
        return await asyncio.to_thread(self._read, id)

    def _read(self, id: str) -> Suggestions:
        ledger = self._ledger
        ledger.line(id)  # which says so if there is no such conversation
        found = suggestions.suggestions(ledger.engine, id)
        ledger.note_of("read", id, suggestions=len(found))
        names = ledger.names()
        return Suggestions(suggestions=[suggesting.shown(one, names) for one in found])

    async def draft(self, id: str) -> Drafted:
        """A draft for the shopper whom one serves: the one that waits, or else what the assistant answers to what it
        did not get to answer, or else what to show and ask next. None where there is nothing to go on from.

        Raises NotAllowed, Conflict where nobody serves them, and PartDown.
        """
        await asyncio.to_thread(self._ask, id)
        engine, services = self._ledger.engine, self._services
        waiting = await asyncio.to_thread(self._waiting, id)
        missed = None if waiting else await asyncio.to_thread(suggestions.unanswered, engine, id)
        if missed is not None:
            if drafting := await services.turns.draft_again(*missed):
                await asyncio.wait([drafting])
            waiting = await asyncio.to_thread(self._waiting, id)
        if waiting is None:
            stands = await asyncio.to_thread(position, engine, id)
            parts = await proposed(services.recommenders.of(stands.last.site_key), stands)
            waiting = await asyncio.to_thread(self._proposed, id, parts) if parts else None
            if waiting is not None:
                tell_suggestion(services.hub, id, waiting)
        return Drafted(suggestion=None if waiting is None else suggesting.shown(waiting, {}))

    def _ask(self, id: str) -> None:
        with self._ledger.refusals():
            claims.check_serves(self._ledger.engine, id, self._account.id)
        self._ledger.note_of("ask for a draft", id)

    def _waiting(self, id: str) -> Suggestion | None:
        return next(iter(suggestions.suggestions(self._ledger.engine, id, is_open=True)), None)

    def _proposed(self, id: str, parts: Sequence[Part]) -> Suggestion | None:
        reply_to = suggestions.last_of_shopper(self._ledger.engine, id)
        if reply_to is None:
            return None
        with self._ledger.refusals():
            found = suggestions.suggest(self._ledger.engine, id, reply_to, parts)
        return found if found is not None and found.state == OPEN else None

    async def decide(self, id: str, suggestion_id: str, request: DecideRequest) -> Decided:
        """Sends a draft or parts of it, with its own words or others, or rejects it; a repeat changes nothing.

        Raises BadRequest, NotAllowed and Conflict: of a draft that was overtaken nothing is sent.
        """
        found = await asyncio.to_thread(self._one, id, suggestion_id)
        parts = _chosen(found, request)

        def store(sealed: Sealed, text: str | None, reason: str | None) -> tuple[Sent, suggested.Suggestion]:
            return self._decided(id, found, self._decision(found, parts, request, text, reason), sealed)

        own = (self._services.discretion, self._ledger)
        sent, line = await stored_masked(*own, id, store, request.text, request.reason)
        if sent.is_new:
            tell_said(self._services.hub, id, sent.payloads)
            tell_settled(self._services.hub, id, [suggestion_id], request.state)
            count_answers(sent.payloads)
        messages = [opened.said_of(one, datetime.fromisoformat(one["at"])) for one in sent.payloads]
        return Decided(suggestion=line, messages=[showing.shown(one) for one in messages])

    def _one(self, id: str, suggestion_id: str) -> Suggestion:
        try:
            return suggestions.read_one(self._ledger.engine, id, suggestion_id)
        except UnknownSuggestion as error:
            raise NotFound("there is no such draft (any more) in this conversation", field="suggestion_id") from error

    def _decision(
        self, found: Suggestion, parts: Sequence[Part], request: DecideRequest, text: str | None, reason: str | None
    ) -> Decision:
        distance = {"accepted": 0.0, "rejected": 1.0}.get(request.state)
        if text is not None:
            distance = round(Levenshtein.normalized_distance(suggesting.words(found.parts), text), 4)
        messages = self._messages(parts, text) if request.state != "rejected" else []
        return Decision(request.state, messages, request.client_id, reason, request.displayed_ms, distance)

    def _messages(self, parts: Sequence[Part], text: str | None) -> list[NewMessage]:
        """What is sent, as said by the agent now; `text` in place of the words of all but questions."""
        at = now()
        stamp = {"at": at.isoformat() + "Z", "from": "agent", "agent": self._account.display}
        messages = [] if text is None else [NewMessage({"id": new_id(), "type": "text", "text": text} | stamp, at)]
        for part in parts:
            payload = opened.without_notes(part.payload)
            if text is not None and payload["type"] == "text":
                continue
            if text is not None and payload["type"] not in ("question", "notice"):
                payload["text"] = None
            messages.append(NewMessage(payload | stamp | {"id": new_id()}, at, _agents(part.trace)))
        return messages

    def _decided(
        self, id: str, found: Suggestion, decision: Decision, sealed: Sealed
    ) -> tuple[Sent, suggested.Suggestion]:
        ledger = self._ledger
        try:
            sent = suggestions.decide(ledger.engine, id, found.id, self._account.id, decision, sealed)
        except Settled as error:
            raise Conflict(_SETTLED.get(str(error), str(error)), field="suggestion_id") from error
        if sent.is_new:
            ledger.note_of(f"draft {decision.verdict}", id, messages=len(sent.payloads))
        return sent, suggesting.shown(self._one(id, found.id), ledger.names())


def _agents(trace: dict[str, Any] | None) -> dict[str, Any] | None:
    """How a part was chosen, now that an agent chose to send it: the propensity is that of the draft."""
    return None if trace is None else trace | {"policy": (trace.get("policy") or {}) | {"by": "agent"}}


def _chosen(found: Suggestion, request: DecideRequest) -> list[Part]:
    """The parts that are to be sent, in their order. Raises BadRequest for one that the draft has not."""
    if request.parts is None:
        return list(found.parts)
    if unknown := [index for index in request.parts if index >= len(found.parts)]:
        reason = f"the draft has no part {unknown[0]}; its parts are 0 to {len(found.parts) - 1}"
        raise BadRequest(reason, field="parts")
    return [found.parts[index] for index in sorted(request.parts)]


async def _assist(services: ServicesDep, account: AgentDep) -> Assist:
    return Assist(services, account)


AssistDep = Annotated[Assist, Depends(_assist)]


@router.get("")
async def read_suggestions(id: Id, assist: AssistDep) -> Suggestions:
    """The drafts of a conversation, the latest first, and what became of them."""
    return await assist.read(id)


@router.post("")
async def draft(id: Id, assist: AssistDep) -> Drafted:
    """Asks for a draft where there is none: what to show and ask next, from where the assistant's answer left off."""
    return await assist.draft(id)


@router.post("/{suggestion_id}/decide")
async def decide(id: Id, suggestion_id: Id, body: DecideRequest, assist: AssistDep) -> Decided:
    """Sends a draft to the shopper whom one serves, or parts of it, as it is or with other words; or rejects it."""
    return await assist.decide(id, suggestion_id, body)
