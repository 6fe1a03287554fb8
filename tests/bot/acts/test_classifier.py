from __future__ import annotations

import numpy as np
import pytest

from bot.acts.classifier import ActClassifier, together
from bot.acts.scene import Scene


@pytest.fixture(scope="module")
def classifier() -> ActClassifier:
    return ActClassifier.load()


@pytest.mark.parametrize(
    ("tag", "message", "expected"),
    [
        ("start", "i need a mouse for my kid", "search"),
        ("list", "can you compare the first and the third", "compare"),
        ("question:colour", "I don't mind", "release"),
        ("order", "FW-1234, anna@shop.example", "identify"),
        ("confirm", "yes please", "affirm"),
        ("product", "how heavy is it", "details"),
        ("start", "我想买一个鼠标", "search"),
        ("page", "how do i send it back", "return_policy"),
        ("start", "what will the weather be like tomorrow", "out_of_scope"),
    ],
)
def test_plain_messages_are_understood(classifier: ActClassifier, tag: str, message: str, expected: str) -> None:
    found = classifier.judge(message, [message], Scene.of_tag(tag), [None])[0]

    assert classifier.acts[int(found.argmax())] == expected


def test_each_text_is_judged_with_its_share_of_one(classifier: ActClassifier) -> None:
    found = classifier.judge("nice. how heavy is it", ["nice.", "how heavy is it"], Scene("product"), [None, None])

    assert found.shape == (2, len(classifier.acts))
    assert np.allclose(found.sum(axis=1), 1, atol=1e-4)
    assert [classifier.acts[int(row.argmax())] for row in found] == ["like", "details"]


def test_texts_and_readings_belong_together(classifier: ActClassifier) -> None:
    with pytest.raises(ValueError, match="2 texts and 1 readings"):
        classifier.judge("a b", ["a", "b"], Scene(), [None])


@pytest.mark.parametrize("message", ["how heavy is it", "我想买一个鼠标"])
def test_what_each_says_comes_with_what_all_say_together(classifier: ActClassifier, message: str) -> None:
    judged, apart = classifier.judge_apart(message, Scene("product"))

    assert judged == pytest.approx(classifier.judge(message, [message], Scene("product"), [None])[0], abs=1e-5)
    assert len(apart) > 1
    assert apart.sum(axis=1) == pytest.approx(np.ones(len(apart)), abs=1e-4)


def test_nothing_to_judge_is_nothing(classifier: ActClassifier) -> None:
    assert classifier.judge("", [], Scene(), []).shape == (0, len(classifier.acts))


def test_what_one_of_both_rules_out_is_out() -> None:
    sure = np.asarray([[9, 0, 0]], np.float32)
    torn = np.asarray([[0, 4, 4]], np.float32)
    found = together([np.asarray([[4, 4, -9]], np.float32)], torn)[0]

    assert together([sure], sure)[0].argmax() == 0
    assert found.argmax() == 1
    assert found.sum() == pytest.approx(1)
