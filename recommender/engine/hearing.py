"""What words say where a question stands before them: its answer, or something else."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalog.constraints import Constraint
from data.catalog.products import CATEGORY
from recommender.engine.lookups import Lookups
from recommender.protocol.understand import UnderstandRequest
from retrieval.understanding.linker import Linker
from retrieval.understanding.message import Understood


def heard(linker: Linker, lookups: Lookups, request: UnderstandRequest) -> Understood:
    """What the words of a request say.

    Words that name a product type open a subject of their own: "a laptop under 1000" answers no question about storage,
    unless the type itself was asked. Nor do words that name another attribute, or a value that no product has where
    they give one of another attribute: "four wheels" is no weight, and "16 inch" no laptop's height.
    """
    text, asked, types = request.text, request.asked, request.product_types
    understood = linker.link(text, asked, types)
    if asked is None:
        return understood
    if understood.product_types and asked != CATEGORY:
        return linker.link(text)
    answer = next((constraint for constraint in understood.constraints if constraint.attribute == asked), None)
    if answer is None:
        return understood
    plain = linker.link(text, None, types)
    others = [constraint for constraint in plain.constraints if constraint.attribute != asked]
    is_named = any(constraint.attribute in plain.attributes for constraint in others)
    return plain if is_named or (others and not _is_met(lookups, answer, types)) else understood


def _is_met(lookups: Lookups, constraint: Constraint, types: Sequence[str]) -> bool:
    """Whether a product of the types fulfils it."""
    met = lookups.status(constraint) == 1
    if types:
        met &= lookups.status(Constraint(attribute=CATEGORY, op="in", value=tuple(types))) == 1
    return bool(met.any())
