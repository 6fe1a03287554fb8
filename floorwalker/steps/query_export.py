"""The language model as an ONNX file for queries (`retrieval.search.query_encoder`), written once for each model.

Only quicker, never needed: without the exporter's libraries, or for a model that it cannot export, torch reads queries.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from retrieval.search.query_encoder import MOST_TOKENS

_log = logging.getLogger(__name__)


def query_model(source: str | Path, folder: Path) -> Path:
    """Where the file of a model (a folder, or a name in the local cache) lies below `folder`, once written."""
    from transformers.utils.hub import cached_file

    config = cached_file(str(source), "config.json", local_files_only=True)
    return folder / f"{version_of(Path(str(config)).parent)}.onnx"


def write_query_model(source: str | Path, folder: Path) -> Path | None:
    """Writes the file unless it stands there; None, with the reason in the log, if it cannot be written."""
    try:
        from ranker.export import write_float32
        from ranker.language import LanguageModel

        target = query_model(source, folder)
        if not target.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            write_float32(LanguageModel.load(source, MOST_TOKENS), target)
    except Exception as error:  # exporters fail in ways of their own, and nothing depends on them
        _log.warning("queries are read by torch, since their model cannot be exported: %s", error)
        return None
    return target


def version_of(model: Path) -> str:
    """What tells one model from another without reading all of it: names and sizes of its files, and its settings."""
    digest = hashlib.sha256()
    for path in sorted(path for path in model.iterdir() if path.is_file()):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
    digest.update((model / "config.json").read_bytes())
    return digest.hexdigest()[:12]
