"""The language model as files that Rasa's own environment can run: ONNX in int8, and the tokeniser.

Rasa's environment has no torch; the component that reads these files is `bot.components.sentence`.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from data.files import replacing
from floorwalker.errors import StepFailed

MODEL, TOKENISER = "model.onnx", "tokenizer.json"
_MOST_TOKENS = 64


def write_sentence_model(source: str | Path, folder: Path, exported: Path | None = None) -> Path:
    """Writes the model of `source` (a folder, or a name in the local cache) below `folder`, unless it stands there.

    `exported`: where it is in float32 already, if it is (`query_export`). Returns where. Raises StepFailed if the
    source has no fast tokeniser, TrainingFailed if it is no language model.
    """
    from transformers.utils.hub import cached_file

    from ranker.export import quantise, write_int8
    from ranker.language import LanguageModel

    try:
        tokeniser = Path(str(cached_file(str(source), TOKENISER, local_files_only=True)))
    except OSError as error:
        remedy = "name a folder with a model and its tokenizer.json, or leave it empty for the packaged one"
        raise StepFailed(f"language_model: {source} has no {TOKENISER} on this machine", remedy) from error
    target = folder / version_of(tokeniser.parent)
    if not (target / TOKENISER).is_file():
        with replacing(target / MODEL) as unfinished:
            if exported is not None and exported.is_file():
                quantise(exported, unfinished)
            else:
                write_int8(LanguageModel.load(source, _MOST_TOKENS), unfinished)
        shutil.copy(tokeniser, target / TOKENISER)
    return target


def version_of(model: Path) -> str:
    """What tells one model from another without reading all of it: names and sizes of its files, and its settings."""
    digest = hashlib.sha256()
    for path in sorted(path for path in model.iterdir() if path.is_file()):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
    digest.update((model / "config.json").read_bytes())
    return digest.hexdigest()[:12]
