"""What a shopper hears of their conversation at once: what agents say, that they come, go and type.

What the assistant answers comes with the answer to the shopper's own message, and is no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.discretion import Discretion
from gateway.live.hub import Frame
from gateway.live.pushing import as_text
from gateway.notices import notices
from gateway.protocol import HistoryResponse


class Hearing:
    """Makes of a conversation's frames (`gateway.live.frames`) those that its shopper gets."""

    def __init__(self, conversation_id: str, locale: str, discretion: Discretion) -> None:
        self._id = conversation_id
        self._locale = locale
        self._discretion = discretion

    async def say(self, frame: Frame) -> Sequence[str]:
        """The JSON texts for a frame, maybe none."""
        if frame["type"] == "said":
            return await self._said(frame)
        if frame["type"] == "status":
            return [as_text({"type": "status", "status": frame["status"], "agent": frame["agent"]})]
        if frame["type"] == "typing" and frame["from"] == "agent":
            return [as_text({"type": "typing", "from": "agent", "agent": frame["agent"]})]
        if frame["type"] == "waiting":
            return [as_text({"type": "waiting", "text": notices(self._locale).moment_please})]
        return [as_text(frame)] if frame["type"] == "missed" else []

    async def _said(self, frame: Frame) -> Sequence[str]:
        payloads: list[dict[str, Any]] = [one for one in frame["messages"] if one["from"] != "shopper"]
        if frame["is_answer"] or not payloads:
            return []
        secrets = await self._discretion.secrets(self._id)
        messages = HistoryResponse.model_validate({"messages": self._discretion.shown(payloads, secrets)})
        return [as_text({"type": "messages", **messages.model_dump(mode="json", by_alias=True)})]
