"""Passwords of agents: what may be one, and their hashes (argon2id, RFC 9106, with the parameters of argon2-cffi).

Checking one takes some 50 ms and 64 MiB on purpose: callers bound how many they check at once.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.agents.errors import BadField

LEAST, MOST = 12, 500
"""Characters. Length is what counts, so nothing is asked of their kind (NIST SP 800-63B, section 3.1.1)."""
_HASHER = PasswordHasher()


def new_password() -> str:
    """A random one of 120 bits."""
    return secrets.token_urlsafe(15)


def check_password(password: str, name: str) -> str:
    """The password. Raises BadField for one that is too short or easily guessed."""
    if not LEAST <= len(password) <= MOST:
        raise BadField(
            "password", f"it has {len(password)} characters", f"use {LEAST} to {MOST}; several words do well"
        )
    if len(set(password)) < 5 or name.casefold() in password.casefold() and len(name) > LEAST // 2:
        raise BadField("password", "it is easily guessed", "choose another, or let --generate make one")
    return password


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash it is not, which takes as long to say."""
    try:
        found = _HASHER.verify(password_hash or _hash_of_nobody(_HASHER), password)
    except (VerificationError, InvalidHashError):
        return False
    return found and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than are used now."""
    return _HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Of a password that nobody has, with the hasher's parameters."""
    return hasher.hash(secrets.token_urlsafe())
