"""Which question pays: what matters, whether it can be tapped, and what its answer changes."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from data.catalog.products import CATEGORY
from ranker.candidates import AttributeCandidate
from ranker.experience import Experience, Lesson
from ranker.experienced import ExperiencedRanker
from ranker.statistical import StatisticsRanker
from recommender.engine.exploration import Draw, Exploration
from recommender.engine.question import (
    FEW_PRODUCTS,
    LEAST_NARROWING,
    about_use,
    answerable,
    askable,
    chosen,
    decision,
    worth_asking,
)
from recommender.protocol.recommend import USE, ChosenQuestion, FacetValue, RankedAttribute
from recommender.protocol.traces import CandidateQuestion
from tests.ranker.requests import candidate, request

USES = [FacetValue(value="games", label="Games", count=3)]


def asked(
    *candidates: AttributeCandidate,
    weights: list[float] | None = None,
    total: int = 37,
    closed: set[str] | None = None,
    needed: bool = False,
) -> str | None:
    """The attribute that is asked, all narrowing as they say and being as easy to answer."""
    even = weights or [1 / len(candidates)] * len(candidates)
    useful = np.log([one.statistics.narrowing + 1e-3 for one in candidates])
    open_ = {one.name for one in candidates} - (closed or set())
    near = worth_asking(total, candidates, np.asarray(even), useful, open_, needed=needed)
    return near[0].attribute if near else None


COLOUR, MEMORY = candidate("Colour", 0.4), candidate("Memory", 0.3)


def test_of_what_matters_alike_the_answer_that_narrows_more_is_asked_for() -> None:
    assert asked(MEMORY, COLOUR) == "colour"


def test_what_matters_much_more_goes_before_what_narrows_a_little_more() -> None:
    assert asked(MEMORY, COLOUR, weights=[0.9, 0.1]) == "memory"


def test_importance_counts_more_where_there_is_a_need() -> None:
    little, much = candidate("Weight", 0.1), candidate("Colour", 0.5)

    assert asked(little, much, weights=[0.7, 0.3]) == "colour"
    assert asked(little, much, weights=[0.7, 0.3], needed=True) == "weight"


def test_the_kind_of_product_matters_most() -> None:
    kind = candidate(CATEGORY, 0.3)

    assert asked(kind, candidate("Colour", 0.25), weights=[0.01, 0.99], needed=True) == CATEGORY


@pytest.mark.parametrize("total", [0, FEW_PRODUCTS])
def test_nothing_is_asked_when_few_products_are_left(total: int) -> None:
    assert asked(COLOUR, total=total) is None


def test_nothing_is_asked_whose_answer_would_change_nothing() -> None:
    assert asked(candidate("Colour", LEAST_NARROWING / 2)) is None


def test_nothing_is_asked_that_is_settled() -> None:
    assert asked(MEMORY, COLOUR, closed={"colour"}) == "memory"
    assert asked(COLOUR, closed={"colour"}) is None


def test_only_what_has_answers_to_tap_can_be_asked() -> None:
    def ranked(name: str, *values: str) -> RankedAttribute:
        options = [FacetValue(value=value, label=value, count=1) for value in values]
        return RankedAttribute(name=name, label=name, weight=0.1, kind="categorical", values=options)

    attributes = [ranked("colour", "Red", "Blue"), ranked("essay"), ranked("bearing", "Ball"), ranked("memory", "1")]

    assert askable(attributes, {"memory"}) == {"colour", "bearing"}


def question(attribute: str, utility: float) -> CandidateQuestion:
    return CandidateQuestion(attribute=attribute, weight=0.1, utility=utility, propensity=0.0)


def test_what_it_is_for_goes_before_all_but_the_kind_of_product() -> None:
    colour, kind = question("colour", 2.5), question(CATEGORY, 2.5)

    use = about_use([colour], USES)
    assert use is not None
    assert use[0] == ChosenQuestion(attribute=USE, utility=2.5)
    assert [(one.attribute, one.propensity) for one in use[1]] == [(USE, 1.0), ("colour", 0.0)]
    alone = about_use([], USES)
    assert alone is not None
    assert alone[0].utility == 1.0
    assert about_use([kind, colour], USES) is None
    assert about_use([colour], []) is None


def test_the_kind_of_product_is_not_left_to_chance() -> None:
    always = Draw(Exploration(0.5), question=0.99)

    one, weighed = chosen([question(CATEGORY, 1.0), question("colour", 1.0)], always)
    assert one is not None
    assert one.attribute == CATEGORY
    assert [other.propensity for other in weighed] == [1.0, 0.0]
    assert chosen([], always) == (None, [])


def test_the_decision_follows_from_the_question() -> None:
    assert decision(ChosenQuestion(attribute="colour", utility=1.0)) == "ask"
    assert decision(None) == "show"


def test_what_shoppers_cannot_answer_is_asked_less_where_conversations_taught_so() -> None:
    hard = Lesson(category="Bag", conversations=30, answerable={"colour": 0.1})
    taught = Experience(created_at=datetime(2026, 3, 1, tzinfo=UTC), lessons=[hard])
    asking = request(COLOUR, MEMORY, category="Bag")

    assert answerable(StatisticsRanker(), asking).tolist() == [0, 0]
    found = answerable(ExperiencedRanker(StatisticsRanker(), taught), asking)
    assert np.exp(found) == pytest.approx([0.1, 1.0])
