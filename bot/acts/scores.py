"""How well acts were judged: F1 over the acts of messages, micro and macro, and messages that were wholly right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Scores:
    """Counts, to which messages are added."""

    messages: int = 0
    right: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, wanted: Sequence[str], got: Sequence[str]) -> None:
        """Counts a message; the same act twice counts once, as it is done with the same words."""
        want, have = set(wanted), set(got)
        self.messages += 1
        self.right += want == have
        self.hits.update(want & have)
        self.missed.update(want - have)
        self.wrong.update(have - want)
        if len(want) == len(have) == 1 and want != have:
            self.confusions[(*want, *have)[0], (*want, *have)[1]] += 1

    def join(self, other: Scores) -> None:
        """Adds the counts of others."""
        self.messages += other.messages
        self.right += other.right
        self.hits += other.hits
        self.missed += other.missed
        self.wrong += other.wrong
        self.confusions += other.confusions

    @property
    def exact(self) -> float:
        """Share of messages with all their acts and no others."""
        return self.right / max(1, self.messages)

    @property
    def micro(self) -> float:
        """F1 over all acts of all messages."""
        return _f1(sum(self.hits.values()), sum(self.missed.values()), sum(self.wrong.values()))

    @property
    def macro(self) -> float:
        """Mean F1 of the acts that were wanted."""
        wanted = {*self.hits, *self.missed}
        return sum(self.of(act) for act in wanted) / max(1, len(wanted))

    def of(self, act: str) -> float:
        """F1 of an act."""
        return _f1(self.hits[act], self.missed[act], self.wrong[act])

    def line(self) -> str:
        """The figures in one line."""
        return f"micro F1 {self.micro:.3f}, macro F1 {self.macro:.3f}, all right {self.exact:.3f} of {self.messages}"


def scored(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Scores:
    """The scores of pairs of wanted and found acts."""
    scores = Scores()
    for wanted, got in pairs:
        scores.add(wanted, got)
    return scores


def _f1(hits: int, missed: int, wrong: int) -> float:
    return 2 * hits / max(1, 2 * hits + missed + wrong)
