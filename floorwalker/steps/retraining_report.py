"""The report on a retraining that a shop can read, as Markdown, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from data.files import replace_text
from learning.estimators import Estimate
from learning.offpolicy import Earned
from ranker.experience import Experience

_MOST_LESSONS, _MOST_VALUES = 12, 4
Use = Literal["all", "some", "nobody"]
"""Who gets a version that passes: every shopper, those of a canary, or none yet."""


@dataclass(slots=True)
class RetrainingReport:
    """What came of a retraining, filled as it goes."""

    at: str
    against: str
    headline: str = ""
    read: Sequence[str] = ()
    """What was read of the log, in words."""
    verdict: list[str] = field(default_factory=list)
    """Every check, beginning with passes or fails."""
    figures: dict[str, float] = field(default_factory=dict)
    earned: Mapping[str, Mapping[str, Earned]] = field(default_factory=dict)
    screens: Mapping[str, Estimate] = field(default_factory=dict)
    """What first screens as wholes would have earned, by model."""
    experience: Experience | None = None
    card: Mapping[str, Any] | None = None
    version: str | None = None
    promoted: bool = False

    def conclude(self, use: Use, share: float | None, conversations: int, *, passes: bool, missing: int) -> None:
        """Says what came of it. `share`: of a canary; `missing`: conversations until a gain that matters would show."""
        learned = f"from {conversations} conversations it learned to beat the model in use"
        if passes and use == "all":
            self.headline = f"{self.version} is promoted: {learned}."
        elif passes and use == "some":
            self.headline = f"{self.version} passes: {learned}; {share:.0%} of the shoppers get it, as a canary."
        elif passes:
            self.headline = f"It would be promoted: {learned}."
        elif missing:
            self.headline = f"Not promoted: too few conversations. It needs about {missing} more."
        else:
            failed = next((line for line in self.verdict if line.startswith("fails")), "fails: see below")
            self.headline = f"Not promoted, so the model before serves on ({failed})."

    def write(self, folder: Path) -> Path:
        """Writes `retraining.md` and `retraining.json`; returns the former."""
        folder.mkdir(parents=True, exist_ok=True)
        replace_text(folder / "retraining.json", json.dumps(self._data(), indent=1, default=str))
        replace_text(folder / "retraining.md", self.text())
        return folder / "retraining.md"

    def text(self) -> str:
        """The report in Markdown."""
        parts = [
            f"# Retraining of {self.at}",
            self.headline,
            "## What was read",
            _bullets(self.read),
            "## The gate",
            f"Held against {self.against}.",
            _bullets(self.verdict),
            *self._estimates(),
            *self._lessons(),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _estimates(self) -> list[str]:
        """What each model would have earned, by every estimator."""
        if not self.earned:
            return []
        rows = ["| decision | model | IPS | SNIPS | doubly robust | worth decisions |", "|---|---|---|---|---|---|"]
        for what, models in self.earned.items():
            for name, own in models.items():
                cells = [_cell(own.ips), _cell(own.snips), _cell(own.doubly_robust), f"{own.ips.effective:.0f}"]
                rows.append(f"| {what.split(',')[0]} | {name} | {' | '.join(cells)} |")
        return [
            "## What each model would have earned, by the logged propensities",
            "Wide where little was left to chance: a decision that a model would take and the log never shows may have "
            "earned nothing or all.",
            "\n".join(rows),
            _bullets([f"first screens as wholes, {name}: {_cell(own)}" for name, own in self.screens.items()]),
        ]

    def _lessons(self) -> list[str]:
        """What was learned, in words."""
        if self.experience is None or not self.experience.lessons:
            return []
        lessons = sorted(self.experience.lessons, key=lambda one: -one.conversations)[:_MOST_LESSONS]
        return ["## What was learned", _bullets([_lesson_text(one) for one in lessons])]

    def _data(self) -> dict[str, Any]:
        earned = {what: {name: _plain(own) for name, own in models.items()} for what, models in self.earned.items()}
        return {
            "at": self.at,
            "against": self.against,
            "headline": self.headline,
            "version": self.version,
            "promoted": self.promoted,
            "read": list(self.read),
            "verdict": self.verdict,
            "figures": self.figures,
            "earned": earned,
            "screens": {name: _parts(own) for name, own in self.screens.items()},
            "data card": self.card,
        }


def _lesson_text(lesson: Any) -> str:
    about = f"{lesson.category}, {lesson.purpose}" if lesson.purpose else lesson.category
    strongest = sorted(
        ((abs(effect), name, value, effect) for name, own in lesson.values.items() for value, effect in own.items()),
        reverse=True,
    )[:_MOST_VALUES]
    values = "; ".join(
        f"{name} {value} {'speaks for' if effect > 0 else 'against'}" for _, name, value, effect in strongest
    )
    hard = [name for name, chance in lesson.answerable.items() if chance < 0.5]
    asked = f"; few can say: {', '.join(hard[:3])}" if hard else ""
    return f"{about} ({lesson.conversations} conversations): {values or 'no value stands out'}{asked}"


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _cell(own: Estimate) -> str:
    return f"{own.mean:.3f} ({own.low:.3f}–{own.high:.3f})"


def _plain(own: Earned) -> dict[str, dict[str, float]]:
    parts = {"ips": own.ips, "snips": own.snips, "doubly robust": own.doubly_robust}
    return {name: _parts(one) for name, one in parts.items()}


def _parts(own: Estimate) -> dict[str, float]:
    return {part: float(getattr(own, part)) for part in ("mean", "low", "high", "effective", "clipped")}
