"""Judges labelled messages as they would be judged in a conversation: the whole, then the parts that are proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from bot.acts.classifier import ActClassifier, Temperatures, mean_of, together
from bot.acts.decision import decided
from bot.acts.features import OF_SCENE, OF_WORDS, Features
from bot.acts.lessons import Lesson, Table
from bot.acts.passages import Passage, passage
from bot.acts.scores import Scores
from bot.acts.training import temperature_of
from bot.acts.transformer import Transformer
from language.segmentation import has_han

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
KINDS = {"scene and readings": (True, True), "readings alone": (False, True), "scene alone": (True, False)}


def tried(
    classifier: ActClassifier, lessons: Sequence[Lesson], table: Table, rows: Rows, kinds: Iterable[str] = KINDS
) -> Iterator[tuple[str, str, Scores]]:
    """Of the rows of some writers: writer, what was known (of `KINDS`), scores."""
    for name in kinds:
        scene, readings = KINDS[name]
        by_writer: dict[str, Scores] = {}
        for own in messages(table, rows):
            lesson = lessons[table.lesson[own[0]]]
            got = _got(classifier, lesson, some(table.found, own, scene=scene, readings=readings), scene=scene)
            by_writer.setdefault(lesson.example.writer, Scores()).add(lesson.example.acts, got)
        yield from ((writer, name, scores) for writer, scores in by_writer.items())


def right(
    classifier: ActClassifier,
    lessons: Sequence[Lesson],
    table: Table,
    rows: Rows,
    progress: Callable[[int, int], None] | None = None,
) -> npt.NDArray[np.bool_]:
    """(messages,): whether each of the messages of these rows was taken for all that it does and nothing else."""
    found = []
    own = list(messages(table, rows))
    for number, one in enumerate(own, 1):
        lesson = lessons[table.lesson[one[0]]]
        got = _got(classifier, lesson, some(table.found, one), scene=True)
        found.append(set(got) == set(lesson.example.acts))
        if progress:
            progress(number, len(own))
    return np.asarray(found, np.bool_)


def _got(classifier: ActClassifier, lesson: Lesson, found: Features, *, scene: bool) -> list[str]:
    """The acts that a message is taken for, of the features of its texts."""
    example = lesson.example
    probabilities = classifier.probabilities(found, read_of(lesson, scene=scene))
    place = {text: number for number, (text, _) in enumerate(example.judged())}
    parts = [place[text] for text in example.proposed]
    return [act.name for act in decided(classifier.acts, probabilities[0], probabilities[parts] if parts else None)]


def messages(table: Table, rows: Rows) -> Iterator[Rows]:
    """The rows of each message of which all rows are among these."""
    return iter(np.split(rows, np.flatnonzero(table.whole[rows])[1:]))


def read_of(lesson: Lesson, *, scene: bool = True) -> Passage | None:
    """What the transformer reads of a lesson; None of a message that it does not read."""
    example = lesson.example
    if has_han(example.message):
        return None
    return passage(example.message, [text for text, _ in example.judged()], lesson.scene if scene else None)


def some(found: Features, rows: Rows, *, scene: bool = True, readings: bool = True) -> Features:
    """The features of some rows, without the scene or the readings where these are to be measured."""
    numbers = found.rows[rows].copy()
    if not scene:
        numbers[:, :OF_SCENE] = 0
    if not readings:
        numbers[:, OF_SCENE + OF_WORDS :] = 0
    return Features(numbers, [found.grams[row] for row in rows])


def temperatures(
    classifier: ActClassifier, transformer: Transformer, lessons: Sequence[Lesson], table: Table, rows: Rows
) -> Temperatures:
    """Those that fit the whole messages among some rows: with Han, and without."""
    alone: list[list[Floats]] = []
    both: list[list[Floats]] = []
    targets: dict[bool, list[Floats]] = {True: [], False: []}
    for own in messages(table, rows):
        found, read = some(table.found, own), read_of(lessons[table.lesson[own[0]]])
        logits = [one[:1] for one in classifier.members_logits(found, with_han=read is None)]
        targets[read is None].append(table.targets[own[0]])
        if read is None:
            alone.append(logits)
        else:
            both.append([*logits, transformer.logits(read, found.rows)[:1]])
    of_alone = [np.concatenate(own) for own in zip(*alone, strict=True)]
    *of_both, of_transformer = [np.concatenate(own) for own in zip(*both, strict=True)]
    return Temperatures(
        temperature_of(lambda degree: mean_of(of_alone, degree), np.stack(targets[True])),
        temperature_of(lambda degree: together(of_both, of_transformer, degree), np.stack(targets[False])),
    )
