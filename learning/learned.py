"""From conversations to an experience that a ranker can go by, examples for training one, and the card that says what
they are made of.

Day one's ranker is the recommender's own; what is learned is always beside it (`ranker.experience`), so that little
data changes little, and none nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np

from data.conversations.sessions import Session
from learning.answering import Answering, answering
from learning.card import Card
from learning.choice import Floats
from learning.cleaning import Cleaned, cleaned
from learning.counting import counted
from learning.evidence import Evidence, Told, Weights, by_type
from learning.examination import Examination, examination, flat
from learning.examples import log_examples, value_effects
from learning.importance import told_importance
from learning.judging import Judged, Judging
from learning.shelves import Shelf, Shelves
from learning.signals import Signals, signals
from learning.taste import Scales, Taste, taste
from learning.timeline import as_logged
from ranker.examples import Example
from ranker.experience import Experience, Lesson
from recommender.engine.recommender import Recommender

WINDOW = timedelta(days=7)
"""A conversation younger than this may still lead to a purchase."""
_LEAST_CHANCE = 0.0001
_LEAST_EFFECT = 0.002
"""Effects below it are not written down."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a log taught."""

    experience: Experience
    examples: list[Example]
    card: Card


def learned(
    sessions: Iterable[Session],
    recommender: Recommender,
    *,
    corrected: bool = True,
    now: datetime | None = None,
    shelves: Shelves | None = None,
) -> Learned:
    """Learns from conversations of any catalog; what this one has no more is counted and left out.

    `corrected=False` takes clicks as they come: no examination, no propensities, no answers, no forgetting. It is what
    the other must beat. `now` is when purchases were last looked for; by default this moment. `shelves`, of the same
    recommender, keep what day one's ranker reads from one learning to the next; by default they are made anew.
    """
    shelves = shelves or Shelves(recommender, recommender.ranker)
    return _Learning(list(sessions), recommender, shelves, corrected, now or datetime.now(UTC)).run()


class _Learning:
    """One run."""

    def __init__(
        self, sessions: Sequence[Session], recommender: Recommender, shelves: Shelves, corrected: bool, now: datetime
    ) -> None:
        self._all = sorted(sessions, key=lambda session: (session.started_at, session.id))
        self._recommender = recommender
        self._corrected = corrected
        self._now = as_logged(now)
        products = recommender.snapshot.catalog.products
        self._ids = {product.id for product in products}
        brands = {product.id: product.brand for product in products if product.brand}
        self._cleaned: Cleaned = cleaned(self._all, brands if corrected else {})
        self._shelves = shelves
        self._importance: dict[str, dict[str, float]] = {}

    def run(self) -> Learned:
        """Learns, judges on conversations kept apart, and says what it did."""
        found = signals(self._cleaned.sessions)
        examined = examination(found.choices) if self._corrected else flat()
        told = self._known(found)
        evidence = self._evidence(told, examined) if self._corrected else {}
        judged = self._judged(evidence, found)
        weights = self._cleaned.by_age(judged.half_life)
        answers = answering([a for own in told.values() for a in own.answers], weights)
        tastes = self._tastes(told, evidence, weights, judged)
        names = self._recommender.snapshot.catalog.attributes
        self._importance = told_importance(found.verdicts, names) if self._corrected else {}
        experience = self._experience(told, tastes, answers if self._corrected else None, judged)
        examples = log_examples(self._shelves, told, tastes, found.order)
        return Learned(experience, examples, self._card(found, told, examined, answers, judged, examples))

    def _known(self, found: Signals) -> dict[str, Told]:
        """The observations of each type that the catalog has."""
        told = by_type(found.choices, found.answers, found.mentions)
        return {category: own for category, own in told.items() if self._shelves.of(category) is not None}

    def _evidence(self, told: Mapping[str, Told], examined: Examination) -> dict[str, Evidence]:
        return {c: Evidence.of(self._shelves, self._shelf(c), own, examined) for c, own in told.items()}

    def _judged(self, evidence: Mapping[str, Evidence], found: Signals) -> Judged:
        if not self._corrected:
            return Judged(None, Scales(), 1.0)
        return Judging(list(evidence.values()), found.order, self._cleaned.by_age).decide()

    def _tastes(
        self, told: Mapping[str, Told], evidence: Mapping[str, Evidence], weights: Weights, judged: Judged
    ) -> dict[str, Taste]:
        if not self._corrected:
            return {c: counted(self._shelf(c), own.choices, judged.scales) for c, own in told.items()}
        if not judged.trust:
            return {}
        return {category: taste(own, judged.scales, weights) for category, own in evidence.items()}

    def _experience(
        self, told: Mapping[str, Told], tastes: Mapping[str, Taste], answers: Answering | None, judged: Judged
    ) -> Experience:
        kept = self._cleaned.sessions
        lessons = [
            lesson
            for category, own in told.items()
            for lesson in self._lessons(category, own, tastes.get(category), answers, judged.trust)
        ]
        return Experience(
            created_at=self._now.replace(tzinfo=UTC),
            catalog_version=self._recommender.snapshot.catalog.version,
            conversations=len({one.session for own in told.values() for one in own.all}),
            since=kept[0].started_at if kept else None,
            until=kept[-1].started_at if kept else None,
            half_life=judged.half_life,
            answerable=_rounded(answers.attributes) if answers else {},
            usually_answerable=round(answers.usual, 4) if answers else 1.0,
            lessons=lessons,
        )

    def _lessons(
        self, category: str, told: Told, learned: Taste | None, answers: Answering | None, trust: float
    ) -> list[Lesson]:
        shelf = self._shelf(category)
        answerable = _rounded(answers.types.get(category, {})) if answers else {}
        values = _effects(shelf, trust * learned.plain) if learned else {}
        plain = _lesson(category, None, told, values, answerable, self._importance.get(category, {}))
        lessons = [plain] if plain.values or plain.answerable or plain.importance else []
        for purpose, beyond in (learned.purposes if learned else {}).items():
            own = _effects(shelf, trust * beyond)
            if own:
                lessons.append(_lesson(category, purpose, told, own))
        return lessons

    def _shelf(self, category: str) -> Shelf:
        shelf = self._shelves.of(category)
        assert shelf is not None, category  # noqa: S101  # `_known` keeps types of the catalog alone
        return shelf

    def _counts(self, told: Mapping[str, Told]) -> tuple[Counter[str], Counter[str]]:
        chosen = [one for own in told.values() for one in own.choices if one.is_chosen]
        return Counter(one.category for one in chosen), Counter(one.purpose or "none named" for one in chosen)

    def _card(
        self,
        found: Signals,
        told: Mapping[str, Told],
        examined: Examination,
        answers: Answering,
        judged: Judged,
        examples: Sequence[Example],
    ) -> Card:
        kept, (types, purposes) = self._cleaned.sessions, self._counts(told)
        return Card(
            conversations=len(self._all),
            kept=len(kept),
            left_out=self._cleaned.left_out,
            capped=self._cleaned.capped,
            effective_conversations=round(self._cleaned.effective, 1),
            shoppers=len({session.shopper_id or session.id for session in kept}),
            holdout=sum(session.arm == "holdout" for session in kept),
            since=kept[0].started_at.isoformat() if kept else None,
            until=kept[-1].started_at.isoformat() if kept else None,
            open_conversations=sum(self._now - as_logged(session.last_at) < WINDOW for session in kept),
            observations=found.counts(),
            by_type=dict(types.most_common()),
            by_purpose=dict(purposes.most_common()),
            catalogs=dict(Counter(one.catalog_version for session in kept for one in session.lists).most_common()),
            unknown_types=sum(one.category not in told for one in found.choices),
            unknown_products=sum(p not in self._ids for one in found.choices for p in one.products),
            unknown_attributes=sum(
                a.attribute not in {c.name for c in self._shelf(category).candidates}
                for category, own in told.items()
                for a in own.answers
            ),
            unread_requests=len({(one.category, one.query) for one in found.choices} & self._shelves.failed),
            unjoined=found.unjoined,
            late=found.late,
            across=found.across,
            corrected=self._corrected,
            examination=[round(chance, 3) for chance in examined.chances],
            swaps=examined.swapped,
            effective_questions=round(answers.effective, 1),
            clipped_questions=round(answers.clipped, 4),
            half_life=judged.half_life,
            trust=judged.trust,
            gain={"mean": judged.mean, "low": judged.low, "high": judged.high, "lists": judged.lists},
            examples=dict(Counter(example.split for example in examples)),
        )


def _rounded(chances: Mapping[str, float]) -> dict[str, float]:
    """To be read; never 0, since a question that nobody answered may be answered yet."""
    return {name: max(round(chance, 4), _LEAST_CHANCE) for name, chance in sorted(chances.items())}


def _effects(shelf: Shelf, effects: Floats) -> dict[str, dict[str, float]]:
    """As an experience has them, without those that are nothing."""
    found = {}
    for candidate in shelf.candidates:
        own = np.clip(value_effects(shelf, candidate, effects), -1, 1)
        if np.abs(own).max(initial=0.0) >= _LEAST_EFFECT:
            found[candidate.name] = {v: round(float(e), 4) for v, e in zip(candidate.values, own, strict=True) if e}
    return found


def _lesson(
    category: str,
    purpose: str | None,
    told: Told,
    values: dict[str, dict[str, float]],
    answerable: Mapping[str, float] = MappingProxyType({}),
    importance: Mapping[str, float] = MappingProxyType({}),
) -> Lesson:
    own = told.of(purpose)
    return Lesson(
        category=category,
        purpose=purpose,
        conversations=len({one.session for one in own.all}),
        observations=own.counts(),
        importance={name: round(move, 4) for name, move in importance.items()},
        values=values,
        answerable=dict(answerable),
    )
