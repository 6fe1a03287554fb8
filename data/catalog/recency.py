"""Which of two messages of a sender is the newer one, whichever comes first: when what is known of a product was known.

A whole product (`WHOLE`) says all of its fields; a patch some, of the product or of one variant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import BigInteger, Connection, ForeignKey, String, delete, insert, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from data.catalog.patches import OFFER, Patch, Said
from data.catalog.products import Product
from data.database import Base

WHOLE = "*"
_PRODUCT = ""
"""Stands for the product among its variants."""
_Key = tuple[str, str]
"""Variant, field."""
_ByProduct = defaultdict[str, dict[_Key, int]]
_BATCH = 500
_Item = TypeVar("_Item")


class MarkRow(Base):
    """When the sender knew what a product or variant of one catalog version has in a field; only of senders that say
    when."""

    __tablename__ = "change_marks"

    catalog: Mapped[str] = mapped_column(ForeignKey("catalogs.version", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[str] = mapped_column(String(500), primary_key=True)
    variant_id: Mapped[str] = mapped_column(String(500), primary_key=True)
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    """As `data.stamps.stamp` gives it."""


class Marks:
    """The marks of some products within one transaction, of one catalog version."""

    def __init__(self, connection: Connection, version: str) -> None:
        self._connection, self._version = connection, version
        self._known: _ByProduct = defaultdict(dict)
        self._new: _ByProduct = defaultdict(dict)
        self._replaced: set[str] = set()

    def read(self, ids: Collection[str]) -> None:
        """Reads those of these products."""
        table = MarkRow.__table__.c
        for some in _parts(list(ids)):
            own = table.catalog == self._version, table.product_id.in_(some)
            for row in self._connection.execute(
                select(table.product_id, table.variant_id, table.field, table.at).where(*own)
            ):
                self._known[row.product_id][row.variant_id, row.field] = row.at

    def is_outdated(self, id: str, at: int) -> bool:
        """Whether a whole product, or that it is gone, is known from later."""
        return self._of(id, (_PRODUCT, WHOLE)) > at

    def newer(self, product: Product, at: int) -> Patch | None:
        """What is known of the product from later than `at`, as it has it; None if nothing is."""
        says = self._later(product, product.id, _PRODUCT, at)
        variants = {
            variant.id: said
            for variant in product.variants
            if (said := self._later(variant, product.id, variant.id, at))
        }
        if product.variants:
            says = {}  # what was said of it was said of its variants
        return Patch(product.id, says, variants) if says or variants else None

    def whole(self, id: str, at: int) -> None:
        """Marks a product as known as a whole; what was marked of it before and is no newer goes."""
        for marks in (self._known, self._new):
            marks[id] = {key: other for key, other in marks[id].items() if other > at}
        self._replaced.add(id)
        self._new[id][_PRODUCT, WHOLE] = at

    def fresh(self, product: Product, patch: Patch) -> Patch:
        """The patch without what is known from later; the rest is marked."""
        if patch.at is None:
            return patch
        told = {_PRODUCT: patch.says} if not product.variants else {}
        if product.variants:
            told = {
                variant.id: said
                for variant in product.variants
                if (said := {**patch.says, **patch.variants.get(variant.id, {})})
            }
        kept = {of: self._not_older(product.id, of, says, patch.at) for of, says in told.items()}
        for of, says in kept.items():
            for name in says:
                self._new[product.id][of, name] = patch.at
        if kept == told:
            return patch
        own = kept.pop(_PRODUCT, {})
        return Patch(patch.id, own, {of: says for of, says in kept.items() if says}, patch.at)

    def write(self) -> None:
        """Stores what was marked."""
        table = MarkRow.__table__
        for some in _parts(sorted(self._replaced)):
            own = table.c.catalog == self._version, table.c.product_id.in_(some)
            self._connection.execute(delete(MarkRow).where(*own))
        marks = {id: self._known[id] | self._new[id] if id in self._replaced else self._new[id] for id in self._new}
        new = {(id, *key): at for id, own in marks.items() for key, at in own.items()}
        for keys in _parts(list(new)):
            key = tuple_(table.c.product_id, table.c.variant_id, table.c.field)
            self._connection.execute(delete(MarkRow).where(table.c.catalog == self._version, key.in_(keys)))
            names = ("product_id", "variant_id", "field")
            rows = [{"catalog": self._version, **dict(zip(names, one, strict=True)), "at": new[one]} for one in keys]
            self._connection.execute(insert(MarkRow), rows)

    def _of(self, id: str, key: _Key) -> int:
        return self._new[id].get(key, self._known[id].get(key, -1))

    def _not_older(self, id: str, of: str, says: Said, at: int) -> Said:
        whole = self._of(id, (_PRODUCT, WHOLE))
        return {name: value for name, value in says.items() if max(whole, self._of(id, (of, name))) <= at}

    def _later(self, one: object, id: str, of: str, at: int) -> Said:
        return {name: getattr(one, name) for name in OFFER if self._of(id, (of, name)) > at}


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
