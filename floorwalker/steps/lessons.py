"""What the imported catalog teaches a ranker, and a chat model as its teacher: the steps of `floorwalker lessons`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps import Track
from floorwalker.steps.training import Training
from recommender.lessons.assignments import TOKENS_PER_ANSWER
from recommender.lessons.sentences import Finding, findings
from recommender.lessons.sources import Sources, listed_types, shop_examples
from recommender.lessons.teacher import Answers, Plan, Report, plan, teach

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from bot.chat_model.config import ChatModelConfig
    from recommender.engine.recommender import Recommender
    from recommender.lessons.types import ListedTypes

SECONDS = 120.0
"""What one answer of a teacher may take: it is ten times as long as what a shopper waits for."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What one source teaches."""

    source: str
    examples: int
    needs: int
    types: int


class Lessons:
    """The lessons of one home folder; `track` opens progress bars."""

    def __init__(self, settings: Settings, track: Track, chat_model: ChatModelConfig | None = None) -> None:
        self._settings = settings
        self._chat_model = chat_model
        self._track = track
        self._home = Home(settings.home)
        self._answers = Answers(self._home.answers)

    @cached_property
    def recommender(self) -> Recommender:
        """The engine over the current index. Raises StepFailed."""
        return Training(self._settings, self._track).recommender()

    @cached_property
    def types(self) -> ListedTypes:
        """The product types of the catalog. Raises StepFailed."""
        return listed_types(self.recommender)

    def taught(self) -> Iterator[Taught]:
        """What each source teaches now, one after the other. Raises StepFailed and KnowledgeInvalid."""
        from ranker.knowledge.files import read_knowledge

        knowledge = read_knowledge(self._home.knowledge)
        alone = {
            "linked": Sources(sentences=False),
            "sentences": Sources(linked=False),
            "teacher": Sources(linked=False, sentences=False, answers=self._home.answers),
        }
        for source, sources in alone.items():
            examples = shop_examples(self.recommender, knowledge, sources=sources)
            needs = {(example.category, example.need) for example in examples}
            yield Taught(source, len(examples), len(needs), len({example.category for example in examples}))

    def findings(self) -> list[Finding]:
        """What the shop's sentences teach, what tells most first."""
        return sorted(findings(self.types), key=lambda finding: -finding.difference.strength)

    def plan(self, most: int | None = None) -> Plan:
        """What a teacher would be asked, of all types or the `most` largest. Raises StepFailed."""
        return plan(self.types, self._answers, most)

    def teach(self, planned: Plan, budget: int) -> Report:
        """Asks the configured chat model. Raises StepFailed without one, or if it answers nothing at all."""
        model, progress = self._model(), self._track("Asking the chat model")
        report = teach(model, planned, self._answers, budget=budget, progress=progress)
        if report.failed and not report.used:
            remedy = "check FLOORWALKER_CHAT_MODEL and its key (docs/chat-model.md); what was answered before is kept"
            raise StepFailed(f"the chat model does not answer: {report.failure}", remedy)
        return report

    def _model(self) -> BaseChatModel:
        from bot.chat_model.provider import ChatModelUnusable, create

        if self._chat_model is None:
            remedy = "set FLOORWALKER_CHAT_MODEL (docs/chat-model.md); a ranker is trained without one too"
            raise StepFailed("there is no chat model that could teach", remedy)
        try:
            return create(replace(self._chat_model, timeout=SECONDS, tokens_per_answer=TOKENS_PER_ANSWER))
        except ChatModelUnusable as error:
            raise StepFailed(error.problem, error.remedy) from error
