"""Rasa's own Python environment, and the variables that every process of ours is started with."""

from __future__ import annotations

from floorwalker.settings import ROOT

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
"""No telemetry, no model hub, no warning about forked tokenisers."""
