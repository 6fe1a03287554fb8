"""What a shop should know of a catalog that was read, before shoppers see it: in figures, and in points by weight.

Reading and tidying are done (`data.catalog.importing`); what is said of them is noted in their report. How points are
worded, and how much each matters, is in `wording.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from data.catalog.products import Attribute, Product
from data.catalog.reports import ImportReport
from data.catalog.reviewing import comparing, gaps, oddities, reading, titles
from data.catalog.reviewing.figures import figures_of
from data.catalog.reviewing.points import ranked
from data.catalog.store import Offer


def review(
    products: Sequence[Product],
    attributes: Mapping[str, Attribute],
    lines: Mapping[str, int],
    before: Mapping[str, Offer],
    report: ImportReport,
) -> None:
    """Puts figures and points about the products into the report; `lines` are those of their rows, by id.

    `before` is what the current catalog offers, by id; empty if there is none, or none to hold this one against.
    """
    report.figures = figures_of(products, attributes)
    places = {product.id: lines.get(product.id) for product in products}
    found = chain(
        reading.points(report),
        gaps.points(products, places, report),
        oddities.points(products, attributes, places),
        titles.points(products, places),
        comparing.points(products, before),
    )
    report.points = ranked(found)
