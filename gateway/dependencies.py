"""What routes ask for, as annotated aliases: a route's signature lists what it needs."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from data.conversations import Conversation, ConversationLog, now
from gateway.config import GatewayConfig
from gateway.errors import NotSignedIn
from gateway.limits import RateLimit
from gateway.rasa import Rasa
from gateway.turns import Turns
from recommender.client import RecommenderClient

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes of one gateway share."""

    config: GatewayConfig
    conversations: ConversationLog
    turns: Turns
    rasa: Rasa
    recommender: RecommenderClient
    session_limit: RateLimit
    message_limit: RateLimit
    database: AsyncEngine


def services(request: Request) -> Services:
    """The services of the gateway that answers this request."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a token: who reads the database cannot speak for the shopper."""
    return hashlib.sha256(token.encode()).hexdigest()


async def find_conversation(token: str, services: Services) -> Conversation:
    """The conversation of a token. Raises NotSignedIn if it is unknown or over."""
    since = now() - services.config.session_lifetime
    found = await services.conversations.find(token_hash=token_hash(token), since=since)
    if found is None:
        raise NotSignedIn("the token is unknown or its session is over; open a session first")
    return found


async def conversation(request: Request, services: ServicesDep) -> Conversation:
    """The conversation of the request's bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("send the session's token as Authorization: Bearer")
    return await find_conversation(token, services)


ConversationDep = Annotated[Conversation, Depends(conversation)]
