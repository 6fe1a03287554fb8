"""The change log in SQL: products added, changed and deleted since a catalog was imported, in one order for all.

Knows rows and transactions, and how a product is written there; what a change does to a loaded catalog is
`recommender.engine.snapshot`'s. A new import has a log of its own, so it starts clean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Engine, ForeignKey, String, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from data.catalog.products import Product
from data.catalog.store import CatalogRow, read_product, written
from data.database import Base
from data.errors import CatalogMissing


class ChangeRow(Base):
    """One change of one catalog version; without a product, a deletion."""

    __tablename__ = "product_changes"

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


class ChangeLog:
    """The log in the database behind `engine`, whose schema is up to date (`data.database.upgrade`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, version: str, upserts: Sequence[Product], deletes: Sequence[str] = ()) -> int:
        """Stores changes of a catalog version, all or none, and returns the sequence of the last one.

        Sequences count from 1 without gaps and in the order of commits, so that whoever has read up to one misses
        nothing. Raises CatalogMissing if the version is not stored (any more).
        """
        changed = [(product.id, written(product)) for product in upserts] + [(id, None) for id in deletes]
        now = datetime.now(UTC).replace(tzinfo=None)
        with self._engine.execution_options(writes=True).begin() as connection:
            # Writers of one version queue up here: by the lock of the row, or SQLite's own.
            owner = select(CatalogRow.version).where(CatalogRow.version == version).with_for_update()
            if connection.execute(owner).scalar_one_or_none() is None:
                raise CatalogMissing(f"catalog {version} is not stored any more; send the change again")
            newest = select(func.max(ChangeRow.sequence)).where(ChangeRow.catalog == version)
            last = connection.execute(newest).scalar_one() or 0
            rows = [
                {"catalog": version, "sequence": sequence, "product_id": id, "product": product, "at": now}
                for sequence, (id, product) in enumerate(changed, start=last + 1)
            ]
            if rows:
                connection.execute(insert(ChangeRow), rows)
        return int(last) + len(rows)

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
