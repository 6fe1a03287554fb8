"""The primary metric by product type."""

from __future__ import annotations

import numpy as np

from ranker.evaluation.slices import slices
from tests.ranker.requests import examples


def test_the_worst_product_type_comes_first() -> None:
    some = examples(30, "held out")
    primary = np.asarray([0.2 if example.category == "Cup" else 0.8 for example in some])
    found = slices("needs", some, primary)

    assert [(each.category, each.requests) for each in found] == [("Cup", 10), ("Laptop", 10), ("Mouse", 10)]
    assert found[0].primary.mean < found[1].primary.mean
