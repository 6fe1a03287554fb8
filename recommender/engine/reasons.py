"""Why products stand where they stand, in a shopper's words: what a request leans on, what of a product serves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.catalog.products import Attribute, Product, Scalar, values_of
from language.words import value_key
from recommender.engine.facets import plain, with_unit
from recommender.engine.fitting import LEAST_AFFINITY, MOST_LEANINGS, Fitting, Leaning, Wish
from recommender.engine.purposes import Purpose
from recommender.engine.snapshot import Snapshot
from recommender.engine.statistics import is_brief
from recommender.protocol.recommend import Leaning as LeaningBody
from recommender.protocol.recommend import NeedRead, Reason

MOST_REASONS = 3
_MOST_TOWARDS = 3
_ALMOST = 0.5
"""Of the best value's affinity; values from there on are leant towards too."""
_CODE = 2  # characters of a value up to which its label must explain it


def need_read(snapshot: Snapshot, wish: Wish, purpose: Purpose) -> NeedRead:
    """What the request was taken to need."""
    leanings = []
    for leaning in wish.leanings[:MOST_LEANINGS]:  # more order products than anybody reads
        definition = snapshot.table.attributes[leaning.attribute]
        towards = _towards(snapshot, leaning)
        leanings.append(
            LeaningBody(
                attribute=definition.name,
                label=definition.label,
                towards=towards,
                weight=round(leaning.weight, 4),
                why=purpose.why(definition.name, towards),
            )
        )
    return NeedRead(
        purpose=purpose.need.need if purpose.need else None,
        strength=round(wish.strength, 4),
        leanings=leanings,
        unstated=list(purpose.unstated),
    )


def reasons(
    snapshot: Snapshot, fitting: Fitting, wish: Wish, purpose: Purpose, rows: Sequence[int]
) -> list[list[Reason]]:
    """What of each of `rows`, all of the wish's type, serves it best."""
    served = fitting.served(wish, np.asarray(rows, np.int64))
    weights = np.asarray([leaning.weight for leaning in wish.leanings])
    found = []
    for number, row in enumerate(rows):
        own = served[:, number]
        strongest = np.argsort(-np.nan_to_num(own * weights), kind="stable")
        product = snapshot.catalog.products[row]
        told = [
            reason
            for place in strongest
            if own[place] >= LEAST_AFFINITY
            and (reason := _reason(snapshot, wish.leanings[place], purpose, product, float(own[place])))
        ]
        found.append(told[:MOST_REASONS])
    return found


def _reason(snapshot: Snapshot, leaning: Leaning, purpose: Purpose, product: Product, affinity: float) -> Reason | None:
    """None for a value that is too long to be said."""
    definition = snapshot.table.attributes[leaning.attribute]
    value = _best(snapshot, leaning, values_of(product.stated[definition.name]))
    if not is_brief(value) or value == "":
        return None
    towards = _towards(snapshot, leaning) if not isinstance(value, str) else [value]
    return Reason(
        attribute=definition.name,
        label=definition.label,
        text=in_words(definition, value),
        affinity=round(affinity, 4),
        why=purpose.why(definition.name, towards),
    )


def in_words(definition: Attribute, value: Scalar) -> str:
    """A value as it is said alone; with its label where it would say nothing without."""
    if isinstance(value, bool):
        return definition.label if value else f"{definition.label}: no"
    if isinstance(value, (int, float)):
        return with_unit(value, definition) if definition.unit else f"{definition.label}: {plain(value)}"
    return value if len(value) > _CODE and not value.isdigit() else f"{definition.label}: {value}"


def _best(snapshot: Snapshot, leaning: Leaning, values: Sequence[Scalar]) -> Scalar:
    """Of a product's values, the one that serves best."""
    numbers = [value for value in values if isinstance(value, float | int)]
    if leaning.direction:
        return max(numbers) if leaning.direction > 0 else min(numbers)
    known = {snapshot.table.values[v]: a for v, a in zip(leaning.values.tolist(), leaning.affinities, strict=True)}
    return max(values, key=lambda value: known.get(value, 0.0))


def _towards(snapshot: Snapshot, leaning: Leaning) -> str | bool | list[str]:
    """What is leant towards: an end, an answer, or the values that serve well, or else those that are not to be
    avoided."""
    definition = snapshot.table.attributes[leaning.attribute]
    if definition.kind == "numeric":
        return "high" if leaning.direction > 0 else "low"
    best = leaning.affinities.argmax()
    if definition.kind == "boolean":
        stated = bool(snapshot.table.values[leaning.values[best]])
        return stated if leaning.affinities[best] > 0 else not stated
    least = _ALMOST * leaning.affinities[best] if leaning.affinities[best] > 0 else leaning.affinities[best]
    order = [place for place in np.argsort(-leaning.affinities, kind="stable") if leaning.affinities[place] >= least]
    named = {value_key(text): text for place in order if (text := str(snapshot.table.values[leaning.values[place]]))}
    return list(named.values())[:_MOST_TOWARDS]
