"""Which sources teach, and all their examples together: the one thing that a training asks of this package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ranker.examples import Example
from ranker.knowledge.files import Knowledge
from recommender.engine.recommender import Recommender
from recommender.lessons.linked import linked_examples
from recommender.lessons.rated import question_examples, rated_examples, read_ratings
from recommender.lessons.sentences import sentence_examples
from recommender.lessons.teacher import teacher_examples
from recommender.lessons.types import Groups, ListedTypes


@dataclass(frozen=True, slots=True)
class Sources:
    """What to learn from; each can be left out, to see what it earns."""

    linked: bool = True
    """Buying knowledge in the shop's own terms."""
    sentences: bool = True
    """What descriptions say that products are good for."""
    rated: Path | None = None
    """CSV of query, product_id, rating."""
    questions: Path | None = None
    """Conversations in which somebody asked, in the form of PSCon."""
    answers: Path | None = None
    """The folder of a chat model's answers (`teacher`); what is not in there is not asked for."""
    requests: int = 14
    """Requests of one product type that buying knowledge teaches, at the most; all of types to stop or judge by."""
    everything: bool = False
    """Whether families that are else held out are trained on too."""
    seed: int = 0


def listed_types(recommender: Recommender) -> ListedTypes:
    """The product types of the recommender's catalog."""
    return ListedTypes(recommender.snapshot.catalog, recommender.snapshot.table, recommender.readings)


def shop_examples(recommender: Recommender, knowledge: Knowledge, *, sources: Sources = Sources()) -> list[Example]:
    """The examples of a shop, source after source. Raises ranker.errors.ExamplesInvalid for a file that is none."""
    types, groups = listed_types(recommender), Groups(knowledge, everything=sources.everything)
    examples: list[Example] = []
    if sources.linked:
        examples += linked_examples(types, groups, requests=sources.requests, seed=sources.seed)
    if sources.sentences:
        examples += sentence_examples(types, groups)
    if sources.answers is not None:
        examples += teacher_examples(types, groups, sources.answers)
    if sources.rated is not None:
        examples += rated_examples(types, groups, read_ratings(sources.rated))
    if sources.questions is not None:
        examples += question_examples(sources.questions)
    return examples
