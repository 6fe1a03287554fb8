"""Judges labelled messages as they would be judged in a conversation: the whole, then the parts that are proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from bot.acts.classifier import ActClassifier
from bot.acts.decision import decided
from bot.acts.features import OF_SCENE, OF_WORDS, Features
from bot.acts.lessons import Lesson, Table
from bot.acts.scores import Scores

KINDS = {"scene and readings": (True, True), "readings alone": (False, True), "scene alone": (True, False)}


def tried(
    classifier: ActClassifier, lessons: Sequence[Lesson], table: Table, rows: npt.NDArray[np.int64]
) -> Iterator[tuple[str, str, Scores]]:
    """Of the rows of some writers: writer, what was known (`KINDS`), scores."""
    for name, (scene, readings) in KINDS.items():
        probabilities = classifier.probabilities(some(table.found, rows, scene=scene, readings=readings))
        by_writer: dict[str, Scores] = {}
        starts = np.flatnonzero(table.whole[rows])
        for begin, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            example = lessons[table.lesson[rows[begin]]].example
            of_text = {text: begin + place for place, (text, _) in enumerate(example.judged()) if begin + place < end}
            parts = [of_text[text] for text in example.proposed]
            acts = decided(classifier.acts, probabilities[begin], probabilities[parts] if parts else None)
            by_writer.setdefault(example.writer, Scores()).add(example.acts, [act.name for act in acts])
        yield from ((writer, name, scores) for writer, scores in by_writer.items())


def some(found: Features, rows: npt.NDArray[np.int64], *, scene: bool = True, readings: bool = True) -> Features:
    """The features of some rows, without the scene or the readings where these are to be measured."""
    numbers = found.rows[rows].copy()
    if not scene:
        numbers[:, :OF_SCENE] = 0
    if not readings:
        numbers[:, OF_SCENE + OF_WORDS :] = 0
    return Features(numbers, [found.grams[row] for row in rows])
