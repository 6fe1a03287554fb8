"""What agents write, masked before it is stored, as what shoppers write is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from data.conversations.log import BeingAnswered
from data.conversations.secrets import Sealed
from gateway.console.ledger import Ledger
from gateway.discretion import Discretion

_Result = TypeVar("_Result")


async def stored_masked(
    discretion: Discretion, ledger: Ledger, id: str, text: str, store: Callable[[str, Sealed], _Result]
) -> _Result:
    """Stores a text of an agent's, masked, in a thread; once more where a placeholder was given to another value
    meanwhile. Raises what the log refuses as the answer that it stands for (`Ledger.refusals`)."""

    def stored(masked: str, sealed: Sealed) -> _Result:
        with ledger.refusals():
            return store(masked, sealed)

    while True:
        secrets = await discretion.secrets(id)
        secrets.said_last = ""  # what was asked was asked of the shopper
        masked = await discretion.mask(text, secrets)
        try:
            return await asyncio.to_thread(stored, masked, discretion.sealed(secrets.new))
        except BeingAnswered:
            continue
