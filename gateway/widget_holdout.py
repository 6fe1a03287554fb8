"""The routes by which a shop tells what the widget adds: whether to show it, and what was bought with it or without.

Both are about shoppers whom the shop names and who agreed to analytics; of others nothing is kept, and they see it.
Who agreed and then refuses is forgotten, with what they bought.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, status

from data.conversations.outcomes import Bought
from gateway import protocol
from gateway.dependencies import Services, ServicesDep, allowed_origin, check_site_key
from gateway.edge.addresses import address_of

router = APIRouter(prefix="/v1/chat", tags=["chat"], dependencies=[Depends(allowed_origin)])


@router.post("/placement")
async def place_widget(
    body: protocol.PlacementRequest, request: Request, services: ServicesDep
) -> protocol.PlacementResponse:
    """Whether to show the widget to a shopper; the same each time. A page asks before it shows it."""
    await _admit(body.site_key, request, services)
    if not body.consent.analytics:
        await services.placements.forget(body.shopper_id)
        return protocol.PlacementResponse(widget=True)
    return protocol.PlacementResponse(widget=await services.placements.sees_widget(body.shopper_id))


@router.post("/outcomes", status_code=status.HTTP_202_ACCEPTED)
async def store_outcomes(
    body: protocol.OutcomesRequest, request: Request, services: ServicesDep
) -> protocol.OutcomesResponse:
    """Stores what a shopper bought, with the widget or without, if a page asked for them whether to show it. Answered
    only when it is in the database; repeats are counted, not stored."""
    await _admit(body.site_key, request, services)
    if not body.consent.analytics:
        await services.placements.forget(body.shopper_id)
        return protocol.OutcomesResponse(stored=0, repeated=0, unplaced=len(body.outcomes))
    bought = [Bought(one.outcome_id, one.at, one.value, one.currency) for one in body.outcomes]
    stored = await services.placements.add(body.shopper_id, bought)
    if stored is None:
        return protocol.OutcomesResponse(stored=0, repeated=0, unplaced=len(bought))
    return protocol.OutcomesResponse(stored=stored, repeated=len(bought) - stored, unplaced=0)


async def _admit(site_key: str, request: Request, services: Services) -> None:
    """Raises NotAllowed for an unknown site key, and what the limit raises."""
    check_site_key(site_key, services.config)
    await services.placement_limit.count(address_of(request))
