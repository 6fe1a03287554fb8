"""The general ranker: trained once on all buying knowledge, shipped in this folder, adapted by each shop's import.

`layers.safetensors` holds what training changed of the packaged language model, in half precision; words' embeddings
are the package's own. `card.md` says what it is, what it was made of, and how good it is. `floorwalker teach` makes it
again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from ranker.errors import ModelInvalid
from ranker.served_head import HEAD

if TYPE_CHECKING:
    from ranker.language import LanguageModel
    from ranker.network import Head

FOLDER = Path(__file__).resolve().parent
LAYERS = "layers.safetensors"
MOST_TOKENS = 48


def fingerprint(folder: Path = FOLDER) -> str | None:
    """A name that no other general model has; None where there is none."""
    digest = hashlib.sha256()
    try:
        for name in (LAYERS, HEAD):
            digest.update((folder / name).read_bytes())
    except OSError:
        return None
    return f"general-{digest.hexdigest()[:12]}"


def general_language(base: str | Path, folder: Path = FOLDER) -> LanguageModel:
    """The language model as it was tuned, on top of the packaged one. Raises ModelInvalid, TrainingFailed."""
    from safetensors.torch import load_file  # torch takes seconds to load, and who serves needs the name alone

    from ranker.language import LanguageModel

    language = LanguageModel.load(base, MOST_TOKENS)
    try:
        layers = load_file(str(folder / LAYERS))
        missing = language.model.load_state_dict({name: own.float() for name, own in layers.items()}, strict=False)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelInvalid(f"{folder / LAYERS} does not fit {base} ({error}); run: floorwalker teach") from error
    if missing.unexpected_keys:
        raise ModelInvalid(f"{folder / LAYERS} has layers that {base} has not; run: floorwalker teach")
    return language.eval()


def general_head(folder: Path = FOLDER) -> Head:
    """The head. Raises ModelInvalid."""
    from ranker.export import read_head

    return read_head(folder)


def write_general(folder: Path, language: LanguageModel, head: Head) -> None:
    """Writes what `general_language` and `general_head` read."""
    import torch
    from safetensors.torch import save_file

    from ranker.export import write_head

    folder.mkdir(parents=True, exist_ok=True)
    changed = {name: own for name, own in language.model.named_parameters() if own.requires_grad}
    save_file(
        {name: own.detach().to(torch.float16).contiguous() for name, own in changed.items()}, str(folder / LAYERS)
    )
    write_head(folder, head)
