"""The writer's limits: whatever the model does, there is a checked text or none, and nobody waits long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from prometheus_client import generate_latest

from bot.chat_model.budget import FAILURES_A_MINUTE, Budget
from bot.chat_model.config import ChatModelConfig
from tests.bot.chat_model.conftest import calls

Hire = Callable[..., tuple[Any, Any]]


async def write(
    writer: Any, conversation: str = "c", check: Callable[[str], str | None] = lambda _: None
) -> str | None:
    text: str | None = await writer.write("policy", "en", {"page": "Tea is hot."}, check, conversation=conversation)
    return text


async def test_gives_on_what_the_check_lets_through(hire: Hire) -> None:
    writer, model = hire("Tea is hot.")

    assert await write(writer) == "Tea is hot."
    assert "Tea is hot." in model.prompts[0]
    assert calls(writer, "policy", "used") == 1
    assert b"floorwalker_chat_model_tokens_total" in generate_latest(writer.metrics.registry)


@pytest.mark.parametrize(
    "answer",
    [
        "Tea is cold.",
        "",
        "<b>Tea is hot.</b>",
        "Tea is hot. " * 100,
        AIMessage("Tea is hot.", response_metadata={"finish_reason": "length"}),
        AIMessage("Tea is hot.", tool_calls=[{"name": "cancel_order", "args": {}, "id": "1"}]),
    ],
)
async def test_refuses_what_is_wrong_and_does_not_log_it(
    hire: Hire, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    writer, _ = hire(answer)
    with caplog.at_level(logging.WARNING):
        assert await write(writer, check=lambda text: "is cold" if "cold" in text else None) is None

    assert calls(writer, "policy", "refused") == 1
    assert "refused" in caplog.text
    assert "Tea" not in caplog.text


async def test_a_slow_model_is_given_up_and_holds_nobody_else_up(hire: Hire) -> None:
    writer, _ = hire("late", seconds=30, timeout=0.05)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(others())
    async with asyncio.timeout(10):  # far below the model's 30 s
        assert await write(writer) is None
    beside.cancel()
    assert calls(writer, "policy", "timeout") == 1
    assert turns > 10


async def test_a_failing_model_is_left_alone_after_some_failures(hire: Hire) -> None:
    writer, model = hire(RuntimeError("no"))
    for number in range(FAILURES_A_MINUTE + 2):
        assert await write(writer, f"c{number}") is None

    assert len(model.prompts) == FAILURES_A_MINUTE
    assert calls(writer, "policy", "failed") == FAILURES_A_MINUTE
    assert calls(writer, "policy", "paused") == 2


async def test_a_conversation_has_so_many_calls(hire: Hire) -> None:
    writer, model = hire("yes", calls_per_conversation=2)

    assert [await write(writer, "one") for _ in range(3)] == ["yes", "yes", None]
    assert await write(writer, "another") == "yes"
    assert len(model.prompts) == 3
    assert calls(writer, "policy", "conversation_spent") == 1


async def test_a_day_has_so_many_calls(hire: Hire) -> None:
    writer, model = hire("yes", calls_per_day=2)

    assert [await write(writer, name) for name in "abc"] == ["yes", "yes", None]
    assert len(model.prompts) == 2
    assert calls(writer, "policy", "calls_spent") == 1


async def test_a_day_has_so_many_tokens_counted_before_they_are_spent(hire: Hire) -> None:
    writer, model = hire("yes", tokens_per_day=1000, tokens_per_answer=500)

    assert [await write(writer, name) for name in "ab"] == ["yes", None]
    assert len(model.prompts) == 1
    assert calls(writer, "policy", "tokens_spent") == 1


async def test_nothing_is_spent_where_the_count_cannot_be_read() -> None:
    budget = Budget(ChatModelConfig("m", redis_url="redis://127.0.0.1:1/0"))
    assert await budget.refusal("c", 10) == "uncounted"
    await budget.failed()  # says so in the log, and does not raise
