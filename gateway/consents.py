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


class Consents:
    """Changes consents in the log behind `engine`. Methods raise sqlalchemy's errors, and OSError of a full disk."""

    def __init__(self, engine: Engine, places: Places | None, pseudonyms: Pseudonyms) -> None:
        self._engine = engine
        self._places = places
        self._pseudonyms = pseudonyms

    def pseudonym(self, shopper_id: str | None) -> str | None:
        """What is stored of a shop's id for a shopper."""
        return None if shopper_id is None else self._pseudonyms.of(shopper_id)

    async def give(self, conversation_id: str, shopper_id: str | None) -> None:
        """From now on the conversation counts."""
        await asyncio.to_thread(consent.give, self._engine, conversation_id, self.pseudonym(shopper_id))

    async def withdraw(self, conversation_id: str) -> None:
        """From now on nothing of the conversation counts, whenever it was said."""
        await asyncio.to_thread(self._withdraw, conversation_id)

    def _withdraw(self, conversation_id: str) -> None:
        """Notes it first and changes the stamp last: one that failed on its way is made whole when it is repeated."""
        if self._places is None:
            consent.withdraw(self._engine, conversation_id)
            return
        is_new = consent.is_given(self._engine, conversation_id)
        if is_new:
            erased.record(self._places.erased, conversations=[conversation_id])
        consent.withdraw(self._engine, conversation_id)
        if is_new or erased.is_behind(self._places.home, self._places.erased):
            erased.restamp(self._places.home)
