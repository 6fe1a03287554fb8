"""What was asked for and is not there, by product type and wish; nothing that fewer than FEWEST shoppers said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from data.catalog.products import CATEGORY, Attribute
from learning.journeys import Journey
from learning.report.figures import wording
from learning.report.shape import FEWEST, Wish, Words
from recommender.protocol.recommend import USE

_MOST = 20
_SIGNS = {
    "eq": "",
    "in": "",
    "between": "",
    "neq": "not ",
    "lt": "below ",
    "lte": "at most ",
    "gt": "above ",
    "gte": "at least ",
}


def wishes(journeys: Sequence[Journey], definitions: Mapping[str, Attribute]) -> list[Wish]:
    """The commonest first; a wish is everything that had to be met together."""
    who: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    count: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in journeys:
        said = {(unmet.category, _spoken(unmet.constraints, definitions)) for unmet in one.not_met}
        for key in said:
            if any(key):
                who[key].add(one.shopper)
                count[key] += 1
    shown = [Wish(*key, count[key], len(owners)) for key, owners in who.items() if len(owners) >= FEWEST]
    return sorted(shown, key=lambda one: (-one.shoppers, one.category, one.wish))[:_MOST]


def words(journeys: Sequence[Journey]) -> list[Words]:
    """Words for which nothing was found, without any constraint that could explain it; the commonest first."""
    who: defaultdict[str, set[str]] = defaultdict(set)
    for one in journeys:
        for unmet in one.not_met:
            said = " ".join(unmet.words.casefold().split())
            if said and not unmet.constraints:
                who[said].add(one.shopper)
    shown = [Words(said, len(owners)) for said, owners in who.items() if len(owners) >= FEWEST]
    return sorted(shown, key=lambda one: (-one.shoppers, one.words))[:_MOST]


def label(attribute: str, definitions: Mapping[str, Attribute]) -> str:
    """What the catalog calls an attribute, or a question of no attribute."""
    if attribute == USE:
        return wording()["use"]  # type: ignore[no-any-return]
    return definitions[attribute].label if attribute in definitions else attribute.replace("_", " ").replace("-", " ")


def _spoken(constraints: Sequence[tuple[str, str, str]], definitions: Mapping[str, Attribute]) -> str:
    said = []
    for attribute, op, value in constraints:
        if attribute != CATEGORY:
            unit = definitions[attribute].unit if attribute in definitions else None
            amount = f"{value} {unit}" if unit else value
            said.append(f"{label(attribute, definitions)}: {_SIGNS.get(op, op + ' ')}{amount}")
    return " · ".join(said)
