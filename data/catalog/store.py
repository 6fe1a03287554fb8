"""The imported catalogs in SQL: one version an import; of each catalog one is active, and the last few are kept.

A shop has one catalog, the main one, whose name is empty, or others with names besides (docs/catalog.md). Knows tables
and transactions; products come ready from `data.catalog.importing`, and leave as `data.catalog.products.Catalog`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    ForeignKey,
    String,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.catalog.products import (
    CODE_KINDS,
    PLAIN,
    SHAPED,
    Attribute,
    AttributeValue,
    Catalog,
    Codes,
    Product,
    Variant,
)
from data.database import Base
from data.errors import CatalogMissing

KEPT_VERSIONS = 3
"""How many versions of a catalog stay: the active one, and those that a running recommender may still be serving."""
_BATCH = 2000
_OFFERED = ("price", "highest_price", "list_price", "currency", "available", "variants")


class CatalogRow(Base):
    """One imported version."""

    __tablename__ = "catalogs"

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    """Of the catalog; empty: the main one."""
    imported_at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(String(64))
    products: Mapped[int]
    active: Mapped[bool]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)


class ProductRow(Base):
    """One product of one version; `position` is its place in the catalog's order."""

    __tablename__ = "products"

    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(500), index=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    price: Mapped[float | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    image_url: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    available: Mapped[bool]
    highest_price: Mapped[float | None]
    list_price: Mapped[float | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON)
    codes: Mapped[dict[str, Any]] = mapped_column(JSON)
    variants: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class AttributeRow(Base):
    """One attribute definition of one version."""

    __tablename__ = "attributes"

    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(500), primary_key=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str | None] = mapped_column(String(50))


@dataclass(frozen=True, slots=True)
class CatalogVersion:
    """What is known of a version without loading it."""

    version: str
    fingerprint: str
    report: Mapping[str, Any]
    products: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a catalog that replaces another is held against, of one product."""

    price: float | None
    currency: str | None
    available: bool
    category: str | None


class CatalogStore:
    """A catalog in the database behind `engine`, whose schema is up to date (`data.database.upgrade`).

    `name`: which one; empty: the main one.
    """

    def __init__(self, engine: Engine, name: str = "") -> None:
        self._engine = engine
        self._name = name
        self._active = and_(CatalogRow.active, CatalogRow.name == name)

    @property
    def engine(self) -> Engine:
        """Of its database."""
        return self._engine

    def active(self) -> CatalogVersion | None:
        """The current version, None before the first import."""
        with self._engine.connect() as connection:
            row = connection.execute(select(CatalogRow.__table__).where(self._active)).one_or_none()
        if row is None:
            return None
        return CatalogVersion(row.version, row.fingerprint, row.report, row.products)

    def ids(self) -> frozenset[str]:
        """Of the products of the active catalog; none before the first import."""
        active = select(ProductRow.id).join(CatalogRow, CatalogRow.version == ProductRow.catalog)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(active.where(self._active)).scalars())

    def offers(self) -> dict[str, Offer]:
        """What the active catalog offers, by id of the product; empty before the first import."""
        wanted = select(
            ProductRow.id, ProductRow.price, ProductRow.currency, ProductRow.available, ProductRow.category
        ).join(CatalogRow, CatalogRow.version == ProductRow.catalog)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.where(self._active))
            return {
                id: Offer(price, currency, available, category) for id, price, currency, available, category in rows
            }

    def types(self) -> frozenset[str]:
        """The product types of the active catalog."""
        active = select(ProductRow.category).join(CatalogRow, CatalogRow.version == ProductRow.catalog).distinct()
        with self._engine.connect() as connection:
            found = connection.execute(active.where(self._active)).scalars()
            return frozenset(filter(None, found))

    def priced(self) -> int:
        """How many products of the active catalog have a price."""
        active = select(func.count()).select_from(ProductRow).join(CatalogRow, CatalogRow.version == ProductRow.catalog)
        with self._engine.connect() as connection:
            return connection.execute(active.where(self._active, ProductRow.price.is_not(None))).scalar_one()

    def imported_at(self) -> datetime | None:
        """When the active catalog was imported (UTC); None before the first import."""
        with self._engine.connect() as connection:
            return connection.execute(select(CatalogRow.imported_at).where(self._active)).scalar_one_or_none()

    def definitions(self) -> dict[str, Attribute]:
        """The attributes of the active catalog by name; empty before the first import."""
        active = self.active()
        if active is None:
            return {}
        with self._engine.connect() as connection:
            return _load_attributes(connection, active.version)

    def save(
        self,
        products: Sequence[Product],
        attributes: Mapping[str, Attribute],
        *,
        source_fingerprint: str,
        report: Mapping[str, Any] | None = None,
    ) -> str:
        """Stores a new version and makes it the active one, all in one transaction; returns the version."""
        now = datetime.now(UTC).replace(tzinfo=None)
        version = f"{now:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(update(CatalogRow).where(CatalogRow.name == self._name).values(active=False))
            catalog = {
                "version": version,
                "name": self._name,
                "imported_at": now,
                "fingerprint": source_fingerprint,
                "products": len(products),
                "active": True,
                "report": dict(report or {}),
            }
            connection.execute(insert(CatalogRow), catalog)
            _insert_attributes(connection, version, attributes)
            for start in range(0, len(products), _BATCH):
                batch = enumerate(products[start : start + _BATCH], start=start)
                connection.execute(insert(ProductRow), [_product_row(version, *item) for item in batch])
            _delete_old(connection, self._name)
        return version

    def load(self, version: str | None = None) -> Catalog:
        """The catalog of a version, or the active one. Raises CatalogMissing if there is none."""
        with self._engine.connect() as connection:
            chosen = self._active if version is None else CatalogRow.version == version
            found = connection.execute(select(CatalogRow.version).where(chosen)).scalar_one_or_none()
            if found is None:
                named = f" --catalog {self._name}" if self._name else ""
                what = f"catalog {version} is not stored (any more)" if version else "no catalog was imported yet"
                raise CatalogMissing(f"{what}; run: floorwalker import FILE{named}, then: floorwalker index{named}")
            attributes = _load_attributes(connection, found)
            products = tuple(stored_products(connection, found))
        return Catalog(found, products, attributes)


def _product_row(version: str, position: int, product: Product) -> dict[str, Any]:
    return {"catalog": version, "position": position, **written(product)}


def _insert_attributes(connection: Connection, version: str, attributes: Mapping[str, Attribute]) -> None:
    rows = [
        {"catalog": version, "position": position, "name": a.name, "label": a.label, "kind": a.kind, "unit": a.unit}
        for position, a in enumerate(attributes.values())
    ]
    connection.execute(insert(AttributeRow), rows)


def _delete_old(connection: Connection, name: str) -> None:
    own = select(CatalogRow.version).where(CatalogRow.name == name)
    newest = own.order_by(CatalogRow.imported_at.desc(), CatalogRow.active.desc())
    old = connection.execute(newest.offset(KEPT_VERSIONS)).scalars().all()
    for table in (ProductRow, AttributeRow):
        connection.execute(delete(table).where(table.catalog.in_(old)))
    connection.execute(delete(CatalogRow).where(CatalogRow.version.in_(old)))


def _load_attributes(connection: Connection, version: str) -> dict[str, Attribute]:
    table = AttributeRow.__table__.c
    rows = connection.execute(
        select(table.name, table.label, table.kind, table.unit).where(table.catalog == version).order_by(table.position)
    )
    return {row.name: Attribute(row.name, row.label, row.kind, row.unit) for row in rows}


def stored_products(connection: Connection, version: str) -> Iterator[Product]:
    """The products of a version as they were imported, in the catalog's order."""
    table = ProductRow.__table__.c
    columns = [table[name] for name in (*PLAIN, *SHAPED)]
    rows = connection.execute(select(*columns).where(table.catalog == version).order_by(table.position))
    return (read_product(dict(row._mapping)) for row in rows)


def store_offers(connection: Connection, version: str, products: Sequence[Product]) -> None:
    """Has the catalog of a version say what these products of it cost, and whether they can be bought."""
    table = ProductRow.__table__.c
    offers = [{f"new_{name}": written(product)[name] for name in ("id", *_OFFERED)} for product in products]
    own = table.catalog == version, table.id == bindparam("new_id")
    if offers:
        values = {name: bindparam(f"new_{name}", type_=table[name].type) for name in _OFFERED}
        connection.execute(update(ProductRow).where(*own).values(values), offers)


def written(product: Product) -> dict[str, Any]:
    """A product as plain data."""
    return {name: getattr(product, name) for name in PLAIN} | {
        "attributes": dict(product.attributes),
        "codes": dict(product.codes),
        "variants": [asdict(variant) for variant in product.variants],
    }


def read_product(stored: Mapping[str, Any]) -> Product:
    """The product that was written so; fields that it was written without are empty."""
    plain = {name: _number(stored[name]) for name in PLAIN if name in stored}
    return Product(
        **plain,
        attributes=_values(stored["attributes"]),
        codes=_codes(stored.get("codes") or {}),
        variants=tuple(_variant(variant) for variant in stored.get("variants") or ()),
    )


def _variant(stored: Mapping[str, Any]) -> Variant:
    plain = {name: _number(value) for name, value in stored.items() if name not in ("options", "codes")}
    return Variant(**plain, options=_values(stored["options"]), codes=_codes(stored["codes"]))


def _codes(stored: Mapping[str, Any]) -> Codes:
    return {kind: tuple(stored[kind]) for kind in CODE_KINDS if kind in stored}


def _values(stored: Mapping[str, Any]) -> dict[str, AttributeValue]:
    return {name: _value(value) for name, value in stored.items()}


def _value(stored: Any) -> AttributeValue:
    return tuple(_number(item) for item in stored) if isinstance(stored, list) else _number(stored)


def _number(stored: Any) -> Any:
    """JSON may give back 17.0 as an integer."""
    return float(stored) if isinstance(stored, int) and not isinstance(stored, bool) else stored
