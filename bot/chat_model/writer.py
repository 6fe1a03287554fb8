"""Asks the chat model for a text, within its limits, and gives it on only if a check finds nothing wrong with it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.utils import count_tokens_approximately

from bot.chat_model import outside, prompts
from bot.chat_model.budget import Budget
from bot.chat_model.config import ChatModelConfig
from bot.chat_model.metrics import Metrics

_log = logging.getLogger(__name__)
Check = Callable[[str], str | None]
"""What is wrong with a text, in a few words; None if nothing is."""
LONGEST = 700
"""Characters of an answer. A longer one is not cut, which could turn what it says, but refused."""
_CUT_SHORT = ("length", "max_tokens")
"""How providers say that the tokens ran out: what the rest would have said is not known."""


class Writer:
    """One chat model with its budget. Never raises for what the model does: there is a text or None."""

    def __init__(self, model: BaseChatModel, config: ChatModelConfig, metrics: Metrics | None = None) -> None:
        self._model = model
        self._config = config
        self._budget = Budget(config)
        self.metrics = metrics or Metrics()

    async def write(
        self, task: str, locale: str, given: Mapping[str, str], check: Check, *, conversation: str
    ) -> str | None:
        """The model's words for a task, given texts from outside by name; None where the answer without it is due."""
        messages = prompts.messages(task, locale, given)
        most = count_tokens_approximately(messages) + self._config.tokens_per_answer
        refusal = await self._budget.refusal(conversation, most)
        if refusal:
            self._unused(task, refusal)
            return None
        reply = await self._asked(task, messages)
        if reply is None:
            await self._budget.failed()
            return None
        text = outside.answer(reply.text)
        wrong = "markup" if text is None else _out_of_shape(reply, text) or check(text)
        if text is None or wrong:
            # Not the text itself: it may quote the shopper.
            self._unused(task, "refused", f"{wrong}")
            return None
        self.metrics.counted(task, "used")
        return text

    async def _asked(self, task: str, messages: list[BaseMessage]) -> AIMessage | None:
        since = time.perf_counter()
        try:
            async with asyncio.timeout(self._config.timeout):
                reply = await self._model.ainvoke(messages)
        except TimeoutError:
            self._unused(task, "timeout")
            return None
        except Exception as error:  # every provider has errors of its own
            self._unused(task, "failed", type(error).__name__)
            return None
        usage = reply.usage_metadata
        tokens = usage["total_tokens"] if usage else count_tokens_approximately([*messages, reply])
        self.metrics.called(task, int(tokens), since)
        return reply

    def _unused(self, task: str, outcome: str, detail: str = "") -> None:
        self.metrics.counted(task, outcome)
        _log.warning("the chat model's words for %s are not used: %s", task, ": ".join(filter(None, (outcome, detail))))


def _out_of_shape(reply: AIMessage, text: str) -> str | None:
    if reply.tool_calls or reply.invalid_tool_calls:
        return "asks for a tool"
    if not text:
        return "empty"
    ended = reply.response_metadata.get("finish_reason") or reply.response_metadata.get("stop_reason")
    if str(ended).lower() in _CUT_SHORT:
        return "cut short"
    return "too long" if len(text) > LONGEST else None
