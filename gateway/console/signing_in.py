"""The routes by which agents sign in and out, and say whether they are there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request, Response, status

from data.agents.accounts import Account
from data.privacy import audit
from gateway.console.identity import (
    COOKIE,
    DEVICE_COOKIE,
    PATH,
    AgentDep,
    NewcomerDep,
    check_own_origin,
    csrf_of,
    must_set_factor,
)
from gateway.console.people import shown
from gateway.console.protocol import Agent, PresenceRequest, SignedIn, SignInRequest
from gateway.dependencies import Services, ServicesDep
from gateway.edge.addresses import address_of
from gateway.live.frames import tell_desk, tell_signed_out
from gateway.sign_in_limits import Tried

router = APIRouter(prefix=PATH, tags=["console"])
_REMEMBERED = timedelta(days=180)
THIS_HOST = frozenset({"127.0.0.1", "localhost", "::1"})


@router.post("/login")
async def sign_in(body: SignInRequest, request: Request, response: Response, services: ServicesDep) -> SignedIn:
    """Begins a session, whose token is a cookie. 401 `code_needed` where only the code is missing."""
    check_own_origin(request)
    tried = Tried(body.name, address_of(request), request.cookies.get(DEVICE_COOKIE, ""))
    opened = await services.agents.sign_in(body.name, body.password, body.code, tried)
    if before := request.cookies.get(COOKIE):
        await services.agents.sign_out(before)
    tell_desk(services.hub)
    await note(services, opened.account, "sign-in")
    give(response, request, services, COOKIE, opened.token, services.agents.lives.whole)
    give(response, request, services, DEVICE_COOKIE, services.agents.device_of(opened.account), _REMEMBERED)
    return _signed_in(opened.account, opened.token, services)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(request: Request, response: Response, account: NewcomerDep, services: ServicesDep) -> None:
    """Ends the session at once."""
    await services.agents.sign_out(request.cookies[COOKIE])
    tell_signed_out(services.hub)
    tell_desk(services.hub)
    await note(services, account, "sign-out")
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict", secure=is_secure(request, services))


@router.get("/me")
async def who_am_i(request: Request, account: NewcomerDep, services: ServicesDep) -> SignedIn:
    """Who is signed in here, and what calls that change something have to carry."""
    return _signed_in(account, request.cookies[COOKIE], services)


@router.post("/presence")
async def set_presence(body: PresenceRequest, account: AgentDep, services: ServicesDep) -> Agent:
    """Says that one is there, or away."""
    await services.agents.set_presence(account, body.presence)
    tell_desk(services.hub)
    return shown(replace(account, presence=body.presence))


async def note(services: Services, account: Account, what: str) -> None:
    """Adds to the audit trail who came or went."""
    await asyncio.to_thread(audit.note, services.agents.engine, f"agent {account.name}", what, "the console")


def _signed_in(account: Account, token: str, services: Services) -> SignedIn:
    idle = int(services.agents.lives.idle.total_seconds())
    return SignedIn(
        agent=shown(account),
        csrf=csrf_of(token),
        idle_seconds=idle,
        must_set_factor=must_set_factor(account, services),
    )


def give(response: Response, request: Request, services: Services, name: str, value: str, lasts: timedelta) -> None:
    """Gives a browser a cookie that no page can read, for the console alone."""
    if name == COOKIE:
        services.refusals.know(value)
    response.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        path=PATH,
        secure=is_secure(request, services),
        httponly=True,
        samesite="strict",
    )


def is_secure(request: Request, services: Services) -> bool:
    """Whether browsers may send it over TLS alone: always, but where somebody tries the console on their own host."""
    told = services.config.secure_cookies
    return request.url.hostname not in THIS_HOST if told is None else told
