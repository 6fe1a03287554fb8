"""Who is shown the widget, and what shoppers with and without it bought, as the routes use the log's tables."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import Engine

from data.conversations import outcomes
from data.privacy.pseudonyms import Pseudonyms
from gateway.arms import Arms


class Placements:
    """Places shoppers in the log behind `engine`. Methods raise sqlalchemy's errors."""

    def __init__(self, engine: Engine, pseudonyms: Pseudonyms, arms: Arms) -> None:
        self._engine = engine
        self._pseudonyms = pseudonyms
        self._arms = arms

    async def sees_widget(self, shopper_id: str) -> bool:
        """Whether a shopper who agreed to analytics is shown the widget; kept, unless everybody is."""
        if not self._arms.widget_holdout:
            return True
        shopper = self._pseudonyms.of(shopper_id)
        return await asyncio.to_thread(outcomes.place, self._engine, shopper, widget=self._arms.sees_widget(shopper))

    async def forget(self, shopper_id: str) -> None:
        """Keeps nothing (any more) of a shopper who does not agree."""
        if self._arms.widget_holdout:
            await asyncio.to_thread(outcomes.forget, self._engine, self._pseudonyms.of(shopper_id))

    async def add(self, shopper_id: str, bought: Sequence[outcomes.Bought]) -> int | None:
        """How many purchases were new and are stored; None of a shopper who never was placed."""
        return await asyncio.to_thread(outcomes.add_bought, self._engine, self._pseudonyms.of(shopper_id), bought)
