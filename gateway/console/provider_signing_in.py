"""The routes by which agents sign in at the shop's identity provider, where there is one.

The browser goes there and comes back with a code. What belongs to the attempt is in a sealed cookie of a quarter of an
hour, so that only the browser that began it can end it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from dataclasses import asdict
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from data.agents import provided
from data.agents.accounts import Account
from data.agents.errors import AgentError, UnknownAgent
from data.conversations.log import now
from gateway.console.identity import COOKIE, PATH
from gateway.console.provider_protocol import Provider
from gateway.console.signing_in import THIS_HOST, give, is_secure, note
from gateway.dependencies import Services, ServicesDep
from gateway.errors import NotFound
from gateway.live.frames import tell_desk
from gateway.provider.claims import person_of
from gateway.provider.client import Attempt, ProviderClient, new_attempt
from gateway.provider.errors import Refused

log = logging.getLogger(__name__)
router = APIRouter(prefix=f"{PATH}/oidc", tags=["console"])
ATTEMPT_COOKIE = "fw_agent_attempt"
LASTS = timedelta(minutes=15)
BACK = f"{PATH}/oidc/back"
CONSOLE = "/console/"


@router.get("")
async def read_provider(services: ServicesDep) -> Provider:
    """Whether agents can sign in at a provider, and what it is called."""
    client = services.provider
    return Provider(name=None if client is None else client.config.label or client.config.issuer)


@router.get("/start", status_code=303, response_class=RedirectResponse)
async def start(request: Request, services: ServicesDep) -> RedirectResponse:
    """Sends the browser to the provider."""
    client, attempt = _client(services), new_attempt()
    try:
        address = await client.address(attempt, _redirect(request, client))
    except Refused as refused:
        return _refusal(refused)
    answer = RedirectResponse(address, 303)
    sealed = services.config.agents_vault.seal(json.dumps(asdict(attempt) | {"at": time.time()}))
    answer.set_cookie(
        ATTEMPT_COOKIE,
        sealed,
        max_age=int(LASTS.total_seconds()),
        path=BACK,
        secure=is_secure(request, services),
        httponly=True,
        samesite="lax",  # it comes along when the provider sends the browser back
    )
    return answer


@router.get("/back", status_code=303, response_class=RedirectResponse)
async def back(
    request: Request, services: ServicesDep, state: str = "", code: str = "", error: str = ""
) -> RedirectResponse:
    """Where the provider sends the browser: signed in, or told why not."""
    client = _client(services)
    try:
        attempt = _attempt(request, services, state)
        if error or not code:
            raise Refused("provider", f"the provider says {error[:100]!r}")
        claims = await client.claims(code, attempt, _redirect(request, client))
        account, token = await _begun(services, client, claims)
    except Refused as refused:
        return _refusal(refused)
    if before := request.cookies.get(COOKIE):
        await services.agents.sign_out(before)
    tell_desk(services.hub)
    await note(services, account, "sign-in")
    answer = RedirectResponse(CONSOLE, 303)
    give(answer, request, services, COOKIE, token, services.agents.lives.whole)
    answer.delete_cookie(ATTEMPT_COOKIE, path=BACK)
    return answer


async def _begun(services: Services, client: ProviderClient, claims: dict[str, object]) -> tuple[Account, str]:
    """The agent whom the claims are of, and the token of their session. Raises Refused."""
    person = person_of(claims, client.config)
    engine, makes = services.agents.engine, client.config.makes_accounts

    def begin() -> tuple[Account, str]:
        try:
            account = provided.known(engine, person, now(), makes=makes)
        except provided.Disabled as error:
            raise Refused("disabled", f"the agent {error} is disabled") from error
        except (UnknownAgent, AgentError) as error:
            raise Refused("unknown", str(error)) from error
        token = provided.begin(engine, account, services.agents.lives, now())
        if token is None:
            raise Refused("disabled", f"the agent {account.name} was disabled just now")
        return account, token

    return await asyncio.to_thread(begin)


def _client(services: Services) -> ProviderClient:
    if services.provider is None:
        raise NotFound("there is no identity provider here; set FLOORWALKER_OIDC_ISSUER")
    return services.provider


def _attempt(request: Request, services: Services, state: str) -> Attempt:
    """What this browser began. Raises Refused where it began nothing, or long ago."""
    opened = services.config.agents_vault.unseal(request.cookies.get(ATTEMPT_COOKIE, ""))
    told = json.loads(opened) if opened else None
    if told is None or time.time() - told.pop("at") > LASTS.total_seconds():
        raise Refused("expired", "the sign-in began elsewhere, or too long ago")
    if not hmac.compare_digest(told["state"].encode(), state.encode()):
        raise Refused("expired", "the state is not of the sign-in that this browser began")
    return Attempt(**told)


def _redirect(request: Request, client: ProviderClient) -> str:
    """Where the provider is to send the browser back to."""
    if client.config.public_url:
        return client.config.public_url.rstrip("/") + BACK
    # Where a proxy ends TLS, the gateway does not know it: only on this host is it none.
    scheme = "http" if request.url.hostname in THIS_HOST else "https"
    return f"{scheme}://{request.headers.get('host', '')}{BACK}"


def _refusal(refused: Refused) -> RedirectResponse:
    log.warning("nobody was signed in by the identity provider: %s", refused)
    answer = RedirectResponse(f"{CONSOLE}?refused={refused.code}", 303)
    answer.delete_cookie(ATTEMPT_COOKIE, path=BACK)
    return answer
