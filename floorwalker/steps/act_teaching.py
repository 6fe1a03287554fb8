"""The classifier of acts, made of the labelled messages: the steps of `floorwalker teach-acts`.

Trained once without some writers, to say how well it understands people of whom it has read nothing, and once on
everything, to ship.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.acts.scores import Scores
from floorwalker.settings import Settings
from floorwalker.steps import Track

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.acts.classifier import Member, Temperatures
    from bot.acts.lessons import Lesson, Table

CARD = "card.md"
HELD_OUT = ("en/writer_10", "en/writer_5", "en/writer_7", "zh/writer_2")
"""The writers that what can be chosen was chosen on."""
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
        from bot.acts.classifier import Temperatures
        from bot.acts.encoders import sentence_encoder
        from bot.acts.lessons import table

        lessons = self._lessons()
        taught = table(lessons, sentence_encoder())
        figures, temperatures = self._measured(lessons, taught) if measure else ([], Temperatures())
        members, of_han = self._trained(lessons, taught, np.arange(len(taught.targets)), self._out)
        training.write(self._out, members, of_han, temperatures)
        card = _card(lessons, temperatures, figures)
        (self._out / CARD).write_text(card, encoding="utf-8")
        return card

    def _trained(
        self, lessons: Sequence[Lesson], taught: Table, rows: npt.NDArray[np.int64], folder: Path
    ) -> tuple[list[Member], list[Member]]:
        """The members and those of Han, and in the folder the transformer, trained on some rows."""
        from bot.acts import training, tuning

        config = training.Config()
        members = training.trained(taught, rows, config, self._track("Training"))
        tuning.write(folder, tuning.tuned(lessons, taught, rows, tuning.Tuning(), self._track("Tuning")))
        return members, training.trained_on_han(taught, rows, config)

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

    def _measured(self, lessons: Sequence[Lesson], taught: Table) -> tuple[list[str], Temperatures]:
        """Lines of figures on the writers held out, and the temperatures that fit there."""
        from bot.acts.classifier import ActClassifier
        from bot.acts.transformer import Transformer
        from bot.acts.trials import KINDS, temperatures, tried

        out = np.isin(taught.writers, HELD_OUT)
        rows = np.flatnonzero(out)
        with tempfile.TemporaryDirectory() as folder:
            members, of_han = self._trained(lessons, taught, np.flatnonzero(~out), Path(folder))
            transformer = Transformer(Path(folder))
        full = ActClassifier.of(members, transformer, of_han)
        lines = []
        for judges, classifier, kinds in (
            ("all", full, tuple(KINDS)),
            ("the first networks", ActClassifier.of(members), tuple(KINDS)[:1]),
        ):
            total: dict[str, Scores] = {}
            for writer, name, scores in tried(classifier, lessons, taught, rows, kinds):
                lines.append(_line(writer, judges, name, scores))
                total.setdefault(name, Scores()).join(scores)
            lines += [_line("all", judges, name, scores) for name, scores in total.items()]
        return lines, temperatures(full, transformer, lessons, taught, rows)


def _line(writer: str, judges: str, known: str, scores: Scores) -> str:
    return f"| {writer} | {judges} | {known} | {scores.micro:.3f} | {scores.macro:.3f} | {scores.exact:.3f} |"


def _card(lessons: Sequence[Lesson], temperatures: Temperatures, figures: Sequence[str]) -> str:
    from bot.acts.training import Config
    from bot.acts.tuning import Tuning

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
        "Small networks over sentence vectors; beside them, for messages with Han, networks that learned from such",
        "alone, and for others a transformer: all six layers of all-MiniLM-L6-v2, tuned.",
        "",
        f"Settings: `{Config()}`, `{Tuning()}`, `{temperatures}`.",
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
            "## Writers held out",
            "",
            "Trained without them, and with the settings above, which were chosen on them; what ships",
            "learned from them too.",
            "",
            "| writer | judged by | with | micro F1 | macro F1 | all acts right |",
            "|---|---|---|---|---|---|",
            *figures,
            "",
        ]
    return "\n".join(lines)
