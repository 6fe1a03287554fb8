"""Answers what was left without an answer (`data.conversations.unanswered`) once all parts are back: what shoppers said
while a part was down, and what a gateway that died was about to answer. They hear it over their streams.

Every gateway looks; each message is answered by one. What fails again waits longer each time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

from prometheus_client import Counter, Gauge
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.conversations import unanswered
from data.conversations.log import UnknownConversation, now
from gateway.background import cancelled
from gateway.rasa import Rasa
from gateway.turns import Turns

log = logging.getLogger(__name__)
LEFT = Gauge("floorwalker_unanswered", "Conversations in which a shopper waits for an answer")
RECOVERED = Counter("floorwalker_recovered", "What was left without an answer, by what came of it", ["outcome"])
PAUSE = 1.0
"""Seconds between two looks."""
AT_ONCE = 8
"""Conversations that are taken up together: shoppers who just said something come first."""
LONGEST_PAUSE = 60.0


@dataclass(slots=True)
class _Failed:
    """A conversation whose turn failed: how often, and from when on it may be tried again."""

    times: int = 0
    until: float = 0.0


class Recovery:
    """Looks for what was left, for as long as the gateway runs."""

    def __init__(self, engine: Engine, rasa: Rasa, turns: Turns) -> None:
        self._engine = engine
        self._rasa = rasa
        self._turns = turns
        self._failed: dict[str, _Failed] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the running event loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends; a turn that began is finished by `Turns.finish`."""
        await cancelled(self._task)

    async def _run(self) -> None:
        while True:
            try:
                await self._look()
            except SQLAlchemyError as error:
                log.warning("what was left without an answer cannot be looked for: %s", str(error).splitlines()[0])
            await asyncio.sleep(PAUSE)

    async def _look(self) -> None:
        """Takes up what may be tried now."""
        left = await asyncio.to_thread(unanswered.left_behind, self._engine, now(), 100 * AT_ONCE)
        LEFT.set(len(left))
        self._failed = {id: failed for id, failed in self._failed.items() if id in left}
        due = [id for id in left if id not in self._failed or time.monotonic() >= self._failed[id].until]
        if not due:
            await asyncio.to_thread(unanswered.forget_old, self._engine, now())
        elif await self._rasa.is_ready():
            await asyncio.gather(*map(self._take_up, due[:AT_ONCE]))

    async def _take_up(self, conversation_id: str) -> None:
        try:
            is_answered = await self._turns.resume(conversation_id)
        except UnknownConversation:
            return
        except Exception:  # whatever is wrong with one, the others are answered
            log.exception("what was left in conversation %s was not answered", conversation_id)
            is_answered = False
        RECOVERED.labels("answered" if is_answered else "failed").inc()
        if not is_answered:
            failed = self._failed.setdefault(conversation_id, _Failed())
            failed.times += 1
            failed.until = time.monotonic() + min(LONGEST_PAUSE, 2.0**failed.times)
