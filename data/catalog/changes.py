"""The change log in SQL: products added, changed and deleted since a catalog was imported, in one order for all.

Knows rows and transactions, how a product is written there, and which of two messages of a sender is the newer
(`data.catalog.recency`); what a change does to a loaded catalog is `recommender.engine.snapshot`'s. A new import has a
log of its own, so it starts clean.

A row has the whole product as it is after the change. One that brought another offer alone (a price, a stock) is not
needed any more once the product changes again, and goes then: the log has at most one of a product, however many came.
Other rows stay: they say which attributes came to the catalog, in which order, and what an index was built from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    ForeignKey,
    Index,
    String,
    Text,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.catalog.patches import Patch, is_offer_alone, patched, restated, unknown_variants
from data.catalog.products import PLAIN, PRICE, SHAPED, Product
from data.catalog.recency import Marks
from data.catalog.store import (
    AttributeRow,
    CatalogRow,
    ProductRow,
    read_product,
    store_offers,
    stored_products,
    written,
)
from data.database import Base
from data.errors import CatalogMissing

_BATCH = 500
"""Ids in one question."""
_OFFER_ALONE = "offer_alone"
"""Stands beside the fields of a stored product if its offer alone changed."""


class ChangeRow(Base):
    """One change of one catalog version; without a product, a deletion."""

    __tablename__ = "product_changes"
    __table_args__ = (Index("ix_product_changes_product", "catalog", "product_id"),)

    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(String(500))
    product: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Change:
    """A product as it is from now on, or None where it is no longer offered."""

    sequence: int
    product_id: str
    product: Product | None


@dataclass(slots=True)
class Appended:
    """What came of changes: the sequence of the last one, and what was left out.

    `unknown` are ids of patches that the catalog does not have, `unknown_variants` (product, variant) of those whose
    product it has, `outdated` ids of products of which something newer was known.
    """

    sequence: int = 0
    unknown: list[str] = field(default_factory=list)
    unknown_variants: list[tuple[str, str]] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)


class ChangeLog:
    """The log in the database behind `engine`, whose schema is up to date (`data.database.upgrade`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(
        self,
        version: str,
        upserts: Sequence[Product],
        deletes: Sequence[str] = (),
        patches: Sequence[Patch] = (),
        *,
        at: int | None = None,
    ) -> Appended:
        """Stores changes of a catalog version, all or none; patches are of the products as they are just now.

        `at`: when the sender knew of upserts and deletes (`data.stamps.stamp`). What is older than what is
        known is left out, of a product field by field.
        Sequences count up from 1 in the order of commits, so that whoever has read up to one misses nothing but what
        the product's next change has anyway. Raises CatalogMissing if the version is not stored (any more).
        """
        with self._engine.execution_options(writes=True).begin() as connection:
            _queue_up(connection, version)
            work = _Work(connection, version)
            work.read([product.id for product in upserts], deletes, patches, at)
            for product in upserts:
                work.put(product, at)
            for id in deletes:
                work.delete(id, at)
            for patch in patches:
                work.patch(patch)
            return work.write()

    def restate(self, version: str, products: Iterable[Product], report: Mapping[str, Any]) -> Appended:
        """Takes over what the file of a catalog version offers by now, as a sale in it began or ended since it was
        imported; `products` and `report` are what it comes to now.

        What the log has of an offer from elsewhere is newer than the file and stays (`data.catalog.patches.restated`).
        Raises CatalogMissing.
        """
        with self._engine.execution_options(writes=True).begin() as connection:
            _queue_up(connection, version)
            by_now = {product.id: product for product in products}
            moved = [
                (before, by_now[before.id])
                for before in stored_products(connection, version)
                if before.id in by_now and restated(before, before, by_now[before.id]) != before
            ]
            work = _Work(connection, version)
            work.restate(moved)
            store_offers(connection, version, [after for _, after in moved])
            connection.execute(update(CatalogRow).where(CatalogRow.version == version).values(report=dict(report)))
            return work.write()

    def since(self, version: str, sequence: int = 0) -> list[Change]:
        """The changes of a catalog version after a sequence, in order."""
        table = ChangeRow.__table__.c
        chosen = select(table.sequence, table.product_id, table.product).where(
            table.catalog == version, table.sequence > sequence
        )
        with self._engine.connect() as connection:
            rows = connection.execute(chosen.order_by(table.sequence)).all()
        return [
            Change(row.sequence, row.product_id, None if row.product is None else read_product(row.product))
            for row in rows
        ]

    def last(self, version: str) -> int:
        """The sequence of the last change of a catalog version; 0 without any."""
        with self._engine.connect() as connection:
            return _last(connection, version)

    def products(self, version: str, ids: Collection[str]) -> dict[str, Product]:
        """Those of these products that a catalog version has, as they are after all changes so far."""
        with self._engine.connect() as connection:
            return _present(connection, version, ids)

    def mentioning(self, version: str, text: str) -> list[Product]:
        """Those whose variants may have an id that begins so, and some others; reads the whole catalog."""
        table, log = ProductRow.__table__.c, ChangeRow.__table__.c
        with self._engine.connect() as connection:
            ids: set[str] = set()
            for id, catalog, said in (
                (table.id, table.catalog, table.variants),
                (log.product_id, log.catalog, log.product),
            ):
                is_said = cast(said, Text).contains(f'"{text}', autoescape=True)
                ids |= set(connection.execute(select(id).where(catalog == version, is_said)).scalars())
            return list(_present(connection, version, ids).values())


class _Work:
    """What one transaction makes of its changes: the products as they come to be, in the order of the changes."""

    def __init__(self, connection: Connection, version: str) -> None:
        self._connection, self._version = connection, version
        self._before: dict[str, Product] = {}
        self._now: dict[str, Product] = {}
        self._changed: dict[str, Product | None] = {}
        self._marks = Marks(connection, version)
        self._currency: str | None = None
        self._appended = Appended()

    def read(self, upserts: Sequence[str], deletes: Sequence[str], patches: Sequence[Patch], at: int | None) -> None:
        """Reads what the changes are compared with; `upserts` and `deletes` are ids, known to their sender at `at`."""
        whole = [*upserts, *deletes]
        ids = {*(whole if at is not None else upserts), *(patch.id for patch in patches)}
        self._before = _present(self._connection, self._version, ids)
        self._now = dict(self._before)
        dated = {patch.id for patch in patches if patch.at is not None}
        self._marks.read(dated if at is None else {*whole, *dated})
        unit = select(AttributeRow.unit).where(AttributeRow.catalog == self._version, AttributeRow.name == PRICE)
        self._currency = self._connection.execute(unit).scalar_one_or_none()

    def restate(self, moved: Sequence[tuple[Product, Product]]) -> None:
        """Has products, as their file had them before and has them now, offered as now; those that are gone stay so."""
        self._before = _present(self._connection, self._version, [before.id for before, _ in moved])
        for before, after in moved:
            known = self._before.get(before.id)
            if known is not None and (product := restated(known, before, after)) != known:
                self._changed[product.id] = product

    def put(self, product: Product, at: int | None) -> None:
        if at is not None:
            if self._marks.is_outdated(product.id, at):
                self._appended.outdated.append(product.id)
                return
            if (before := self._now.get(product.id)) and (newer := self._marks.newer(before, at)):
                product = patched(product, newer, self._currency)
            self._marks.whole(product.id, at)
        self._now[product.id] = self._changed[product.id] = product

    def delete(self, id: str, at: int | None) -> None:
        if at is not None:
            if self._marks.is_outdated(id, at):
                self._appended.outdated.append(id)
                return
            self._marks.whole(id, at)
        self._now.pop(id, None)
        self._changed[id] = None

    def patch(self, patch: Patch) -> None:
        before = self._now.get(patch.id)
        if before is None:
            self._appended.unknown.append(patch.id)
            return
        absent = unknown_variants(before, patch)
        self._appended.unknown_variants += [(patch.id, id) for id in absent]
        fresh = self._marks.fresh(before, patch)
        if fresh != patch:
            self._appended.outdated.append(patch.id)
        after = patched(before, fresh, self._currency)
        if after != before:
            self._now[patch.id] = self._changed[patch.id] = after

    def write(self) -> Appended:
        """Writes the products that changed, and when what was known."""
        last = _last(self._connection, self._version)
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [
            {
                "catalog": self._version,
                "sequence": sequence,
                "product_id": id,
                "product": None if product is None else self._written(product),
                "at": now,
            }
            for sequence, (id, product) in enumerate(self._changed.items(), start=last + 1)
        ]
        if rows:
            self._forget_offers()
            self._connection.execute(insert(ChangeRow), rows)
        self._marks.write()
        self._appended.sequence = last + len(rows)
        return self._appended

    def _written(self, product: Product) -> dict[str, Any]:
        before = self._before.get(product.id)
        is_offer = before is not None and is_offer_alone(before, product)
        return written(product) | ({_OFFER_ALONE: True} if is_offer else {})

    def _forget_offers(self) -> None:
        """Deletes the rows that the new ones make needless."""
        table, changed = ChangeRow.__table__.c, list(self._changed)
        for start in range(0, len(changed), _BATCH):
            own = table.catalog == self._version, table.product_id.in_(changed[start : start + _BATCH])
            needless = table.product[_OFFER_ALONE].as_boolean().is_(True)
            self._connection.execute(delete(ChangeRow).where(*own, needless))


def _queue_up(connection: Connection, version: str) -> None:
    """Writers of one version wait for each other: by the lock of its row, or SQLite's own. Raises CatalogMissing."""
    owner = select(CatalogRow.version).where(CatalogRow.version == version).with_for_update()
    if connection.execute(owner).scalar_one_or_none() is None:
        raise CatalogMissing(f"catalog {version} is not stored any more; send the change again")


def _last(connection: Connection, version: str) -> int:
    newest = select(func.max(ChangeRow.sequence)).where(ChangeRow.catalog == version)
    return int(connection.execute(newest).scalar_one() or 0)


def _present(connection: Connection, version: str, ids: Iterable[str]) -> dict[str, Product]:
    """The products of a version by id, as its log has them; those that it does not have, or no more, are left out."""
    found: dict[str, Product] = {}
    table, log = ProductRow.__table__.c, ChangeRow.__table__.c
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        columns = [table[name] for name in (*PLAIN, *SHAPED)]
        for row in connection.execute(select(*columns).where(table.catalog == version, table.id.in_(some))):
            found[row.id] = read_product(dict(row._mapping))
        for id, product in _newest(connection, log, version, some):
            if product is None:
                found.pop(id, None)
            else:
                found[id] = read_product(product)
    return found


def _newest(connection: Connection, log: Any, version: str, ids: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The last change of each product that was changed."""
    own = log.catalog == version, log.product_id.in_(ids)
    last = select(func.max(log.sequence)).where(*own).group_by(log.product_id)
    chosen = select(log.product_id, log.product).where(log.catalog == version, log.sequence.in_(last))
    for row in connection.execute(chosen):
        yield row.product_id, row.product
