from __future__ import annotations

import numpy as np
import pytest

from data.catalog.products import Attribute, AttributeValue, Catalog, Product
from retrieval.attribute_table import AttributeTable
from retrieval.constraints import Constraint, Interval, evaluate
from retrieval.errors import InvalidConstraint, UnknownAttribute
from retrieval.operators import Op

COLOURS: tuple[AttributeValue | None, ...] = ("Red", "dark-blue", ("Red", "White"), None)
WIDTHS: tuple[AttributeValue | None, ...] = (10.0, 15.6, (10.0, 40.0), None)
WIRELESS: tuple[AttributeValue | None, ...] = (True, False, (True, False), None)


@pytest.fixture(scope="module")
def four_products() -> AttributeTable:
    """Row 0 and 1 state one value, row 2 two, row 3 none."""
    attributes = [
        Attribute("colour", "Colour", "categorical"),
        Attribute("width", "Width", "numeric", "cm"),
        Attribute("wireless", "Wireless", "boolean"),
    ]
    products = []
    for row, stated in enumerate(zip(COLOURS, WIDTHS, WIRELESS, strict=True)):
        named = zip(("colour", "width", "wireless"), stated, strict=True)
        products.append(Product(str(row), "", attributes={name: value for name, value in named if value is not None}))
    return AttributeTable.from_catalog(Catalog("v", tuple(products), {a.name: a for a in attributes}))


@pytest.mark.parametrize(
    ("attribute", "op", "value", "expected"),
    [
        ("colour", "eq", "red", [1, -1, 1, 0]),
        ("colour", "eq", "Dark Blue", [-1, 1, -1, 0]),
        ("colour", "eq", "green", [-1, -1, -1, 0]),
        ("colour", "neq", "red", [-1, 1, -1, 0]),
        ("colour", "in", ["white", "dark blue"], [-1, 1, 1, 0]),
        ("colour", "in", [], [-1, -1, -1, 0]),
        ("width", "eq", 10, [1, -1, 1, 0]),
        ("width", "eq", "10 cm", [1, -1, 1, 0]),
        ("width", "eq", 15.6001, [-1, 1, -1, 0]),
        ("width", "neq", 15.6, [1, -1, 1, 0]),
        ("width", "lt", 15.6, [1, -1, 1, 0]),
        ("width", "lte", 15.6, [1, 1, 1, 0]),
        ("width", "gt", 15.6, [-1, -1, 1, 0]),
        ("width", "gte", 15.6, [-1, 1, 1, 0]),
        ("width", "between", Interval(12, 20), [-1, 1, -1, 0]),
        ("width", "between", Interval(min=15.6), [-1, 1, 1, 0]),
        ("width", "eq", Interval(max=10), [1, -1, 1, 0]),
        ("width", "neq", Interval(max=10), [-1, 1, -1, 0]),
        ("wireless", "eq", True, [1, -1, 1, 0]),
        ("wireless", "eq", "no", [-1, 1, 1, 0]),
        ("wireless", "neq", True, [-1, 1, -1, 0]),
    ],
)
def test_tells_fulfilled_from_contradicted_from_not_stated(
    four_products: AttributeTable, attribute: str, op: Op, value: str | float, expected: list[int]
) -> None:
    assert evaluate(Constraint(attribute, op, value), four_products).tolist() == expected


def test_reads_a_value_in_another_unit(four_products: AttributeTable) -> None:
    assert evaluate(Constraint("width", "eq", "100 mm"), four_products).tolist() == [1, -1, 1, 0]


def test_evaluates_the_rows_asked_for_in_their_order(four_products: AttributeTable) -> None:
    constraint = Constraint("colour", "eq", "red")
    assert evaluate(constraint, four_products, np.array([3, 1, 0])).tolist() == [0, -1, 1]
    assert evaluate(constraint, four_products, np.empty(0, np.int64)).tolist() == []


def test_does_not_join_neighbouring_years_or_energy_classes() -> None:
    attributes = [Attribute("year", "Year", "numeric"), Attribute("energy", "Energy class", "categorical")]
    product = Product("1", "", attributes={"year": 2015.0, "energy": "A+"})
    table = AttributeTable.from_catalog(Catalog("v", (product,), {a.name: a for a in attributes}))
    assert evaluate(Constraint("year", "eq", 2016), table).tolist() == [-1]
    assert evaluate(Constraint("energy", "eq", "A"), table).tolist() == [-1]
    assert evaluate(Constraint("energy", "eq", "a+"), table).tolist() == [1]


@pytest.mark.parametrize(
    ("constraint", "complaint"),
    [
        (Constraint("width", "lt", "small"), "'width' is a number, not 'small'"),
        (Constraint("width", "lt", True), "'width' is a number, not True"),
        (Constraint("wireless", "eq", "perhaps"), "'wireless' is yes or no, not 'perhaps'"),
        (Constraint("colour", "in", "red"), "'in' needs a list"),
        (Constraint("width", "between", 5), "'between' needs a minimum"),
        (Constraint("colour", "eq", ["red"]), "'eq' needs one value"),
        (Constraint("colour", "lt", 3), "'colour' is no number, so 'lt' does not fit: use eq, neq or in"),
        (Constraint("width", "eq", "16 kg"), "'width' is measured in cm, not in kg"),
        (Constraint("width", "lt", -5), "'width' has no negative numbers, so -5 leaves nothing"),
        (Constraint("width", "between", Interval(-9, -5)), "'width' has no negative numbers"),
    ],
)
def test_names_the_attribute_and_the_remedy_when_the_value_does_not_fit(
    four_products: AttributeTable, constraint: Constraint, complaint: str
) -> None:
    with pytest.raises(InvalidConstraint, match=complaint):
        evaluate(constraint, four_products)


def test_names_an_unknown_attribute(four_products: AttributeTable) -> None:
    with pytest.raises(UnknownAttribute, match="'taste' is not in the catalog"):
        evaluate(Constraint("taste", "eq", "sweet"), four_products)
