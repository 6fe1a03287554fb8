"""What is left to chance, drawn so that it stays: the same for one shopper and one matter, whichever process draws."""

from __future__ import annotations

from hashlib import blake2b

_BITS = 53
"""Of a float's mantissa, so that every draw is a multiple of the same step."""


def chance(*matter: str) -> float:
    """A number in [0, 1) that is uniform over matters, and the same each time for one."""
    text = "".join(f"{len(part)}:{part}" for part in matter)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> (64 - _BITS)) / 2.0**_BITS
