"""What shop systems deliver by webhook: signed, stored, and answered at once; a worker takes it over.

Whoever knows the secret may change products; nobody else is told more than that the signature is wrong.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from pydantic_core import from_json

from data.conversations.log import now
from data.stamps import stamp_of
from data.steering import deliveries
from data.steering.deliveries import QueueFull
from gateway.dependencies import Services, ServicesDep
from gateway.errors import BadRequest, NotFound, NotSignedIn, PartDown

router = APIRouter(prefix="/v1/hooks", tags=["webhooks"])
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}
_PING = re.compile(rb"webhook_id=\d+")
"""What WooCommerce sends, unsigned, to see whether somebody answers."""
_MOST_ID, _MOST_TOPIC = 200, 100


class HookTaken(BaseModel):
    """What came of a delivery. repeated: it was there before; ignored: nothing is done with its topic."""

    status: Literal["stored", "repeated", "ignored"]


@dataclass(frozen=True, slots=True)
class _System:
    """How a shop system says what it delivers, and which of it is taken over."""

    name: str
    variable: str
    signature: str
    topic: str
    id: str
    topics: frozenset[str]


_SHOPIFY = _System(
    "shopify", "FLOORWALKER_SHOPIFY_WEBHOOK_SECRET", "x-shopify-hmac-sha256", "x-shopify-topic", "x-shopify-webhook-id",
    frozenset({"products/create", "products/update", "products/delete", "inventory_levels/update"}),
)  # fmt: skip
_WOOCOMMERCE = _System(
    "woocommerce", "FLOORWALKER_WOOCOMMERCE_WEBHOOK_SECRET", "x-wc-webhook-signature", "x-wc-webhook-topic",
    "x-wc-webhook-delivery-id",
    frozenset({"product.created", "product.updated", "product.deleted", "product.restored"}),
)  # fmt: skip


@router.post("/shopify", openapi_extra=_BODY)
async def shopify(request: Request, services: ServicesDep) -> HookTaken:
    """A webhook of Shopify's: products/create, update and delete, inventory_levels/update. 401 unless it is signed with
    the shop's secret; a repeat is harmless."""
    return await _taken(_SHOPIFY, request, services, services.config.shopify_secrets)


@router.post("/woocommerce", openapi_extra=_BODY)
async def woocommerce(request: Request, services: ServicesDep) -> HookTaken:
    """A webhook of WooCommerce's: product.created, updated, deleted and restored. As for Shopify's."""
    secrets = services.config.woocommerce_secrets
    if secrets and _PING.fullmatch(await request.body()):
        return HookTaken(status="ignored")
    return await _taken(_WOOCOMMERCE, request, services, secrets)


async def _taken(system: _System, request: Request, services: Services, secrets: tuple[str, ...]) -> HookTaken:
    if not secrets:
        raise NotFound(f"webhooks of {system.name} are off; set {system.variable}")
    body = await request.body()
    if not is_signed(body, request.headers.get(system.signature, ""), secrets):
        raise NotSignedIn(f"the signature is wrong; {system.variable} must be what {system.name} signs with")
    topic = request.headers.get(system.topic, "")[:_MOST_TOPIC]
    if topic not in system.topics:
        return HookTaken(status="ignored")
    _check(body)
    id = _id(system, request.headers.get(system.id, ""), topic, body)
    sent_at = stamp_of(request.headers.get("x-shopify-triggered-at")) if system is _SHOPIFY else None
    engine = services.agents.engine
    try:
        is_new = await asyncio.to_thread(
            lambda: deliveries.receive(engine, system.name, id[:_MOST_ID], topic, body, sent_at=sent_at, at=now())
        )
    except QueueFull as error:
        raise PartDown("too many deliveries wait; see that a worker and the recommender run") from error
    return HookTaken(status="stored" if is_new else "repeated")


def _id(system: _System, given: str, topic: str, body: bytes) -> str:
    """What a repeat has in common with the first. WooCommerce's own number is the same for all that one webhook
    delivers within a second (`WC_Webhook::get_new_delivery_id`), as in a change of many products at once."""
    if given and system is _SHOPIFY:
        return given
    return hashlib.sha256(b"\0".join((given.encode(), topic.encode(), body))).hexdigest()


def is_signed(body: bytes, signature: str, secrets: tuple[str, ...]) -> bool:
    """Whether one of the secrets gives this signature: HMAC-SHA256 of the body as it came, in base64."""
    given = signature.encode("utf-8", "replace")
    made = [base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()) for secret in secrets]
    return any([hmac.compare_digest(one, given) for one in made])


def _check(body: bytes) -> None:
    try:
        payload: Any = from_json(body)
    except ValueError as error:
        raise BadRequest(f"the body is not JSON ({error})", field="body") from error
    if not isinstance(payload, dict):
        raise BadRequest("the body must be a JSON object", field="body")
