"""Waits for a service until it answers as a test expects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest


async def answer(http: httpx.AsyncClient, path: str, accepted: Callable[[httpx.Response], bool]) -> httpx.Response:
    """Asks until the answer is accepted."""
    for _ in range(1000):
        response = await http.get(path)
        if accepted(response):
            return response
        await asyncio.sleep(0.02)
    pytest.fail(f"{path} never answered as expected: {response.text}")


async def readiness(http: httpx.AsyncClient, accepted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Asks /ready until the answer is accepted."""
    told: dict[str, Any] = (await answer(http, "/ready", lambda response: accepted(response.json()))).json()
    return told
