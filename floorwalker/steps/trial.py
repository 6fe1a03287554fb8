"""Candidates that learned from the older part of the log, held against the model in use on the newer part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.conversations.sessions import Session
from floorwalker.steps import Track
from floorwalker.steps.head_tuning import HeadTuning
from floorwalker.steps.model_in_use import ModelInUse
from floorwalker.steps.verdict_effects import measured
from learning.cleaning import cleaned
from learning.estimators import Estimate
from learning.examination import examination, usual
from learning.gate import Candidate
from learning.learned import Learned, learned
from learning.offpolicy import (
    Direct,
    Earned,
    asked_instead,
    difference,
    earned,
    listed_instead,
    of_lists,
    of_questions,
)
from learning.replay import Answer, Replay
from learning.screens import Case, Context, Examined, cases, contexts, screens, verdicts
from learning.shelves import Shelves
from learning.signals import signals
from learning.slates import earned_by_screen, slates
from learning.timeline import Stretch, Timeline, as_logged
from ranker.candidates import AttributeRanker
from ranker.experienced import ExperiencedRanker
from ranker.network import Head

if TYPE_CHECKING:
    from recommender.engine.recommender import Recommender

EXPERIENCE, HEAD, RAW = "experience", "experience and head", "raw clicks"
"""What a candidate learned: beside the model in use; in its head as well; from clicks as they come."""
IN_USE = "the model in use"
MOST_JUDGED = 500
"""Conversations of a stretch that are asked again, by chance, and of those in which something was taken: each takes
every model two answers."""
_NOISE = 0.025
QUESTIONS, PLACES, PEOPLE = "questions answered, doubly robust", "first places, doubly robust", "people's verdicts"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one candidate learned."""

    learned: Learned
    head: Head | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was asked again, and what each model answered, by its name."""

    asked: list[Context]
    answers: Mapping[str, list[Answer | None]]
    given: list[Case]
    on_cases: Mapping[str, list[Answer | None]]


@dataclass(frozen=True, slots=True)
class Result:
    """Of a trial."""

    candidates: list[Candidate]
    earned: Mapping[str, Mapping[str, Earned]]
    """By kind of decision, by model."""
    screens: Mapping[str, Estimate]
    """What first screens as wholes earn, by model."""
    judged: int
    """Conversations that were asked again."""


class Trial:
    """One trial. `tuning`: None leaves heads as they are."""

    def __init__(
        self, model: ModelInUse, recommender: Recommender, tuning: HeadTuning | None, track: Track, now: datetime
    ) -> None:
        self._model = model
        self._recommender = recommender
        self._replay = Replay(recommender)
        self._shelves = Shelves(recommender, model.plain)
        self._tuning = tuning
        self._track = track
        self._now = now
        self._last: dict[str, AttributeRanker] = {}
        """The candidates of the last stretch."""
        self._examined: Examined = usual()
        products = recommender.snapshot.catalog.products
        self._brands = {product.id: product.brand for product in products if product.brand}

    def run(self, sessions: Sequence[Session], timeline: Timeline) -> Result:
        """Every candidate, on every stretch but the sealed one."""
        known = cleaned(sessions[: timeline.sealed.start], self._brands).sessions
        self._examined = examination(signals(known).choices)
        stretches = [self._judged(sessions, stretch) for stretch in timeline.judging]
        names = sorted(set.intersection(*(set(one.answers) for one in stretches)) - {IN_USE}) if stretches else []
        asked = _numbered([one.asked for one in stretches])
        answers = {name: [answer for one in stretches for answer in one.answers[name]] for name in [*names, IN_USE]}
        given = [case for one in stretches for case in one.given]
        on_cases = {name: [a for one in stretches for a in one.on_cases[name]] for name in [*names, IN_USE]}

        def people(name: str) -> Estimate | None:
            return verdicts(given, on_cases[name], on_cases[IN_USE])

        older = sessions[: timeline.judging[0].start] if timeline.judging else []
        found = self._earned(asked, answers, contexts_of(older))
        return Result(
            [self._candidate(name, asked, answers, _checks(name, found, people(name))) for name in names],
            found,
            _of_screens(asked, answers),
            len({context.conversation for context in asked}),
        )

    def lesson(self, sessions: Sequence[Session], name: str) -> Lesson:
        """What a candidate learns from conversations."""
        with self._replay.with_ranker(self._model.plain):
            now, own = as_logged(self._now), self._shelves
            found = learned(sessions, self._recommender, corrected=name != RAW, now=now, shelves=own)
        head = self._tuning.tuned(found.examples) if self._tuning and name == HEAD else None
        return Lesson(found, head)

    def sealed(self, sessions: Sequence[Session], stretch: Stretch, name: str) -> dict[str, Estimate]:
        """The chosen candidate, as it learned for the last stretch, on the newest conversations, which decided nothing
        yet: differences by what. Empty where they are too few to say anything."""
        judged = self._asked(sessions, stretch, {IN_USE: self._model.ranker, name: self._last[name]})
        found = self._earned(judged.asked, judged.answers, contexts_of(sessions[: stretch.start]))
        gain = screens(judged.asked, judged.answers[name], judged.answers[IN_USE], self._examined).gain
        of_screens = {"screens, newest": gain.estimate(_NOISE)} if len(gain.values) > 1 else {}
        checks = _checks(name, found, None)
        return of_screens | ({f"{QUESTIONS}, newest": checks[QUESTIONS]} if QUESTIONS in checks else {})

    def told(self, sessions: Sequence[Session], lesson: Lesson) -> list[tuple[Case, Answer | None, Answer | None]]:
        """Verdicts on lists of conversations, with what the model in use and one that learned the lesson answer now."""
        asked = measured(cleaned(sessions, self._brands).sessions)
        plain = self._model.plain if lesson.head is None else self._model.with_head(lesson.head)
        rankers = (self._model.ranker, ExperiencedRanker(plain, lesson.learned.experience))
        lists, track = [case.shown for case in asked], self._track("Asking what people judged again")
        before, after = (self._replay.answers(ranker, lists, track) for ranker in rankers)
        return list(zip(asked, before, after, strict=True))

    def _candidate(
        self,
        name: str,
        asked: Sequence[Context],
        answers: Mapping[str, Sequence[Answer | None]],
        checks: Mapping[str, Estimate],
    ) -> Candidate:
        found = screens(asked, answers[name], answers[IN_USE], self._examined)
        return Candidate(name, found.gain, name != RAW, checks, found.beyond_reverse)

    def _judged(self, sessions: Sequence[Session], stretch: Stretch) -> Judged:
        """What the candidates that learned before a stretch answer to its conversations."""
        self._last = self._candidates(sessions[: stretch.start])
        return self._asked(sessions, stretch, {IN_USE: self._model.ranker} | self._last)

    def _asked(self, sessions: Sequence[Session], stretch: Stretch, rankers: Mapping[str, AttributeRanker]) -> Judged:
        newer = cleaned(sessions[stretch.start : stretch.end], self._brands).sessions
        asked, given = contexts(newer, MOST_JUDGED, MOST_JUDGED, seed=stretch.start), cases(newer)
        lists = [*(context.shown for context in asked), *(case.shown for case in given)]
        found = {}
        for name, ranker in rankers.items():
            found[name] = self._replay.answers(ranker, lists, self._track(f"Asking {name} again"))
        number = len(asked)
        return Judged(
            asked,
            {name: answers[:number] for name, answers in found.items()},
            given,
            {name: answers[number:] for name, answers in found.items()},
        )

    def _candidates(self, older: Sequence[Session]) -> dict[str, AttributeRanker]:
        """What each learned; one with a head that nothing was learned for is left out."""
        found: dict[str, AttributeRanker] = {}
        for name in (EXPERIENCE, RAW):
            learned = self.lesson(older, name).learned
            found[name] = ExperiencedRanker(self._model.plain, learned.experience)
            head = self._tuning.tuned(learned.examples) if self._tuning and name == EXPERIENCE else None
            if head is not None:
                found[HEAD] = ExperiencedRanker(self._model.with_head(head), learned.experience)
        return found

    def _earned(
        self,
        asked: Sequence[Context],
        answers: Mapping[str, Sequence[Answer | None]],
        older: Sequence[Context],
    ) -> dict[str, dict[str, Earned]]:
        """What each model would have earned, by the logged propensities."""
        questions, lists = of_questions(asked), of_lists(asked)
        before = {QUESTIONS: of_questions(older), PLACES: of_lists(older)}
        found: dict[str, dict[str, Earned]] = {}
        for what, decisions, instead in ((QUESTIONS, questions, asked_instead), (PLACES, lists, listed_instead)):
            if len(decisions.rewards):
                direct = Direct(before[what])
                found[what] = {
                    name: earned(decisions, instead(decisions, own), direct) for name, own in answers.items()
                }
        return found


def _of_screens(asked: Sequence[Context], answers: Mapping[str, Sequence[Answer | None]]) -> dict[str, Estimate]:
    """What the first screens of each model earn, as wholes."""
    shown = slates(asked)
    return {name: own for name, given in answers.items() if (own := earned_by_screen(shown, given)) is not None}


def contexts_of(sessions: Sequence[Session]) -> list[Context]:
    """Lists as contexts of nothing but what was decided in them."""
    return contexts(sessions, 4 * MOST_JUDGED)


def _numbered(stretches: Sequence[Sequence[Context]]) -> list[Context]:
    """Contexts of several stretches, each conversation with a number of its own."""
    found: list[Context] = []
    before = 0
    for asked in stretches:
        found += [replace(context, conversation=context.conversation + before) for context in asked]
        before += max((context.conversation for context in asked), default=-1) + 1
    return found


def _checks(name: str, found: Mapping[str, Mapping[str, Earned]], people: Estimate | None) -> dict[str, Estimate]:
    checks = {
        what: difference(models[name].doubly_robust, models[IN_USE].doubly_robust) for what, models in found.items()
    }
    return checks | ({PEOPLE: people} if people is not None else {})
