"""Which questions shoppers can answer: a chance for each attribute, drawn towards that of its like if few were asked.

Beta-binomial at three levels, each the prior of the next with a fixed weight (Gelman and others, "Bayesian Data
Analysis", 2013, ch. 5): the shop, the attribute whatever the product type, the attribute of the type. A question that
chance asked where the policy rarely asks it counts more (1 / propensity, at most `MOST` times), so that what is learned
holds for all requests and not for those alone for which it was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from learning.estimators import effective_size
from learning.signals import Answer

MOST = 5.0
"""Times that one question counts at the most: where the weights are clipped."""
SHOP, ATTRIBUTE, TYPE = 4.0, 8.0, 8.0
"""Questions that each level's prior is worth."""
_FAIR = 0.5
"""Chance before anything was asked."""
ANSWERED = frozenset({"picked", "said"})
_UNTOLD = "none"
"""Nobody knows whether who went could have answered."""


@dataclass(slots=True)
class Answering:
    """Chances that a question is answered with a value."""

    usual: float
    attributes: dict[str, float] = field(default_factory=dict)
    """By attribute."""
    types: dict[str, dict[str, float]] = field(default_factory=dict)
    """By product type and attribute."""
    effective: float = 0.0
    """Kish's effective number of questions."""
    clipped: float = 0.0
    """Share of the questions whose weight was clipped."""


def answering(answers: Sequence[Answer], counts: Mapping[str, float]) -> Answering:
    """Learned from the questions that were asked, corrected by the propensities with which they were. `counts` says
    what each session counts, nothing where it is missing."""
    told = [one for one in answers if one.kind != _UNTOLD]
    weights = [counts.get(one.session, 0.0) * _inverse(one) for one in told]
    total = sum(weights)
    scale = len(told) / total if total else 1.0
    tallied: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one, own in zip(told, weights, strict=True):
        of = tallied[one.category, one.attribute]
        of[0] += own * scale * (one.kind in ANSWERED)
        of[1] += own * scale
    found = _levels(tallied)
    found.effective = effective_size(np.asarray(weights))
    found.clipped = sum(1 / max(one.propensity, 1e-9) > MOST for one in told) / len(told) if told else 0.0
    return found


def _inverse(answer: Answer) -> float:
    return min(MOST, 1 / max(answer.propensity, 1e-9))


def _levels(counts: dict[tuple[str, str], list[float]]) -> Answering:
    of_attribute: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (_, attribute), (yes, asked) in counts.items():
        of_attribute[attribute][0] += yes
        of_attribute[attribute][1] += asked
    yes, asked = (sum(own[n] for own in of_attribute.values()) for n in (0, 1))
    usual = (SHOP * _FAIR + yes) / (SHOP + asked)
    attributes = {name: (ATTRIBUTE * usual + y) / (ATTRIBUTE + n) for name, (y, n) in of_attribute.items()}
    types: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (category, name), (y, n) in counts.items():
        types[category][name] = (TYPE * attributes[name] + y) / (TYPE + n)
    return Answering(usual, attributes, dict(types))
