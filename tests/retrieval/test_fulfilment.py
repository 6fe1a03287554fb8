from __future__ import annotations

import numpy as np
import pytest

from data.catalog.constraints import Constraint, ConstraintValue, Range
from data.catalog.products import Attribute, AttributeValue, Catalog, Product
from language.operators import Op
from retrieval.attribute_table import AttributeTable
from retrieval.errors import InvalidConstraint, UnknownAttribute
from retrieval.fulfilment import evaluate

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
        ("colour", "in", ("white", "dark blue"), [-1, 1, 1, 0]),
        ("colour", "in", (), [-1, -1, -1, 0]),
        ("width", "eq", 10, [1, -1, 1, 0]),
        ("width", "eq", "10 cm", [1, -1, 1, 0]),
        ("width", "eq", 15.6001, [-1, 1, -1, 0]),
        ("width", "neq", 15.6, [1, -1, 1, 0]),
        ("width", "lt", 15.6, [1, -1, 1, 0]),
        ("width", "lte", 15.6, [1, 1, 1, 0]),
        ("width", "gt", 15.6, [-1, -1, 1, 0]),
        ("width", "gte", 15.6, [-1, 1, 1, 0]),
        ("width", "between", Range(min=12, max=20), [-1, 1, -1, 0]),
        ("width", "between", Range(min=15.6), [-1, 1, 1, 0]),
        ("width", "eq", Range(max=10), [1, -1, 1, 0]),
        ("width", "neq", Range(max=10), [-1, 1, -1, 0]),
        ("wireless", "eq", True, [1, -1, 1, 0]),
        ("wireless", "eq", "no", [-1, 1, 1, 0]),
        ("wireless", "neq", True, [-1, 1, -1, 0]),
    ],
)
def test_tells_fulfilled_from_contradicted_from_not_stated(
    four_products: AttributeTable, attribute: str, op: Op, value: ConstraintValue, expected: list[int]
) -> None:
    assert evaluate(Constraint(attribute=attribute, op=op, value=value), four_products).tolist() == expected


def test_reads_a_value_in_another_unit(four_products: AttributeTable) -> None:
    assert evaluate(Constraint(attribute="width", op="eq", value="100 mm"), four_products).tolist() == [1, -1, 1, 0]


def test_evaluates_the_rows_asked_for_in_their_order(four_products: AttributeTable) -> None:
    constraint = Constraint(attribute="colour", op="eq", value="red")
    assert evaluate(constraint, four_products, np.array([3, 1, 0])).tolist() == [0, -1, 1]
    assert evaluate(constraint, four_products, np.empty(0, np.int64)).tolist() == []


def test_does_not_join_neighbouring_years_or_energy_classes() -> None:
    attributes = [Attribute("year", "Year", "numeric"), Attribute("energy", "Energy class", "categorical")]
    product = Product("1", "", attributes={"year": 2015.0, "energy": "A+"})
    table = AttributeTable.from_catalog(Catalog("v", (product,), {a.name: a for a in attributes}))
    assert evaluate(Constraint(attribute="year", op="eq", value=2016), table).tolist() == [-1]
    assert evaluate(Constraint(attribute="energy", op="eq", value="A"), table).tolist() == [-1]
    assert evaluate(Constraint(attribute="energy", op="eq", value="a+"), table).tolist() == [1]


@pytest.mark.parametrize(
    ("constraint", "complaint"),
    [
        (Constraint(attribute="wireless", op="eq", value="perhaps"), "'wireless' is yes or no, not 'perhaps'"),
        (Constraint(attribute="colour", op="eq", value=("red",)), "'eq' needs one value"),
        (
            Constraint(attribute="colour", op="lt", value=3),
            "'colour' is no number, so 'lt' does not fit: use eq, neq or in",
        ),
        (Constraint(attribute="width", op="eq", value="16 kg"), "'width' is measured in cm, not in kg"),
        (Constraint(attribute="width", op="eq", value="small"), "'width' is a number, not 'small'"),
        (Constraint(attribute="width", op="lt", value=float("inf")), "'width': must be a finite number"),
        (Constraint(attribute="width", op="in", value=(1, float("nan"))), "'width': must be a finite number"),
        (Constraint(attribute="width", op="lt", value=-5), "'width' has no negative numbers, so -5 leaves nothing"),
        (Constraint(attribute="width", op="between", value=Range(min=-9, max=-5)), "'width' has no negative numbers"),
    ],
)
def test_names_the_attribute_and_the_remedy_when_the_value_does_not_fit(
    four_products: AttributeTable, constraint: Constraint, complaint: str
) -> None:
    with pytest.raises(InvalidConstraint, match=complaint):
        evaluate(constraint, four_products)


def test_names_an_unknown_attribute(four_products: AttributeTable) -> None:
    with pytest.raises(UnknownAttribute, match="'taste' is not in the catalog"):
        evaluate(Constraint(attribute="taste", op="eq", value="sweet"), four_products)
