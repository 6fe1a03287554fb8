"""A shopper's search over one recommender, as the bot holds it: her words are understood, lists are shown and questions
asked until she has what she wants. Says what each list was worth to her; what is logged of it is `visits`' affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.simulator.shoppers import Answer, Shopper
from bot.dialogue.need import Need, told
from bot.dialogue.replies import MOST_OPTIONS
from data.catalog.constraints import Constraint
from recommender.engine.policies import answer, assigned
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import USE, RankedAttribute, RecommendRequest, RecommendResponse
from recommender.protocol.traces import Arm
from recommender.protocol.understand import UnderstandRequest

FIRST_SCREEN = 5
MOST_QUESTIONS = 5
"""As many, and she gives up."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before the shopper."""

    attribute: str
    label: str
    kind: str
    unit: str | None
    options: Sequence[Any]
    """As `recommender.protocol.recommend.FacetValue`."""

    @property
    def values(self) -> list[Any]:
        """The offered ones."""
        return [option.value for option in self.options]


class Search:
    """The bot's side of one search: the need so far, and the recommender's answer to it."""

    def __init__(self, recommender: Recommender, *, unit: str = "", arm: Arm = "assistant") -> None:
        self._recommender = recommender
        self._unit, self._arm = unit, arm
        self.need = Need()

    def says(self, text: str) -> RecommendResponse:
        """After words of the shopper."""
        need = self.need
        asked = UnderstandRequest(text=text, query=need.query, asked=need.asked, product_types=list(need.product_types))
        self.need = told(need, self._recommender.understand(asked))
        return self._found()

    def picks(self, attribute: str, value: Any) -> RecommendResponse:
        """After a tapped answer; None: no preference."""
        if value is None:
            self.need = self.need.declining(attribute)
        elif attribute == USE:
            self.need = self.need.used_for(str(value))
        else:
            self.need = self.need.constrained_by(Constraint(attribute=attribute, value=value))
        return self._found()

    def more(self) -> RecommendResponse:
        """The next products of the same order."""
        return self._found(more=True)

    def request(self) -> RecommendRequest:
        """What the bot asks the recommender now."""
        request = self.need.request(asks_use=True)
        return request.model_copy(update={"unit": self._unit, "arm": self._arm})

    def asked(self, found: RecommendResponse) -> Asked | None:
        """The question that goes with an answer; the need knows of it."""
        question = _question(found)
        name = question.attribute if question else None
        self.need = replace(self.need, asked=name, use_asked=self.need.use_asked or name == USE)
        return question

    def _found(self, *, more: bool = False) -> RecommendResponse:
        if not more:
            self.need = replace(self.need, offset=0)
        request = self.request()
        found = answer(self._recommender, request, assigned(self._recommender, request))
        self.need = replace(self.need, offset=self.need.offset + len(found.products))
        return found


def _question(found: RecommendResponse) -> Asked | None:
    name = found.question.attribute if found.question else None
    if name == USE and found.uses:
        return Asked(USE, "Use", "use", None, found.uses)
    attribute: RankedAttribute | None = next((one for one in found.attributes if one.name == name), None)
    if attribute is None:
        return None
    return Asked(attribute.name, attribute.label, attribute.kind, attribute.unit, attribute.values[:MOST_OPTIONS])


@dataclass(frozen=True, slots=True)
class Result:
    """What a recommender was worth to one shopper who answers every question."""

    questions: int
    """Until a product that is good enough was among the first five; `MOST_QUESTIONS` if none ever was."""
    first_fit: float
    """Mean fit of the first five of the first list, in [0, 1]; a place without a product, or with one of another type,
    counts 0."""
    last_fit: float
    """The same of the last list."""


def judged(recommender: Recommender, shopper: Shopper, words: str) -> Result:
    """Plays a shopper who is patient and looks at every product, for comparison: chance has no part in it."""
    search = Search(recommender)
    fits: list[float] = []
    for number, found in enumerate(_patient(search, shopper, words)):
        ids = [product.id for product in found.products[:FIRST_SCREEN]]
        fits.append(sum(shopper.fit_of(id) for id in ids) / FIRST_SCREEN)
        if shopper.good & set(ids):
            return Result(number, fits[0], fits[-1])
    return Result(MOST_QUESTIONS, fits[0], fits[-1])


def _patient(search: Search, shopper: Shopper, words: str) -> Iterator[RecommendResponse]:
    found = search.says(words)
    yield found
    for _ in range(MOST_QUESTIONS - 1):
        question = search.asked(found)
        if question is None:
            return
        said: Answer = shopper.answer(question.attribute, question.values)
        found = search.picks(question.attribute, said.value)
        yield found


def words_random(seed: int) -> np.random.Generator:
    """Behind what a shopper of this seed types."""
    return np.random.default_rng([seed, 23])
