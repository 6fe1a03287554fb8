"""What a model made of the verdicts that it learned from: how far the one before it, and it, say what people said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.conversations.verdict_uses import Outcome, Use
from learning.screens import Case, agreement, cases
from learning.signals import signals
from learning.turns import TaughtTurn, tag

if TYPE_CHECKING:
    from bot.acts.classifier import ActClassifier
    from data.conversations.sessions import Session
    from learning.replay import Answer

MOST_MEASURED = 300
"""Verdicts of which it is measured what became, the newest: each takes both models an answer."""


def measured(sessions: Sequence[Session]) -> list[Case]:
    """The verdicts on lists that are asked again."""
    found = [case for case in cases(sessions) if case.verdict.id]
    return sorted(found, key=lambda case: case.verdict.at)[-MOST_MEASURED:]


def ranking_uses(
    sessions: Sequence[Session],
    asked: Sequence[Case],
    answers: Sequence[tuple[Answer | None, Answer | None]],
    version: str,
    outcome: Outcome,
    at: datetime,
) -> list[Use]:
    """Of every verdict on a list of these conversations; `answers`, before and after, are to the cases `asked`."""
    told: dict[str, tuple[float, float, Mapping[str, Any]]] = {}
    for case, (before, after) in zip(asked, answers, strict=True):
        detail = {"name": _name(case), "before": _place(case, before), "after": _place(case, after)}
        told[case.verdict.id] = (round(agreement(case, before), 4), round(agreement(case, after), 4), detail)
    learned = {(one.session, one.kind) for one in signals(sessions).verdicts}
    uses = []
    for session in sessions:
        for verdict in session.verdicts:
            if verdict.id and (session.id, verdict.kind) in learned:
                before_, after_, detail_ = told.get(verdict.id, (None, None, {}))
                uses.append(Use(verdict.id, version, "ranking", outcome, at, before_, after_, detail_))
    return uses


def act_uses(
    sessions: Sequence[Session],
    turns: Sequence[TaughtTurn],
    before: ActClassifier,
    after: ActClassifier,
    version: str,
    at: datetime,
) -> list[Use]:
    """Of every verdict on a message that was among the turns learned from; the newest are judged by both models."""
    said = {turn.message_id: turn.acts for turn in turns if turn.source == "verdict"}
    uses = []
    for number, (id, act, text, state) in enumerate(reversed(list(_labelled(sessions, said)))):
        is_judged = number < MOST_MEASURED
        had = round(_probability(before, text, state, act), 4) if is_judged else None
        has = round(_probability(after, text, state, act), 4) if is_judged else None
        uses.append(Use(id, version, "acts", "used", at, had, has, {"name": act}))
    return uses


def _labelled(sessions: Sequence[Session], said: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str, str]]:
    """Verdict, first act, message and state."""
    for session in sessions:
        moves = {move.message_id: move for move in session.moves}
        for verdict in session.verdicts:
            move = moves.get(verdict.message_id or "")
            if verdict.kind == "acts" and verdict.id and move is not None and move.message_id in said:
                yield verdict.id, said[move.message_id][0], str(move.payload["text"]), tag(session, move)


def _probability(classifier: ActClassifier, text: str, state: str, act: str) -> float:
    from floorwalker.steps.labelling import judged

    return float(judged(classifier, text, state)[0][classifier.acts.index(act)])


def _name(case: Case) -> str:
    payload = case.verdict.payload
    return str(payload["product_id"] if case.verdict.kind == "product" else payload["order"][0])


def _place(case: Case, answer: Answer | None) -> int | None:
    """From 1; None where it is not among what the answer has."""
    if answer is None:
        return None
    name = _name(case)
    if case.verdict.kind == "product":
        return answer.places[name] + 1 if name in answer.places else None
    return answer.attributes.index(name) + 1 if name in answer.attributes else None
