"""Judges what texts do: calibrated probabilities of the acts, from the words, the scene and the reading.

Runs on NumPy alone; `bot.acts.training` makes the model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.acts.encoders import sentence_encoder
from bot.acts.features import OF_SCENE, Encodes, Features, features
from bot.acts.names import ACTS
from bot.acts.scene import Scene
from recommender.protocol.understand import UnderstandResponse

Floats = npt.NDArray[np.float32]

FOLDER = Path(__file__).with_name("model")
WEIGHTS, SETTINGS = "members.npz", "settings.json"


@dataclass(frozen=True, slots=True)
class Member:
    """One network: a hidden layer over the row and the n-grams, gated by the scene."""

    grams: Floats
    """(BUCKETS, hidden)."""
    inner: Floats
    """(WIDTH, hidden)."""
    inner_bias: Floats
    gate: Floats
    """(OF_SCENE, hidden): how much each hidden number counts in a scene, beside 1."""
    gate_bias: Floats
    outer: Floats
    """(hidden, acts)."""
    outer_bias: Floats

    def logits(self, found: Features) -> Floats:
        """(texts, acts)."""
        hidden = found.rows @ self.inner + self.inner_bias
        for row, grams in zip(hidden, found.grams, strict=True):
            if grams:
                row += self.grams[grams].sum(axis=0) / np.sqrt(np.float32(len(grams)))
        hidden *= 1 + found.rows[:, :OF_SCENE] @ self.gate + self.gate_bias
        logits: Floats = np.maximum(hidden, 0) @ self.outer + self.outer_bias
        return logits


class ActClassifier:
    """The members of a model together. Safe to share between threads."""

    def __init__(
        self, acts: Sequence[str], members: Sequence[Member], encoder: Encodes, temperature: float = 1.0
    ) -> None:
        self.acts = tuple(acts)
        """The names of the acts, in the order of the columns of `judge`."""
        self._members = list(members)
        self._encoder = encoder
        self._temperature = temperature

    @classmethod
    def of(cls, members: Sequence[Member], temperature: float = 1.0) -> ActClassifier:
        """One of members just trained."""
        return cls(ACTS, members, sentence_encoder(), temperature)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> ActClassifier:
        """The model in a folder. Raises OSError if it is not there."""
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as kept:
            members = [
                Member(*(kept[f"{number}.{name}"].astype(np.float32) for name in Member.__slots__))
                for number in range(settings["members"])
            ]
        return cls(settings["acts"], members, sentence_encoder(), settings["temperature"])

    def judge(
        self,
        message: str,
        parts: Sequence[str],
        scene: Scene,
        readings: Sequence[UnderstandResponse | None],
    ) -> Floats:
        """(len(parts), acts): how likely each text does each act; a row sums to 1.

        `parts` are texts of the message, the whole message among them if it is to be judged too; `readings` are theirs,
        None where there is none. Of several acts in one text each gets its share. Raises ValueError if counts differ.
        """
        if len(parts) != len(readings):
            raise ValueError(f"{len(parts)} texts and {len(readings)} readings")
        if not parts:
            return np.zeros((0, len(self.acts)), np.float32)
        return self.probabilities(features(self._encoder, message, parts, scene, readings))

    def probabilities(self, found: Features) -> Floats:
        """(texts, acts), of features."""
        logits = [member.logits(found) / self._temperature for member in self._members]
        mean: Floats = np.mean([_softmax(one) for one in logits], axis=0, dtype=np.float32)
        return mean


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return shares
