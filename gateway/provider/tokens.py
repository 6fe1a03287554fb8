"""ID tokens: whether one is the provider's, for us, of this sign-in, and not over (OpenID Connect Core 1.0, 3.1.3.7).

Signatures are RS256 and ES256 (RFC 7518), by the provider's published keys (RFC 7517); no other algorithm is taken, so
none of a token's own choice.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gateway.provider.errors import Refused

_LEEWAY = 60
"""Seconds that clocks may differ by."""
_LEAST_BITS = 2048
"""Of an RSA key (RFC 7518, 3.3)."""
_P256_BYTES = 32
Keys = Sequence[Mapping[str, Any]]


class UnknownKey(Refused):
    """The token is signed with a key that the provider did not publish when it was last asked."""


def key_id(token: str) -> str | None:
    """Which key a token says it is signed with. Raises Refused for what is no token."""
    return _header(token).get("kid")


def verified(token: str, keys: Keys, *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a token. Raises Refused."""
    header, signed = _header(token), token.rpartition(".")[0].encode()
    _check_signature(_key(header, keys), str(header.get("alg")), signed, _bytes(token.rpartition(".")[2]))
    claims = _json(token.split(".")[1])
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    at = time.time()
    checks = {
        "iss": claims.get("iss") == issuer,
        "aud": client_id in audiences,
        "azp": claims.get("azp", client_id) == client_id and (len(audiences) == 1 or "azp" in claims),
        "exp": _number(claims, "exp") > at - _LEEWAY,
        "iat": _number(claims, "iat") < at + _LEEWAY,
        "nonce": claims.get("nonce") == nonce,
        "sub": isinstance(claims.get("sub"), str) and bool(claims["sub"]),
    }
    wrong = [name for name, is_right in checks.items() if not is_right]
    if wrong:
        raise Refused("provider", f"the ID token's {', '.join(wrong)} is not what it has to be")
    return claims


def _key(header: Mapping[str, Any], keys: Keys) -> Mapping[str, Any]:
    kid, kind = header.get("kid"), {"RS256": "RSA", "ES256": "EC"}.get(str(header.get("alg")))
    if kind is None:
        raise Refused("provider", f"the ID token is signed by {header.get('alg')!r}; have it signed by RS256 or ES256")
    fitting = [key for key in keys if key.get("kty") == kind and key.get("use", "sig") == "sig"]
    named = [key for key in fitting if key.get("kid") == kid] if kid is not None else fitting
    if len(named) != 1:
        raise UnknownKey("provider", f"the provider publishes no single key {kid!r} for {header.get('alg')}")
    return named[0]


def _check_signature(key: Mapping[str, Any], algorithm: str, signed: bytes, signature: bytes) -> None:
    try:
        if algorithm == "RS256":
            numbers = rsa.RSAPublicNumbers(_integer(key["e"]), _integer(key["n"]))
            public = numbers.public_key()
            if public.key_size < _LEAST_BITS:
                raise Refused("provider", f"the provider's key has {public.key_size} bits; it needs {_LEAST_BITS}")
            public.verify(signature, signed, padding.PKCS1v15(), SHA256())
        else:
            if key.get("crv") != "P-256" or len(signature) != 2 * _P256_BYTES:
                raise Refused("provider", "an ES256 signature has to be of the curve P-256")
            point = ec.EllipticCurvePublicNumbers(_integer(key["x"]), _integer(key["y"]), ec.SECP256R1())
            parts = [int.from_bytes(signature[:_P256_BYTES]), int.from_bytes(signature[_P256_BYTES:])]
            point.public_key().verify(encode_dss_signature(*parts), signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise Refused("provider", "the ID token's signature is wrong") from error
    except (KeyError, ValueError) as error:
        raise Refused("provider", "a key of the provider is damaged") from error


def _header(token: str) -> dict[str, Any]:
    if token.count(".") != 2:
        raise Refused("provider", "the ID token is no signed token")
    return _json(token.split(".")[0])


def _json(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except ValueError as error:
        raise Refused("provider", "the ID token cannot be read") from error
    if not isinstance(found, dict):
        raise Refused("provider", "the ID token cannot be read")
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise Refused("provider", "the ID token cannot be read") from error


def _integer(part: str) -> int:
    return int.from_bytes(_bytes(part))


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
