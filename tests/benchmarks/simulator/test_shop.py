"""A catalog as simulated shoppers see it."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.simulator.shop import Kind, kinds
from data.catalog.constraints import Range
from data.catalog.products import Catalog


def test_has_what_tells_products_of_a_type_apart(kind: Kind) -> None:
    assert {trait.name for trait in kind.traits} == {"brand", "price", "colour", "brightness", "dimmable"}
    brightness = next(trait for trait in kind.traits if trait.name == "brightness")
    assert brightness.features[:, 0].min() == -1
    assert brightness.features[:, 0].max() == 1
    assert not brightness.stated.all()


def test_knows_which_products_have_an_offered_value(kind: Kind) -> None:
    assert kind.having("colour", "Red").sum() == 10
    bright = kind.having("brightness", Range(min=400))
    assert all(product.attributes["brightness"] >= 400 for product in np.asarray(kind.products)[bright])
    assert not (kind.having("dimmable", value=True) & kind.having("dimmable", value=False)).any()


def test_a_catalog_without_choice_is_refused(small_catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="no product type"):
        kinds(small_catalog, None)
