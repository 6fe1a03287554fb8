"""How often somebody may fail to sign in, so that nobody guesses a password and nobody can lock another out.

Failures count for a name from one address, and for an address; never for a name alone, or whoever knows a name could
lock its agent out. A browser in which the agent signed in before counts for itself, so that failures of others behind
the same address do not keep it out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Wrong codes
count for the agent, since nobody gets that far without the password.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from limits.aio.storage import Storage

from data.agents.accounts import fold
from data.privacy.vault import Vault
from gateway.limits import RateLimit

_BYTES = 16


@dataclass(frozen=True, slots=True)
class Tried:
    """Who tries to sign in: by which name, from which address, and what the browser remembers of an earlier time."""

    name: str
    address: str
    device: str = ""


class SignInLimits:
    """The limits; `vault` seals what browsers remember, and is the same in every gateway."""

    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._vault = vault
        self._by_name = RateLimit("10/15 minutes", "address for this name", storage, must_hold=True)
        self._by_address = RateLimit("60/15 minutes", "address", storage, must_hold=True)
        self._by_device = RateLimit("10/15 minutes", "browser", storage, must_hold=True)
        self._codes = RateLimit("10/15 minutes", "agent's codes", storage, must_hold=True)

    def device_of(self, name: str) -> str:
        """What a browser is to remember: that an agent of this name signed in there."""
        return self._vault.seal(f"{secrets.token_hex(_BYTES)} {fold(name)}")

    async def check(self, tried: Tried) -> None:
        """Raises TooMany for who failed too often."""
        for limit, key in self._of(tried):
            await limit.check(key)

    async def count(self, tried: Tried) -> None:
        """Counts a failure; never raises TooMany, as the answer to this one is another."""
        for limit, key in self._of(tried):
            await limit.add(key)

    async def forgive(self, tried: Tried) -> None:
        """Who signed in starts anew. The address does not: else one's own account would buy guesses at others."""
        limit, key = self._of(tried)[0]
        await limit.forget(key)

    async def check_codes(self, agent_id: str) -> None:
        """Raises TooMany where too many codes of this agent were wrong."""
        await self._codes.check(agent_id)

    async def count_code(self, agent_id: str) -> None:
        """Counts a wrong code."""
        await self._codes.add(agent_id)

    def _of(self, tried: Tried) -> list[tuple[RateLimit, str]]:
        """What an attempt counts for, the narrowest first."""
        mark, _, name = (self._vault.unseal(tried.device) or "").partition(" ") if tried.device else ("", "", "")
        if mark and name == fold(tried.name):
            return [(self._by_device, mark)]
        return [(self._by_name, _pair(tried)), (self._by_address, tried.address)]


def _pair(tried: Tried) -> str:
    """The name as a hash: Redis need not know who tries."""
    return f"{hashlib.sha256(fold(tried.name).encode()).hexdigest()[:16]} {tried.address}"
