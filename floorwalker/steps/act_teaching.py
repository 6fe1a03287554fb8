"""The classifier of acts, made of the labelled messages: the steps of `floorwalker teach-acts`.

Trained several times without some writers, to say how well it understands people of whom it has read nothing, and once
on everything, to ship.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from floorwalker.settings import Settings
from floorwalker.steps import Track

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.acts.lessons import Lesson, Table
    from bot.acts.training import Config

CARD = "card.md"
FOLDS = 3
_DRAWS = 2
"""How often each message is put before products; one whose state is drawn stands in as many states."""
_SEED = 0


class ActTeaching:
    """The steps; readings are those of the catalog in the home of `settings`."""

    def __init__(self, settings: Settings, out: Path, track: Track) -> None:
        self._settings = settings
        self._out = out
        self._track = track

    def run(self, *, measure: bool = True) -> str:
        """Trains, and writes the model with its card, whose text it returns. Raises StepFailed without an index."""
        from bot.acts import training
        from bot.acts.encoders import sentence_encoder
        from bot.acts.lessons import table

        config = training.Config()
        lessons = self._lessons()
        taught = table(lessons, sentence_encoder())
        figures, temperature = self._measured(lessons, taught, replace(config, members=1)) if measure else ([], 1.0)
        everything = np.arange(len(taught.targets))
        members = training.trained(taught, everything, config, self._track("Training"))
        training.write(self._out, members, temperature)
        card = _card(lessons, config, temperature, figures)
        (self._out / CARD).write_text(card, encoding="utf-8")
        return card

    def _lessons(self) -> list[Lesson]:
        """Every example in its scenes, with its readings."""
        from bot.acts.examples import States, read
        from bot.acts.lessons import Lesson
        from floorwalker.steps.act_scenes import ShopScenes
        from floorwalker.steps.training import Training

        choice = random.Random(_SEED)  # noqa: S311
        shop = ShopScenes(Training(self._settings, self._track).recommender(), choice)
        states, lessons = States(choice), []
        examples, progress = read(), self._track("Reading the messages")
        for number, example in enumerate(examples, 1):
            progress(number, len(examples))
            for _ in range(_DRAWS):
                scene, readings = shop.read(states.drawn(example), [text for text, _ in example.judged()])
                lessons.append(Lesson(example, scene, readings))
        return lessons

    def _measured(self, lessons: Sequence[Lesson], taught: Table, config: Config) -> tuple[list[str], float]:
        """Lines of figures on writers held out, of one member, and the temperature that fits there."""
        from bot.acts import training
        from bot.acts.classifier import ActClassifier
        from bot.acts.scores import Scores
        from bot.acts.trials import some, tried

        logits: list[list[npt.NDArray[np.float32]]] = []
        targets: list[npt.NDArray[np.float32]] = []
        lines: list[str] = []
        total: dict[str, Scores] = {}
        progress = self._track("Holding writers out")
        for number, writers in enumerate(_folds(taught)):
            progress(number, FOLDS)
            out = np.isin(taught.writers, writers)
            members = training.trained(taught, np.flatnonzero(~out), config)
            rows = np.flatnonzero(out & taught.whole)
            found = some(taught.found, rows)
            logits.append([member.logits(found) for member in members])
            targets.append(taught.targets[rows])
            for writer, name, scores in tried(ActClassifier.of(members), lessons, taught, np.flatnonzero(out)):
                lines.append(f"| {writer} | {name} | {scores.micro:.3f} | {scores.macro:.3f} | {scores.exact:.3f} |")
                total.setdefault(name, Scores()).join(scores)
        lines += [f"| all | {name} | {s.micro:.3f} | {s.macro:.3f} | {s.exact:.3f} |" for name, s in total.items()]
        of_members = [np.concatenate(parts) for parts in zip(*logits, strict=True)]
        return lines, training.temperature_of(of_members, np.concatenate(targets))


def _folds(taught: Table) -> list[list[str]]:
    """The writers in `FOLDS` groups; those of the general lines are always learned from."""
    from bot.acts.lessons import GENERAL

    writers = sorted({str(writer) for writer in taught.writers if not writer.endswith(GENERAL)})
    return [writers[start::FOLDS] for start in range(FOLDS)]


def _card(lessons: Sequence[Lesson], config: Config, temperature: float, figures: Sequence[str]) -> str:
    distinct = {lesson.example for lesson in lessons}
    by_writer = Counter(example.writer for example in distinct)
    by_act = Counter(act for example in distinct for act in example.acts)
    several = sum(len(example.acts) > 1 for example in distinct)
    lines = [
        "# Acts of a shopper's message",
        "",
        "Made by `floorwalker teach-acts` of the labelled messages in `bot/data/acts` and their readings over the demo",
        f"catalog: {len(distinct)} messages, {several} of them of several acts.",
        "",
        f"Settings: `{config}`, temperature {temperature:.2f}.",
        "",
        "| writer | messages |",
        "|---|---|",
        *(f"| {writer} | {count} |" for writer, count in sorted(by_writer.items())),
        "",
        "| act | messages |",
        "|---|---|",
        *(f"| {act} | {count} |" for act, count in by_act.most_common()),
        "",
    ]
    if figures:
        lines += [
            f"## Writers held out, in {FOLDS} groups (one member)",
            "",
            "| writer | with | micro F1 | macro F1 | all acts right |",
            "|---|---|---|---|---|",
            *figures,
            "",
        ]
    return "\n".join(lines)
