"""What Rasa's process takes from the environment, since nothing else reaches it: read and written here alone.

Rasa and TensorFlow look at variables when they are imported, and no call of theirs takes these settings; the database
and the token between processes come in one each because a command line, and a password in it, anyone can read.
"""

from __future__ import annotations

import os
from pathlib import Path

_DEFAULTS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # One thread each: more make a message slower (the model is small) and take the cores from the other processes.
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def prepare(cache: Path | None = None) -> None:
    """Sets what is not set yet, before Rasa is imported. `cache`: where a training puts its parts."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if cache is not None:
        os.environ["RASA_CACHE_DIRECTORY"] = str(cache)


def inner_token() -> str:
    """What the gateway shows, and what the action server is shown; empty: nothing."""
    return os.environ.get("FLOORWALKER_INNER_TOKEN", "")


def database_url() -> str:
    """The database that conversations are kept in beside the shop's; empty: a file."""
    url = os.environ.get("FLOORWALKER_DATABASE_URL", "")
    return url if url.startswith("postgresql") else ""
