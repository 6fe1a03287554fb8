"""What a request says in so many words, as far as the catalog knows it: constraints, preferences, what is declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalog.constraints import Constraint, Preference
from recommender.engine.lookups import Lookups
from recommender.errors import RejectedConstraint
from recommender.protocol.recommend import USE, RecommendRequest
from retrieval.attribute_table import AttributeTable
from retrieval.fulfilment import Standing


@dataclass(frozen=True, slots=True)
class Terms:
    """A request's constraints, preferences and declined attributes, as far as the catalog knows them."""

    constraints: list[Constraint]
    standings: list[Standing]
    declined: list[int]
    preferences: list[Preference]
    unknown: list[str]


def read_terms(table: AttributeTable, lookups: Lookups, request: RecommendRequest) -> Terms:
    """The terms of a request. Raises RejectedConstraint."""
    known = table.ids
    constraints, standings = [], []
    for number, constraint in enumerate(request.constraints):
        if constraint.attribute in known:
            constraints.append(constraint)
            standings.append(lookups.standing(constraint, f"constraints.{number}"))
    preferences = _numeric(table, request.preferences)
    named = [constraint.attribute for constraint in request.constraints]
    named += [*(preference.attribute for preference in request.preferences), *request.declined]
    named += request.order
    return Terms(
        constraints=constraints,
        standings=standings,
        declined=list(dict.fromkeys(known[name] for name in request.declined if name in known)),
        preferences=preferences,
        unknown=list(dict.fromkeys(name for name in named if name not in known and name != USE)),
    )


def _numeric(table: AttributeTable, preferences: Sequence[Preference]) -> list[Preference]:
    """Those on attributes that the catalog knows. Raises RejectedConstraint for one that is no number."""
    # Of a scale, who asks makes a constraint: there is nothing to order by.
    known = [one for one in preferences if one.attribute in table.ids and not one.scale]
    for number, preference in enumerate(preferences):
        if preference in known and table.attributes[table.ids[preference.attribute]].kind != "numeric":
            raise RejectedConstraint(
                f"preferences.{number}.attribute", f"{preference.attribute!r} is no number: nothing to order by"
            )
    return known
