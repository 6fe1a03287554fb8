"""The routes of a site's settings, for admins: hours, greeting, languages, consent text. Kept as revisions; each change
holds from the next session or request for a person on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter

from data.conversations.log import now
from data.steering import revisions, site
from data.steering.errors import SteeringError
from data.steering.revisions import Proposal, Revision
from gateway.console.identity import PATH, AdminDep
from gateway.console.ledger import Ledger
from gateway.console.sites_protocol import SiteRevision, Sites, SiteState, SiteWrite
from gateway.dependencies import Services, ServicesDep
from gateway.errors import Conflict, NotFound

router = APIRouter(prefix=f"{PATH}/steering/site", tags=["console"])
MOST_HISTORY = 20


@router.get("")
async def read_sites(account: AdminDep, services: ServicesDep) -> Sites:
    """The settings of each site, with their history."""

    def read() -> list[SiteState]:
        ledger = Ledger(services.agents.engine, account)
        ledger.note("read", "site settings")
        return [_state(services, key) for key in sorted(services.config.site_keys)]

    return Sites(sites=await asyncio.to_thread(read))


@router.put("/{key}")
async def write_site(key: str, body: SiteWrite, account: AdminDep, services: ServicesDep) -> SiteState:
    """Replaces a site's settings; 409 if a colleague did since `base` was read."""
    if key not in services.config.site_keys:
        raise NotFound("there is no such site; use one of FLOORWALKER_SITE_KEYS", field="key")
    proposal = Proposal(site.KIND, site.written(body.settings), account.name, body.base, key, body.note)

    def write() -> SiteState:
        try:
            revisions.propose(services.agents.engine, proposal, now())
        except SteeringError as error:
            raise Conflict(str(error), field=error.field) from error
        Ledger(services.agents.engine, account).note("change", "site settings", site=key)
        return _state(services, key)

    return await asyncio.to_thread(write)


def _state(services: Services, key: str) -> SiteState:
    found = revisions.history(services.agents.engine, site.KIND, key, most=MOST_HISTORY)
    kept = [_shown(one) for one in found]
    current = next((one for one in kept if one.state == revisions.CURRENT), None)
    return SiteState(
        key=key,
        settings=current.settings if current else site.NOTHING_SET,
        base=current.id if current else None,
        is_open=_is_open(current.settings if current else site.NOTHING_SET),
        history=kept,
    )


def _shown(one: Revision) -> SiteRevision:
    try:
        settings = site.read(one.content)
    except site.BadSite:  # a zone that is no more
        settings = site.NOTHING_SET
    at = one.decided_at or one.at
    return SiteRevision(id=one.id, state=one.state, author=one.author, at=at, note=one.note, settings=settings)


def _is_open(settings: site.Site) -> bool | None:
    return None if settings.hours is None else settings.hours.is_open(datetime.now(UTC))
