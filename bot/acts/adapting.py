"""Goes on teaching the networks of a model: a shop's lines, and beside them lines that the model knows, not to forget.

The weights are drawn back to where they began (L2 to the start, as in elastic weight consolidation without its Fisher
information: Kirkpatrick et al. 2017), so that few lines change little. Needs torch; serving needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from bot.acts.classifier import Member
from bot.acts.features import OF_SCENE, Features
from bot.acts.lessons import Table
from bot.acts.training import HAN, kept

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Adapting:
    """All that can be chosen; chosen on one writer held out (`benchmarks/labelling.py`)."""

    epochs: int = 6
    batch: int = 128
    rate: float = 1e-3
    pull: float = 3e-4
    """How much the squared distance from the start counts beside the loss."""
    smoothing: float = 0.05
    gram_dropout: float = 0.1
    seed: int = 0


def adapted(
    members: Sequence[Member],
    table: Table,
    weights: Floats,
    config: Adapting,
    *,
    han_alone: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Member]:
    """The members, gone on learning; `weights`, (texts,): how much each text of the table counts, 0 for not at all.

    `han_alone`: of texts with Han only. Unchanged where there are none to learn from.
    """
    rows = np.flatnonzero(weights > 0)
    if han_alone:
        rows = rows[table.found.rows[rows, HAN] > 0]
    if not len(rows):
        return list(members)
    found = []
    with _one_thread():
        for number, member in enumerate(members):
            found.append(_Pupil(member).taught(table, rows, weights, replace(config, seed=config.seed + number)))
            if progress:
                progress(number + 1, len(members))
    return found


@contextmanager
def _one_thread() -> Iterator[None]:
    """The steps are small: threads would wait for each other longer than they compute, the more so on a busy shop."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class _Pupil:
    """A member whose weights can learn."""

    def __init__(self, member: Member) -> None:
        self._start = {name: torch.from_numpy(getattr(member, name).copy()) for name in Member.__slots__}
        self._own = {name: start.clone().requires_grad_() for name, start in self._start.items()}

    def taught(self, table: Table, rows: Rows, weights: Floats, config: Adapting) -> Member:
        """The member afterwards."""
        choice = np.random.default_rng(config.seed)
        optimiser = torch.optim.Adam(self._own.values(), lr=config.rate)
        for _ in range(config.epochs):
            order = rows[choice.permutation(len(rows))]
            for start in range(0, len(order), config.batch):
                batch = order[start : start + config.batch]
                loss = self._loss(table, batch, weights[batch], config, choice)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
        return Member(**{name: own.detach().numpy().copy() for name, own in self._own.items()})

    def _loss(
        self, table: Table, batch: Rows, weights: Floats, config: Adapting, choice: np.random.Generator
    ) -> torch.Tensor:
        """Cross entropy with the shares of the acts, and the pull back to the start."""
        grams = [kept(table.found.grams[row], config.gram_dropout, choice) for row in batch]
        likely = torch.log_softmax(self._logits(Features(table.found.rows[batch], grams)), dim=1)
        targets = table.targets[batch]
        wanted = torch.from_numpy(targets * (1 - config.smoothing) + config.smoothing / targets.shape[1])
        losses = -(wanted * likely).sum(dim=1) * torch.from_numpy(weights)
        pull = sum(((own - self._start[name]) ** 2).sum() for name, own in self._own.items())
        total: torch.Tensor = losses.sum() / max(1e-6, float(weights.sum())) + config.pull * pull
        return total

    def _logits(self, found: Features) -> torch.Tensor:
        """As `Member.logits`."""
        own, rows = self._own, torch.from_numpy(found.rows)
        counts = torch.tensor([len(one) for one in found.grams])
        flat = torch.tensor([gram for one in found.grams for gram in one], dtype=torch.long)
        bags = functional.embedding_bag(flat, own["grams"], torch.cumsum(counts, 0) - counts, mode="sum")
        bags = bags / counts.clamp(min=1).sqrt()[:, None]
        gate = 1 + rows[:, :OF_SCENE] @ own["gate"] + own["gate_bias"]
        hidden = (rows @ own["inner"] + own["inner_bias"] + bags) * gate
        return torch.relu(hidden) @ own["outer"] + own["outer_bias"]
