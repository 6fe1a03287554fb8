"""What a training starts from: the general ranker where it fits the shop's language model, else that model as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floorwalker.settings import Settings
from floorwalker.steps.general_export import write_general_served
from ranker.candidates import Encode
from ranker.encoding import Kept
from recommender.live.rankers import Reads
from retrieval.search.embedding_cache import EmbeddingCache, TextEncoder
from retrieval.search.encoder import Encoder, packaged_model

if TYPE_CHECKING:
    from ranker.training.config import Method
    from ranker.training.run import Beginning

_MOST_TOKENS = 48


@dataclass(frozen=True, slots=True)
class Base:
    """A language model as it serves, with the head that it comes with if it is the general one's."""

    name: str
    fingerprint: str
    """What a model that was trained on it must find again (`ranker.registry.Manifest.base_model_hash`)."""
    served: Encode | Path
    """As `ranker.serving.load_ranker` takes it."""
    encode: Kept
    """Reads each text once; those of attributes and values are on disk then, where serving looks for them."""

    def beginning(self, settings: Settings, method: Method) -> Beginning:
        """What a training with `method` starts from."""
        from ranker.general import general_head, general_language
        from ranker.language import LanguageModel
        from ranker.training.run import Beginning

        general = isinstance(self.served, Path)
        head = general_head() if general else None
        if method == "adapter":
            return Beginning(None, self.fingerprint, head, self.encode)
        source = settings.language_model or packaged_model()
        language = general_language(source) if general else LanguageModel.load(source, _MOST_TOKENS)
        return Beginning(language, self.fingerprint, head)


def base_of(settings: Settings, encoder: Encoder, cache: EmbeddingCache, threads: int) -> Base:
    """The general ranker's language model, written for serving if it is not yet; the shop's own where none fits."""
    from ranker.serving import load_ranker

    general = write_general_served(settings)
    if general is None:
        return Base(encoder.name, encoder.fingerprint, encoder.encode, Kept(_cached(cache, encoder)))
    ranker = load_ranker(general, general, threads=threads)
    return Base(general.name, general.name, general, Kept(_cached(cache, Reads(ranker))))


def _cached(cache: EmbeddingCache, reader: TextEncoder) -> Encode:
    return lambda texts: cache.encode(reader, texts)
