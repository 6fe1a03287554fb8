"""What shop systems call products and stocks by numbers of their own, learned from what they say of products.

Shopify says that a product was deleted by its number, and that a stock changed by the number of an inventory item at a
location; both come with every `products/update`. Of WooCommerce's products and variations it is kept when each was last
heard of, since a variation comes by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from sqlalchemy import BigInteger, Connection, Engine, String, and_, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base

Kind = Literal["product", "stock", "variation"]


class ShopItemRow(Base):
    """A product, or the stock of a product or variant, by the number that its system gives it."""

    __tablename__ = "shop_items"

    system: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    product_id: Mapped[str] = mapped_column(String(500), index=True)
    variant_id: Mapped[str | None] = mapped_column(String(500))
    always: Mapped[bool]
    elsewhere: Mapped[int] = mapped_column(BigInteger)
    """What the product said beyond the levels that are known, of places of which nothing came."""
    sent_at: Mapped[int | None] = mapped_column(BigInteger)


class StockLevelRow(Base):
    """What there is of an item at one place."""

    __tablename__ = "stock_levels"

    system: Mapped[str] = mapped_column(String(20), primary_key=True)
    item: Mapped[str] = mapped_column(String(100), primary_key=True)
    location: Mapped[str] = mapped_column(String(100), primary_key=True)
    available: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class ShopItem:
    """One item. `always`: it can be bought whatever its stock; `stock`: at all places together."""

    kind: Kind
    id: str
    product_id: str
    variant_id: str | None = None
    always: bool = False
    stock: int | None = None


class ShopItems:
    """The items of one system."""

    def __init__(self, engine: Engine, system: str) -> None:
        self._engine, self._system = engine, system

    def learn(self, product_id: str, items: Sequence[ShopItem], sent_at: int | None) -> None:
        """Takes over what a product has; what it had before and has no more goes."""
        table = ShopItemRow.__table__.c
        own = table.system == self._system, table.product_id == product_id
        with self._engine.execution_options(writes=True).begin() as connection:
            named = (
                table.system == self._system,
                tuple_(table.kind, table.id).in_([(one.kind, one.id) for one in items]),
            )
            known = connection.execute(select(table.sent_at).where(or_(and_(*own), and_(*named)))).scalars().all()
            if sent_at is not None and any(at is not None and at > sent_at for at in known):
                return
            connection.execute(delete(ShopItemRow).where(*own))
            for item in items:  # one may have been another product's
                key = table.system == self._system, table.kind == item.kind, table.id == item.id
                connection.execute(delete(ShopItemRow).where(*key))
                row = asdict(item) | {"system": self._system, "sent_at": sent_at}
                stock = row.pop("stock")
                elsewhere = self._elsewhere(connection, item, stock or 0, sent_at)
                connection.execute(insert(ShopItemRow), row | {"elsewhere": elsewhere})

    def hear(self, kind: Kind, id: str, product_id: str, at: int) -> bool:
        """Notes when the system said something of an item; False if it said something newer before."""
        key = ShopItemRow.system == self._system, ShopItemRow.kind == kind, ShopItemRow.id == id
        with self._engine.execution_options(writes=True).begin() as connection:
            known = connection.execute(select(ShopItemRow.sent_at).where(*key)).scalar()
            if known is not None and known > at:
                return False
            connection.execute(delete(ShopItemRow).where(*key))
            row = asdict(ShopItem(kind, id, product_id)) | {"system": self._system, "elsewhere": 0, "sent_at": at}
            del row["stock"]
            connection.execute(insert(ShopItemRow), row)
        return True

    def last_heard(self, id: str) -> int:
        """When the system last said something of a product or variation; 0 if never."""
        own = ShopItemRow.system == self._system, ShopItemRow.id == id, ShopItemRow.kind.in_(("product", "variation"))
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.max(ShopItemRow.sent_at)).where(*own)).scalar() or 0)

    def product(self, id: str) -> str | None:
        """The product that the system calls so, by our id."""
        with self._engine.connect() as connection:
            found = self._find(connection, "product", id)
        return None if found is None else found.product_id

    def level(self, id: str, location: str, available: int, at: int) -> ShopItem | None:
        """Takes over what there is at a place; the item with what there is everywhere. None if it is not known (yet),
        or something newer of that place is.

        What the product said beyond the known levels is taken to be of places that were not heard of. The first of a
        place ends that: most shops have one.
        """
        table = StockLevelRow.__table__.c
        own = table.system == self._system, table.item == id
        with self._engine.execution_options(writes=True).begin() as connection:
            rows = connection.execute(select(table.location, table.available, table.at).where(*own)).all()
            before = {row.location: row for row in rows}
            if location in before and before[location].at > at:
                return None
            connection.execute(delete(StockLevelRow).where(*own, table.location == location))
            row = {"system": self._system, "item": id, "location": location, "available": available, "at": at}
            connection.execute(insert(StockLevelRow), row)
            item = self._find(connection, "stock", id)
            if item is None:
                return None
            key = ShopItemRow.system == self._system, ShopItemRow.kind == "stock", ShopItemRow.id == id
            if location not in before:
                connection.execute(update(ShopItemRow).where(*key).values(elsewhere=0))
            rest = connection.execute(select(ShopItemRow.elsewhere).where(*key)).scalar_one()
            others = sum(row.available for place, row in before.items() if place != location)
        return replace(item, stock=available + others + rest)

    def _elsewhere(self, connection: Connection, item: ShopItem, stock: int, sent_at: int | None) -> int:
        """What of a stock that a product said is of places that were not heard of; nothing if levels are newer."""
        table = StockLevelRow.__table__.c
        own = table.system == self._system, table.item == item.id
        levels = connection.execute(select(table.available, table.at).where(*own)).all() if item.kind == "stock" else []
        if sent_at is None or any(level.at > sent_at for level in levels):
            return 0
        return max(0, stock - sum(int(level.available) for level in levels))

    def _find(self, connection: Connection, kind: Kind, id: str) -> ShopItem | None:
        table = ShopItemRow.__table__.c
        columns = (table.kind, table.id, table.product_id, table.variant_id, table.always)
        key = table.system == self._system, table.kind == kind, table.id == id
        row = connection.execute(select(*columns).where(*key)).one_or_none()
        return None if row is None else ShopItem(**row._mapping)
