"""What raw clicks say, without corrections: how much oftener products with a value are clicked than they are shown.

The baseline: with few conversations it often does better than models that correct, so these must beat it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from learning.choice import Floats
from learning.evidence import shown_rows
from learning.shelves import Shelf
from learning.signals import Choice
from learning.taste import Scales, Taste

_SHOWN = 10.0
"""Clicks that what is shown counts as beforehand."""
_SCALE = 0.5
"""Of the logarithm of how much oftener, in logits."""


def counted(shelf: Shelf, choices: Sequence[Choice], scales: Scales) -> Taste:
    """By value, the logarithm of its share of clicks over its share of what was shown; of a number, how much higher
    the clicked ones rank."""
    width = len(shelf.features)
    clicked, shown, clicks, cards = np.zeros(width), np.zeros(width), 0.0, 0
    for choice in choices:
        rows, kept = shown_rows(shelf, choice)
        chosen = np.asarray([choice.strengths[n] > 0 for n in kept], np.float64)
        if chosen.any():
            clicked += chosen @ shelf.values[rows]
            shown += shelf.values[rows].sum(axis=0)
            clicks += float(chosen.sum())
            cards += len(rows)
    if not clicks:
        return Taste(np.zeros(width), {}, scales.day_one)
    expected = shown / cards
    plain = _SCALE * np.where(_numeric(shelf), _higher(clicked, expected, clicks), _oftener(clicked, expected, clicks))
    return Taste(plain / scales.day_one, {}, scales.day_one)


def _numeric(shelf: Shelf) -> Floats:
    return np.asarray([feature.kind == "numeric" for feature in shelf.features], np.float64)


def _higher(clicked: Floats, expected: Floats, clicks: float) -> Floats:
    return (clicked - clicks * expected) / (clicks + _SHOWN)


def _oftener(clicked: Floats, expected: Floats, clicks: float) -> Floats:
    base = np.maximum(expected, 0.0) * _SHOWN + 1.0
    return np.log((np.maximum(clicked, 0.0) + base) / (clicks * np.maximum(expected, 0.0) + base))
