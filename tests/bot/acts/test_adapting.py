from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.acts.adapting import Adapting, adapted
from bot.acts.classifier import ActClassifier
from bot.acts.encoders import sentence_encoder
from bot.acts.examples import parse
from bot.acts.lessons import Lesson, Table, table
from bot.acts.scene import Scene

SHOP = ("zonk me the parcel", "zonk please", "where is my zonk", "a zonk for 12")
KNOWN = ("hello there", "good morning", "hi")


@pytest.fixture(scope="module")
def shipped() -> ActClassifier:
    return ActClassifier.load()


@pytest.fixture(scope="module")
def taught() -> Table:
    lines = [f"start | newsletter | {text}" for text in SHOP] + [f"start | greet | {text}" for text in KNOWN]
    lessons = [Lesson(one, Scene(), [None] * len(one.judged())) for one in (parse(line, "en/x") for line in lines)]
    return table(lessons, sentence_encoder())


def likeliest(classifier: ActClassifier, text: str) -> str:
    return classifier.acts[int(classifier.judge_apart(text, Scene())[1][0].argmax())]


def test_networks_go_on_learning_and_keep_what_is_replayed(shipped: ActClassifier, taught: Table) -> None:
    weights = np.ones(len(taught.targets), np.float32)
    members = adapted(shipped.members[:1], taught, weights, Adapting(epochs=8, batch=8, rate=1e-3))
    own = shipped.with_members(members, ())

    assert likeliest(shipped, "zonk me") != "newsletter"
    assert likeliest(own, "zonk me") == "newsletter"
    assert likeliest(own, "hello there") == "greet"


def test_nothing_to_learn_changes_nothing(shipped: ActClassifier, taught: Table) -> None:
    none = np.zeros(len(taught.targets), np.float32)

    assert adapted(shipped.members, taught, none, Adapting()) == list(shipped.members)
    assert adapted(shipped.of_han, taught, none + 1, Adapting(), han_alone=True) == list(shipped.of_han)


def test_the_pull_holds_the_weights_where_they_began(shipped: ActClassifier, taught: Table) -> None:
    weights = np.ones(len(taught.targets), np.float32)

    def moved(config: Adapting) -> float:
        [member] = adapted(shipped.members[:1], taught, weights, config)
        return float(np.abs(member.outer - shipped.members[0].outer).sum())

    config = Adapting(epochs=4, batch=8)
    assert moved(replace(config, pull=100.0)) < moved(config)
