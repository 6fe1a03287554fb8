"""Shoppers' consent to analytics, and the pseudonyms under which they are stored, as the chat's routes use them.

A withdrawal also goes on the list that a restored backup is held against, and stops a retraining that has read the
conversation.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import Engine

from data.privacy import consent, erased
from data.privacy.places import Places
from data.privacy.pseudonyms import Pseudonyms
from gateway.arms import Arms


class Consents:
    """Changes consents in the log behind `engine`. Methods raise sqlalchemy's errors, and OSError of a full disk."""

    def __init__(self, engine: Engine, places: Places | None, pseudonyms: Pseudonyms, arms: Arms) -> None:
        self._engine = engine
        self._places = places
        self._pseudonyms = pseudonyms
        self._arms = arms

    def pseudonym(self, shopper_id: str | None) -> str | None:
        """What is stored of a shop's id for a shopper."""
        return None if shopper_id is None else self._pseudonyms.of(shopper_id)

    async def give(self, conversation_id: str, shopper_id: str | None) -> None:
        """From now on the conversation counts, in the share of the shoppers into which its shopper falls."""
        pseudonym = self.pseudonym(shopper_id)
        arm = self._arms.of(pseudonym or conversation_id)
        await asyncio.to_thread(consent.give, self._engine, conversation_id, pseudonym, arm)

    async def withdraw(self, conversation_id: str) -> None:
        """From now on nothing of the conversation counts, whenever it was said."""
        await asyncio.to_thread(self._withdraw, conversation_id)

    def _withdraw(self, conversation_id: str) -> None:
        if consent.withdraw(self._engine, conversation_id) and self._places is not None:
            erased.record(self._places.erased, conversations=[conversation_id])
            erased.restamp(self._places.home)
