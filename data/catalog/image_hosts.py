"""Where the pictures of the catalog are: the hosts of its products' image addresses, which may be few or many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select

from data.catalog.changes import ChangeRow
from data.catalog.store import CatalogRow, ProductRow

_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class ImageHosts:
    """The origins (scheme and host, with the port if there is one) that a state of the catalog takes pictures from."""

    state: tuple[str, int]
    """Of the catalog: its version, and how many changes it has had."""
    origins: frozenset[str]


def state_of(engine: Engine) -> tuple[str, int]:
    """Another one whenever the catalog is. Raises sqlalchemy's errors."""
    with engine.connect() as connection:
        version = connection.execute(select(CatalogRow.version).where(CatalogRow.active)).scalar_one_or_none() or ""
        changes = select(func.max(ChangeRow.sequence)).where(ChangeRow.catalog == version)
        return version, connection.execute(changes).scalar_one_or_none() or 0


def image_hosts(engine: Engine, before: ImageHosts | None = None) -> ImageHosts:
    """Those of the catalog as it is; of one that was only changed since `before`, what came is read alone.

    Raises sqlalchemy's errors.
    """
    version, changes = state = state_of(engine)
    if before is not None and before.state == state:
        return before
    is_same = before is not None and before.state[0] == version
    known = set(before.origins) if before is not None and is_same else set()
    after = before.state[1] if before is not None and is_same else 0
    with engine.connect().execution_options(yield_per=_AT_ONCE) as connection:
        if not is_same:
            stored = select(ProductRow.image_url, ProductRow.variants).where(ProductRow.catalog == version)
            known |= _origins(address for row in connection.execute(stored) for address in _pictures(*row))
        changed = select(ChangeRow.product).where(ChangeRow.catalog == version, ChangeRow.sequence > after)
        products = (product for product in connection.execute(changed).scalars() if product)
        known |= _origins(
            address
            for product in products
            for address in _pictures(product.get("image_url"), product.get("variants") or ())
        )
    return ImageHosts((version, changes), frozenset(known))


class CatalogImages:
    """The origins of the catalog in a database, as often as it is asked. Raises sqlalchemy's errors."""

    def __init__(self) -> None:
        self._found: ImageHosts | None = None

    def __call__(self, engine: Engine) -> frozenset[str]:
        self._found = image_hosts(engine, self._found)
        return self._found.origins


def _pictures(own: Any, variants: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """The addresses of a product's pictures and of its variants'."""
    yield own
    for variant in variants:
        yield variant.get("image_url")


def _origins(addresses: Iterable[Any]) -> set[str]:
    return {origin for address in addresses if (origin := _origin(address))}


def _origin(address: Any) -> str | None:
    """Of an address of another host; None of a relative one."""
    try:
        parts = urlsplit(address or "")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.scheme not in ("", "http", "https"):
        return None
    try:
        host = parts.hostname.encode("idna").decode()  # as browsers and headers have it
    except UnicodeError:
        return None
    return f"{parts.scheme or 'https'}://{host}" + (f":{port}" if port else "")
