"""Which products fit several constraints at once, by one and the same variant: tables of what is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from data.catalog.constraints import Constraint, Range
from data.catalog.products import Attribute, Catalog, Product, Variant
from recommender.engine.choice import fulfilling_rows
from recommender.engine.pool import Pool
from retrieval.attribute_table import AttributeTable
from retrieval.fulfilment import stand

HERE = Path(__file__).parent
ATTRIBUTES = {
    "brand": Attribute("brand", "Brand", "categorical"),
    "category": Attribute("category", "Category", "categorical"),
    "price": Attribute("price", "Price", "numeric", "EUR"),
    "colour": Attribute("colour", "Colour", "categorical"),
    "size": Attribute("size", "Size", "numeric"),
}


def product(id: str, stated: dict[str, Any]) -> Product:
    if "variants" not in stated:
        own = {name: tuple(v) if isinstance(v, list) else v for name, v in stated.items() if name != "price"}
        own = {name: float(v) if name == "size" else v for name, v in own.items()}
        return Product(id, id, price=stated["price"], attributes=own)
    variants = []
    for name, (colour, size, price, *sold_out) in stated["variants"].items():
        options = {"colour": colour} | ({"size": float(size)} if size is not None else {})
        variants.append(Variant(name, options, float(price), available=not sold_out))
    offered = [one for one in variants if one.available] or variants
    union = {
        name: tuple(dict.fromkeys(one.options[name] for one in variants if name in one.options))
        for name in ("colour", "size")
    }
    return Product(
        id,
        id,
        price=min(one.price or 0 for one in offered),
        available=any(one.available for one in variants),
        attributes={name: values for name, values in union.items() if values},
        variants=tuple(variants),
    )


def cases() -> list[Any]:
    found = []
    for file in ("choice_seen.yaml", "choice_unseen.yaml"):
        table = yaml.safe_load((HERE / file).read_text("utf-8"))
        catalog = Catalog(file, tuple(product(*item) for item in table["products"].items()), ATTRIBUTES)
        found += [pytest.param(catalog, ask, id=f"{file[7]}-{ask['where']}") for ask in table["asks"]]
    return found


def constraint(attribute: str, op: Any, value: Any) -> Constraint:
    if op == "between":
        return Constraint(attribute=attribute, op=op, value=Range(min=value[0], max=value[1]))
    return Constraint(attribute=attribute, op=op, value=tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize(("catalog", "ask"), cases())
def test_one_variant_fulfils_all_that_is_asked(catalog: Catalog, ask: dict[str, Any]) -> None:
    table = AttributeTable.from_catalog(catalog)
    constraints = [constraint(*one) for one in ask["where"]]
    standings = [stand(one, table) for one in constraints]
    rows = np.arange(len(catalog.products))

    pool = Pool.of(rows, np.ones(len(rows)), constraints, standings, table)

    ids = [one.id for one in catalog.products]
    fits = {ids[row] for row in rows[(pool.statuses == 1).all(axis=0)]}
    assert fits >= ask.get("fits", {}).keys()
    assert not fits & set(ask["misses"])
    assert not {ids[row] for row in rows[pool.live]} & set(ask["misses"])
    assert {ids[row] for row in fulfilling_rows(table, standings)} == fits
    for id, variant in ask.get("fits", {}).items():
        if variant is not None:
            assert pool.choice is not None
            assert pool.chosen is not None
            row = ids.index(id)
            number = pool.choice.variants[pool.chosen[row]] - table.variants.start[row]
            assert catalog.products[row].variants[number].id == variant
