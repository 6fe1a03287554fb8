"""Judges what texts do: calibrated probabilities of the acts, from the words, the scene and the reading.

Small networks over sentence vectors and n-grams (NumPy; `bot.acts.training` makes them), and a transformer.
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
from bot.acts.passages import Passage, passage
from bot.acts.scene import Scene
from bot.acts.transformer import GRAPH, Transformer
from language.acts import ACTS
from language.segmentation import has_han
from recommender.protocol.understand import UnderstandResponse

Floats = npt.NDArray[np.float32]

FOLDER = Path(__file__).with_name("model")
WEIGHTS, SETTINGS = "members.npz", "settings.json"
_LEAST = np.float32(1e-6)


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


@dataclass(frozen=True, slots=True)
class Temperatures:
    """By which logits are divided so that probabilities are neither too sure nor too shy."""

    members: float = 1.0
    """Where the members judge alone."""
    together: float = 1.0
    """Where the transformer judges beside them."""


class ActClassifier:
    """The members of a model, and its transformer, together. Safe to share between threads.

    The transformer knows no Chinese: of a message with Han the members judge alone.
    """

    def __init__(
        self,
        acts: Sequence[str],
        members: Sequence[Member],
        encoder: Encodes,
        transformer: Transformer | None = None,
        temperatures: Temperatures | None = None,
        of_han: Sequence[Member] = (),
    ) -> None:
        """`of_han`: members that judge beside the others where a message has Han."""
        self.acts = tuple(acts)
        """The names of the acts, in the order of the columns of `judge`."""
        self.members, self.of_han = tuple(members), tuple(of_han)
        self._encoder = encoder
        self._transformer = transformer
        self.temperatures = temperatures or Temperatures()

    @classmethod
    def of(
        cls, members: Sequence[Member], transformer: Transformer | None = None, of_han: Sequence[Member] = ()
    ) -> ActClassifier:
        """One of parts just trained, at temperature 1."""
        return cls(ACTS, members, sentence_encoder(), transformer, of_han=of_han)

    @classmethod
    def load(cls, folder: Path = FOLDER, transformer: Path | None = None) -> ActClassifier:
        """The model in a folder, its transformer from another if that is named, and without one if there is none.

        Raises OSError if there is no model.
        """
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as kept:
            members = [
                Member(*(kept[f"{number}.{name}"].astype(np.float32) for name in Member.__slots__))
                for number in range(settings["members"] + settings["of_han"])
            ]
        beside = transformer or folder
        own_transformer = Transformer(beside) if (beside / GRAPH).exists() else None
        temperatures = Temperatures(**settings["temperatures"])
        own, of_han = members[: settings["members"]], members[settings["members"] :]
        return cls(settings["acts"], own, sentence_encoder(), own_transformer, temperatures, of_han)

    def with_members(self, members: Sequence[Member], of_han: Sequence[Member]) -> ActClassifier:
        """The same, judged by other networks beside the transformer."""
        return ActClassifier(self.acts, members, self._encoder, self._transformer, self.temperatures, of_han)

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
        found = features(self._encoder, message, parts, scene, readings)
        return self.probabilities(found, None if has_han(message) else passage(message, parts, scene))

    def probabilities(self, found: Features, read: Passage | None) -> Floats:
        """(texts, acts), of the features of texts, and of the passage of the message that they are of; None where that
        has Han."""
        logits = self.members_logits(found, with_han=read is None)
        if read is None or self._transformer is None:
            return mean_of(logits, self.temperatures.members)
        return together(logits, self._transformer.logits(read, found.rows), self.temperatures.together)

    def judge_apart(self, message: str, scene: Scene) -> tuple[Floats, Floats]:
        """Of a whole message, of which nothing was read: (acts,) what `judge` says, and (judges, acts) what each says
        by itself: the networks together and the transformer, or each network where that does not judge."""
        is_han = has_han(message)
        found = features(self._encoder, message, [message], scene, [None])
        logits = self.members_logits(found, with_han=is_han)
        if is_han or self._transformer is None:
            return mean_of(logits, self.temperatures.members)[0], np.concatenate([_softmax(one) for one in logits])
        own = self._transformer.logits(passage(message, [message], scene), found.rows)
        judged = together(logits, own, self.temperatures.together)
        return judged[0], np.concatenate([mean_of(logits), _softmax(own)])

    def members_logits(self, found: Features, *, with_han: bool) -> list[Floats]:
        """(texts, acts), of each member that judges such a message."""
        return [member.logits(found) for member in (*self.members, *(self.of_han if with_han else ()))]


def mean_of(logits: Sequence[Floats], temperature: float = 1.0) -> Floats:
    """The mean of the members' probabilities."""
    mean: Floats = np.mean([_softmax(one / temperature) for one in logits], axis=0, dtype=np.float32)
    return mean


def together(logits: Sequence[Floats], of_transformer: Floats, temperature: float = 1.0) -> Floats:
    """The members' probabilities and the transformer's: their geometric mean, so that what either rules out is out."""
    likely = np.log(mean_of(logits) + _LEAST) + np.log(_softmax(of_transformer) + _LEAST)
    return _softmax(likely / np.float32(2 * temperature))


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return shares
