"""A chat model as teacher: asked once about each product type of an import, within a budget told beforehand.

Every answer is kept on disk by the hash of what was asked, so the same catalog is paid for once, and a training reads
what is there and asks nothing. What cannot be used is not kept. Which model it is, is the caller's affair: any of
LangChain's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from data.files import replace_text
from ranker.examples import Example
from recommender.lessons.answers import checked, taught
from recommender.lessons.assignments import Assignment, assignments
from recommender.lessons.types import Groups, ListedTypes

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

AT_ONCE = 4
"""Calls at the same time."""
FAILURES = 3
"""After so many failed calls, one behind the other, nothing more is asked."""
_CUT_SHORT = ("length", "max_tokens")
"""How providers say that the tokens ran out."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What teaching would ask and cost, before anything is spent."""

    assignments: list[Assignment]
    """Those without a kept answer."""
    kept: int
    """Product types whose answer is there already."""

    @property
    def most_tokens(self) -> int:
        """Tokens in and out, at the most."""
        return sum(assignment.most_tokens for assignment in self.assignments)


@dataclass(slots=True)
class Report:
    """What came of it."""

    used: int = 0
    """Answers that are kept."""
    needs: int = 0
    tokens: int = 0
    """In and out, as the provider counts them, or else estimated."""
    refused: Counter[str] = field(default_factory=Counter)
    """Answers, and parts of answers, that cannot be used, by reason."""
    failed: int = 0
    left: int = 0
    """Assignments that were not asked: the budget was spent, or the provider failed."""
    failure: str = ""
    """What the last failed call said."""


class Answers:
    """The kept answers, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, assignment: Assignment) -> str | None:
        """The answer to an assignment; None if there is none that can be read."""
        try:
            answer = json.loads(self._path(assignment).read_text(encoding="utf-8"))["answer"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return answer if isinstance(answer, str) else None

    def keep(self, assignment: Assignment, answer: str) -> None:
        """Keeps an answer, with what it is about for who looks into the folder."""
        content = {"type": assignment.listed.name, "given": assignment.given, "answer": answer}
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_text(self._path(assignment), json.dumps(content, ensure_ascii=False, indent=1))

    def _path(self, assignment: Assignment) -> Path:
        return self._folder / f"{assignment.fingerprint}.json"


def plan(types: ListedTypes, answers: Answers, most: int | None = None) -> Plan:
    """What is still to be asked about the catalog's types, or the `most` largest of them."""
    every = assignments(types, most)
    asked = [assignment for assignment in every if answers.of(assignment) is None]
    return Plan(asked, len(every) - len(asked))


def teach(model: BaseChatModel, planned: Plan, answers: Answers, *, budget: int, progress: Progress) -> Report:
    """Asks what is planned, as far as `budget` tokens are sure to suffice. Never raises for what the model does."""
    report, waiting = Report(), list(planned.assignments)
    failures = 0
    while waiting and failures < FAILURES:
        batch = _affordable(waiting[:AT_ONCE], budget - report.tokens)
        if not batch:
            break
        del waiting[: len(batch)]
        replies = model.batch(
            [assignment.messages for assignment in batch], config={"max_concurrency": AT_ONCE}, return_exceptions=True
        )
        for assignment, reply in zip(batch, replies, strict=True):
            failures = 0 if _took(assignment, reply, answers, report) else failures + 1
        progress(len(planned.assignments) - len(waiting), len(planned.assignments))
    report.left = len(waiting)
    return report


def teacher_examples(types: ListedTypes, groups: Groups, folder: Path) -> list[Example]:
    """Examples of the answers that are kept for the catalog as it is now; asks nothing."""
    if not folder.is_dir():
        return []
    answers = Answers(folder)
    found: list[Example] = []
    for assignment in assignments(types):
        answer = answers.of(assignment)
        if answer is not None:
            found += taught(checked(answer, assignment).needs, assignment, groups)
    return found


def _affordable(some: Sequence[Assignment], budget: int) -> list[Assignment]:
    chosen: list[Assignment] = []
    for assignment in some:
        budget -= assignment.most_tokens
        if budget < 0:
            break
        chosen.append(assignment)
    return chosen


def _took(assignment: Assignment, reply: BaseMessage | Exception, answers: Answers, report: Report) -> bool:
    """Keeps a reply if it can be used, and counts it; whether the provider answered at all."""
    if isinstance(reply, Exception):
        report.failed += 1
        report.tokens += assignment.most_tokens  # nobody knows what a failed call cost
        report.failure = f"{type(reply).__name__}: {str(reply).strip().partition(chr(10))[0][:200]}"
        return False
    report.tokens += _tokens(assignment, reply)
    ended = reply.response_metadata.get("finish_reason") or reply.response_metadata.get("stop_reason")
    if str(ended).lower() in _CUT_SHORT:
        report.refused["cut short"] += 1
        return True
    found = checked(reply.text, assignment)
    report.refused.update(found.refused)
    if found.needs:
        report.used += 1
        report.needs += len(found.needs)
        answers.keep(assignment, reply.text)
    return True


def _tokens(assignment: Assignment, reply: BaseMessage) -> int:
    usage = getattr(reply, "usage_metadata", None)
    return int(usage["total_tokens"]) if usage else assignment.most_tokens
