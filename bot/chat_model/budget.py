"""What the chat model may cost: calls a conversation, calls and tokens a day, and a pause while it fails.

Where the count (`data.counters`) cannot be read nothing is spent.
"""

from __future__ import annotations

import logging

from limits import RateLimitItemPerDay, RateLimitItemPerMinute
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter
from limits.errors import StorageError

from bot.chat_model.config import ChatModelConfig
from data.counters import counters

_log = logging.getLogger(__name__)
FAILURES_A_MINUTE = 3
"""After so many the model is left alone until the first of them is a minute old: nobody waits for it in vain."""
_EVERYBODY = "chat-model"


class Budget:
    """Says whether one more call may be made, and counts it."""

    def __init__(self, config: ChatModelConfig) -> None:
        self._conversation = RateLimitItemPerDay(config.calls_per_conversation)
        self._calls = RateLimitItemPerDay(config.calls_per_day)
        self._tokens = RateLimitItemPerDay(config.tokens_per_day)
        self._failures = RateLimitItemPerMinute(FAILURES_A_MINUTE)
        storage = counters(config.redis_url)
        self._fixed = FixedWindowRateLimiter(storage)
        self._moving = MovingWindowRateLimiter(storage)

    async def refusal(self, conversation: str, tokens: int) -> str | None:
        """Why no call of at most so many tokens may be made, in a word; None, having counted it, if it may."""
        try:
            if not await self._moving.test(self._failures, _EVERYBODY, "failures"):
                return "paused"
            spent = (
                ("conversation_spent", self._conversation, (_EVERYBODY, "conversation", conversation), 1),
                ("calls_spent", self._calls, (_EVERYBODY, "calls"), 1),
                ("tokens_spent", self._tokens, (_EVERYBODY, "tokens"), tokens),
            )
            for reason, item, key, cost in spent:
                if not await self._fixed.test(item, *key, cost=cost):
                    return reason
            for reason, item, key, cost in spent:
                if not await self._fixed.hit(item, *key, cost=cost):
                    return reason
        except StorageError as error:
            _log.warning("the chat model is not asked, Redis does not count its calls: %r", error.storage_error)
            return "uncounted"
        return None

    async def failed(self) -> None:
        """Counts a call that came to nothing."""
        try:
            await self._moving.hit(self._failures, _EVERYBODY, "failures")
        except StorageError as error:
            _log.warning("a failure of the chat model was not counted: %r", error.storage_error)
