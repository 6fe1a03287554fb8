"""Writes visits into a conversation log, through the log's own functions, at the times at which they happen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.simulator.visits import Message, Step, Visit, new_id
from data.conversations import log as log_module
from data.conversations.log import ConversationLog, NewMessage


class Clock:
    """The time that the log believes it to be."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """As `data.conversations.log.now`."""
        return self.at


@contextmanager
def simulated_time(clock: Clock) -> Iterator[None]:
    """The log's modules take the time from a clock, within the block."""
    real = log_module.now
    modules = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("data.conversations") and getattr(module, "now", None) is real
    ]
    for module in modules:
        module.now = clock  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in modules:
            module.now = real  # type: ignore[attr-defined]


class Diary:
    """Writes into one log. What would happen after `until` has not happened."""

    def __init__(self, log: ConversationLog, clock: Clock, until: datetime, seed: int) -> None:
        self._log = log
        self._clock = clock
        self._until = until
        self._random = np.random.default_rng([seed, 41])

    async def write(self, visit: Visit, began: datetime) -> str:
        """Stores a visit that began then; returns the conversation's id."""
        self._clock.at = began
        id = await self._open(visit)
        for step in sorted(visit.steps, key=lambda step: step.at):
            at = began + timedelta(seconds=step.at)
            if at > self._until:
                continue
            self._clock.at = at
            of = await self._open(visit) if step.elsewhere else id
            await self._step(of, step, began)
        return id

    async def _open(self, visit: Visit) -> str:
        opened = await self._log.open(
            token_hash=new_id(self._random),
            site_key="demo",
            shopper_id=visit.shopper_id,
            locale="en",
            analytics=True,
        )
        return opened.id

    async def _step(self, id: str, step: Step, began: datetime) -> None:
        if step.said is not None:
            payload = self._stamped({"id": new_id(self._random), **step.said}, "shopper")
            turn = await self._log.add_shoppers(conversation_id=id, payload=payload)
            self._clock.at += timedelta(milliseconds=40)
            answers = [self._answer(message) for message in step.answers]
            await self._log.add_answers(conversation_id=id, reply_to=turn.message_id, messages=answers)
        if step.events:
            await self._log.add_events(conversation_id=id, events=[_at(event, began) for event in step.events])

    def _answer(self, message: Message) -> NewMessage:
        text = {"products": "Here is what I found.", "question": "What matters to you?"}
        payload = {"text": text.get(message.payload["type"])} | message.payload
        return NewMessage(self._stamped(payload, "bot"), self._clock.at, message.trace)

    def _stamped(self, payload: dict[str, Any], sender: str) -> dict[str, Any]:
        return {**payload, "at": self._clock.at.isoformat() + "Z", "from": sender}


def _at(event: dict[str, Any], began: datetime) -> dict[str, Any]:
    plain = {name: value for name, value in event.items() if name != "after"}
    return plain | {"at": (began + timedelta(seconds=event["after"])).replace(tzinfo=UTC)}
