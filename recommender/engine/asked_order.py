"""Attributes in an order that somebody asks for: the weights that they were given change places.

The order of products follows, as it follows from the weights; an attribute that nothing was asked of, and of which
nothing is read into the request, has a weight that no product feels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ranker.candidates import RankingRequest, ranking
from ranker.rules import Ruled

PART = "order"
_NOTE = "it was moved by hand"


def in_asked_order(ruled: Ruled, request: RankingRequest, order: Sequence[str]) -> Ruled:
    """The ranking with the scores of the attributes of `order` handed out anew among these: the highest to the first.
    Names that are not ranked are passed over; all others stay as they are."""
    places = {candidate.name: place for place, candidate in enumerate(request.candidates)}
    named = [places[name] for name in dict.fromkeys(order) if name in places]
    before = ruled.ranking
    if len(named) < 2:
        return ruled
    plain = np.sum(list(before.parts.values()), axis=0)
    scores = plain.copy()
    scores[named] = np.sort(plain[named])[::-1]
    moved = np.flatnonzero(scores != plain)
    if not len(moved):
        return ruled
    weighed = ranking(before.parts | {PART: scores - plain}, before.model_version, before.affinities)
    notes = [[*own, _NOTE] if place in moved else own for place, own in enumerate(ruled.notes)]
    return Ruled(replace(weighed, advice=before.advice), notes)
