"""The agents of the console as the gateway needs them: signed in, of a session, all of them.

Each call runs in a thread. How often somebody may try to sign in stands in `gateway.sign_in_limits`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import Engine

from data.agents import accounts, second_factor, sessions, signing_in
from data.agents.accounts import Account
from data.conversations.log import now
from data.privacy.vault import Vault
from gateway.counting import SIGN_INS
from gateway.errors import CodeNeeded, GatewayError, NotSignedIn, TooMany
from gateway.sign_in_limits import SignInLimits, Tried

WRONG = "the name or the password is wrong; check both, or ask an admin for a new password"
CODE_NEEDED = "a code of your authenticator app is needed besides; send it as code"
CODE_WRONG = "the code is wrong, or was used already; wait for the next one of your authenticator app"
_OUTCOMES = {CodeNeeded: "code_needed", TooMany: "held_off"}
_AT_ONCE = 2
"""Passwords that are checked at once: each takes 64 MiB and a core."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that began."""

    token: str
    account: Account


class Agents:
    """The agents of the database behind `engine`. Methods raise sqlalchemy's errors."""

    def __init__(self, engine: Engine, vault: Vault, lives: sessions.Lives, limits: SignInLimits) -> None:
        self.engine = engine
        self._vault = vault
        self.limits = limits
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self.lives = lives

    async def of(self, token: str, *, keeps_alive: bool = True) -> Account | None:
        """Whose session it is; None if it is over. `keeps_alive`: whether the time without a call begins again."""
        return await asyncio.to_thread(sessions.find, self.engine, token, self.lives, now(), keeps_alive=keeps_alive)

    async def everybody(self) -> list[Account]:
        """All who are active, by name."""
        return await asyncio.to_thread(accounts.everybody, self.engine, now())

    async def by_id(self, id: str) -> Account | None:
        """The active agent of this id."""
        return await asyncio.to_thread(accounts.by_id, self.engine, id, now())

    async def sign_in(self, name: str, password: str, code: str | None, tried: Tried) -> Opened:
        """Begins a session. Raises NotSignedIn, CodeNeeded, and TooMany for who fails too often."""
        try:
            opened = await self._sign_in(name, password, code, tried)
        except GatewayError as error:
            SIGN_INS.labels(_OUTCOMES.get(type(error), "wrong")).inc()
            raise
        SIGN_INS.labels("right").inc()
        return opened

    async def _sign_in(self, name: str, password: str, code: str | None, tried: Tried) -> Opened:
        async with self._turns:
            await self.limits.check(tried)
            known = await asyncio.to_thread(signing_in.known, self.engine, name, password, now())
            if known is None:
                await self.limits.count(tried)
                raise NotSignedIn(WRONG)
            if known.account.has_second_factor:
                await self._take_code(known.account, code, tried)
        await self.limits.forgive(tried)
        token = await asyncio.to_thread(signing_in.begin, self.engine, known, self.lives, now())
        if token is None:
            raise NotSignedIn(WRONG)
        return Opened(token, known.account)

    async def _take_code(self, account: Account, code: str | None, tried: Tried) -> None:
        if code is None:
            raise CodeNeeded(CODE_NEEDED, field="code")
        await self.limits.check_codes(account.id)
        if not await asyncio.to_thread(second_factor.take, self.engine, self._vault, account, code, now()):
            await self.limits.count(tried)
            await self.limits.count_code(account.id)
            raise NotSignedIn(CODE_WRONG, field="code")

    def device_of(self, account: Account) -> str:
        """What a browser is to remember of a sign-in."""
        return self.limits.device_of(account.name)

    async def sign_out(self, token: str) -> None:
        """Ends a session; one that is over already changes nothing."""
        await asyncio.to_thread(sessions.end, self.engine, token)

    async def set_presence(self, account: Account, presence: str) -> None:
        """They are there, or away."""
        await asyncio.to_thread(accounts.set_presence, self.engine, account.id, presence, now())
