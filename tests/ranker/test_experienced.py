"""A ranker with an experience, over ones without."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from ranker.candidates import Ranking, RankingRequest, WordExplainer, ranking
from ranker.experience import Experience, Lesson, write_experience
from ranker.experienced import PART, Experienced, ExperiencedModel, ExperiencedRanker
from ranker.export import write_head
from ranker.knowledge.advice import Advice
from ranker.knowledge.families import Decision, Need
from ranker.serving import LearnedRanker, load_ranker
from ranker.statistical import StatisticsRanker
from tests.ranker.requests import candidate, request
from tests.ranker.test_serving import Counting, trained_head

TRAVEL = Need(need="travel", says=["for trips"], decides=[Decision(concept="weight", grade=3)])
BAG = request(candidate("Colour"), candidate("Weight", kind="numeric"), candidate("Brand"), category="Bag")
LESSONS = [
    Lesson(
        category="Bag",
        conversations=40,
        importance={"colour": 1.0},
        values={"colour": {"Red": 0.3, "Green": 0.9}},
        answerable={"colour": 0.2},
    ),
    Lesson(category="Bag", purpose="travel", conversations=10, values={"colour": {"Red": 0.9, "Blue": -0.1}}),
]


def experience(lessons: list[Lesson] = LESSONS) -> Experience:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return Experience(created_at=now, answerable={"weight": 0.7}, usually_answerable=0.5, lessons=lessons)


def advice(certainty: float) -> Advice:
    return Advice(TRAVEL, certainty, np.zeros(3), tuple(np.zeros(2) for _ in range(3)))


@pytest.fixture
def ranker() -> ExperiencedRanker:
    return ExperiencedRanker(StatisticsRanker(), experience())


def test_of_a_type_that_nothing_was_learned_of_it_is_the_base(ranker: ExperiencedRanker) -> None:
    other = replace(BAG, category="Cup")
    base = StatisticsRanker().rank(other)

    assert ranker.rank(other).weights.tolist() == base.weights.tolist()
    assert ranker.rank(other).parts.keys() == base.parts.keys()
    assert ranker.taught(other, None) is None


def test_importance_is_a_part_of_the_softmax(ranker: ExperiencedRanker) -> None:
    base, found = StatisticsRanker().rank(BAG), ranker.rank(BAG)
    odds = found.weights / base.weights

    assert found.parts[PART].tolist() == [1.0, 0.0, 0.0]
    assert odds[0] / odds[1] == pytest.approx(np.e)
    assert found.weights.sum() == pytest.approx(1)


def test_values_that_no_product_has_any_more_are_left_out(ranker: ExperiencedRanker) -> None:
    taught = ranker.taught(BAG, None)

    assert taught is not None
    assert [own.tolist() for own in taught] == [[0.3, 0.0], [0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize(("certainty", "red"), [(0.5, 0.3), (0.9, 1.0)])
def test_what_is_learned_of_a_purpose_adds_where_the_request_speaks_of_it(
    ranker: ExperiencedRanker, certainty: float, red: float
) -> None:
    taught = ranker.taught(BAG, advice(certainty))

    assert taught is not None
    assert taught[0][0] == red  # and no more than 1


def test_the_chance_of_an_answer_is_the_types_else_the_shops_else_the_usual(ranker: ExperiencedRanker) -> None:
    assert ranker.answerable(BAG).tolist() == [0.2, 0.7, 0.5]
    assert ranker.answerable(replace(BAG, category="Cup")).tolist() == [0.5, 0.7, 0.5]


def test_a_base_that_fails_fails_as_it_would_without() -> None:
    class Failing:
        version = "failing"

        def rank(self, request: RankingRequest) -> Ranking:  # noqa: ARG002
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        ExperiencedRanker(Failing(), experience()).rank(BAG)


def test_explains_words_as_its_base_does(ranker: ExperiencedRanker) -> None:
    learned = LearnedRanker("v", trained_head().served(), Counting(), shares_queries=False)
    asked = replace(BAG, query="red bag")

    assert ranker.words(asked) == [{}, {}, {}]
    assert ExperiencedRanker(learned, experience()).words(asked) == learned.words(asked)
    assert isinstance(ranker, WordExplainer | Experienced)


def test_keeps_what_the_base_read() -> None:
    class Reading:
        version = "reading"

        def rank(self, request: RankingRequest) -> Ranking:
            own = tuple(np.asarray([0.5, -0.5]) for _ in request.candidates)
            return replace(ranking({"told": np.zeros(3)}, self.version, own), advice=advice(1.0))

    found = ExperiencedRanker(Reading(), experience()).rank(BAG)

    assert [own.tolist() for own in found.affinities] == [[0.5, -0.5]] * 3
    assert found.advice is not None
    assert found.model_version == "reading"


def test_a_models_folder_with_an_experience_serves_it(tmp_path: Path) -> None:
    folder = tmp_path / "v-1"
    folder.mkdir()
    write_head(folder, trained_head())
    without = load_ranker(folder, Counting())
    write_experience(folder, experience())

    found = load_ranker(folder, Counting())

    assert isinstance(without, LearnedRanker)
    assert isinstance(found, ExperiencedModel)
    assert (found.version, found.shares_queries, found.dimension) == ("v-1", True, without.dimension)
    assert found.meanings(["a bag"]).tolist() == without.meanings(["a bag"]).tolist()
    assert found.reading(Counting(), "ours").version == "ours"
    assert found.rank(BAG).parts[PART].tolist() == [1.0, 0.0, 0.0]
