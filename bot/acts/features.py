"""What the classifier judges a text by, as one row of numbers and the text's n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.acts import signals
from bot.acts.encoders import DIMENSION, buckets
from bot.acts.scene import Scene
from recommender.protocol.understand import UnderstandResponse

Floats = npt.NDArray[np.float32]

PLACE = ("is the whole", "where it begins", "share of the message", "likeness to what was asked")
OF_SCENE, OF_WORDS = len(signals.OF_SCENE), 2 * DIMENSION + len(signals.OF_TEXT) + len(PLACE)
WIDTH = OF_SCENE + OF_WORDS + len(signals.OF_READING)
"""A row: the scene, the words (vectors of the text and of its message, what can be counted, its place), the reading."""


class Encodes(Protocol):
    """Sentences as vectors (len(texts), DIMENSION)."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts."""


@dataclass(frozen=True, slots=True)
class Features:
    """Of several texts."""

    rows: Floats
    """(texts, WIDTH)."""
    grams: list[list[int]]
    """The hashed n-grams of each text (`encoders.buckets`)."""


def features(
    encoder: Encodes,
    message: str,
    texts: Sequence[str],
    scene: Scene,
    readings: Sequence[UnderstandResponse | None],
) -> Features:
    """Of texts (the message, or parts of it) in a scene, each with its reading. Raises ValueError if counts differ."""
    distinct = list(dict.fromkeys([message, *texts, *([scene.asked] if scene.asked else [])]))
    vector = dict(zip(distinct, encoder.encode(distinct), strict=True))
    before, asked = signals.of_scene(scene), vector.get(scene.asked) if scene.asked else None
    rows = np.empty((len(texts), WIDTH), np.float32)
    for row, text, reading in zip(rows, texts, readings, strict=True):
        likeness = 0.0 if asked is None else float(vector[text] @ asked)
        place = np.asarray([*_place(message, text), likeness], np.float32)
        read = signals.of_reading(text, reading, scene)
        row[:] = np.concatenate([before, vector[text], vector[message], signals.of_text(text), place, read])
    return Features(rows, [buckets(text) for text in texts])


def _place(message: str, text: str) -> tuple[float, float, float]:
    length = max(1, len(message))
    return float(text == message), max(0, message.find(text)) / length, min(1.0, len(text) / length)
