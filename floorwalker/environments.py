"""Rasa's own Python environment, and the variables that every process of ours is started with."""

from __future__ import annotations

from floorwalker.settings import ROOT

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",  # else it warns of forks
    "OMP_WAIT_POLICY": "PASSIVE",  # else the language model's second thread spins for as long as a request computes
}
