"""The marks of tests that run Rasa, or the whole assistant."""

from __future__ import annotations

import pytest

from floorwalker.environments import RASA_PYTHON

RASA = [
    pytest.mark.slow,
    pytest.mark.skipif(not RASA_PYTHON.exists(), reason="the environment of Rasa is missing; run: make setup"),
]
