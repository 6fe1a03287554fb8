"""The identity provider over HTTP: where people sign in, and what it says of who did."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from gateway.provider.errors import Refused
from gateway.provider.settings import ProviderConfig
from gateway.provider.tokens import UnknownKey, verified

SECONDS = 10.0
_KEEPS = 3600.0
"""Seconds that what the provider publishes is taken to hold."""
_AGAIN = 30.0
"""Seconds after which its keys are asked for again, where a token names one that is not among them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What belongs to one sign-in: it comes back with it, so that nobody can slip theirs in."""

    state: str
    nonce: str
    verifier: str
    """The secret of PKCE (RFC 7636)."""


def new_attempt() -> Attempt:
    """One that nobody can guess."""
    return Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))


class ProviderClient:
    """A provider. What it publishes is read when it is first needed; a provider that is down stops nothing else."""

    def __init__(self, config: ProviderConfig) -> None:
        self.config = config
        self._client = httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False)
        self._known: dict[str, Any] = {}
        self._keys: list[dict[str, Any]] = []
        self._read_at = self._keys_at = float("-inf")

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._client.aclose()

    async def address(self, attempt: Attempt, redirect: str) -> str:
        """Where the browser is sent to sign in. Raises Refused."""
        known = await self._discovered()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": redirect,
            "scope": "openid email profile",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = str(known["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def claims(self, code: str, attempt: Attempt, redirect: str) -> dict[str, Any]:
        """What the provider says of who signed in. Raises Refused."""
        token = await self._token(code, attempt, redirect)
        config = self.config
        for _ in range(2):
            try:
                return verified(
                    token, self._keys, issuer=config.issuer, client_id=config.client_id, nonce=attempt.nonce
                )
            except UnknownKey:
                if time.monotonic() - self._keys_at < _AGAIN:
                    raise
                await self._read_keys()
        raise Refused("provider", "the provider publishes no key for its ID token")

    async def _token(self, code: str, attempt: Attempt, redirect: str) -> str:
        known, config = await self._discovered(), self.config
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": attempt.verifier,
        }
        auth: httpx.BasicAuth | None = None
        if "client_secret_basic" in known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            auth = httpx.BasicAuth(quote(config.client_id, safe=""), quote(config.client_secret, safe=""))
        else:
            form |= {"client_id": config.client_id, "client_secret": config.client_secret}
        try:
            answer = await self._client.post(
                str(known["token_endpoint"]), data=form, auth=auth or httpx.USE_CLIENT_DEFAULT
            )
            answer.raise_for_status()
            return str(answer.json()["id_token"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Refused("provider", f"the provider gave no ID token: {_why(error)}") from error

    async def _discovered(self) -> dict[str, Any]:
        if time.monotonic() - self._read_at > _KEEPS:
            issuer = self.config.issuer
            known = await self._json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if known.get("issuer") != issuer:
                raise Refused("provider", f"the provider calls itself {known.get('issuer')!r}, and not {issuer!r}")
            missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - known.keys()
            if missing:
                raise Refused("provider", f"the provider does not say its {', '.join(sorted(missing))}")
            self._known, self._read_at = known, time.monotonic()
            await self._read_keys()
        return self._known

    async def _read_keys(self) -> None:
        found = (await self._json(str(self._known["jwks_uri"]))).get("keys")
        self._keys = [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []
        self._keys_at = time.monotonic()

    async def _json(self, address: str) -> dict[str, Any]:
        try:
            answer = await self._client.get(address)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refused("provider", f"the provider does not answer at {address}: {_why(error)}") from error
        if not isinstance(found, dict):
            raise Refused("provider", f"what the provider answers at {address} is no object")
        return found


def _why(error: Exception) -> str:
    """In a word: an answer of the provider may hold what no log should."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    return type(error).__name__
