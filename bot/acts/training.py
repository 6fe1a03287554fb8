"""Trains the classifier: a few small networks on the same lessons, each from another seed, that judge together.

Needs torch; serving needs none of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from bot.acts import signals
from bot.acts.classifier import SETTINGS, WEIGHTS, Member, Temperatures
from bot.acts.encoders import BUCKETS, DIMENSION
from bot.acts.features import OF_SCENE, OF_WORDS, WIDTH
from bot.acts.lessons import Table
from language.acts import ACTS

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_VECTORS = slice(OF_SCENE, OF_SCENE + 2 * DIMENSION)
HAN = OF_SCENE + 2 * DIMENSION + signals.OF_TEXT.index("han")
"""Where it stands in a text's numbers whether there is Han in it."""
_SCALE = 2.5
"""Vectors of length 1 over 512 numbers would be drowned by flags; the factor is part of the weights afterwards."""


@dataclass(frozen=True, slots=True)
class Config:
    """All that can be chosen; chosen on writers held out."""

    members: int = 2
    of_han: int = 2
    """Members of messages with Han alone, beside the others."""
    hidden: int = 256
    epochs: int = 10
    batch: int = 256
    rate: float = 2e-3
    decay: float = 0.1
    dropout: float = 0.4
    smoothing: float = 0.05
    scene_dropout: float = 0.1
    """Share of texts whose scene is hidden, so that words alone are understood as well; of readings too."""
    reading_dropout: float = 0.2
    gram_dropout: float = 0.1
    seed: int = 0


class Network(nn.Module):
    """One hidden layer over the row and the n-grams, gated by the scene."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.grams = nn.EmbeddingBag(BUCKETS, config.hidden, mode="sum")
        nn.init.normal_(self.grams.weight, std=0.02)
        self.inner, self.outer = nn.Linear(WIDTH, config.hidden), nn.Linear(config.hidden, len(ACTS))
        self.gate = nn.Linear(OF_SCENE, config.hidden)
        nn.init.zeros_(self.gate.weight)
        nn.init.zeros_(self.gate.bias)
        self.rows_dropout, self.dropout = nn.Dropout(0.1), nn.Dropout(config.dropout)

    def forward(self, rows: torch.Tensor, grams: Sequence[Sequence[int]]) -> torch.Tensor:
        """(texts, acts), logits."""
        counts = torch.tensor([len(own) for own in grams])
        flat = torch.tensor([gram for own in grams for gram in own], dtype=torch.long)
        bags = self.grams(flat, torch.cumsum(counts, 0) - counts) / counts.clamp(min=1).sqrt()[:, None]
        hidden = (self.inner(self.rows_dropout(rows)) + bags) * (1 + self.gate(rows[:, :OF_SCENE]))
        logits: torch.Tensor = self.outer(self.dropout(torch.relu(hidden)))
        return logits

    def member(self) -> Member:
        """The weights as the classifier uses them."""
        inner = _numbers(self.inner.weight.T)
        inner[_VECTORS] *= _SCALE
        return Member(
            grams=_numbers(self.grams.weight),
            inner=inner,
            inner_bias=_numbers(self.inner.bias),
            gate=_numbers(self.gate.weight.T),
            gate_bias=_numbers(self.gate.bias),
            outer=_numbers(self.outer.weight.T),
            outer_bias=_numbers(self.outer.bias),
        )


def trained(
    table: Table, rows: Rows, config: Config, progress: Callable[[int, int], None] | None = None
) -> list[Member]:
    """The members, trained on some rows of the table. Takes a minute a member on one core."""
    members = []
    for number in range(config.members):
        members.append(_fitted(table, rows, config, config.seed + number).member())
        if progress:
            progress(number + 1, config.members)
    return members


def trained_on_han(table: Table, rows: Rows, config: Config) -> list[Member]:
    """The members of messages with Han, trained on those among some rows; none if there are none.

    These are few, so they are learned in smaller steps, and twice as often.
    """
    han = rows[table.found.rows[rows, HAN] > 0]
    if not len(han):
        return []
    own = replace(config, epochs=2 * config.epochs, batch=config.batch // 4)
    return [_fitted(table, han, own, config.seed + number).member() for number in range(config.of_han)]


def _fitted(table: Table, rows: Rows, config: Config, seed: int) -> Network:
    torch.manual_seed(seed)
    choice = np.random.default_rng(seed)
    network = Network(config)
    optimiser = torch.optim.AdamW(network.parameters(), lr=config.rate, weight_decay=config.decay)
    steps = config.epochs * (-(-len(rows) // config.batch))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.rate, steps, pct_start=0.1)
    weights = np.zeros(len(table.targets), np.float32)
    weights[rows] = table.weights(rows)
    for _ in range(config.epochs):
        for batch in _batches(rows[choice.permutation(len(rows))], config.batch):
            loss = _loss(network, table, batch, weights, config, choice)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return network.eval()


def _batches(rows: Rows, size: int) -> Iterator[Rows]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _loss(
    network: Network, table: Table, batch: Rows, weights: Floats, config: Config, choice: np.random.Generator
) -> torch.Tensor:
    """Cross entropy with the shares of the acts, while some of what is known is hidden."""
    rows = table.found.rows[batch].copy()
    rows[:, _VECTORS] *= _SCALE
    rows[choice.random(len(batch)) < config.scene_dropout, :OF_SCENE] = 0
    rows[choice.random(len(batch)) < config.reading_dropout, OF_SCENE + OF_WORDS :] = 0
    grams = [kept(table.found.grams[row], config.gram_dropout, choice) for row in batch]
    likely = torch.log_softmax(network(torch.from_numpy(rows), grams), dim=1)
    wanted = table.targets[batch] * (1 - config.smoothing) + config.smoothing / len(ACTS)
    losses = -(torch.from_numpy(wanted) * likely).sum(dim=1)
    return (losses * torch.from_numpy(weights[batch])).mean()


def kept(grams: Sequence[int], dropout: float, choice: np.random.Generator) -> list[int]:
    """A text's n-grams, some of them left out."""
    found: list[int] = np.asarray(grams, np.int64)[choice.random(len(grams)) >= dropout].tolist()
    return found


def temperature_of(judged: Callable[[float], Floats], targets: Floats) -> float:
    """The temperature at which the probabilities, (texts, acts), are likeliest to say what was done."""

    def loss(temperature: float) -> float:
        return float(-(targets * np.log(judged(temperature) + 1e-9)).sum())

    return float(min(np.arange(0.3, 2.01, 0.05), key=loss))


def write(folder: Path, members: Sequence[Member], of_han: Sequence[Member], temperatures: Temperatures) -> None:
    """Writes the members, those of Han behind the others, in half precision, and the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        f"{number}.{name}": np.asarray(getattr(member, name), np.float16)
        for number, member in enumerate((*members, *of_han))
        for name in Member.__slots__
    }
    np.savez_compressed(folder / WEIGHTS, allow_pickle=False, **kept)
    rounded = {name: round(own, 2) for name, own in asdict(temperatures).items()}
    settings = {"acts": list(ACTS), "members": len(members), "of_han": len(of_han), "temperatures": rounded}
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _numbers(weights: torch.Tensor) -> Floats:
    return weights.detach().numpy().astype(np.float32).copy()
