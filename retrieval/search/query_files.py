"""What stands beside the language model's copy in ONNX, so that a service can read queries without loading the model
itself: its tokeniser, and facts about it. `MODEL.onnx` has them in the folder `MODEL`.

Facts are believed of those weights alone that they were noted of.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from language.subwords import Subwords

_log = logging.getLogger(__name__)
_FACTS = "facts.json"


class Facts(BaseModel):
    """Of a language model, as an encoder has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fingerprint: str
    dimension: int
    max_tokens: int
    """Of a text: as many as were wanted, or as the model can read if those are fewer."""
    most: int
    """As many as were wanted."""
    weights: str
    """`weights_of` the model that they are of."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Facts and tokeniser."""

    facts: Facts
    subwords: Subwords


def folder_of(exported: Path) -> Path:
    """Where they stand."""
    return exported.with_suffix("")


def model_folder(model: str | Path) -> Path:
    """Of a model that is a folder, or a name in the local Hugging Face cache. Raises FileNotFoundError."""
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(str(model), "config.json")
    if not isinstance(config, str):
        raise FileNotFoundError(f"language_model: there is no model {model} on this machine; name a folder")
    return Path(config).parent


def read_prepared(exported: Path, model: str | Path, most: int) -> Prepared | None:
    """What was noted of the model, read up to `most` ids a text; None if nothing was, or of another."""
    folder = folder_of(exported)
    try:
        facts = Facts.model_validate_json((folder / _FACTS).read_bytes())
        if facts.most != most or facts.weights != weights_of(model_folder(model)):
            return None
        return Prepared(facts, Subwords(folder, facts.max_tokens))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, ValidationError) as error:
        _log.warning("%s cannot be used, so the whole language model is loaded: %s", folder, error)
        return None


def write_prepared(
    exported: Path, facts: Facts, save: Callable[[Path], object], known: Mapping[str, Sequence[int]]
) -> bool:
    """Writes facts, and the tokeniser that `save` puts into a folder, in the place of older ones; False, and nothing
    is written, if that would read texts otherwise than is `known`."""
    with tempfile.TemporaryDirectory(dir=exported.parent, prefix=".") as made:
        unfinished = Path(made) / exported.stem
        unfinished.mkdir()
        save(unfinished)
        (unfinished / _FACTS).write_text(facts.model_dump_json(indent=1), encoding="utf-8")
        try:
            same = Subwords(unfinished, facts.max_tokens).ids(list(known)) == list(known.values())
        except (OSError, ValueError):
            same = False
        if same:
            shutil.rmtree(folder_of(exported), ignore_errors=True)
            unfinished.rename(folder_of(exported))
        return same


def weights_of(model: Path) -> str:
    """A digest of the files of weights and words in a model's folder (a tenth of a second for 90 MB). Raises OSError
    if it is none."""
    digest = hashlib.sha256()
    for path in sorted(model.iterdir()):
        if path.suffix in (".safetensors", ".bin", ".json", ".txt", ".model") and path.is_file():
            digest.update(path.name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
