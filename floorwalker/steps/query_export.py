"""The language model as an ONNX file for queries (`retrieval.search.query_encoder`), written once for each model.

Only quicker, never needed: without the exporter's libraries, or for a model that it cannot export, torch reads queries.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from retrieval.search.encoder import MOST_IDS, Encoder
from retrieval.search.query_encoder import MOST_TOKENS
from retrieval.search.query_files import model_folder, read_prepared

_log = logging.getLogger(__name__)


def query_model(source: str | Path, folder: Path) -> Path:
    """Where the file of a model (a folder, or a name in the local cache) lies below `folder`, once written."""
    return folder / f"{version_of(model_folder(source))}.onnx"


def write_query_model(source: str | Path, folder: Path) -> Path | None:
    """Writes the file, and what stands beside it, unless they stand there; None, with the reason in the log, if it
    cannot be written."""
    try:
        target = query_model(source, folder)
        if not target.is_file():
            _export(source, target)
        if read_prepared(target, source, MOST_IDS) is None and not Encoder(str(source), device="cpu").note(target):
            _log.warning("the language model is loaded at every start, since its copy %s does not do alone", target)
    except Exception as error:  # exporters fail in ways of their own, and nothing depends on them
        _log.warning("queries are read by torch, since their model cannot be exported: %s", error)
        return None
    return target


def _export(source: str | Path, target: Path) -> None:
    from ranker.export import write_float32  # torch, which takes seconds to load
    from ranker.language import LanguageModel

    target.parent.mkdir(parents=True, exist_ok=True)
    write_float32(LanguageModel.load(source, MOST_TOKENS), target)


def version_of(model: Path) -> str:
    """What tells one model from another without reading all of it: names and sizes of its files, and its settings."""
    digest = hashlib.sha256()
    for path in sorted(path for path in model.iterdir() if path.is_file()):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
    digest.update((model / "config.json").read_bytes())
    return digest.hexdigest()[:12]
