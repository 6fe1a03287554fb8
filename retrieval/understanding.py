"""What a shopper's words say in the catalog's terms: product types, wishes about attributes, and the rest.

Links words to what the attribute table knows, exactly or nearly; decides nothing about the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.attribute_table import AttributeTable
from retrieval.constraints import ConstraintValue, Op


@dataclass(frozen=True, slots=True)
class LinkedConstraint:
    """A wish about an attribute, and the words that it was read from."""

    attribute: str
    op: Op
    value: ConstraintValue
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """`product_types` are categories, most specific first; `rest` the words linked to nothing, in their order."""

    product_types: list[str]
    constraints: list[LinkedConstraint]
    rest: str


class Linker:
    """Links texts to one catalog version. Built once from its table; safe to share between threads."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table

    def link(self, text: str, asked: str | None = None) -> Understood:
        """What `text` says; `asked` is the attribute asked last, which answers like "yes" or "under 50" are about."""
        _ = asked
        return Understood([], [], text)
