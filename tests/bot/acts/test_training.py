from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.acts.classifier import ActClassifier, Temperatures, mean_of
from bot.acts.encoders import sentence_encoder
from bot.acts.examples import parse
from bot.acts.lessons import Lesson, Table, table
from bot.acts.scene import Scene
from bot.acts.training import Config, temperature_of, trained, trained_on_han, write
from bot.acts.trials import KINDS, tried

SAID = {
    "greet": ("hi", "hello there", "good morning", "hey you"),
    "details": ("how heavy is it", "is it waterproof", "what about the colour", "does it have hdmi"),
    "search": ("a lamp for my desk", "something cheaper", "red please", "i need a kettle"),
}


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    lines = [f"list | {act} | {text}" for act, texts in SAID.items() for text in texts]
    lines += ["list | greet + search | hello || i need a lamp", "list | greet | 你好", "list | search | 我想买一个鼠标"]
    examples = [parse(line, "en/writer") for line in lines]
    return [Lesson(example, Scene.of_tag("list"), [None] * len(example.judged())) for example in examples]


@pytest.fixture(scope="module")
def taught(lessons: list[Lesson]) -> Table:
    return table(lessons, sentence_encoder())


def test_a_model_learns_its_lessons_and_is_read_back(lessons: list[Lesson], taught: Table, tmp_path: Path) -> None:
    config = replace(Config(), members=1, of_han=1, epochs=60, hidden=32, batch=8, dropout=0.1)
    rows = np.arange(len(taught.targets))

    members = trained(taught, rows, config)
    of_han = trained_on_han(taught, rows, config)
    write(tmp_path, members, of_han, Temperatures(0.8))
    classifier = ActClassifier.load(tmp_path)

    found = classifier.judge("is it heavy", ["is it heavy"], Scene("list"), [None])[0]
    assert classifier.acts[int(found.argmax())] == "details"
    found = classifier.judge("我想买灯", ["我想买灯"], Scene("list"), [None])[0]
    assert classifier.acts[int(found.argmax())] == "search"
    scores = {name: result for _, name, result in tried(classifier, lessons, taught, rows)}
    assert scores.keys() == KINDS.keys()
    assert scores["scene and readings"].exact > 0.9


def test_without_han_nothing_is_learned_of_it(lessons: list[Lesson], taught: Table) -> None:
    english = [number for number, own in enumerate(taught.lesson) if lessons[own].example.message.isascii()]

    assert trained_on_han(taught, np.asarray(english), Config()) == []


def test_rare_acts_count_more(taught: Table) -> None:
    weights = taught.weights(np.arange(len(taught.targets)))

    assert np.isclose(weights.mean(), 1)


def test_the_temperature_of_too_sure_members_is_high() -> None:
    targets = np.asarray([[1, 0], [0, 1], [1, 0], [1, 0]], np.float32)
    sure = np.asarray([[4, 0], [4, 0], [4, 0], [4, 0]], np.float32)

    assert temperature_of(lambda degree: mean_of([sure], degree), targets) > 1.5
    assert temperature_of(lambda degree: mean_of([targets], degree), targets) == pytest.approx(0.3)
