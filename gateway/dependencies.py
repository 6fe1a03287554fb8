"""What routes ask for, as annotated aliases: a route's signature lists what it needs."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.requests import HTTPConnection

from data.conversations.log import Conversation, ConversationLog, now
from gateway.agents import Agents
from gateway.attendance import Attendance
from gateway.catalogs import Recommenders, SiteCatalogs
from gateway.config import GatewayConfig
from gateway.consents import Consents
from gateway.deletions import Deletions
from gateway.discretion import Discretion
from gateway.edge.streams import OpenStreams
from gateway.error_responses import SESSION_OVER
from gateway.errors import NotAllowed, NotSignedIn
from gateway.limits import RateLimit
from gateway.live.hub import Hub
from gateway.placements import Placements
from gateway.provider.client import ProviderClient
from gateway.readiness import Readiness
from gateway.refusals import SIGNED_IN, Refusals
from gateway.turns import Turns


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes of one gateway share."""

    config: GatewayConfig
    conversations: ConversationLog
    consents: Consents
    placements: Placements
    deletions: Deletions
    discretion: Discretion
    turns: Turns
    hub: Hub
    readiness: Readiness
    catalogs: SiteCatalogs
    recommenders: Recommenders
    agents: Agents
    attendance: Attendance
    provider: ProviderClient | None
    session_limit: RateLimit
    message_limit: RateLimit
    address_limit: RateLimit
    refusals: Refusals
    address_streams: OpenStreams
    session_streams: OpenStreams
    request_limit: RateLimit
    placement_limit: RateLimit
    reveal_limit: RateLimit


async def services(request: Request) -> Services:
    """The services of the gateway that answers this request. Asynchronous, as FastAPI runs others in a thread."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


def check_origin(connection: HTTPConnection, config: GatewayConfig) -> None:
    """Lets pages of this host and of the allowed origins chat, and what is no page. Raises NotAllowed."""
    origin = connection.headers.get("origin")
    if origin is None or origin in config.allowed_origins:
        return
    # The scheme is left out: where a proxy ends TLS, the gateway does not know it.
    if origin.partition("://")[2] != connection.headers.get("host"):
        raise NotAllowed(f"pages of {origin} may not chat here; add it to the allowed origins", field="Origin")


def check_site_key(site_key: str, config: GatewayConfig) -> None:
    """Raises NotAllowed for a key that is none of the shop's."""
    if site_key not in config.site_keys:
        raise NotAllowed("the site key is unknown; use the one of the shop's settings", field="site_key")


async def allowed_origin(request: Request, services: ServicesDep) -> None:
    """Refuses requests from pages that may not chat."""
    check_origin(request, services.config)


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: who reads the database cannot speak for the shopper."""
    return hashlib.sha256(token.encode()).hexdigest()


async def find_conversation(token: str, services: Services) -> Conversation:
    """The conversation of a token. Raises NotSignedIn if it is unknown or over."""
    at, config = now(), services.config
    found = await services.conversations.find(
        token_hash=token_hash(token), since=at - config.session_lifetime, begun_since=at - config.longest_session
    )
    if found is None:
        raise NotSignedIn(SESSION_OVER, headers={"WWW-Authenticate": "Bearer"})
    services.refusals.know(token)
    return found


async def conversation(request: Request, services: ServicesDep) -> Conversation:
    """The conversation of the request's bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        message = "send the session's token as Authorization: Bearer"
        raise NotSignedIn(message, headers={"WWW-Authenticate": "Bearer"})
    found = await find_conversation(token, services)
    setattr(request.state, SIGNED_IN, True)
    await services.request_limit.count(found.id)
    return found


ConversationDep = Annotated[Conversation, Depends(conversation)]
