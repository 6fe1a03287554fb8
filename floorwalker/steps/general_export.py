"""The general ranker as the recommender serves it, written once for each home: `HOME/general/FINGERPRINT`.

It is of the packaged language model; where the shop chose another, no general ranker fits.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps.query_export import query_model
from ranker.general import FOLDER, fingerprint
from ranker.served_head import SHAPE
from retrieval.search.encoder import packaged_model

_log = logging.getLogger(__name__)


def served_general(settings: Settings, source: Path = FOLDER) -> Path | None:
    """Where the general ranker is served from, once written; None if none is shipped, or none fits."""
    own = None if settings.language_model else fingerprint(source)
    return Home(settings.home).general / own if own else None


def write_general_served(settings: Settings, source: Path = FOLDER) -> Path | None:
    """Writes the folder unless it stands there, in the place of older ones.

    None where `served_general` is, and, with the reason in the log, where it cannot be written.
    """
    target = served_general(settings, source)
    if target is None or (target / SHAPE).is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        unfinished = Path(made) / target.name
        unfinished.mkdir()
        try:
            _write(unfinished, source, query_model(packaged_model(), Home(settings.home).query_models))
        except Exception as error:  # exporters fail in ways of their own, and statistics can rank
            _log.warning("the general ranker does not serve, since it cannot be exported: %s", error)
            return None
        unfinished.rename(target)
    for older in target.parent.iterdir():
        if older != target:
            shutil.rmtree(older, ignore_errors=True)
    return target


def _write(folder: Path, source: Path, exported: Path) -> None:
    """With the packaged model as it is `exported` for queries, if it is, ten seconds sooner."""
    from ranker.errors import ModelInvalid
    from ranker.export import write_served
    from ranker.general import MOST_TOKENS, general_head, general_language
    from ranker.graphs import reweighted
    from ranker.language import LanguageModel

    language, head = general_language(packaged_model(), source), general_head(source)
    graph = folder / "graph.onnx"
    try:
        reweighted(exported, LanguageModel.load(packaged_model(), MOST_TOKENS), language, graph)
    except (OSError, ModelInvalid) as error:
        _log.info("the general ranker is exported anew: %s", error)
        write_served(folder, language, head)
    else:
        write_served(folder, language, head, graph)
        graph.unlink()
