"""What the chat model is and what it may cost; floorwalker.settings fills it in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChatModelConfig:
    """A model of LangChain's `init_chat_model`, "provider:model", and its limits.

    An empty `base_url` or `api_key` leaves it to the provider's own variables. With `redis_url`, several action
    servers count calls and tokens together.
    """

    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 4.0
    tokens_per_answer: int = 300
    calls_per_conversation: int = 20
    calls_per_day: int = 2000
    tokens_per_day: int = 1_000_000
    redis_url: str = ""
