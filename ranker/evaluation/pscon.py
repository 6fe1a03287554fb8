"""Does a ranker put first what a human assistant asked next? On conversations in the form of PSCon.

Knows the form of the file (gzipped JSON lines, one dialogue a line) and no catalog: statistics are equal for all
attributes. Zou et al., "PSCon: Product Search Through Conversations", SIGIR 2025.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ranker.candidates import AttributeCandidate, AttributeRanker, AttributeStatistics
from ranker.errors import ExamplesInvalid
from ranker.evaluation.metrics import TOP, Bootstrap, Interval, measured
from ranker.evaluation.report import asked
from ranker.examples import Example, numbered_lines

Train = Callable[[Sequence[Example], Sequence[Example]], AttributeRanker]
"""Makes a ranker of training and dev examples."""
FOLDS = 5
BRAND_AND_PRICE = ("brand", "price")
DISTRACTORS = ("Warranty", "Country of origin", "Package width", "Model number", "Energy class", "Cable length")
"""Attributes of catalogs that no assistant asks for: a ranker has to put them last."""
_MOST_VALUES = 6
_SAME = {
    "cellular phone operating system": "operating system",
    "departments": "category",
    "flavors": "flavor",
    "kind": "type",
    "operation system": "operating system",
    "primary use": "use",
    "reviews": "rating",
    "skin care concern": "skin type",
}
_LAST_WORDS = {"color": "color", "colour": "color", "feature": "features", "features": "features"}
_LAST_WORDS |= {word: word for word in ("form", "length", "material", "size", "style", "weight")}
_NEUTRAL = AttributeStatistics(
    coverage=0.5,
    named=0.3,
    split=0.5,
    entropy=1.5,
    narrowing=0.1,
    said=0.0,
    brevity=1.0,
    values=6,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked at once, and all that was known before."""

    dialogue: str
    query: str
    """The shopper's keywords so far, then the shopper's messages so far."""
    asked: frozenset[str]
    """Canonical names, without those asked before; may be empty."""
    offered: tuple[tuple[str, str], ...]
    """(canonical name, value) of each answer that the question suggests."""
    before: tuple[str, ...]
    """Canonical names asked earlier in the dialogue. The file does not say which of them the shopper minds."""


def canonical_name(asked: str) -> str:
    """The attribute of "Hair Color: red": "color".

    The name before the colon in lower case; then the table of names that mean the same; then, because product types
    prefix them, the last word where that says what is asked ("Cookware material" is "material").
    """
    plain = " ".join(asked.partition(":")[0].casefold().split())
    plain = _SAME.get(plain, plain)
    return _LAST_WORDS.get(plain.rpartition(" ")[2], plain)


def read_questions(path: Path, canonical: Callable[[str], str] = canonical_name) -> list[Question]:
    """Every clarifying question of the file. Raises ExamplesInvalid naming the line and what is wrong."""
    found: list[Question] = []
    for number, line in numbered_lines(path, "fetch it again"):
        found += _parsed(line, path, number, canonical)
    if not found:
        raise ExamplesInvalid(f"{path} has no clarifying question; name a file of conversations in the form of PSCon")
    return found


def _parsed(line: bytes, path: Path, number: int, canonical: Callable[[str], str]) -> list[Question]:
    try:
        return list(_questions(json.loads(line), canonical))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ExamplesInvalid(
            f"{path}, line {number}: not a dialogue with id and conversation of messages ({error!r})"
        ) from error


def _questions(dialogue: Mapping[str, Any], canonical: Callable[[str], str]) -> Iterator[Question]:
    keywords, messages, before = list[str](), list[str](), list[str]()
    for message in dialogue["conversation"]:
        if message["role"] == "user":
            keywords += message.get("keywords") or []
            messages.append(message.get("content") or "")
        raw = message.get("clarifying_attribute") or []
        offered = tuple((canonical(text), text.partition(":")[2].strip()) for text in raw if canonical(text))
        if offered:
            asked = frozenset(name for name, _ in offered) - set(before)
            query = " ".join(" ".join([*dict.fromkeys(keywords), *messages]).split())
            yield Question(str(dialogue["id"]), query, asked, offered, tuple(before))
            before += sorted(asked)


def examples_of(
    questions: Sequence[Question],
    *,
    least_asked: int = 2,
    distractors: Sequence[str] = DISTRACTORS,
    leave_out: Collection[str] = (),
) -> list[Example]:
    """One example a question: candidates are the attributes asked `least_asked` times in the file, and distractors.

    What was asked before is settled and no candidate; so is `leave_out`. Questions that asked nothing else are left
    out. A candidate's values are those that other dialogues offered, or a rare attribute would be known by the very
    question it is judged on. Raises ExamplesInvalid if no question is left.
    """
    times = Counter(name for question in questions for name in question.asked)
    names = sorted(name for name, count in times.items() if count >= least_asked and name not in leave_out)
    values = _Values(questions)
    found = []
    for question in questions:
        if question.asked & set(names):
            own = [values.candidate(name, question.dialogue) for name in names if name not in question.before]
            found.append(_example(question, [*own, *map(_candidate, distractors)]))
    if not found:
        raise ExamplesInvalid(f"no question asks an attribute that is asked {least_asked} times; ask for fewer")
    return found


class _Values:
    """The values that were offered for each attribute, by dialogue."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._by_name: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._by_dialogue: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for question in questions:
            self._by_dialogue[question.dialogue].update(question.offered)
            for name, value in question.offered:
                self._by_name[name][value] += 1

    def candidate(self, name: str, dialogue: str) -> AttributeCandidate:
        """The attribute as the other dialogues know it."""
        own = self._by_dialogue[dialogue]
        others = {value: count - own[name, value] for value, count in self._by_name[name].items()}
        best = sorted((value for value, count in others.items() if value and count), key=lambda v: (-others[v], v))
        return _candidate(name.capitalize(), tuple(best[:_MOST_VALUES]))


def _candidate(label: str, values: tuple[str, ...] = ()) -> AttributeCandidate:
    return AttributeCandidate(label.casefold(), label, "categorical", None, values, _NEUTRAL)


def _example(question: Question, candidates: Sequence[AttributeCandidate]) -> Example:
    return Example(
        query=question.query,
        category="",
        candidates=tuple(candidates),
        relevance=tuple(float(candidate.name in question.asked) for candidate in candidates),
        affinities=tuple((0.0,) * len(candidate.values) for candidate in candidates),
        split="train",
        group=question.dialogue,
        source="log",
        need=question.dialogue,
    )


def judge(train: Train, examples: Sequence[Example], folds: int = FOLDS) -> dict[str, Interval]:
    """`hit@3` (an attribute that was asked is among the first three) and `mrr`, cross-validated by dialogue.

    Each fold is judged by a ranker that saw neither it nor, but to stop, the next one. Intervals are over dialogues.
    Raises ExamplesInvalid if there are fewer dialogues than folds, ValueError for fewer than three folds.
    """
    if folds < 3:
        raise ValueError("one fold is judged and one decides when to stop, so at least three are needed")
    dialogues = sorted({example.group for example in examples})
    if len(dialogues) < folds:
        raise ExamplesInvalid(f"{len(dialogues)} dialogues do not make {folds} folds; use fewer folds")
    fold_of = {dialogue: number % folds for number, dialogue in enumerate(dialogues)}
    rows, targets = [], []
    for fold in range(folds):
        stop = (fold + 1) % folds
        rest = [example for example in examples if fold_of[example.group] not in (fold, stop)]
        ranker = train(rest, [example for example in examples if fold_of[example.group] == stop])
        for example in (e for e in examples if fold_of[e.group] == fold):
            row = measured(asked(ranker, example).weights, np.asarray(example.relevance))
            rows.append({f"hit@{TOP}": float(row["mrr"] >= 1 / TOP), "mrr": row["mrr"]})
            targets.append(example.group)
    bootstrap = Bootstrap(targets)
    return {name: bootstrap.mean(np.asarray([row[name] for row in rows])) for name in rows[0]}
