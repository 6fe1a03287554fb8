"""What goes with a product: things that name its model, things whose model it names, and kinds made for its kind.

A model is a code of letters and digits that few titles have ("MG5250"); evidence is another product's own text or its
compatibility attributes. Nothing is guessed from likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from data.catalog.products import Product, values_of
from language.words import fold, phrase_key, value_key
from recommender.engine.pool import Pool
from recommender.engine.presentation import card
from recommender.engine.recommender import Recommender
from recommender.protocol.companions import Companion, Companions
from retrieval.understanding.value_phrases import says_fit

_MODEL = re.compile(r"(?<![\w.])(?=[a-z\d-]*[a-z])(?=[a-z\d-]*\d)[a-z\d][a-z\d-]{2,19}(?![\w.])")
_MEASURE = re.compile(r"\d+(?:[.-]\d+)?-?[a-z]{1,5}|[a-z]{2,4}-?\d|(?:usb|ddr|cat|hdmi|ipx|ip|pci|ps)-?\d[\w-]*")
"""An amount or a standard ("500gb", "ddr4", "usb3"), which many unlike things have."""
_MOST_HOLDERS = 0.005
"""Share of the catalog from which a code is no model any more but a series or a standard."""
_LEAST_HOLDERS = 10
_IN_TITLE, _IN_COMPATIBILITY, _IN_TEXT, _KIND = 1.0, 0.9, 0.6, 0.3
"""How good the evidence is: a title that names the model is made for it, a text may only mention it."""


def accessories(recommender: Recommender, product_id: str, limit: int) -> Companions:
    """Products of other types that fit this one, the surest first. Raises UnknownProduct, ProductGone."""
    row = recommender.view.row(product_id)
    products = recommender.snapshot.catalog.products
    own = products[row]
    evidence: dict[int, tuple[float, str]] = {}

    def add(other: int, score: float, reason: str) -> None:
        fits = other != row and products[other].available and products[other].category != own.category
        if fits and score > evidence.get(other, (0.0, ""))[0]:
            evidence[other] = score, reason

    for code in models(own.title):
        for other in _holders(recommender, code):
            score = _mention(recommender, products[other], code)
            if score:
                add(other, score, f"made for {code.upper()}" if score >= _IN_COMPATIBILITY else f"names {code.upper()}")
    for code in _fitting(recommender, own):
        for other in _holders(recommender, code):
            if code in models(products[other].title):
                add(other, _IN_COMPATIBILITY, f"fits {code.upper()}")
    for other in _made_for_kind(recommender, own):
        add(other, _KIND, f"made for any {(own.category or '').lower()}")
    order = sorted(evidence, key=lambda other: (-evidence[other][0], other))[:limit]
    pool = Pool.of(np.asarray(order, np.int64), np.asarray([evidence[other][0] for other in order]))
    found = [
        Companion(product=card(recommender.snapshot, pool, place, []), reason=evidence[other][1])
        for place, other in enumerate(order)
    ]
    return Companions(
        id=product_id,
        catalog_version=recommender.snapshot.catalog.version,
        model_version="accessories",
        products=found,
    )


def models(text: str) -> list[str]:
    """The codes in a text that may be models, in lower case."""
    found = _MODEL.findall(fold(text))
    return [code for code in dict.fromkeys(found) if not _MEASURE.fullmatch(code)]


def _holders(recommender: Recommender, code: str) -> list[int]:
    """Rows whose words have the code; none if it is too common to be a model."""
    rows = recommender.snapshot.index.holders(code)
    most = max(_LEAST_HOLDERS, _MOST_HOLDERS * len(recommender.snapshot.index))
    return [int(row) for row in rows] if len(rows) <= most else []


def _mention(recommender: Recommender, product: Product, code: str) -> float:
    """How surely a product is for the model; 0 if it does not name it."""
    if code in models(product.title):
        return _IN_TITLE
    if code in _fitting(recommender, product):
        return _IN_COMPATIBILITY
    return _IN_TEXT if code in models(product.description) else 0.0


def _fitting(recommender: Recommender, product: Product) -> list[str]:
    """The models that a product's compatibility attributes name."""
    attributes = recommender.snapshot.catalog.attributes
    texts = (
        single
        for name, value in product.attributes.items()
        if says_fit(attributes[name].label)
        for single in values_of(value)
        if isinstance(single, str)
    )
    return list(dict.fromkeys(code for text in texts for code in models(text)))


def _made_for_kind(recommender: Recommender, own: Product) -> Iterable[int]:
    """Products of types whose name begins with this product's: monitor stands for a monitor. Not those that name what
    they fit: a lamp for one projector is none for another.

    The last word of a type's name will do, if no other type ends with it: a card reader is not made for graphics cards.
    """
    kind = phrase_key(own.category or "").split()
    if not kind:
        return
    types = {category: phrase_key(category).split() for category in recommender.view.categories()}
    shared = sum(words[-1:] == kind[-1:] for words in types.values()) > 1
    begins = kind if shared else kind[-1:]
    for category, words in types.items():
        if len(words) > len(begins) and words[: len(begins)] == begins and words[-1] != kind[-1]:
            rows = recommender.lookups.of_category(category).tolist()
            yield from (row for row in rows if not _is_particular(recommender, row, own))


def _is_particular(recommender: Recommender, row: int, own: Product) -> bool:
    """Whether a product says what it fits, other than this product's brand."""
    catalog = recommender.snapshot.catalog
    product = catalog.products[row]
    stated = [v for name, v in product.attributes.items() if says_fit(catalog.attributes[name].label)]
    said = {value_key(single) for value in stated for single in values_of(value) if isinstance(single, str)}
    return bool(said) and said != {value_key(own.brand or "")}
