"""The routes of a site's settings, for admins: hours, greeting, languages, consent text. Kept as revisions; each change
holds from the next session or request for a person on, where four eyes are wanted once another admin approved it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter

from data.conversations.log import now
from data.steering import revisions, site
from data.steering.errors import UnknownRevision
from data.steering.revisions import Proposal, Revision
from gateway.console.identity import PATH, AdminDep
from gateway.console.ledger import Ledger
from gateway.console.sites_protocol import SiteRevision, Sites, SiteState, SiteWrite
from gateway.console.steering_desk import refusals
from gateway.dependencies import Services, ServicesDep
from gateway.errors import NotFound

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
    """Replaces a site's settings, or has them wait where four eyes are wanted; 409 if a colleague did since `base` was
    read."""
    if key not in services.config.site_keys:
        raise NotFound("there is no such site; use one of FLOORWALKER_SITE_KEYS", field="key")
    proposal = Proposal(site.KIND, site.written(body.settings), account.name, body.base, key, body.note)
    engine, four_eyes = services.agents.engine, services.config.four_eyes

    def write() -> SiteState:
        with refusals():
            made = revisions.propose(engine, proposal, now(), four_eyes=four_eyes)
        what = "change" if made.state == revisions.CURRENT else "propose"
        Ledger(engine, account).note(what, "site settings", site=key, revision=made.id)
        return _state(services, key)

    return await asyncio.to_thread(write)


@router.post("/{key}/revisions/{id}/approve")
async def approve_site(key: str, id: str, account: AdminDep, services: ServicesDep) -> SiteState:
    """Makes settings that wait hold; 403 for one's own where four eyes are wanted, 409 if others hold since."""
    engine, four_eyes = services.agents.engine, services.config.four_eyes

    def approve() -> SiteState:
        with refusals():
            _own(services, key, id)
            revisions.approve(engine, id, now(), by=account.name, four_eyes=four_eyes)
        Ledger(engine, account).note("approve", "site settings", site=key, revision=id)
        return _state(services, key)

    return await asyncio.to_thread(approve)


@router.post("/{key}/revisions/{id}/refuse")
async def refuse_site(key: str, id: str, account: AdminDep, services: ServicesDep) -> SiteState:
    """Puts settings that wait aside; their author may, too."""
    engine = services.agents.engine

    def refuse() -> SiteState:
        with refusals():
            _own(services, key, id)
            revisions.refuse(engine, id, now(), by=account.name)
        Ledger(engine, account).note("refuse", "site settings", site=key, revision=id)
        return _state(services, key)

    return await asyncio.to_thread(refuse)


def _own(services: Services, key: str, id: str) -> None:
    """Raises UnknownRevision unless it is one of this site's."""
    found = revisions.read(services.agents.engine, id.replace("\0", ""))
    if (found.kind, found.name) != (site.KIND, key):
        raise UnknownRevision("id", "there are no such settings of this site", "read the history again")


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
        four_eyes=services.config.four_eyes,
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
