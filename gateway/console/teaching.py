"""The routes of verdicts: what agents say of conversations, what became of it, and what is to be judged next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, status

from data.agents.accounts import Account
from data.agents.roles import LEAD, may
from data.conversations import desk, picks, verdict_uses, verdicts
from data.conversations.log import UnknownMessage
from data.conversations.opened import payloads_of
from data.conversations.secrets import Sealed
from data.conversations.sessions import session_of
from data.conversations.verdict_checks import VerdictInvalid, checked, distance
from data.conversations.verdict_uses import Use
from data.conversations.verdicts import Stored
from gateway.console.fields import Id, StoredAt
from gateway.console.identity import PATH, AgentDep
from gateway.console.ledger import Ledger
from gateway.console.masked import stored_masked
from gateway.console.showing import hidden
from gateway.console.teaching_protocol import Became, Labelling, ToJudge, Verdict, VerdictRequest, Verdicts, Why
from gateway.dependencies import Services, ServicesDep
from gateway.errors import Conflict, Invalid, NotAllowed, NotFound
from language.acts import ACTS

router = APIRouter(prefix=PATH, tags=["console"])
_TOLD = ("displayed_ms", "reason", "comment")
_NO_CONSENT = (
    "the shopper has not agreed that their conversation is learned from, so nothing can be said of it; "
    "write a note instead"
)


class Teaching:
    """Verdicts as one agent gives and sees them."""

    def __init__(self, services: Services, account: Account) -> None:
        self._services = services
        self._account = account
        self._ledger = Ledger(services.agents.engine, account)

    async def judge(self, id: str, request: VerdictRequest) -> Verdict:
        """Stores a verdict, in place of what the agent said of the same before. Raises NotFound, Conflict, Invalid."""

        def store(sealed: Sealed, comment: str | None) -> Verdict:
            return self._judge(id, request.model_copy(update={"comment": comment}), sealed)

        return await stored_masked(self._services.discretion, self._ledger, id, store, request.comment)

    def _judge(self, id: str, request: VerdictRequest, sealed: Sealed) -> Verdict:
        ledger = self._ledger
        try:
            stored = verdicts.put(ledger.engine, self._checked(id, request), sealed)
        except UnknownMessage as error:
            raise Invalid(
                "message_id: there is no such message (any more); read it again", field="message_id"
            ) from error
        ledger.note_of("verdict", id, kind=stored.kind)
        return self._shown(stored)

    def _checked(self, id: str, request: VerdictRequest) -> Stored:
        engine = self._ledger.engine
        session = session_of(engine, id)
        if session is None:
            desk.line(engine, id)
            raise Conflict(_NO_CONSENT, field="id")
        try:
            found = checked(session, request.message_id, request.kind, _payload(request), self._account.name, ACTS)
        except VerdictInvalid as error:
            field = "message_id" if error.field == "message" else error.field
            raise Invalid(f"{error}; {error.remedy}", field=field) from error
        told = {name: value for name in _TOLD if (value := getattr(request, name)) is not None}
        apart = distance(session, found)
        told |= {} if apart is None else {"distance": round(apart, 4)}
        return replace(found, payload=found.payload | told)

    async def withdraw(self, id: str, verdict_id: str) -> None:
        """Takes back what the agent said. Raises NotFound."""

        def gone() -> None:
            ledger = self._ledger
            if not verdicts.withdraw(ledger.engine, id, verdict_id, self._account.name):
                raise NotFound("you gave no such verdict on this conversation", field="verdict_id")
            ledger.note_of("withdraw a verdict", id)

        await asyncio.to_thread(gone)

    async def of_conversation(self, id: str) -> Verdicts:
        """What everybody said of a conversation, the earliest first. Raises NotFound."""

        def read() -> Verdicts:
            ledger = self._ledger
            with ledger.refusals():
                desk.line(ledger.engine, id)
            ledger.note_of("read verdicts", id)
            return Verdicts(verdicts=[self._shown(one) for one in verdicts.stored(ledger.engine, [id])])

        return await asyncio.to_thread(read)

    async def newest(self, *, mine: bool, flagged: bool, before: datetime | None, limit: int) -> Verdicts:
        """Verdicts and what became of them. Raises NotAllowed for those of others, if the agent leads nobody."""
        if not mine and not may(self._account.role, LEAD):
            raise NotAllowed("what others said is for leads and admins; ask for yours: mine=true", field="mine")

        def read() -> Verdicts:
            ledger = self._ledger
            agent = self._account.name if mine else None
            found, more = verdicts.newest(ledger.engine, agent=agent, flagged=flagged, before=before, limit=limit)
            ledger.note("read", "verdicts", verdicts=len(found))
            uses = verdict_uses.uses_of(ledger.engine, [one.id for one in found])
            said = payloads_of(ledger.engine, {one.message_id for one in found if one.message_id})
            shown = [self._shown(one, said.get(one.message_id or ""), uses.get(one.id, ())) for one in found]
            return Verdicts(verdicts=shown, more=more)

        return await asyncio.to_thread(read)

    async def labelling(self, limit: int) -> Labelling:
        """What the agent may judge next."""

        def read() -> Labelling:
            ledger = self._ledger
            found = picks.picks_for(ledger.engine, self._account.name)
            said = payloads_of(ledger.engine, {one.message_id for one in found[:limit]})
            items = [
                ToJudge(
                    conversation_id=one.conversation_id,
                    message_id=one.message_id,
                    kind=one.kind,
                    product_id=one.product_id,
                    about=_about(said.get(one.message_id), one.product_id),
                    reasons=[Why(code=code, gaps=hidden(gaps)) for code, gaps in one.reasons],
                )
                for one in found[:limit]
            ]
            ledger.note("read", "what is to be judged", items=len(items))
            at = picks.picked_at(ledger.engine)
            return Labelling(items=items, left=len(found), picked_at=at, acts=list(ACTS))

        return await asyncio.to_thread(read)

    def _shown(
        self, one: Stored, said: Mapping[str, Any] | None = None, uses: tuple[Use, ...] | list[Use] = ()
    ) -> Verdict:
        payload = dict(one.payload)
        acts = payload.pop("acts", None)
        at = one.at or datetime.now(UTC)
        return Verdict.model_validate(
            hidden(payload)
            | {
                "id": one.id,
                "conversation_id": one.conversation_id,
                "message_id": one.message_id,
                "kind": one.kind,
                "acts": acts and [{"act": act, "text": hidden(text)} for act, text in acts],
                "agent": one.agent,
                "is_mine": one.agent == self._account.name,
                "at": at,
                "about": _about(said, payload.get("product_id")),
                "became": [_became(use) for use in uses],
            }
        )


def _payload(request: VerdictRequest) -> dict[str, Any]:
    """As `data.conversations.verdict_checks` has it."""
    said = request.model_dump(include={"order", "product_id", "right", "flag"}, exclude_none=True)
    return said | ({} if request.acts is None else {"acts": [[one.act, one.text] for one in request.acts]})


def _about(said: Mapping[str, Any] | None, product_id: str | None = None) -> str:
    """What a message says or shows, in words; of a product its title."""
    if said is None:
        return product_id or ""
    products = said.get("products") or ()
    title = next((one.get("title") for one in products if one.get("id") == product_id), None)
    words = title or said.get("query") or said.get("text") or ", ".join(str(one.get("title")) for one in products[:3])
    return str(hidden(words or ""))


def _became(use: Use) -> Became:
    return Became(
        version=use.version,
        learner=use.learner,
        outcome=use.outcome,
        at=use.at,
        before=use.before,
        after=use.after,
        name=use.detail.get("name"),
        place_before=use.detail.get("before"),
        place_after=use.detail.get("after"),
    )


async def _teaching(services: ServicesDep, account: AgentDep) -> Teaching:
    return Teaching(services, account)


TeachingDep = Annotated[Teaching, Depends(_teaching)]


@router.post("/conversations/{id}/verdicts", status_code=status.HTTP_201_CREATED)
async def judge(id: Id, body: VerdictRequest, teaching: TeachingDep) -> Verdict:
    """Says what is right: what a message does, the order of attributes, whether a product or a reply is right; or flags
    it. Of one agent the last word on the same counts."""
    return await teaching.judge(id, body)


@router.get("/conversations/{id}/verdicts")
async def read_verdicts(id: Id, teaching: TeachingDep) -> Verdicts:
    """What was said of a conversation, by everybody. Empty where the shopper does not agree to being learned from."""
    return await teaching.of_conversation(id)


@router.delete("/conversations/{id}/verdicts/{verdict_id}", status_code=status.HTTP_204_NO_CONTENT)
async def withdraw(id: Id, verdict_id: Id, teaching: TeachingDep) -> None:
    """Takes back what one said oneself."""
    await teaching.withdraw(id, verdict_id)


@router.get("/verdicts")
async def newest_verdicts(
    teaching: TeachingDep,
    mine: bool = True,
    flagged: bool = False,
    before: StoredAt | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Verdicts:
    """Verdicts, the latest first, each with the models that learned from it and what that did; one's own, or
    everybody's for leads. `flagged`: what somebody should look at alone."""
    return await teaching.newest(mine=mine, flagged=flagged, before=before, limit=limit)


@router.get("/labelling")
async def what_to_judge(teaching: TeachingDep, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Labelling:
    """What teaches most, of what the agent has neither judged nor skipped."""
    return await teaching.labelling(limit)
