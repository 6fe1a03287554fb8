"""Orders behind a shop's HTTP interface (docs/orders.md)."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import ValidationError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from bot.orders.backend import Change, OrderNotFound, OrderRejected, OrdersUnavailable
from bot.orders.protocol import Order

_ATTEMPTS, _LONGEST = 3, 8.0
"""Attempts, and seconds for all of them: a shopper waits ten, also where the order system sends a byte now and then."""
_LONGEST_REASON = 300


class RestOrders:
    """Orders at `base_url`. `timeout` is in seconds for one attempt; at most three attempts are made, which changes
    survive because each carries its key as `Idempotency-Key`.
    """

    def __init__(
        self, base_url: str, token: str = "", timeout: float = 2.0, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/"), headers=headers, timeout=timeout, transport=transport
        )

    async def find(self, number: str, email: str) -> Order:
        """`POST /orders/find {number, email}`."""
        return await self._post("/orders/find", {"number": number, "email": email})

    async def change(self, change: Change, number: str, email: str, *, key: str, address: str = "") -> Order:
        """`POST /orders/{number}/cancel {email}`, `…/return {email}`, or `…/address {email, address}`."""
        body = {"email": email, "address": address} if change == "address" else {"email": email}
        return await self._post(f"/orders/{quote(number, safe='')}/{change}", body, key)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _post(self, path: str, body: dict[str, Any], key: str | None = None) -> Order:
        headers = {"Idempotency-Key": key} if key else {}
        retrying = AsyncRetrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=0.1, max=1.0),
            retry=retry_if_exception_type((httpx.TransportError, _Busy)),
            reraise=True,
        )
        try:
            async with asyncio.timeout(_LONGEST):
                async for attempt in retrying:
                    with attempt:
                        response = await self._http.post(path, json=body, headers=headers)
                        if response.status_code >= 500 or response.status_code == 429:
                            raise _Busy(f"HTTP {response.status_code}")
        except TimeoutError as error:
            raise OrdersUnavailable(f"the order system did not answer within {_LONGEST:g} seconds") from error
        except (httpx.HTTPError, _Busy) as error:
            raise OrdersUnavailable(f"the order system cannot be reached: {error}") from error
        return _read(response)


class _Busy(Exception):
    """An answer that another attempt may better."""


def _read(response: httpx.Response) -> Order:
    if response.status_code in (403, 404):
        raise OrderNotFound
    if response.status_code in (409, 422):
        raise OrderRejected(_reason(response))
    if not response.is_success:
        raise OrdersUnavailable(f"the order system answered HTTP {response.status_code}")
    try:
        return Order.model_validate_json(response.content)
    except ValidationError as error:
        raise OrdersUnavailable(
            f"the order system's answer is no order ({error.error_count()} problems, the first at "
            f"{'.'.join(map(str, error.errors()[0]['loc']))}); docs/orders.md says what one is"
        ) from error


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["message"])[:_LONGEST_REASON]
    except (ValueError, KeyError, TypeError):
        return ""
