"""A small identity provider on a real socket: it publishes its keys, hands out codes, and signs who signed in."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI, Request, Response

from tests.serving import serving

CLIENT, SECRET = "floorwalker", "s3cret/+"


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8))


class Signer:
    """A key that signs tokens, RS256 or ES256."""

    def __init__(self, kid: str, algorithm: str = "RS256") -> None:
        self.kid, self.algorithm = kid, algorithm
        self._rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._ec = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> dict[str, str]:
        """As it is published."""
        if self.algorithm == "RS256":
            numbers = self._rsa.public_key().public_numbers()
            return {"kty": "RSA", "kid": self.kid, "use": "sig", "n": number(numbers.n), "e": number(numbers.e)}
        point = self._ec.public_key().public_numbers()
        parts = {name: encoded(value.to_bytes(32)) for name, value in (("x", point.x), ("y", point.y))}
        return {"kty": "EC", "kid": self.kid, "crv": "P-256"} | parts

    def token(self, claims: dict[str, Any], **header: Any) -> str:
        """A signed token."""
        head = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT"} | header
        head = {name: value for name, value in head.items() if value is not None}
        signed = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
        if self.algorithm == "RS256":
            signature = self._rsa.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        else:
            r, s = decode_dss_signature(self._ec.sign(signed.encode(), ec.ECDSA(SHA256())))
            signature = r.to_bytes(32) + s.to_bytes(32)
        return f"{signed}.{encoded(signature)}"


@dataclass
class TinyProvider:
    """The provider. `person` is who signs in there; `claims` changes what it says of them."""

    url: str = ""
    signer: Signer = field(default_factory=lambda: Signer("k1"))
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "u1", "email": "Anna@example.com", "email_verified": True, "name": "Anna W."}
    )
    changed: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def sign_in(self, address: str) -> dict[str, str]:
        """What the browser brings back from an address of ours that sends it there."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code {len(self.asked)}"
        self.asked[code] = asked
        return {"state": asked["state"], "code": code}

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, Any]:
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return {"issuer": self.url} | {name: f"{self.url}/{end}" for name, end in ends.items()}

        @app.get("/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [self.signer.public, {"kty": "oct", "kid": "k1", "k": "c2VjcmV0"}]}

        @app.post("/token")
        async def token(request: Request, response: Response) -> dict[str, Any]:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self.asked.pop(form["code"], None)
            basic = base64.b64encode(b"floorwalker:s3cret%2F%2B").decode()
            challenge = encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
            is_right = (
                asked is not None
                and request.headers["authorization"] == f"Basic {basic}"
                and (challenge, form["redirect_uri"]) == (asked["code_challenge"], asked["redirect_uri"])
            )
            if not is_right or asked is None:
                response.status_code = 400
                return {"error": "invalid_grant"}
            claims = {"iss": self.url, "aud": CLIENT, "nonce": asked["nonce"], "iat": time.time()}
            return {"id_token": self.signer.token(claims | {"exp": time.time() + 60} | self.person | self.changed)}

        return app


@pytest.fixture
def provider() -> Iterator[TinyProvider]:
    tiny = TinyProvider()
    with serving(tiny.app()) as url:
        tiny.url = url
        yield tiny
