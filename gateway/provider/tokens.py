"""ID tokens: whether one is the provider's, for us, of this sign-in, and not over (OpenID Connect Core 1.0, 3.1.3.7).

Signatures are RS256 and ES256 (RFC 7518), by the provider's published keys (RFC 7517); no other algorithm is taken, so
none of a token's own choice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import CompactSignature, JWSRegistry, deserialize_compact

from gateway.provider.errors import Refused

_LEEWAY = 60
"""Seconds that clocks may differ by."""
_LEAST_BITS = 2048
"""Of an RSA key (RFC 7518, 3.3)."""
_KINDS: Final[Mapping[str, type[RSAKey] | type[ECKey]]] = {"RS256": RSAKey, "ES256": ECKey}
_REGISTRY: Final = JWSRegistry(algorithms=list(_KINDS), strict_check_header=False)
"""Providers put more into a header than we go by."""
Keys = Sequence[Mapping[str, Any]]


class UnknownKey(Refused):
    """The token is signed with a key that the provider did not publish when it was last asked."""


def verified(token: str, keys: Keys, *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a token. Raises Refused."""
    try:
        signed = deserialize_compact(token, lambda one: _key(one, keys), registry=_REGISTRY)
        claims = json.loads(signed.payload)
    except BadSignatureError as error:
        raise Refused("provider", "the ID token's signature is wrong") from error
    except (JoseError, ValueError) as error:
        raise Refused("provider", f"the ID token cannot be read: {type(error).__name__}") from error
    if not isinstance(claims, dict):
        raise Refused("provider", "the ID token cannot be read: it is no object")
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


def _key(token: CompactSignature, keys: Keys) -> RSAKey | ECKey:
    """The one key that a token says it is signed with. Raises Refused."""
    header = token.headers()
    kid, algorithm = header.get("kid"), str(header.get("alg"))
    kind = _KINDS.get(algorithm)
    if kind is None:
        raise Refused("provider", f"the ID token is signed by {algorithm!r}; have it signed by RS256 or ES256")
    fitting = [key for key in keys if key.get("kty") == kind.key_type and key.get("use", "sig") == "sig"]
    named = [key for key in fitting if key.get("kid") == kid] if kid is not None else fitting
    if len(named) != 1:
        raise UnknownKey("provider", f"the provider publishes no single key {kid!r} for {algorithm}")
    try:
        key = kind.import_key(dict(named[0]))
        bits = key.public_key.key_size
    except (JoseError, ValueError, TypeError) as error:
        raise Refused("provider", "a key of the provider is damaged") from error
    if kind is RSAKey and bits < _LEAST_BITS:
        raise Refused("provider", f"the provider's key has {bits} bits; it needs {_LEAST_BITS}")
    return key


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
