"""From where pages of ours may take pictures: the hosts that the shop names, or else those of its catalog's pictures.

A picture from anywhere else could tell its host who looks at what.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gateway.background import cancelled

log = logging.getLogger(__name__)
PAUSE = 60.0
"""Seconds after which the catalog is looked at again."""
PATIENCE = 1.0
"""Seconds that the gateway's start waits for the first look."""
MOST_HOSTS = 50
"""A header that names more is too long for some proxies."""
_SOURCE = re.compile(r"(https?://)?(\*\.)?[A-Za-z0-9_.-]+(:\d{1,5})?")
"""A host source of a Content-Security-Policy (CSP level 3, section 2.3.1), without a path."""


class Pictures:
    """The sources: those `named`, or those `of_catalog`, which is asked again while the gateway runs."""

    def __init__(self, named: frozenset[str], of_catalog: Callable[[Engine], frozenset[str]] | None) -> None:
        self._named = named
        self._of_catalog = None if named else of_catalog
        self._found: frozenset[str] = frozenset()
        self._task: asyncio.Task[None] | None = None

    def sources(self) -> str:
        """For a policy, with a space in front; empty where pictures are ours alone."""
        hosts = self._named or self._found
        if len(hosts) > MOST_HOSTS:
            return " https:"
        return "".join(f" {host}" for host in sorted(hosts) if _SOURCE.fullmatch(host))

    async def start(self, engine: Engine) -> None:
        """Looks at the catalog, and from now on every minute; at nothing, where the shop named hosts."""
        if self._of_catalog is not None:
            looked = asyncio.Event()
            self._task = asyncio.create_task(self._keep(partial(self._of_catalog, engine), looked))
            with contextlib.suppress(TimeoutError):  # a large catalog keeps nobody waiting
                await asyncio.wait_for(looked.wait(), PATIENCE)

    async def stop(self) -> None:
        """Looks no more."""
        await cancelled(self._task)

    async def _keep(self, of_catalog: Callable[[], frozenset[str]], looked: asyncio.Event) -> None:
        while True:
            await self._look(of_catalog)
            looked.set()
            await asyncio.sleep(PAUSE)

    async def _look(self, of_catalog: Callable[[], frozenset[str]]) -> None:
        before = self._found
        try:
            self._found = await asyncio.to_thread(of_catalog)
        except SQLAlchemyError as error:
            log.warning("where the catalog's pictures are is not known: %s", type(error).__name__)
            return
        if self._found != before and len(self._found) > MOST_HOSTS:
            log.warning(
                "the catalog takes pictures from %d hosts, so pages may take them from any; name those that you trust "
                "in FLOORWALKER_IMAGE_HOSTS",
                len(self._found),
            )
