"""Wrong guesses of order numbers and addresses, counted across conversations.

A conversation ends after a few; who opens one after the other is met here. Counts in the memory of the process: several
action servers count each for itself. Who is turned away gets a person, so nobody is kept from their own order.
"""

from __future__ import annotations

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

MOST = "12/hour"


class Guesses:
    """Counts wrong pairs by the number and by the address: one number with many addresses, or the other way round."""

    def __init__(self, most: str = MOST) -> None:
        self._most: RateLimitItem = parse(most)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, number: str, email: str) -> None:
        """Keeps that the two do not fit."""
        for key in _keys(number, email):
            self._limiter.hit(self._most, *key)

    def are_too_many(self, number: str, email: str) -> bool:
        """Whether this number, or this address, was guessed at so often lately that nothing is looked up for it."""
        return not all(self._limiter.test(self._most, *key) for key in _keys(number, email))


def _keys(number: str, email: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("number", number.casefold()), ("email", email.casefold())
