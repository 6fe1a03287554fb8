"""What a shop's own conversations teach of acts: the steps of `floorwalker turns retrain`.

The small networks go on learning from the shop's lines, beside lines that come with the project; the transformer stays.
They start from what ships each time, so that what was erased from the log is forgotten. First on the earlier lines
alone, judged on the later ones and on writers that are not replayed; in use only if that is better for the shop than
what is in use, and not worse for the others. A version that learned from what was erased since is in use no longer.
"""

from __future__ import annotations

import math
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.privacy.erased import stamp
from floorwalker.errors import StepFailed
from floorwalker.steps import Track
from floorwalker.steps.act_teaching import HELD_OUT
from floorwalker.steps.labelling import opinions
from learning.self_training import threshold, weak_turns
from learning.turns import TaughtTurn, taught_turns

if TYPE_CHECKING:
    import numpy.typing as npt
    from sqlalchemy import Engine

    from bot.acts.classifier import ActClassifier
    from bot.acts.examples import Example
    from bot.acts.lessons import Lesson, Table
    from data.conversations.sessions import Session

    Floats = npt.NDArray[np.float32]
    Rows = npt.NDArray[np.int64]

LEAST_LINES = 40
"""Of the shop, from which its networks are taught: a quarter of them judge, and fewer than ten can prove nothing."""
JUDGED = 0.25
"""Share of the shop's lines that judge, the latest."""
SHOP_COUNTS = 8.0
"""How much a line of the shop counts beside one that is replayed."""
_PART = 0.6
"""How much a part of a message counts beside the whole (`bot.acts.lessons.Table.weights`)."""
MOST_REPLAYED, MOST_OTHERS = 4000, 600
"""Lines that come with the project: replayed, and judging."""
SURE = 0.05
"""Probability of such a difference by chance alone, below which it is one (one-sided sign test on what changed)."""
_SEED = 0


@dataclass
class Outcome:
    """What came of it."""

    lines: int
    by_source: Counter[str]
    version: str = ""
    """In use now; empty if nothing was put in use."""
    said: list[str] = field(default_factory=list)
    """What was found, in sentences."""


@dataclass(frozen=True, slots=True)
class Line:
    """An example of the shop's with what it counts."""

    example: Example
    weight: float
    source: str


class TurnTeaching:
    """The steps."""

    def __init__(self, engine: Engine, home: Path, track: Track) -> None:
        """`home`: the folder of the shop's lines and models (`floorwalker.home.Home.turns`)."""
        self._engine = engine
        self._home = home
        self._track = track

    def run(self, *, weak: bool = False) -> Outcome:
        """Learns, judges, and puts in use what is better. `weak`: from surely understood messages too.

        Raises StepFailed for a line of the shop's that is none, and where shoppers were erased meanwhile, and
        sqlalchemy's errors.
        """
        from bot.acts.classifier import ActClassifier
        from bot.acts.shop_model import current, serving

        before, ships = stamp(self._home.parent), ActClassifier.load()
        has_own = bool(current(self._home)) and not self._is_outdated()
        in_use = serving(self._home) if has_own else ships
        lines, said = self._lines(in_use, weak=weak)
        outcome = Outcome(len(lines), Counter(line.source for line in lines), said=said)
        if len(lines) < LEAST_LINES:
            missing = LEAST_LINES - len(lines)
            stays = "; what is in use stays" if not self._is_outdated() else ""
            outcome.said.append(
                f"{len(lines)} lines of the shop: {missing} more are needed{stays}. floorwalker labels next makes some."
            )
            self._forget(outcome)
            return outcome
        trial = Trial(ships, in_use, lines, self._track)
        passes = trial.passes()
        outcome.said += trial.said
        if passes:
            outcome.version = self._put_in_use(trial, outcome, before, in_use)
        else:
            self._forget(outcome)
        return outcome

    def _is_outdated(self) -> bool:
        """Whether the version in use learned before something was erased."""
        from bot.acts.shop_model import current, record

        version = current(self._home)
        try:
            return bool(version) and record(self._home, version).erasures != stamp(self._home.parent)
        except FileNotFoundError:
            return False
        except ValueError:  # what cannot be told is not kept
            return True

    def _forget(self, outcome: Outcome) -> None:
        """Puts what ships in use where the version in use learned from what was erased since, and removes that."""
        from bot.acts.shop_model import clear, current, put_in_use

        if not self._is_outdated():
            return
        version = current(self._home)
        put_in_use(self._home, "")
        clear(self._home)
        outcome.said.append(
            f"{version} was taught before shoppers were erased, and may have learned from them: it was removed, and "
            "what ships is in use. Start the action server again."
        )

    def _lines(self, in_use: ActClassifier, *, weak: bool) -> tuple[list[Line], list[str]]:
        """The shop's lines, the earliest first: those that it wrote down, then those of the log."""
        from bot.acts.examples import of_file, parse
        from data.conversations.sessions import read_sessions
        from language.acts import ACTS

        try:
            files = sorted(self._home.glob("*.txt"))
            written = [Line(one, 1.0, path.name) for path in files for one in of_file(path)]
        except (ValueError, UnicodeDecodeError) as error:
            raise StepFailed(str(error), "write: state | act | message, as docs/acts.md shows") from error
        random.Random(_SEED).shuffle(written)  # noqa: S311 - nothing is secret
        sessions = list(read_sessions(self._engine))
        turns = {turn.message_id: turn for turn in taught_turns(sessions, ACTS)}
        said: list[str] = []
        if weak:
            more, said = self._weak(sessions, turns, in_use)
            turns |= {turn.message_id: turn for turn in more}
        ordered = sorted(turns.values(), key=lambda turn: turn.at)
        logged = [Line(parse(turn.line, f"log/{turn.source}"), turn.weight, turn.source) for turn in ordered]
        return [*written, *logged], said

    def _weak(
        self, sessions: Sequence[Session], turns: dict[str, TaughtTurn], in_use: ActClassifier
    ) -> tuple[list[TaughtTurn], list[str]]:
        """Surely understood messages; how sure is enough is known of those that people labelled."""
        judged = opinions(sessions, in_use, self._track)
        labelled = [
            (judged[id].ranking[0][1], judged[id].ranking[0][0] == turn.acts[0])
            for id, turn in turns.items()
            if turn.source == "verdict" and len(turn.acts) == 1 and id in judged
        ]
        least = threshold(labelled)
        if least is None:
            return [], [f"{len(labelled)} labelled messages are too few to say which others were surely understood"]
        found = list(weak_turns(sessions, judged, least, turns))
        return found, [f"{len(found)} messages were surely understood (probability from {least:.2f})"]

    def _put_in_use(self, trial: Trial, outcome: Outcome, before: str, in_use: ActClassifier) -> str:
        """Teaches from all lines, and has the action server take it at its next start; the version.

        Raises StepFailed if shoppers were erased since `before` (`data.privacy.erased.stamp`).
        """
        from bot.acts import training
        from bot.acts.shop_model import CARD, Record, clear, current, digest, put_in_use, write_record

        version = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        taught = trial.taught(judging=False)
        folder = self._home / version
        training.write(folder, taught.members, taught.of_han, taught.temperatures)
        # Nothing goes back to a version that learned from what was erased since.
        earlier = "" if self._is_outdated() else current(self._home)
        write_record(self._home, version, Record(digest(), earlier, before))
        (folder / CARD).write_text(card(outcome), encoding="utf-8")
        if stamp(self._home.parent) != before:
            shutil.rmtree(folder)
            raise StepFailed("shoppers were erased while it learned", "run it again: floorwalker turns retrain")
        put_in_use(self._home, version)
        clear(self._home)
        self._note_uses(in_use, taught, version)
        return version

    def _note_uses(self, before: ActClassifier, after: ActClassifier, version: str) -> None:
        """Notes in the log which verdicts the version learned from, and what that did, for those who gave them."""
        from data.conversations.log import now
        from data.conversations.sessions import read_sessions
        from data.conversations.verdict_uses import add_uses
        from floorwalker.steps.verdict_effects import act_uses
        from language.acts import ACTS

        sessions = [session for session in read_sessions(self._engine) if session.verdicts]
        add_uses(self._engine, act_uses(sessions, list(taught_turns(sessions, ACTS)), before, after, version, now()))


class Trial:
    """The networks taught from some lines, and judged on others."""

    def __init__(self, ships: ActClassifier, in_use: ActClassifier, lines: Sequence[Line], track: Track) -> None:
        """`ships` is gone on from, `in_use` is what it has to be better than."""
        from bot.acts.encoders import sentence_encoder
        from bot.acts.examples import States, read
        from bot.acts.lessons import Lesson, table

        choice = random.Random(_SEED)  # noqa: S311
        self._ships, self._in_use, self._track = ships, in_use, track
        ours = read()
        held = _some([one for one in ours if one.writer in HELD_OUT], MOST_OTHERS, choice)
        replayed = _some([one for one in ours if one.writer not in HELD_OUT], MOST_REPLAYED, choice)
        examples = [*(line.example for line in lines), *replayed, *held]
        states = States(choice)
        self._lessons: list[Lesson] = [Lesson(one, states.drawn(one), [None] * len(one.judged())) for one in examples]
        self._table: Table = table(self._lessons, sentence_encoder())
        of = self._table.lesson
        own = np.asarray([line.weight * SHOP_COUNTS for line in lines], np.float32)
        weights = np.concatenate([own, np.ones(len(replayed) + len(held), np.float32)])
        self._weights: Floats = weights[of] * np.where(self._table.whole, 1.0, _PART).astype(np.float32)
        first = len(lines) - max(1, round(JUDGED * len(lines)))
        self._judging: Rows = np.flatnonzero((of >= first) & (of < len(lines)))
        self._others: Rows = np.flatnonzero(of >= len(lines) + len(replayed))
        self.said: list[str] = []
        """What was found, in sentences."""

    def taught(self, *, judging: bool) -> ActClassifier:
        """The classifier, its networks taught; `judging`: without the lines that judge it."""
        from bot.acts.adapting import Adapting, adapted

        weights = self._weights.copy()
        if judging:
            weights[self._judging] = weights[self._others] = 0
        progress = self._track("Teaching for the trial" if judging else "Teaching")
        members = adapted(self._ships.members, self._table, weights, Adapting(), progress=progress)
        of_han = adapted(self._ships.of_han, self._table, weights, Adapting(), han_alone=True)
        return self._ships.with_members(members, of_han)

    def passes(self) -> bool:
        """Whether what is learned from the earlier lines is better on the later ones than what is in use, and not worse
        on others."""
        from bot.acts.trials import right

        taught = self.taught(judging=True)
        verdicts = []
        for name, rows in (("the shop's later lines", self._judging), ("other writers' lines", self._others)):
            progress = self._track(f"Judging on {name}")
            before = right(self._in_use, self._lessons, self._table, rows)
            after = right(taught, self._lessons, self._table, rows, progress)
            gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
            self.said.append(
                f"{name}: {before.mean():.3f} wholly right before, {after.mean():.3f} after, of {len(before)} "
                f"({gained} gained, {lost} lost)"
            )
            verdicts.append((by_chance(gained, lost), by_chance(lost, gained)))
        (better, _), (_, worse) = verdicts
        is_better, is_worse = better <= SURE, worse <= SURE
        self.said.append(
            "not put in use: it gets worse on other writers' lines" if is_worse
            else "put in use: better for the shop, and not worse elsewhere" if is_better
            else "not put in use: that it is better for the shop is not sure"
        )  # fmt: skip
        return is_better and not is_worse


def by_chance(gained: int, lost: int) -> float:
    """The probability of at least so many gains among what changed, if gain and loss were as likely (sign test)."""
    count = gained + lost
    return sum(math.comb(count, hits) for hits in range(gained, count + 1)) / (1 << count)


def card(outcome: Outcome) -> str:
    """What a version learned from, and how it was judged."""
    sources = [f"| {source} | {count} |" for source, count in outcome.by_source.most_common()]
    return "\n".join(
        ["# Acts, as the shop's conversations taught them", "", "| from | lines |", "|---|---|", *sources, ""]
        + [f"- {sentence}" for sentence in outcome.said]
        + [""]
    )


def _some(examples: Sequence[Example], most: int, choice: random.Random) -> list[Example]:
    return list(examples) if len(examples) <= most else choice.sample(list(examples), most)
