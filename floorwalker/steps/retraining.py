"""From the conversation log to a better ranker: the steps of `floorwalker retrain`.

Read, learn, judge, learn again from everything, check against day one, register, promote. Each step is somewhere else;
here is their order, and what keeps them from doing harm: one at a time, nothing half done, nothing of who was erased.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from data.conversations.sessions import Session
from data.database import connect
from data.privacy.audit import note, operator
from data.privacy.erased import stamp
from floorwalker.catalogs import sites_of
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps import Track
from floorwalker.steps.conversation_log import ConversationLog, conversation_log, read_log
from floorwalker.steps.day_one import RETRAINED, day_one
from floorwalker.steps.retraining_record import Record, Run, stamped
from floorwalker.steps.retraining_report import RetrainingReport, Use

if TYPE_CHECKING:
    from data.conversations.verdict_uses import Outcome as UseOutcome
    from floorwalker.steps.model_in_use import ModelInUse
    from floorwalker.steps.trial import Lesson, Trial
    from learning.card import Card
    from learning.gate import Decision
    from learning.timeline import Stretch
    from ranker.examples import Example
    from ranker.registry import Manifest
    from recommender.engine.recommender import Recommender
    from retrieval.search.embedding_cache import EmbeddingCache

LEAST = 100
"""Conversations below which nothing is tried; what the gate asks is more."""
_REPORTS = 30
"""Reports that are kept."""


class AnotherRuns(StepFailed):
    """A retraining runs already."""


@dataclass(frozen=True, slots=True)
class RetrainOrder:
    """What a retraining is asked for."""

    since: datetime | None = None
    """Conversations that began earlier are not read."""
    least: int = LEAST
    """Conversations below which nothing is tried."""
    promote: bool = True
    canary: float | None = None
    """The share of shoppers who get what passes, instead of all; None: all do."""
    dry_run: bool = False
    """Judges, and neither registers nor promotes nor counts as a look."""
    tune_head: bool = True
    """Whether a candidate with a tuned head is tried too."""
    now: datetime | None = None
    """When it is taken to be; None: now."""
    sessions: Sequence[Session] | None = None
    """Instead of the log's."""

    @property
    def use(self) -> Use:
        """Who gets what passes."""
        if self.dry_run or not self.promote:
            return "nobody"
        return "all" if self.canary is None else "some"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a retraining came to."""

    version: str | None
    """Registered; None if there was nothing to register."""
    promoted: bool
    lines: list[str]
    figures: dict[str, float] = field(default_factory=dict)
    learned: bool = True
    """False if the log cannot be learned from yet."""
    report: Path | None = None


class Retraining:
    """The steps, on one home folder; `track` opens progress bars."""

    def __init__(self, settings: Settings, track: Track) -> None:
        self._settings = settings
        self._home = Home(settings.home)
        self._track = track
        self._record = Record(self._home.retraining)

    def run(self, order: RetrainOrder) -> Outcome:
        """Learns, judges, and promotes if the gate lets it pass. Raises StepFailed, RankerError and sqlalchemy's.

        Of shoppers who are erased meanwhile nothing may be learned: then it begins again, once.
        """
        with self._alone():
            for _ in range(2):
                outcome = self._once(order)
                if outcome is not None:
                    return outcome
        raise StepFailed("shoppers were erased while it learned, twice", "run it again: floorwalker retrain")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Raises AnotherRuns if another process retrains."""
        self._home.retraining.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._home.retraining / ".lock", timeout=0):
                yield
        except Timeout as error:
            raise AnotherRuns("another retraining runs", "wait until it ends; nothing was changed") from error

    def _once(self, order: RetrainOrder) -> Outcome | None:
        """One retraining; None if somebody was erased meanwhile."""
        from floorwalker.steps.training import Training
        from recommender.live.rankers import READ
        from retrieval.search.embedding_cache import EmbeddingCache

        before = stamp(self._home.root)
        recommender = Training(self._settings, self._track).recommender()
        log = self._read(order, recommender)
        refusal = log.refusal(order.least)
        if refusal is not None:
            return self._refused(order, log, refusal)
        with EmbeddingCache(self._home.indexes / READ) as cache:
            attempt = _Attempt(self._settings, self._track, order, recommender, log, cache)
            return attempt.outcome(self._record, lambda: stamp(self._home.root) == before)

    def _read(self, order: RetrainOrder, recommender: Recommender) -> ConversationLog:
        catalog = recommender.snapshot.catalog
        if order.sessions is not None:
            return conversation_log(order.sessions, catalog)
        engine = connect(self._settings.database)
        try:
            log = read_log(engine, catalog, since=order.since, sites=sites_of(self._settings))
            note(engine, operator(), "train", "floorwalker retrain", conversations=len(log.sessions))
        finally:
            engine.dispose()
        return log

    def _refused(self, order: RetrainOrder, log: ConversationLog, refusal: str) -> Outcome:
        if not order.dry_run:
            run = Run(stamped(order.now), "", False, None, False, len(log.sessions), refusal)
            self._record.add(run)
        return Outcome(None, False, [*log.lines(), refusal], {"conversations": len(log.sessions)}, learned=False)


class _Attempt:
    """A retraining of a log that can be learned from."""

    def __init__(
        self,
        settings: Settings,
        track: Track,
        order: RetrainOrder,
        recommender: Recommender,
        log: ConversationLog,
        cache: EmbeddingCache,
    ) -> None:
        from floorwalker.steps.beginnings import base_of
        from floorwalker.steps.model_in_use import model_in_use

        self._settings = settings
        self._home = Home(settings.home)
        self._track = track
        self._order = order
        self._recommender = recommender
        self._log = log
        base = base_of(settings, recommender.snapshot.encoder, cache, os.cpu_count() or 1)
        self._model: ModelInUse = model_in_use(settings, recommender, base)
        self._now = order.now or datetime.now(UTC)
        self._report = RetrainingReport(stamped(self._now), self._model.version, read=log.lines())

    def outcome(self, record: Record, still: Callable[[], bool]) -> Outcome | None:
        """Tries, and registers what came of it; None if it may not be put to use any more (`still`)."""
        from learning.gate import decide
        from learning.timeline import timeline

        sessions = self._log.sessions
        examples = self._day_one_examples()
        trial, plan = self._trial(examples), timeline(sessions, self._model.learned_until)
        result = trial.run(sessions, plan)
        decision = decide(result.candidates, look=record.look(self._model.version))
        self._report.earned, self._report.screens = result.earned, result.screens
        self._report.verdict += decision.lines
        self._report.figures |= decision.figures | {"conversations": len(sessions), "judged": result.judged}
        if decision.chosen is None or (self._order.dry_run and not decision.promote):
            return self._ended(record, None, decision, promote=False)
        promote = decision.promote and self._sealed(trial, plan.sealed, decision.chosen)
        lesson = trial.lesson(sessions, decision.chosen)
        return self._registered(record, decision, trial, lesson, examples, promote=promote, still=still)

    def _sealed(self, trial: Trial, sealed: Stretch, chosen: str) -> bool:
        """Whether the newest conversations, which decided nothing, do not speak against it."""
        from learning.gate import signed

        found = trial.sealed(self._log.sessions, sealed, chosen)
        for what, own in found.items():
            word = "fails" if own.high < 0 else "passes"
            self._report.verdict.append(f"{word}: {what} ({signed(own)})")
        return all(own.high >= 0 for own in found.values())

    def _registered(
        self,
        record: Record,
        decision: Decision,
        trial: Trial,
        lesson: Lesson,
        examples: Sequence[Example],
        *,
        promote: bool,
        still: Callable[[], bool],
    ) -> Outcome | None:
        """Writes the version, whole or not at all, and holds it to day one's figures first."""
        from floorwalker.steps.preparation import KEPT_MODELS
        from ranker.registry import Registry

        registry = Registry(self._home.models)
        self._report.experience = lesson.learned.experience
        self._report.card = _plain(lesson.learned.card)
        with registry.stage() as staged:
            self._model.write(staged, lesson.learned.experience, lesson.head)
            promote = self._kept(staged, examples) and promote
            if not still():
                return None
            if self._order.dry_run:
                return self._ended(record, None, decision, promote=promote)
            manifest = self._manifest(decision, lesson)
            self._report.version, self._report.promoted = manifest.version, promote and self._order.use == "all"
            self._conclude(decision, passes=promote)
            self._report.write(staged / "report")
            version = registry.register(staged, manifest)
        if not still():
            registry.discard(version)
            return None
        if promote and self._order.use == "all":
            registry.promote(version)
        elif promote and self._order.use == "some" and self._order.canary is not None:
            registry.try_out("canary", version, self._order.canary)
        self._note_uses(trial, lesson, version, promote=promote)
        ended = self._ended(record, version, decision, promote=promote)
        reference = day_one(registry)
        registry.prune(KEPT_MODELS, also=[reference] if reference else [])
        return ended

    def _note_uses(self, trial: Trial, lesson: Lesson, version: str, *, promote: bool) -> None:
        """Notes in the log which verdicts the version learned from, and what that did, for those who gave them."""
        from data.conversations.verdict_uses import add_uses
        from floorwalker.steps.verdict_effects import ranking_uses
        from learning.timeline import as_logged

        if not any(verdict.id for session in self._log.sessions for verdict in session.verdicts):
            return
        told = trial.told(self._log.sessions, lesson)
        outcome: UseOutcome = "kept" if not promote else "used" if self._order.use == "all" else "tried"
        answers = [(before, after) for _, before, after in told]
        asked = [case for case, _, _ in told]
        uses = ranking_uses(self._log.sessions, asked, answers, version, outcome, as_logged(self._now))
        engine = connect(self._settings.database)
        try:
            add_uses(engine, uses)
        except SQLAlchemyError as error:
            self._report.verdict.append(f"what became of {len(uses)} verdicts could not be noted: {error}")
        finally:
            engine.dispose()

    def _kept(self, staged: Path, examples: Sequence[Example]) -> bool:
        """Whether the version does on day one's benchmarks as the model of day one does."""
        from floorwalker.steps.evaluation import Evaluation

        if not examples:
            self._report.verdict.append("fails: there are no examples of day one to hold it to; run: floorwalker train")
            return False
        reference = self._day_one()
        if reference is None:
            self._report.verdict.append("fails: the model of day one is gone, to hold it to; run: floorwalker train")
            return False
        evaluation = Evaluation(self._recommender, examples, self._model.base, self._settings, self._track)
        verdict = evaluation.hold(staged, reference)
        self._report.verdict += verdict.lines
        self._report.figures |= verdict.figures
        return verdict.passes

    def _day_one(self) -> Path | None:
        """What served before anything was learned from conversations."""
        from floorwalker.steps.general_export import served_general
        from ranker.registry import Registry

        version = day_one(Registry(self._home.models))
        return self._home.models / version if version else served_general(self._settings)

    def _trial(self, examples: Sequence[Example]) -> Trial:
        from floorwalker.steps.head_tuning import HeadTuning
        from floorwalker.steps.trial import Trial

        tuning = HeadTuning(self._model, examples, self._home.training, self._track) if self._order.tune_head else None
        return Trial(self._model, self._recommender, tuning, self._track, self._now)

    def _day_one_examples(self) -> list[Example]:
        """Those of the last training; made again where they are gone."""
        from floorwalker.steps.training import QUICK, Order, Training
        from ranker.errors import RankerError
        from ranker.examples import read_examples

        try:
            return read_examples(self._home.examples)
        except RankerError:
            return Training(self._settings, self._track).examples(Order(QUICK, full=False), self._recommender)

    def _manifest(self, decision: Decision, lesson: Lesson) -> Manifest:
        from ranker.registry import Manifest

        digest = hashlib.sha256(lesson.learned.experience.model_dump_json().encode()).hexdigest()[:16]
        base, known = self._model.base, self._model.manifest
        return Manifest(
            version=f"{RETRAINED}-{self._now:%Y%m%d-%H%M%S}-{digest[:6]}",
            created_at=self._now if self._now.tzinfo else self._now.replace(tzinfo=UTC),
            kind=RETRAINED,
            base_model=known.base_model if known else base.name,
            base_model_hash=known.base_model_hash if known else base.fingerprint,
            data_hash=digest,
            catalog_version=self._recommender.snapshot.catalog.version,
            config={
                "candidate": decision.chosen,
                "against": self._model.version,
                "conversations": len(self._log.sessions),
            },
            metrics=self._report.figures,
        )

    def _conclude(self, decision: Decision, *, passes: bool) -> None:
        number, power = len(self._log.sessions), decision.power
        missing = 0 if power.enough else power.missing(number)
        self._report.conclude(self._order.use, self._order.canary, number, passes=passes, missing=missing)

    def _ended(self, record: Record, version: str | None, decision: Decision, *, promote: bool) -> Outcome:
        """The outcome, recorded and reported."""
        promoted = promote and self._order.use == "all" and version is not None
        self._conclude(decision, passes=promote)
        folder = self._home.retraining / self._report.at.replace(":", "")
        self._report.write(folder)
        _forget(self._home.retraining)
        if not self._order.dry_run:
            run = Run(
                self._report.at,
                self._model.version,
                decision.power.enough,
                version,
                promoted,
                len(self._log.sessions),
                self._report.headline,
            )
            record.add(run)
        lines = [*self._log.lines(), *self._report.verdict, self._report.headline]
        return Outcome(version, promoted, lines, self._report.figures, report=folder / "retraining.md")


def _plain(card: Card) -> Mapping[str, Any]:
    from dataclasses import asdict

    return asdict(card)


def _forget(folder: Path) -> None:
    """Removes all but the newest reports."""
    import shutil

    reports = sorted(path for path in folder.iterdir() if path.is_dir())
    for path in reports[:-_REPORTS]:
        shutil.rmtree(path, ignore_errors=True)
