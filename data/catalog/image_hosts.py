"""Where the pictures of the catalogs are: the hosts of their products' image addresses, which may be few or many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, func, select

from data.catalog.changes import ChangeRow
from data.catalog.store import CatalogRow, ProductRow

_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class ImageHosts:
    """The origins (scheme and host, with the port if there is one) that current catalogs take pictures from."""

    state: dict[str, int]
    """Of each version that is current: how many changes it has had."""
    by_version: dict[str, frozenset[str]]

    @property
    def origins(self) -> frozenset[str]:
        """Those of all of them."""
        return frozenset().union(*self.by_version.values())


def state_of(engine: Engine) -> dict[str, int]:
    """Another one whenever a catalog is. Raises sqlalchemy's errors."""
    changes = select(func.max(ChangeRow.sequence)).where(ChangeRow.catalog == CatalogRow.version).scalar_subquery()
    with engine.connect() as connection:
        found = connection.execute(select(CatalogRow.version, changes).where(CatalogRow.active))
        return {version: count or 0 for version, count in found}


def image_hosts(engine: Engine, before: ImageHosts | None = None) -> ImageHosts:
    """Those of the catalogs as they are; of one that was only changed since `before`, what came is read alone.

    Raises sqlalchemy's errors.
    """
    state = state_of(engine)
    if before is not None and before.state == state:
        return before
    known = {} if before is None else before.by_version
    after = {} if before is None else before.state
    with engine.connect().execution_options(yield_per=_AT_ONCE) as connection:
        found = {
            version: known.get(version, frozenset()) | _read(connection, version, after.get(version))
            for version in state
        }
    return ImageHosts(state, found)


def _read(connection: Connection, version: str, after: int | None) -> set[str]:
    """The origins of what came after that many changes; None: of the whole version."""
    found: set[str] = set()
    if after is None:
        stored = select(ProductRow.image_url, ProductRow.variants).where(ProductRow.catalog == version)
        found |= _origins(address for row in connection.execute(stored) for address in _pictures(*row))
    changed = select(ChangeRow.product).where(ChangeRow.catalog == version, ChangeRow.sequence > (after or 0))
    products = (product for product in connection.execute(changed).scalars() if product)
    return found | _origins(
        address
        for product in products
        for address in _pictures(product.get("image_url"), product.get("variants") or ())
    )


class CatalogImages:
    """The origins of the catalogs in a database, as often as it is asked. Raises sqlalchemy's errors."""

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
