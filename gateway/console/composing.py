"""What an agent sends besides words: products, a question with options, a comparison; in the shapes in which the
assistant does, so that the shopper's page shows them alike and what is done with them is joined to them.

They are stored as the agent's choice: no policy drew them (`recommender.protocol.traces.Policy.by`).
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends

from data.agents.accounts import Account
from data.catalog.constraints import Constraint, Range
from data.conversations import agent_messages, opened
from data.conversations.last_list import LastList, last_list
from data.conversations.log import NewMessage, new_id, now
from data.conversations.secrets import Sealed
from gateway.console import showing
from gateway.console.carousel import carded, comparison_of, list_trace, products_of, question_trace
from gateway.console.compose_protocol import (
    ComparisonRequest,
    ProductsRequest,
    QuestionRequest,
    SentBy,
    WhatIf,
    WhatIfAnswer,
)
from gateway.console.identity import AgentDep
from gateway.console.ledger import Ledger
from gateway.console.masked import stored_masked
from gateway.console.protocol import SaidAnswer
from gateway.console.trying import Tried, answered, requested, tried, what_if
from gateway.console.wishes import asking, labels_of
from gateway.dependencies import Services, ServicesDep
from gateway.errors import Invalid
from gateway.live.frames import tell_said
from recommender.client import RecommenderClient
from recommender.protocol.companions import CompareRequest
from recommender.protocol.messages import Question
from recommender.protocol.recommend import FacetValue, RankedAttribute

MOST_SEARCHED = 100
"""Of a list in which products that an agent names are looked up; of others, less is known to say."""


class Composing:
    """What one agent tries and sends. Methods raise NotFound for a conversation that is not there, Invalid for what the
    catalog does not have, and PartDown where the recommender does not answer; those that send, NotAllowed for a
    colleague's conversation, and Conflict for one that nobody serves."""

    def __init__(self, services: Services, account: Account) -> None:
        self._services = services
        self._account = account
        self._ledger = Ledger(services.agents.engine, account)

    async def what_if(self, id: str, body: WhatIf) -> WhatIfAnswer:
        """What would be shown; a read, for all agents."""
        last = await self._last(id)
        await asyncio.to_thread(self._ledger.note_of, "read", id, part="what if")
        return await what_if(self._recommender(last), last, body, self._account.locale)

    async def products(self, id: str, body: ProductsRequest) -> SaidAnswer:
        """Shows products."""
        last = await self._last(id)
        new = await tried(self._recommender(last), last, body.what_if, None if body.ids is None else MOST_SEARCHED)
        cards = new.found.products
        if body.ids is not None:
            cards = await carded(self._recommender(last), body.ids, new.found)
        elif not cards:
            raise Invalid(f"no product meets all of these wishes{_ways_out(new)}; nothing was sent", field="what_if")
        shown = products_of(new, cards, labels_of(last.shown))
        trace = list_trace(new, last.arm)
        return await self._send(id, body, "send products", shown.model_dump(mode="json"), trace, products=len(cards))

    async def question(self, id: str, body: QuestionRequest) -> SaidAnswer:
        """Asks for an attribute."""
        last = await self._last(id)
        new = await tried(self._recommender(last), last, body.what_if, asking=body.attribute)
        attribute = new.attribute(body.attribute)
        if attribute is None:
            some = ", ".join(one.name for one in new.found.attributes if one.values)
            reason = f"{body.attribute!r} is no attribute of the products in question; ask for one of: {some or 'none'}"
            raise Invalid(reason, field="attribute")
        if body.options is None:
            options = attribute.values
        else:
            offers = [self._option(last, body, attribute, place) for place in range(len(body.options))]
            options = list(await asyncio.gather(*offers))
        if not options:
            reason = f"the products in question have no values of {attribute.name!r} to offer; name options, or write"
            raise Invalid(reason, field="options")
        label = labels_of(last.shown).get(attribute.name) or attribute.label
        asked = Question(
            attribute=attribute.name, label=label, unit=attribute.unit, options=options, may_skip=body.may_skip
        )
        payload = {"text": asking(label, last.locale)} | asked.model_dump(mode="json")
        return await self._send(id, body, "ask", payload, question_trace(new, last.arm), attribute=attribute.name)

    async def comparison(self, id: str, body: ComparisonRequest) -> SaidAnswer:
        """Shows products side by side."""
        last = await self._last(id)
        request = requested(last, body.what_if)
        asked = CompareRequest(ids=body.ids, query=request.query, constraints=request.constraints)
        await carded(self._recommender(last), body.ids, None)  # says which is not there
        compared = await answered(self._recommender(last).compare(asked))
        shown = comparison_of(compared, labels_of(last.shown))
        return await self._send(
            id, body, "send comparison", shown.model_dump(mode="json"), None, products=len(body.ids)
        )

    async def _option(
        self, last: LastList, body: QuestionRequest, attribute: RankedAttribute, place: int
    ) -> FacetValue:
        """An option as it is offered. One that the recommender does not offer has to be some product's."""
        value = (body.options or [])[place]
        known = next((one for one in attribute.values if one.value == value), None)
        if known is not None:
            return known
        assert value is not None  # noqa: S101 - the request says so
        wish = Constraint(attribute=attribute.name, op="between" if isinstance(value, Range) else "eq", value=value)
        base = requested(last, body.what_if, 1, asking=attribute.name)
        others = [one for one in base.constraints if one.attribute != attribute.name]
        request = base.model_copy(update={"constraints": [*others, wish]})
        found = await answered(self._recommender(last).recommend(request))
        if not any(attribute.name in product.matched for product in found.products):
            offered = ", ".join(one.label for one in attribute.values)
            reason = f"none of the products in question is {attribute.label}: {_said(value)}"
            raise Invalid(f"{reason}; offered are: {offered or 'none'}", field=f"options.{place}")
        return FacetValue(value=value, label=_said(value, attribute.unit), count=found.total)

    def _recommender(self, last: LastList) -> RecommenderClient:
        """That of the catalog that the shopper is shown."""
        return self._services.recommenders.of(last.site_key)

    async def _last(self, id: str) -> LastList:
        def read() -> LastList:
            with self._ledger.refusals():
                return last_list(self._ledger.engine, id)

        return await asyncio.to_thread(read)

    async def _send(
        self,
        id: str,
        body: SentBy,
        what: str,
        payload: dict[str, Any],
        trace: dict[str, Any] | None,
        **details: Any,
    ) -> SaidAnswer:
        at = now()
        stamped = {"id": new_id(), "at": at.isoformat() + "Z", "from": "agent", "agent": self._account.display}

        def store(sealed: Sealed, text: str | None) -> agent_messages.Stored:
            said = {} if text is None else {"text": text}
            message = NewMessage(stamped | payload | said, at, trace)
            own = (self._ledger.engine, id, self._account.id)
            stored = agent_messages.add(*own, [message], body.client_id, sealed)
            if stored.is_new:
                self._ledger.note_of(what, id, **details)
            return stored

        stored = await stored_masked(self._services.discretion, self._ledger, id, store, body.text)
        if stored.is_new:
            tell_said(self._services.hub, id, stored.payloads)
        [sent] = stored.payloads
        return SaidAnswer(message=showing.shown(opened.said_of(sent, datetime.fromisoformat(sent["at"]))))


def _ways_out(new: Tried) -> str:
    """What to give up, for a sentence."""
    named = [(one.constraint.attribute, one.total) for one in new.found.relaxations[:2]]
    ways = " or ".join(f"{name!r} ({total} products)" for name, total in named)
    return f"; leave out {ways}" if ways else ""


def _said(value: Any, unit: str | None = None) -> str:
    if isinstance(value, Range):
        said = "–".join("" if end is None else f"{end:.10g}" for end in (value.min, value.max))
    elif isinstance(value, float) and not isinstance(value, bool):
        said = f"{value:.10g}"
    else:
        return str(value)
    return f"{said} {unit}" if unit else said


async def _composing(services: ServicesDep, account: AgentDep) -> Composing:
    return Composing(services, account)


ComposingDep = Annotated[Composing, Depends(_composing)]
