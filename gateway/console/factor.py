"""The routes by which agents set up their own second factor: a new secret, taken once its first code is right.

Until then nothing is stored: the secret travels in a ticket that only the gateway can read.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

from fastapi import APIRouter, Response, status

from data.agents import accounts, second_factor
from data.agents.accounts import Account
from data.conversations.log import now
from data.privacy import audit
from gateway.agents import CODE_NEEDED, CODE_WRONG
from gateway.console.factor_protocol import Factor, FactorConfirmation, FactorRequest
from gateway.console.identity import PATH, NewcomerDep, must_set_factor
from gateway.console.people import shown
from gateway.console.protocol import Agent
from gateway.dependencies import Services, ServicesDep
from gateway.errors import Conflict, NotAllowed

router = APIRouter(prefix=f"{PATH}/factor", tags=["console"])
TICKET_SECONDS = 900


@router.post("")
async def begin(body: FactorRequest, account: NewcomerDep, services: ServicesDep, response: Response) -> Factor:
    """A new secret, in use only once it is confirmed. Who has a second factor shows that they have it still."""
    await _check_current(services, account, body.code)
    secret = second_factor.new_secret()
    ticket = json.dumps({"agent": account.id, "secret": secret, "at": time.time()})
    response.headers["Cache-Control"] = "no-store"
    address = second_factor.address(account, secret)
    return Factor(
        secret=secret,
        address=address,
        qr_code=second_factor.qr_code(address),
        ticket=services.config.agents_vault.seal(ticket),
    )


@router.post("/confirm")
async def confirm(body: FactorConfirmation, account: NewcomerDep, services: ServicesDep) -> Agent:
    """Takes the secret of a ticket, whose first code is this; from now on a code is asked for at sign-in."""
    secret = _secret_of(services, account, body.ticket)
    await services.agents.limits.check_codes(account.id)
    engine, vault = services.agents.engine, services.config.agents_vault
    if not await asyncio.to_thread(second_factor.confirm, engine, vault, account, secret, body.code, now()):
        await services.agents.limits.count_code(account.id)
        raise NotAllowed("the code is wrong; check that the app's clock is right, and send the next one", field="code")
    return await _changed(services, account, on=True)


@router.delete("", status_code=status.HTTP_200_OK)
async def remove(body: FactorRequest, account: NewcomerDep, services: ServicesDep) -> Agent:
    """From now on no code is asked for; not where a second factor is required."""
    await _check_current(services, account, body.code)
    if must_set_factor(replace(account, has_second_factor=False), services):
        raise Conflict("a second factor is required here; set up another in its place", field="factor")
    await asyncio.to_thread(
        second_factor.set_secret, services.agents.engine, services.config.agents_vault, account, None
    )
    return await _changed(services, account, on=False)


async def _check_current(services: Services, account: Account, code: str | None) -> None:
    """Raises NotAllowed where the code of the present second factor is missing or wrong."""
    if not account.has_second_factor:
        return
    if code is None:
        raise NotAllowed(CODE_NEEDED, field="code")
    await services.agents.limits.check_codes(account.id)
    engine, vault = services.agents.engine, services.config.agents_vault
    if not await asyncio.to_thread(second_factor.take, engine, vault, account, code, now()):
        await services.agents.limits.count_code(account.id)
        raise NotAllowed(CODE_WRONG, field="code")


def _secret_of(services: Services, account: Account, ticket: str) -> str:
    """The secret of a ticket that is this agent's, and young. Raises Conflict."""
    opened = services.config.agents_vault.unseal(ticket)
    try:
        told = json.loads(opened or "")
        if told["agent"] == account.id and time.time() - told["at"] < TICKET_SECONDS:
            return str(told["secret"])
    except (ValueError, KeyError, TypeError):
        pass
    raise Conflict("it took too long, or was begun by somebody else; begin again", field="ticket")


async def _changed(services: Services, account: Account, *, on: bool) -> Agent:
    def change() -> Account | None:
        audit.note(services.agents.engine, f"agent {account.name}", "factor", "the console", on=on)
        return accounts.by_id(services.agents.engine, account.id, now())

    changed = await asyncio.to_thread(change)
    return shown(changed or account)
