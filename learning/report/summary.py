"""Counts a report from what became of conversations; what is worth saying of it, `findings` decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from data.catalog.products import Attribute
from learning.drift import Drift
from learning.journeys import LATE, AskedOnce, Journey
from learning.lift import Comparison, Lift
from learning.report import findings, periods, wishes
from learning.report.figures import MEASURES, counted, figure, wording
from learning.report.shape import (
    FEWEST,
    LEAST,
    VERSION,
    By,
    Exploration,
    Figure,
    Named,
    Period,
    ProductType,
    QuestionAsked,
    Report,
    Step,
)

_MOST_TYPES = 25
_MOST_ATTRIBUTES = 5
_MOST_QUESTIONS = 20
_STEPS: Mapping[str, Callable[[Journey], bool]] = {
    "begun": lambda _: True,
    "said": lambda one: one.moves > 0,
    "asked": lambda one: one.asked,
    "shown": lambda one: one.lists > 0,
    "clicked": lambda one: bool(one.clicked),
    "carted": lambda one: one.carted,
    "bought": lambda one: one.bought and one.lists > 0,
}


def summarise(
    journeys: Sequence[Journey],
    *,
    until: datetime,
    made_at: datetime,
    lift: Lift,
    drift: Drift,
    since: datetime | None = None,
    by: By = "week",
    definitions: Mapping[str, Attribute] | None = None,
    widget: Comparison | None = None,
    machines: int = 0,
) -> Report:
    """The report on conversations that began in [since, until); `definitions` are the catalog's attributes by name.

    `widget`: shoppers with the widget against those without; `machines`: conversations that were left out as theirs.
    """
    known = definitions or {}
    types = product_types(journeys, known)
    report = Report(
        version=VERSION,
        made_at=made_at,
        since=since,
        until=until,
        by=by,
        conversations=len(journeys),
        shoppers=len({one.shopper for one in journeys}),
        findings=[],
        figures=[figure(measure, journeys) for measure in MEASURES],
        funnel=funnel(journeys),
        periods=_periods(journeys, since, until, by),
        types=types,
        other_types=len(journeys) - sum(one.conversations for one in types),
        answers=answers(journeys),
        questions=questions(journeys, known),
        misunderstandings=misunderstandings(journeys),
        wishes=wishes.wishes(journeys, known),
        words=wishes.words(journeys),
        exploration=_exploration(journeys),
        lift=lift,
        drift=drift,
        models=_models(journeys),
        widget=widget,
        machines=machines,
    )
    return replace(report, findings=findings.findings(report, journeys))


def funnel(journeys: Sequence[Journey]) -> list[Step]:
    """How far conversations came: who bought without a click has come as far as who did both."""
    reached = {key: [one for one in journeys if is_there(one)] for key, is_there in _STEPS.items()}
    keys, steps = list(_STEPS), []
    for place, key in enumerate(keys):
        further = {one.id for later in keys[place:] for one in reached[later]}
        own = [(float(one.id in further), one.shopper) for one in journeys]
        label = wording()["funnel"][key]
        of_all = counted(key, "share", own, label=label)
        before = {one.id for later in keys[max(0, place - 1) :] for one in reached[later]}
        previous = [(float(one.id in further), one.shopper) for one in journeys if one.id in before]
        of_previous = counted(key, "share", previous, label=label) if place else None
        late = sum(one.bought_late for one in reached[key]) if key == "bought" else 0
        steps.append(Step(key, label, len(further), of_all, of_previous, late))
    return steps


def _periods(journeys: Sequence[Journey], since: datetime | None, until: datetime, by: By) -> list[Period]:
    if not journeys:
        return []
    own: defaultdict[datetime, list[Journey]] = defaultdict(list)
    for one in journeys:
        own[periods.start_of(one.started_at, by)].append(one)
    first = since or min(one.started_at for one in journeys)
    found = []
    for start, end in periods.spans(first, until, by):
        # Of the whole log, the first period is not: the shop may have begun in the middle of it.
        is_whole = start >= first and end <= until
        told = own.get(start, [])
        figures = [figure(measure, told) for measure in MEASURES]
        label = periods.name(start, by)
        found.append(Period(start, end, label, is_whole, end + LATE <= until, len(told), figures))
    return found


def product_types(journeys: Sequence[Journey], known: Mapping[str, Attribute]) -> list[ProductType]:
    """The product types that FEWEST shoppers at least asked for, the most asked for first."""
    own: defaultdict[str, list[Journey]] = defaultdict(list)
    for one in journeys:
        if one.category:
            own[one.category].append(one)
    found: list[ProductType] = []
    for category, told in sorted(own.items(), key=lambda item: (-len(item[1]), item[0])):
        shoppers = len({one.shopper for one in told})
        if shoppers >= FEWEST and len(found) < _MOST_TYPES:
            figures = [figure(measure, told) for measure in MEASURES]
            found.append(ProductType(category, len(told), shoppers, figures, asked_for(category, told, known)))
    return found


def asked_for(category: str, told: Sequence[Journey], known: Mapping[str, Attribute]) -> list[Named]:
    """The attributes that a product type's shoppers asked for most, as shares of its conversations."""
    said = Counter(name for one in told for kind, name in one.attributes if kind == category)
    found = []
    for name, _ in said.most_common(_MOST_ATTRIBUTES):
        seen = [(float((category, name) in one.attributes), one.shopper) for one in told]
        if sum(value for value, _ in seen) >= FEWEST:
            label = wishes.label(name, known)
            found.append(Named(label, counted(name, "share", seen, label=label)))
    return found


def answers(journeys: Sequence[Journey]) -> list[Named]:
    """How questions were answered, as shares of those asked."""
    asked = [(one.shopper, question) for one in journeys for question in one.questions]
    return [
        Named(label, counted(kind, "share", [(float(q.answer == kind), who) for who, q in asked], label=label))
        for kind, label in wording()["answers"].items()
    ]


def questions(journeys: Sequence[Journey], known: Mapping[str, Attribute]) -> list[QuestionAsked]:
    """The most asked first; those that fewer than FEWEST shoppers were asked are left out."""
    own: defaultdict[tuple[str, str], list[tuple[str, AskedOnce]]] = defaultdict(list)
    for one in journeys:
        for question in one.questions:
            own[question.category, question.attribute].append((one.shopper, question))
    found: list[QuestionAsked] = []
    for (category, attribute), asked in sorted(own.items(), key=lambda item: (-len(item[1]), item[0])):
        if len({who for who, _ in asked}) < FEWEST or len(found) == _MOST_QUESTIONS:
            continue
        answered = [(who, question.answer) for who, question in asked if question.is_answered]
        label = wishes.label(attribute, known)
        declined = counted("declined", "share", [(float(a == "declined"), who) for who, a in answered], better="less")
        told = [(float(q.answer in ("picked", "said")), who) for who, q in asked]
        taken = counted("answered", "share", told)
        found.append(QuestionAsked(category, attribute, label, len(asked), declined, taken))
    return found


def misunderstandings(journeys: Sequence[Journey]) -> list[Named]:
    """By kind, as shares of the conversations in which the shopper said something."""
    kinds = sorted({kind for one in journeys for kind, _ in one.misunderstandings})
    spoken = [one for one in journeys if one.moves]
    seen = {kind: [(float(kind in dict(one.misunderstandings)), one.shopper) for one in spoken] for kind in kinds}
    found = [counted(kind, "share", own, label=kind) for kind, own in seen.items()]
    return [Named(one.label, one) for one in sorted(found, key=lambda one: -(one.total or 0))]


def _exploration(journeys: Sequence[Journey]) -> Exploration:
    tried = [(one.shopper, own) for one in journeys for own in one.tried]
    asked = [(one.shopper, own) for one in journeys for own in one.questions if own.explored is not None]
    clicked = {
        explored: counted("clicked", "share", [(float(t.clicked), who) for who, t in tried if t.explored is explored])
        for explored in (False, True)
    }
    declined = {
        explored: counted(
            "declined",
            "share",
            [(float(q.answer == "declined"), who) for who, q in asked if q.explored is explored and q.is_answered],
            better="less",
        )
        for explored in (False, True)
    }
    explored = sum(own.explored for _, own in tried)
    return Exploration(
        lists=len(tried),
        explored=explored,
        clicked_best=clicked[False],
        clicked_explored=clicked[True],
        clicks_lost=_lost(clicked[False], clicked[True], explored),
        questions=len(asked),
        questions_explored=sum(own.explored is True for _, own in asked),
        declined_best=declined[False],
        declined_explored=declined[True],
    )


def _lost(best: Figure, explored: Figure, lists: int) -> float | None:
    gap = findings.gap(best, explored)
    return None if gap is None or gap[1] <= 0 else gap[0] * lists


def _models(journeys: Sequence[Journey]) -> list[Named]:
    own: defaultdict[str, list[Any]] = defaultdict(list)
    for one in journeys:
        if len(one.models) == 1 and one.asked:
            own[next(iter(one.models))].append((float(one.succeeded), one.shopper))
    found = [Named(name, counted("succeeded", "share", seen, better="more")) for name, seen in sorted(own.items())]
    return [one for one in found if one.figure.count >= LEAST]
