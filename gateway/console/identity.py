"""Who asks: the agent whose browser is signed in, as routes and the console's WebSocket need them.

The session is a cookie that pages cannot read and that no other site's page makes a browser send (SameSite=Strict);
besides, every call that changes something has to come from our own page and carry the session's CSRF token.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.requests import HTTPConnection

from data.agents.accounts import Account
from data.agents.roles import ADMIN, LEAD, may
from gateway.dependencies import Services, ServicesDep
from gateway.errors import FactorNeeded, NotAllowed, NotSignedIn
from gateway.refusals import AGENT_COOKIE, SIGNED_IN

COOKIE = AGENT_COOKIE
DEVICE_COOKIE = "fw_agent_device"
"""What a browser remembers of a sign-in (`gateway.sign_in_limits`)."""
PATH = "/v1/agent"
CSRF_HEADER = "X-CSRF-Token"
SESSION_OVER = "nobody is signed in here, or the session is over; sign in"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def csrf_of(token: str) -> str:
    """What a page of the session sends with every call that changes something; it tells nothing of the session."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def check_own_origin(connection: HTTPConnection) -> None:
    """Lets our own pages ask, and what is no page. Raises NotAllowed for pages of others, the shop's too."""
    origin, site = connection.headers.get("origin"), connection.headers.get("sec-fetch-site", "same-origin")
    # The scheme is left out: where a proxy ends TLS, the gateway does not know it.
    is_own = origin is None or origin.partition("://")[2] == connection.headers.get("host")
    if not is_own or site not in ("same-origin", "none"):
        raise NotAllowed("only the console's own page may ask this; open it at /console/", field="Origin")


async def agent_of(
    connection: HTTPConnection, services: Services, *, keeps_alive: bool = True, with_factor: bool = True
) -> Account:
    """Whose session the cookie of a request or a WebSocket is of; `with_factor`: unless they have to set up a second
    factor first.

    `keeps_alive`: whether the session's time without a call begins again; False for what a page does by itself, after
    which the agent still counts as seen. Raises NotSignedIn, NotAllowed for a page of another origin, FactorNeeded.
    """
    check_own_origin(connection)
    token = connection.cookies.get(COOKIE)
    account = await services.agents.of(token, keeps_alive=keeps_alive) if token else None
    if account is None or token is None:
        raise NotSignedIn(SESSION_OVER)
    services.refusals.know(token)
    setattr(connection.state, SIGNED_IN, True)
    if with_factor and must_set_factor(account, services):
        raise FactorNeeded(f"set up a second factor first: POST {PATH}/factor, or sign in at /console/", field="factor")
    return account


def must_set_factor(account: Account, services: Services) -> bool:
    """Whether the agent has no second factor where one is required. That of who signs in at an identity provider is the
    provider's business."""
    if account.has_second_factor or account.is_of_provider:
        return False
    required = services.config.second_factor
    return required == "required" or (required == "leads" and may(account.role, LEAD))


async def agent(request: Request, services: ServicesDep) -> Account:
    """The agent who asks. Raises NotSignedIn and NotAllowed."""
    return await _agent(request, services)


async def newcomer(request: Request, services: ServicesDep) -> Account:
    """The same, also of one who has to set up a second factor. Raises NotSignedIn and NotAllowed."""
    return await _agent(request, services, with_factor=False)


async def _agent(request: Request, services: Services, *, with_factor: bool = True) -> Account:
    if request.method in _READING:  # a link from elsewhere changes nothing, and brings no cookie
        return await agent_of(request, services, with_factor=with_factor)
    given = request.headers.get(CSRF_HEADER, "")
    token = request.cookies.get(COOKIE, "")
    if token and not hmac.compare_digest(given.encode(), csrf_of(token).encode()):
        reason = f"{CSRF_HEADER} is missing or not this session's; send the csrf that GET {PATH}/me gives"
        raise NotAllowed(reason, field=CSRF_HEADER)
    return await agent_of(request, services, with_factor=with_factor)


AgentDep = Annotated[Account, Depends(agent)]
NewcomerDep = Annotated[Account, Depends(newcomer)]


async def lead(account: AgentDep) -> Account:
    """The agent who asks, a lead or an admin. Raises NotAllowed for others."""
    return _with_role(account, LEAD)


async def admin(account: AgentDep) -> Account:
    """The agent who asks, an admin. Raises NotAllowed for others."""
    return _with_role(account, ADMIN)


async def watching_lead(request: Request, services: ServicesDep) -> Account:
    """A lead or an admin whose page asks by itself, again and again: it does not keep the session alive."""
    return _with_role(await agent_of(request, services, keeps_alive=False), LEAD)


def _with_role(account: Account, least: str) -> Account:
    if not may(account.role, least):
        raise NotAllowed(f"you are signed in as {account.role}; ask somebody who is {least} at least", field="role")
    return account


LeadDep = Annotated[Account, Depends(lead)]
WatchingLeadDep = Annotated[Account, Depends(watching_lead)]
AdminDep = Annotated[Account, Depends(admin)]
