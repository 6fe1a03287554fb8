from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ranker.errors import ExamplesInvalid
from recommender.lessons.rated import Rating, question_examples, rated_examples, read_ratings
from recommender.lessons.types import Groups
from tests.recommender.lessons.bags import backpacks, knowledge, types_of


def test_what_good_products_state_otherwise_than_worse_ones_matters() -> None:
    ratings = [Rating("hand luggage", str(n), 3 if n % 2 == 0 else n % 3) for n in range(40)]
    (example,) = rated_examples(types_of(backpacks()), Groups(knowledge()), ratings)

    grades = {c.name: grade for c, grade in zip(example.candidates, example.relevance, strict=True)}
    values = {
        c.name: dict(zip(c.values, own, strict=True))
        for c, own in zip(example.candidates, example.affinities, strict=True)
    }
    assert example.query == "hand luggage"
    assert example.source == "rated"
    assert grades["weight"] > 0.5
    assert values["weight"]["low"] > 0
    assert values["material"]["Nylon"] > 0


@pytest.mark.parametrize(
    "ratings",
    [
        [],
        [Rating("hand luggage", str(n), 3) for n in range(40)],
        [Rating("hand luggage", str(n), n % 2) for n in range(4)],
        [Rating("hand luggage", f"gone-{n}", n % 2) for n in range(40)],
        [Rating("hand luggage", str(n), 0) for n in range(40)],
        [Rating("any", str(n), float(n % 3 == 0)) for n in range(40)],
    ],
    ids=["none", "all good", "few", "gone", "all bad", "unlike in nothing"],
)
def test_ratings_that_tell_nothing_teach_nothing(ratings: list[Rating]) -> None:
    assert rated_examples(types_of(backpacks()), Groups(knowledge()), ratings) == []


def test_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rated.csv"
    path.write_text("\ufeffquery,product_id,rating,rater\n bag ,1,2.5,me\n,2,1,me\nbag,3,nan,me\n", encoding="utf-8")

    assert read_ratings(path) == [Rating("bag", "1", 2.5)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("query,product\nbag,1\n", "product_id is missing"),
        ("query,product_id,rating\nbag,1,good\n", "line 2, rating"),
        ("query,product_id,rating\nbag,1\n", "line 2, rating"),
    ],
)
def test_names_what_is_wrong_with_a_file(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "rated.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ExamplesInvalid, match=problem):
        read_ratings(path)
    with pytest.raises(ExamplesInvalid, match="cannot be read"):
        read_ratings(tmp_path / "nothing.csv")


def test_what_was_asked_next_mattered(tmp_path: Path) -> None:
    path = tmp_path / "dialogues.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for kind, asked in (("fridge", "Size: small"), ("lamp", "Size: tall")):
            said = {"role": "user", "content": f"A {kind}", "keywords": [kind]}
            question = {"role": "system", "clarifying_attribute": [asked]}
            lines.write(json.dumps({"id": kind, "conversation": [said, question]}) + "\n")
    fridge, *_ = question_examples(path)

    assert fridge.query == "fridge A fridge"
    assert {c.name for c, grade in zip(fridge.candidates, fridge.relevance, strict=True) if grade} == {"size"}
