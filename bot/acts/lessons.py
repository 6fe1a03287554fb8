"""What the classifier is trained on: labelled messages, each in a scene and with its readings, as rows of features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.acts.examples import Example
from bot.acts.features import Encodes, Features, features
from bot.acts.scene import Scene
from language.acts import ACTS
from recommender.protocol.understand import UnderstandResponse

Floats = npt.NDArray[np.float32]
_NUMBER = {act: number for number, act in enumerate(ACTS)}
_ANYWHERE = "help"
"""The first of those acts that mean the same whatever stands before the shopper."""
GENERAL = "general"
"""The name of the files whose lines say what any shop is told, and were not written in a state."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example as it was put before a shopper."""

    example: Example
    scene: Scene
    readings: Sequence[UnderstandResponse | None]
    """Of the texts of `example.judged()`."""


@dataclass(frozen=True, slots=True)
class Table:
    """The texts of all lessons."""

    found: Features
    targets: Floats
    """(texts, acts): the share of each act."""
    lesson: npt.NDArray[np.int64]
    """(texts,): of which lesson a text is."""
    whole: npt.NDArray[np.bool_]
    """(texts,): whether it is the whole message."""
    writers: npt.NDArray[np.str_]
    """(texts,): whose voice."""

    def weights(self, rows: npt.NDArray[np.int64]) -> Floats:
        """(rows,), of mean 1: rare acts count more, parts less, and so do lines without a state whose act needs one."""
        weights = np.ones(len(rows), np.float32)
        anywhere = self.targets[rows][:, _NUMBER[_ANYWHERE] :].sum(axis=1) > 0
        weights[np.char.endswith(self.writers[rows], GENERAL) & ~anywhere] *= 0.5
        weights[~self.whole[rows]] *= 0.6
        targets = self.targets[rows]
        often = np.maximum((targets * weights[:, None]).sum(axis=0), 1.0)
        weights *= targets @ np.sqrt(often.sum() / often)
        mean: Floats = (weights / weights.mean()).astype(np.float32)
        return mean


def table(lessons: Sequence[Lesson], encoder: Encodes) -> Table:
    """The features and targets of lessons. Raises ValueError for an act that there is not."""
    rows: list[Floats] = []
    grams: list[list[int]] = []
    targets: list[Floats] = []
    of_lesson: list[int] = []
    whole: list[bool] = []
    for number, lesson in enumerate(lessons):
        judged = lesson.example.judged()
        texts = [text for text, _ in judged]
        found = features(encoder, lesson.example.message, texts, lesson.scene, lesson.readings)
        rows.append(found.rows)
        grams += found.grams
        targets += [_target(shares) for _, shares in judged]
        of_lesson += [number] * len(texts)
        whole += [True, *[False] * (len(texts) - 1)]
    writers = np.asarray([lessons[number].example.writer for number in of_lesson])
    lesson_ids, whole_rows = np.asarray(of_lesson, np.int64), np.asarray(whole, np.bool_)
    return Table(Features(np.concatenate(rows), grams), np.stack(targets), lesson_ids, whole_rows, writers)


def _target(shares: dict[str, float]) -> Floats:
    target = np.zeros(len(ACTS), np.float32)
    for act, share in shares.items():
        target[_NUMBER[act]] += share
    return target
