#!/usr/bin/env python3
"""How many labels the queue saves: what is learned from messages that it picks, and from as many picked by chance.

labelling.py [--writers en/writer_10 en/writer_5] [--labels 200] [--seeds 3]
labelling.py --weak --known 2500 [--writers …]

Networks begin with a few lines. Of many others, some are labelled: picked by `learning.labelling.queue` (margin,
disagreement, no ten alike) in rounds, or by chance, or twice as many by chance. Then the networks learn all that they
have, and the lines of a writer of whom nothing was learned judge: all acts of a message must be right. Nothing is read
over a catalog, and no transformer judges.

`--weak`: what messages earn that nobody labelled (`learning.self_training`). Networks are taught without some writers;
of each of these half of the lines are learned as the networks judge them where they are sure, and the other half judge.
The threshold is found on the other writers left out.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.acts.adapting import Adapting, adapted
from bot.acts.classifier import ActClassifier
from bot.acts.encoders import sentence_encoder
from bot.acts.examples import States, read
from bot.acts.lessons import Lesson, table
from bot.acts.training import Config, trained
from bot.acts.trials import right
from data.conversations.moves import Move
from data.conversations.sessions import Session
from learning.labelling import Opinion, disagreement, queue
from learning.self_training import MOST_DISAGREEMENT, threshold
from learning.turns import WEIGHT

Rows = npt.NDArray[np.int64]
SHOP_COUNTS, REPLAYED = 8.0, 1000
START = datetime(2026, 1, 1, tzinfo=UTC)


class Beginner:
    """Networks that know few lines, many that could be labelled, and those of a writer who judges."""

    def __init__(self, writer: str, known: int, pool: int) -> None:
        choice = random.Random(0)
        ours = [one for one in read() if one.writer.startswith("en/writer") and one.writer != writer]
        examples = [*choice.sample(ours, known + pool), *(one for one in read() if one.writer == writer)]
        states = States(choice)
        self.lessons = [Lesson(one, states.drawn(one), [None] * len(one.judged())) for one in examples]
        self.table = table(self.lessons, sentence_encoder())
        self.known, self.pool = list(range(known)), list(range(known, known + pool))
        self._judging = np.flatnonzero(self.table.lesson >= known + pool)

    def taught(self, labelled: Sequence[int], seed: int) -> ActClassifier:
        """Networks that learned what is known and what was labelled."""
        config = replace(Config(), members=2, epochs=30, hidden=128, batch=64, seed=100 * seed)
        rows = np.flatnonzero(np.isin(self.table.lesson, [*self.known, *labelled]))
        return ActClassifier.of(trained(self.table, rows, config))

    def right(self, classifier: ActClassifier) -> float:
        """Share of the judging writer's messages with all their acts right."""
        return float(right(classifier, self.lessons, self.table, self._judging).mean())

    def picked(self, count: int, rounds: int, seed: int) -> list[int]:
        """By the queue, in so many rounds: after each, the networks learn what was labelled."""
        labelled: list[int] = []
        for _ in range(rounds):
            classifier = self.taught(labelled, seed)
            rest = [number for number in self.pool if number not in set(labelled)]
            labelled += queued(classifier, self.lessons, rest, count // rounds)
        return labelled


def queued(classifier: ActClassifier, lessons: Sequence[Lesson], pool: Sequence[int], count: int) -> list[int]:
    """The lessons that the queue asks for first."""
    opinions, sessions = {}, []
    for number in pool:
        message, scene = lessons[number].example.message, lessons[number].scene
        judged, apart = classifier.judge_apart(message, scene)
        ranking = [(classifier.acts[place], float(judged[place])) for place in judged.argsort()[::-1][:3]]
        opinions[f"m{number}"] = Opinion(ranking, disagreement(apart.tolist()))
        at = START + timedelta(minutes=number)
        move = Move(f"m{number}", at, "text", {"text": message})
        sessions.append(Session(str(number), None, "assistant", "en", "bot", at, at, moves=[move]))
    return [int(item.session.id) for item in queue(sessions, opinions, kinds=["acts"], most=count)]


class Desk:
    """Networks that never read some writers, and these writers' lines."""

    def __init__(self, writers: Sequence[str], most: int) -> None:
        choice = random.Random(0)
        ours = [one for one in read() if one.writer.startswith("en/")]
        known = choice.sample([one for one in ours if one.writer not in writers], most)
        examples = [*known, *(one for one in ours if one.writer in writers)]
        states = States(choice)
        self.lessons = [Lesson(one, states.drawn(one), [None] * len(one.judged())) for one in examples]
        self.table = table(self.lessons, sentence_encoder())
        self.known = len(known)
        of = self.table.lesson
        config = replace(Config(), members=2, epochs=8, hidden=128)
        rows = np.flatnonzero(of < self.known)
        self.base = ActClassifier.of(trained(self.table, rows, config))
        self._replayed = np.isin(of, choice.sample(range(self.known), min(REPLAYED, self.known)))

    def halves(self, writer: str, seed: int) -> tuple[list[int], list[int]]:
        """The numbers of the lessons that can be labelled, and of those that judge."""
        own = [n for n, lesson in enumerate(self.lessons) if n >= self.known and lesson.example.writer == writer]
        random.Random(seed).shuffle(own)
        return own[: len(own) // 2], own[len(own) // 2 :]

    def taught(self, labelled: Sequence[int]) -> ActClassifier:
        """The networks once they learned these."""
        own = np.isin(self.table.lesson, labelled)
        weights = np.where(own, SHOP_COUNTS, np.where(self._replayed, 1.0, 0.0)).astype(np.float32)
        return self.base.with_members(adapted(self.base.members, self.table, weights, Adapting()), ())

    def weak(self, pool: Sequence[int], others: Sequence[int]) -> tuple[ActClassifier, str] | None:
        """The networks once they learned what they are sure of, and how much that was; None where they never are."""
        sure = threshold([(p, is_right) for p, _, is_right, _ in map(self._judged, others)])
        if sure is None:
            return None
        targets, weights = self.table.targets.copy(), np.where(self._replayed, 1.0, 0.0).astype(np.float32)
        count = right = 0
        for number in pool:
            probability, act, is_right, apart = self._judged(number)
            if probability >= sure and apart <= MOST_DISAGREEMENT:
                own = self.table.lesson == number
                targets[own] = np.eye(targets.shape[1], dtype=np.float32)[act]
                weights[own] = SHOP_COUNTS * WEIGHT["agreed"]
                count, right = count + 1, right + is_right
        taught = adapted(self.base.members, replace(self.table, targets=targets), weights, Adapting())
        return self.base.with_members(taught, ()), f"{count} of {len(pool)} from {sure:.2f}, {right} of them right"

    def _judged(self, number: int) -> tuple[float, int, bool, float]:
        """Of a message: the probability of the likeliest act, this act, whether it is right, and the disagreement."""
        lesson = self.lessons[number]
        judged, apart = self.base.judge_apart(lesson.example.message, lesson.scene)
        act = int(judged.argmax())
        is_right = {self.base.acts[act]} == set(lesson.example.acts)
        return float(judged[act]), act, is_right, disagreement(apart.tolist())

    def right(self, classifier: ActClassifier, judging: Sequence[int]) -> float:
        """Share of messages with all their acts right."""
        rows = np.flatnonzero(np.isin(self.table.lesson, judging))
        return float(right(classifier, self.lessons, self.table, rows).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", nargs="+", default=["en/writer_10", "en/writer_5"])
    parser.add_argument("--labels", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--weak", action="store_true")
    parser.add_argument("--known", type=int, default=400, help="lines that the networks begin with; 2,500 for --weak")
    parser.add_argument("--pool", type=int, default=1600, help="lines that could be labelled")
    options = parser.parse_args()
    measure_weak(Desk(options.writers, options.known), options) if options.weak else measure_queue(options)


def measure_queue(options: argparse.Namespace) -> None:
    """Prints how right the networks get by labels of the queue, and by as many and twice as many by chance."""
    count = options.labels
    for writer in options.writers:
        desk = Beginner(writer, options.known, options.pool)
        for seed in range(options.seeds):
            chance = random.Random(seed).sample(desk.pool, 2 * count)
            found = {
                "nothing": desk.taught([], seed),
                f"{count} by chance": desk.taught(chance[:count], seed),
                f"{2 * count} by chance": desk.taught(chance, seed),
                f"{count} by the queue": desk.taught(desk.picked(count, options.rounds, seed), seed),
            }
            told = ", ".join(f"{name} {desk.right(classifier):.3f}" for name, classifier in found.items())
            sys.stdout.write(f"{writer}, seed {seed}: {told}\n")
            sys.stdout.flush()


def measure_weak(desk: Desk, options: argparse.Namespace) -> None:
    """Prints what weak examples earn."""
    for writer in options.writers:
        others = [n for other in options.writers if other != writer for half in desk.halves(other, 0) for n in half]
        for seed in range(options.seeds):
            pool, judging = desk.halves(writer, seed)
            found = desk.weak(pool, others)
            before = desk.right(desk.base, judging)
            none = desk.right(desk.taught([]), judging)
            line = f"{writer}, half {seed}: {before:.3f} before, {none:.3f} by what is replayed alone, "
            after = "never sure" if found is None else f"{desk.right(found[0], judging):.3f} ({found[1]})"
            sys.stdout.write(f"{line}with weak examples {after}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
