"""What agents write, masked before it is stored, as what shoppers write is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from data.conversations.log import BeingAnswered
from data.conversations.secrets import NOTHING_SEALED, Sealed
from gateway.console.ledger import Ledger
from gateway.discretion import Discretion

_Result = TypeVar("_Result")


async def stored_masked(
    discretion: Discretion, ledger: Ledger, id: str, store: Callable[..., _Result], *texts: str | None
) -> _Result:
    """Stores texts of an agent's, masked, in a thread, by `store(sealed, *texts)`; once more where a placeholder was
    given to another value meanwhile. None stays None. Raises what the log refuses as the answer that it stands for
    (`Ledger.refusals`)."""

    def stored(sealed: Sealed, masked: list[str | None]) -> _Result:
        with ledger.refusals():
            return store(sealed, *masked)

    if all(text is None for text in texts):
        return await asyncio.to_thread(stored, NOTHING_SEALED, list(texts))
    while True:
        secrets = await discretion.secrets(id)
        secrets.said_last = ""  # what was asked was asked of the shopper
        masked = [None if text is None else await discretion.mask(text, secrets) for text in texts]
        try:
            return await asyncio.to_thread(stored, discretion.sealed(secrets.new), masked)
        except BeingAnswered:
            continue
