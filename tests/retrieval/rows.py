"""What one row of an attribute table states, put together again for a test to compare."""

from __future__ import annotations

from data.catalog.products import Scalar
from retrieval.attribute_table import AttributeTable


def row_values(table: AttributeTable, row: int) -> dict[str, tuple[Scalar, ...]]:
    """What a product states, by attribute name; each value alone."""
    stated: dict[str, tuple[Scalar, ...]] = {}
    for entry in range(int(table.row_start[row]), int(table.row_start[row + 1])):
        name = table.attributes[table.entry_attribute[entry]].name
        stated[name] = (*stated.get(name, ()), table.values[table.entry_value[entry]])
    return stated
