"""What runs while the gateway does: its services, made when it starts and ended when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import Engine

from data.conversations.log import ConversationLog
from data.counters import counters
from data.database import connect
from data.privacy.masking import prepare
from gateway.agents import Agents
from gateway.asking import Asking
from gateway.attendance import Attendance
from gateway.catalogs import SiteCatalogs, recommenders
from gateway.config import GatewayConfig
from gateway.consents import Consents
from gateway.deletions import Deletions
from gateway.dependencies import Services
from gateway.discretion import Discretion
from gateway.drafts import Drafts
from gateway.edge.streams import OpenStreams
from gateway.giving import Giving
from gateway.keeping import Keeper
from gateway.limits import RateLimit
from gateway.live.hub import Hub
from gateway.live.redis_link import RedisLink
from gateway.loans import Loans
from gateway.pictures import Pictures
from gateway.placements import Placements
from gateway.provider.client import ProviderClient
from gateway.rasa import Rasa
from gateway.readiness import Readiness
from gateway.recovering import Recovery
from gateway.refusals import Refusals
from gateway.sign_in_limits import SignInLimits
from gateway.turns import Turns


@asynccontextmanager
async def running(config: GatewayConfig, pictures: Pictures) -> AsyncIterator[Services]:
    """The services, for as long as the block runs. The database's schema must be up to date."""
    engine = connect(config.database_url)
    log, keeper = ConversationLog(engine), Keeper(engine, config)
    rasa = Rasa(config.rasa_url, config.rasa_timeout, config.inner_token)
    await asyncio.to_thread(prepare)
    discretion = Discretion(log, config.vault, config.session_lifetime)
    hub = Hub(RedisLink(config.redis_url) if config.redis_url else None)
    attendance, provider = Attendance(engine), ProviderClient(config.provider) if config.provider else None
    deletions = Deletions(engine, config.places)
    drafts = Drafts(engine, rasa, discretion, hub)
    patience = timedelta(seconds=config.turn_patience)
    giving = Giving(log, discretion, hub, attendance, drafts)
    sites = SiteCatalogs(config.catalogs)
    turns = Turns(log, Loans(engine), Asking(rasa), discretion, patience, config.arms, sites, hub, drafts, giving)
    recovery = Recovery(engine, rasa, turns)
    counts = counters(config.redis_url)
    sign_ins = SignInLimits(counts, config.agents_vault)
    asked = (config.recommender_url, config.catalog_urls, config.inner_token)
    async with recommenders(*asked, sites) as found:
        services = Services(
            config=config,
            conversations=log,
            consents=Consents(engine, config.places, keeper.pseudonyms, config.arms),
            placements=Placements(engine, keeper.pseudonyms, config.arms),
            deletions=deletions,
            discretion=discretion,
            turns=turns,
            hub=hub,
            readiness=Readiness(engine, rasa, found, config.actions_url, config.processes),
            catalogs=sites,
            recommenders=found,
            agents=Agents(engine, config.agents_vault, config.agent_sessions, sign_ins),
            attendance=attendance,
            provider=provider,
            session_limit=RateLimit(config.sessions_per_address, "address", counts, must_hold=True),
            message_limit=RateLimit(config.messages_per_session, "session", counts),
            request_limit=RateLimit(config.requests_per_session, "session's requests", counts),
            reveal_limit=RateLimit(config.reveals_per_agent, "agent's reveals", counts),
            address_limit=RateLimit(config.messages_per_address, "address", counts, must_hold=True),
            placement_limit=RateLimit(config.requests_per_session, "address's pages", counts),
            refusals=Refusals(RateLimit(config.refusals_per_address, "address's refusals", counts, must_hold=True)),
            address_streams=OpenStreams(config.streams_per_address, "address"),
            session_streams=OpenStreams(config.streams_per_session, "session"),
        )
        await hub.start()
        try:
            async with _beside(engine, keeper, recovery, deletions, pictures):
                yield services
        finally:
            await turns.finish()
            await drafts.finish()
            await hub.stop()
            await rasa.close()
            if provider is not None:
                await provider.close()
            log.close()


@asynccontextmanager
async def _beside(
    engine: Engine, keeper: Keeper, recovery: Recovery, deletions: Deletions, pictures: Pictures
) -> AsyncIterator[None]:
    """What is done without anybody asking for it."""
    keeper.start()
    recovery.start()
    deletions.start()
    await pictures.start(engine)
    try:
        yield
    finally:
        await recovery.stop()
        await keeper.stop()
        await pictures.stop()
        await deletions.stop()
