"""ID tokens: those that are right, and every way in which one can be wrong."""

from __future__ import annotations

import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.provider.errors import Refused
from gateway.provider.tokens import UnknownKey, verified
from tests.gateway.provider.conftest import Signer, encoded, number

ISSUER, NONCE = "https://id.example", "n1"
SIGNERS = {algorithm: Signer("k1", algorithm) for algorithm in ("RS256", "ES256")}


def claims(**changes: Any) -> dict[str, Any]:
    at = time.time()
    return {"iss": ISSUER, "aud": "us", "nonce": NONCE, "sub": "u1", "iat": at, "exp": at + 60} | changes


def read(token: str, *keys: dict[str, str]) -> dict[str, Any]:
    return verified(token, keys, issuer=ISSUER, client_id="us", nonce=NONCE)


@pytest.mark.parametrize("signer", SIGNERS.values(), ids=SIGNERS)
def test_takes_what_the_provider_signed(signer: Signer) -> None:
    token = signer.token(claims(aud=["us"]))

    assert read(token, signer.public)["sub"] == "u1"
    for other in (Signer("k1", signer.algorithm).public, signer.public | {"kid": "k2"}):
        with pytest.raises(Refused, match="signature is wrong|no single key"):
            read(token, other)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"aud": "them"}, "aud"),
        ({"aud": ["us", "them"]}, "azp"),
        ({"azp": "them"}, "azp"),
        ({"exp": 1}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"iat": time.time() + 86_400}, "iat"),
        ({"nonce": "n2"}, "nonce"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
    ],
)
def test_refuses_claims_that_are_not_ours(changes: dict[str, Any], wrong: str) -> None:
    signer = SIGNERS["RS256"]

    with pytest.raises(Refused, match=f"{wrong}.* is not what it has to be"):
        read(signer.token(claims(**changes)), signer.public)


def test_lets_no_token_choose_how_it_is_checked() -> None:
    signer = SIGNERS["RS256"]
    none = encoded(b'{"alg": "none"}')
    unsigned = f"{none}.{none}."
    for token in (
        unsigned,
        signer.token(claims(), alg="HS256"),
        signer.token(claims(), alg="ES256"),
        "a.b.c",
        "x",
        "...",
    ):
        with pytest.raises(Refused):
            read(token, signer.public, {"kty": "oct", "kid": "k1", "k": "c2VjcmV0"})
    cut = signer.token(claims()).rsplit(".", 1)[0]
    with pytest.raises(Refused, match="signature is wrong"):
        read(f"{cut}.{encoded(b'x' * 256)}", signer.public)


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_goes_by_no_key_that_is_weak_damaged_or_for_something_else() -> None:
    signer, other = SIGNERS["RS256"], SIGNERS["ES256"]
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that is what is refused
    weak = small.public_key().public_numbers()
    token, curved = signer.token(claims()), other.token(claims())

    for given, key, says in (
        (token, signer.public | {"n": number(weak.n)}, "1024 bits"),
        (token, {name: value for name, value in signer.public.items() if name != "n"}, "damaged"),
        (token, signer.public | {"use": "enc"}, "no single key"),
        (curved, other.public | {"crv": "P-384"}, "damaged|cannot be read"),
        (curved, other.public | {"x": other.public["y"]}, "damaged"),
        (signer.token(claims(), crit=["exp"], exp=1), signer.public, "cannot be read"),
    ):
        with pytest.raises(Refused, match=says):
            read(given, key)


def test_takes_a_token_that_names_no_key_only_where_there_is_one() -> None:
    signer, other = SIGNERS["RS256"], Signer("k2")
    token = signer.token(claims(), kid=None)

    assert read(token, signer.public)["sub"] == "u1"
    assert read(signer.token(claims(), of_their_own="x"), signer.public)["sub"] == "u1"
    with pytest.raises(UnknownKey, match="no single key"):
        read(token, signer.public, other.public)
