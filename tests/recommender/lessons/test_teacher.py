"""The real client of LangChain against a provider on this machine that speaks OpenAI's protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.catalog.products import Catalog
from recommender.lessons.assignments import TOKENS_PER_ANSWER
from recommender.lessons.teacher import FAILURES, Answers, Report, plan, teach, teacher_examples
from recommender.lessons.types import Groups, ListedTypes
from tests.recommender.lessons.bags import backpacks, knowledge, types_of
from tests.recommender.lessons.teaching import TOKENS, Provider
from tests.serving import serving

PLENTY = 10**6


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with serving(made.app) as url:
        made.url = f"{url}/v1"
        yield made


def shop(kinds: int = 1) -> ListedTypes:
    """Backpacks of so many types."""
    bags = backpacks(count=24 * kinds)
    products = [replace(one, category=f"Backpack {n % kinds}") for n, one in enumerate(bags.products)]
    return types_of(Catalog("bags-2", tuple(products), bags.attributes))


def taught(provider: Provider, folder: Path, kinds: int = 1, budget: int = PLENTY) -> Report:
    answers = Answers(folder)
    return teach(provider.model, plan(shop(kinds), answers), answers, budget=budget, progress=lambda *_: None)


def test_a_plan_costs_nothing_and_says_what_teaching_would(tmp_path: Path) -> None:
    planned = plan(shop(3), Answers(tmp_path / "none"))

    assert len(planned.assignments) == 3
    assert planned.kept == 0
    assert planned.most_tokens == sum(assignment.most_tokens for assignment in planned.assignments)
    assert planned.most_tokens > 3 * TOKENS_PER_ANSWER
    assert len(plan(shop(3), Answers(tmp_path), 2).assignments) == 2


def test_each_type_is_asked_about_once(provider: Provider, tmp_path: Path) -> None:
    report = taught(provider, tmp_path, kinds=3)
    again = taught(provider, tmp_path, kinds=3)

    assert (report.used, report.needs, report.tokens, report.left) == (3, 3, 3 * TOKENS, 0)
    assert (again.used, again.tokens) == (0, 0)
    assert len(provider.asked) == 3
    assert plan(shop(3), Answers(tmp_path)).kept == 3
    assert {message["role"] for message in provider.asked[0]["messages"]} == {"system", "user"}
    assert "tools" not in provider.asked[0]


def test_answers_that_are_kept_teach_without_a_model(provider: Provider, tmp_path: Path) -> None:
    taught(provider, tmp_path)
    first, second = teacher_examples(shop(), Groups(knowledge()), tmp_path)

    assert first.query == "they weigh it at the gate"
    assert second.query == "backpack 0: flying light"
    assert first.source == "teacher"
    assert len(provider.asked) == 1
    assert teacher_examples(shop(2), Groups(knowledge()), tmp_path) == []  # another catalog
    assert teacher_examples(shop(), Groups(knowledge()), tmp_path / "none") == []


def test_no_call_is_made_that_the_budget_may_not_suffice_for(provider: Provider, tmp_path: Path) -> None:
    planned = plan(shop(3), Answers(tmp_path))
    each = planned.assignments[0].most_tokens

    assert taught(provider, tmp_path, kinds=3, budget=each - 1).left == 3
    assert provider.asked == []
    # Two can be paid for at their highest; as they cost less, the third can be too.
    report = taught(provider, tmp_path, kinds=3, budget=2 * each + TOKENS)
    assert (report.used, report.left) == (3, 0)


def test_a_provider_that_fails_is_left_alone(provider: Provider, tmp_path: Path) -> None:
    provider.mood = "broken"
    report = taught(provider, tmp_path, kinds=9)

    assert report.used == 0
    assert FAILURES <= report.failed == len(provider.asked) < 9
    assert report.left == 9 - report.failed
    assert "500" in report.failure
    assert report.tokens > 0  # nobody knows what it cost
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("mood", "reason"), [("babbling", "not the JSON asked for"), ("cut short", "cut short")])
def test_what_cannot_be_used_is_counted_and_asked_again(
    provider: Provider, tmp_path: Path, mood: str, reason: str
) -> None:
    provider.mood = mood
    report = taught(provider, tmp_path)

    assert report.refused == {reason: 1}
    assert report.used == 0
    provider.mood = "well"
    assert taught(provider, tmp_path).used == 1


def test_a_file_that_is_no_answer_counts_as_none(provider: Provider, tmp_path: Path) -> None:
    taught(provider, tmp_path)
    (file,) = tmp_path.iterdir()
    for content in ("", "[]", '{"answer": 3}'):
        file.write_text(content, encoding="utf-8")
        assert plan(shop(), Answers(tmp_path)).kept == 0
        assert teacher_examples(shop(), Groups(knowledge()), tmp_path) == []
