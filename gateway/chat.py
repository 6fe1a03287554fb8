"""The routes of the chat: sessions, messages, events, product details."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import APIRouter, Depends, Request, status
from pydantic import TypeAdapter

from data.conversations.log import UnknownMessage
from data.steering.site import said
from gateway import events_protocol, protocol
from gateway.counting import SESSIONS, count_events
from gateway.dependencies import (
    ConversationDep,
    ServicesDep,
    allowed_origin,
    check_site_key,
    new_token,
    token_hash,
)
from gateway.edge.addresses import address_of
from gateway.error_responses import explain
from gateway.errors import EventsRefused, NotFound, PartDown
from gateway.live.frames import tell_events
from gateway.pages import see
from gateway.rating import stored_masked
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.products import ProductDetail

router = APIRouter(prefix="/v1/chat", tags=["chat"], dependencies=[Depends(allowed_origin)])
_LOGGED: TypeAdapter[list[protocol.LoggedMessage]] = TypeAdapter(list[protocol.LoggedMessage])


@router.post("/sessions", status_code=status.HTTP_201_CREATED)
async def open_session(
    body: protocol.SessionRequest, request: Request, services: ServicesDep
) -> protocol.SessionResponse:
    """Opens a chat session; the answer's token belongs to it alone."""
    check_site_key(body.site_key, services.config)
    await services.session_limit.count(address_of(request))
    token = new_token()
    site = await services.attendance.site(body.site_key)
    locale = site.locale(body.locale)
    conversation = await services.conversations.open(
        token_hash=token_hash(token),
        site_key=body.site_key,
        shopper_id=services.consents.pseudonym(body.shopper_id),
        locale=locale,
        analytics=body.consent.analytics,
        arm_of=services.config.arms.of,
    )
    services.refusals.know(token)
    SESSIONS.inc()
    messages = await services.turns.greet(conversation, said(site.greeting, locale, exactly=True))
    return protocol.SessionResponse(
        session_id=conversation.id, token=token, messages=messages, locale=locale, consent=said(site.consent, locale)
    )


@router.post("/consent")
async def change_consent(
    body: protocol.ConsentRequest, conversation: ConversationDep, services: ServicesDep
) -> protocol.ConsentResponse:
    """Gives or withdraws the consent to analytics of a session that goes on; a repeat changes nothing."""
    if body.analytics:
        await services.consents.give(conversation.id, body.shopper_id)
    else:
        await services.consents.withdraw(conversation.id)
    return protocol.ConsentResponse(analytics=body.analytics)


@router.post("/messages")
async def send_message(
    body: protocol.MessageRequest, request: Request, conversation: ConversationDep, services: ServicesDep
) -> protocol.MessagesResponse:
    """Answers one message of the shopper."""
    await services.message_limit.count(conversation.id)
    await services.address_limit.count(address_of(request))
    if body.page is not None:
        await see(services, conversation, body.page)
    return protocol.MessagesResponse(messages=await services.turns.take(conversation, body))


@router.get("/messages")
async def read_history(
    conversation: ConversationDep, services: ServicesDep, after: str | None = None
) -> protocol.HistoryResponse:
    """The conversation so far, or what came behind the message `after`; for a page that is loaded again."""
    try:
        payloads = await services.conversations.history(conversation_id=conversation.id, after=after)
    except UnknownMessage as error:
        raise NotFound("there is no such message in this session; leave it out to read all", field="after") from error
    secrets = await services.discretion.secrets(conversation.id)
    return protocol.HistoryResponse(messages=_LOGGED.validate_python(services.discretion.shown(payloads, secrets)))


@router.post("/events", status_code=status.HTTP_202_ACCEPTED)
async def store_events(
    body: events_protocol.EventsRequest, conversation: ConversationDep, services: ServicesDep
) -> events_protocol.EventsResponse:
    """Stores events; answered only when they are in the database. Repeats are counted, not stored. Those that are
    refused are named, and keep no other from being stored."""
    good = body.good()
    events = [event.model_dump(mode="json", exclude={"at"}, exclude_none=True) | {"at": event.at} for event in good]
    done = await stored_masked(services.discretion, services.conversations, conversation.id, events)
    if done.stored:
        tell_events(services.hub, conversation.id)
    count_events(event.type for event in good if event.event_id not in done.unknown)
    if reasons := _refused(body, done.unknown):
        raise EventsRefused(reasons)
    return events_protocol.EventsResponse(stored=done.stored, repeated=done.repeated, kept_apart=done.kept_apart)


def _refused(body: events_protocol.EventsRequest, unknown: Collection[str]) -> dict[str, str]:
    """Why events are refused, by their fields: what is no event, and what names a message that is `unknown`."""
    bad = body.bad()
    came = {"events": [bad[place].came if place in bad else None for place in range(len(body.events))]}
    errors = [error | {"loc": ("events", place, *error["loc"])} for place in bad for error in bad[place].errors]
    reasons = {detail.field: detail.reason for detail in explain(errors, came).detail} if errors else {}
    for place, event in enumerate(body.events):
        if place not in bad and event.event_id in unknown:
            reasons[f"events.{place}.message_id"] = (
                f"message {event.message_id} is not of this session; send the event without it, or leave it out"
            )
    return reasons


@router.get("/products/{product_id:path}")
async def read_product(product_id: str, conversation: ConversationDep, services: ServicesDep) -> ProductDetail:
    """Everything about one product."""
    try:
        found = await services.recommenders.of(conversation.site_key).product(product_id)
    except RecommenderRejected:  # an id that cannot be one
        found = None
    except RecommenderUnavailable as error:
        raise PartDown("product details are not available just now; try again in a moment") from error
    if found is None:
        raise NotFound("there is no such product (any more)", field="product_id")
    return found
