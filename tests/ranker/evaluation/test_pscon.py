"""Conversations of a few lines, and those of the data set where it is."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ranker.errors import ExamplesInvalid
from ranker.evaluation.baselines import LearnedPrior, Statistic
from ranker.evaluation.pscon import BRAND_AND_PRICE, canonical_name, examples_of, judge, read_questions
from ranker.examples import Example


def shopper(content: str, *keywords: str) -> dict[str, Any]:
    return {"role": "user", "content": content, "keywords": list(keywords)}


def assistant(*asked: str) -> dict[str, Any]:
    return {"role": "system", "content": "?", "action": "Clarify", "clarifying_attribute": list(asked)}


def written(path: Path, *dialogues: Sequence[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for number, messages in enumerate(dialogues):
            lines.write(json.dumps({"id": str(number), "conversation": messages}) + "\n")
    return path


@pytest.fixture
def conversations(tmp_path: Path) -> Path:
    return written(
        tmp_path / "dialogues.jsonl.gz",
        [shopper("A fridge", "fridge"), assistant("Colour: red", "Price: $10"), shopper("White", "white")]
        + [assistant("Brand: Aster"), assistant("Price: $20")],
        [shopper("A lamp"), assistant("Brand: Norvik"), assistant("Hair color: black")],
        [shopper("Shampoo"), assistant("Hair type: curly")],
    )


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Price: $  $", "price"),
        ("Hair Color: red", "color"),
        ("Colour", "color"),
        ("Flatware  handle Material: steel", "material"),
        ("Kind", "type"),
        ("Operation system: iOS", "operating system"),
        ("Health & Personal Care Feature: vegan", "features"),
        ("Protective Glove Material Free", "protective glove material free"),
        ("", ""),
    ],
)
def test_names_that_mean_the_same_are_one(asked: str, name: str) -> None:
    assert canonical_name(asked) == name


def test_a_question_knows_what_was_said_and_asked_before(conversations: Path) -> None:
    first, second, third, *_ = read_questions(conversations)

    assert first.query == "fridge A fridge"
    assert first.asked == frozenset({"color", "price"})
    assert first.before == ()
    assert second.query == "fridge white A fridge White"
    assert second.asked == frozenset({"brand"})
    assert second.before == ("color", "price")
    assert third.asked == frozenset()  # the price was asked before


def test_candidates_are_what_is_asked_often_enough_and_is_not_settled(conversations: Path) -> None:
    some = examples_of(read_questions(conversations), least_asked=2, distractors=["Warranty"])

    # Asked twice: brand and color. Price is asked again once only; "Hair type" once.
    names = [[candidate.name for candidate in example.candidates] for example in some]
    assert names == [
        ["brand", "color", "warranty"],
        ["brand", "warranty"],
        ["brand", "color", "warranty"],
        ["color", "warranty"],
    ]
    assert [example.relevance for example in some] == [(0, 1, 0), (1, 0), (1, 0, 0), (1, 0)]
    assert len({candidate.statistics for example in some for candidate in example.candidates}) == 1


def test_values_come_from_other_dialogues_only(conversations: Path) -> None:
    some = examples_of(read_questions(conversations), least_asked=1, distractors=[])
    values = {(e.group, c.name): c.values for e in some for c in e.candidates}

    assert values["0", "color"] == ("black",)
    assert values["1", "color"] == ("red",)
    assert values["2", "color"] == ("black", "red")
    assert values["2", "hair type"] == ()


def test_without_brand_and_price_other_questions_are_left(conversations: Path) -> None:
    some = examples_of(read_questions(conversations), leave_out=BRAND_AND_PRICE)

    assert [example.group for example in some] == ["0", "1"]
    with pytest.raises(ExamplesInvalid, match="asked 9 times"):
        examples_of(read_questions(conversations), least_asked=9)


def test_judges_each_dialogue_by_a_ranker_that_did_not_see_it(tmp_path: Path) -> None:
    dialogues = [[shopper("A lamp"), assistant("Brand" if number % 3 else "Price")] for number in range(9)]
    some = examples_of(read_questions(written(tmp_path / "d.gz", *dialogues)), distractors=["Warranty"])
    seen: list[tuple[int, int]] = []

    def train(rest: Sequence[Example], dev: Sequence[Example]) -> LearnedPrior:
        assert not {e.group for e in rest} & {e.group for e in dev}
        seen.append((len(rest), len(dev)))
        return LearnedPrior(rest)

    found = judge(train, some, folds=3)

    assert seen == [(3, 3)] * 3
    assert found["hit@3"].mean == 1  # of three candidates
    # Fold 0 asks the price, the others the brand; each is trained on the fold before it, so fold 0 and fold 1 expect
    # the other attribute (1/2) and fold 2 expects its own (1).
    assert found["mrr"].mean == pytest.approx((1 / 2 + 1 / 2 + 1) / 3)


def test_a_ranker_that_puts_distractors_first_misses(tmp_path: Path) -> None:
    dialogues = [[shopper("A lamp"), assistant("Brand")] for _ in range(3)]
    distractors = ["Energy class", "Country of origin", "Cable length"]
    some = examples_of(read_questions(written(tmp_path / "d.gz", *dialogues)), distractors=distractors)
    longest = Statistic("longest label", lambda c: float(len(c.label)))

    found = judge(lambda _train, _dev: longest, some, folds=3)
    assert found["hit@3"].mean == 0
    assert found["mrr"].mean == pytest.approx(1 / 4)


def test_refuses_what_is_no_conversation(tmp_path: Path) -> None:
    plain = tmp_path / "plain.jsonl.gz"
    plain.write_text("{}", encoding="utf-8")
    with pytest.raises(ExamplesInvalid, match="gzipped"):
        read_questions(plain)
    for content, message in (
        ("[]\n", "line 1: not a dialogue"),
        ('{"id": 1}\n', "conversation"),
        ("", "no clarifying"),
    ):
        path = tmp_path / "bad.jsonl.gz"
        path.write_bytes(gzip.compress(content.encode()))
        with pytest.raises(ExamplesInvalid, match=message):
            read_questions(path)


def test_refuses_fewer_dialogues_than_folds(conversations: Path) -> None:
    some = examples_of(read_questions(conversations))

    with pytest.raises(ExamplesInvalid, match="2 dialogues do not make 5 folds"):
        judge(lambda rest, _dev: LearnedPrior(rest), some)
    with pytest.raises(ValueError, match="at least three"):
        judge(lambda rest, _dev: LearnedPrior(rest), some, folds=2)


@pytest.mark.evaluation_data
def test_how_often_it_is_asked_elsewhere_beats_chance_on_real_conversations(evaluation_data: Path) -> None:
    path = evaluation_data / "pscon" / "dialogues-dev.jsonl.gz"
    if not path.is_file():
        pytest.skip("the conversations are not here")
    some = examples_of(read_questions(path), leave_out=BRAND_AND_PRICE)

    prior = judge(lambda rest, _dev: LearnedPrior(rest), some)
    # A random order misses all r of n attributes in its first three with C(n - r, 3) / C(n, 3). Not equal weights:
    # those keep the alphabetical order of the candidates, which favours "category".
    sizes = [(len(example.candidates), int(sum(example.relevance))) for example in some]
    chance = np.mean([1 - comb(n - r, 3) / comb(n, 3) for n, r in sizes])
    assert prior["hit@3"].low > chance
