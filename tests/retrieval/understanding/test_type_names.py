from __future__ import annotations

import pytest

from data.catalog.products import Attribute, AttributeValue, Catalog, Product
from language.segmentation import Segmenter
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.type_names import TypeNames


@pytest.fixture(scope="module")
def names() -> TypeNames:
    types = {"Drip coffee maker": 4, "Earbud Headphones": 4, "Sofas & Couches": 3, "Film glossy": 2, "Women": 2}
    products = tuple(
        Product(f"{name} {number}", name, category=name, attributes=_glossy(number))
        for name, count in types.items()
        for number in range(count)
    )
    table = AttributeTable.from_catalog(
        Catalog(
            "types",
            products,
            {
                "category": Attribute("category", "Category", "categorical"),
                "finish": Attribute("finish", "Finish", "categorical"),
            },
        )
    )
    return TypeNames(table, lambda key: 5 if key == "glossy" else 0, Segmenter())


def _glossy(number: int) -> dict[str, AttributeValue]:
    return {"finish": "Glossy"} if number == 0 else {}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("drip coffee maker", ["Drip coffee maker"]),
        ("coffee maker", ["Drip coffee maker"]),
        ("earbud", ["Earbud Headphones"]),  # by another name of the head noun
        ("couch", ["Sofas & Couches"]),
        ("sofa", ["Sofas & Couches"]),
        ("film glossy", ["Film glossy"]),
        ("glossy", []),  # more often a value
        ("woman", []),  # for whom it is, and no thing
    ],
)
def test_names_types_by_their_parts_and_other_names(names: TypeNames, key: str, expected: list[str]) -> None:
    assert names.of(key) == expected


def test_tells_a_type_from_the_last_word_of_several(names: TypeNames) -> None:
    assert names.is_own("couch")
    assert not names.is_own("maker")
