"""Whether a reply is only a question: it may take up the shopper's words, and states nothing.

There is no source to support a statement here, so there must be none. Words of the shopper are allowed in a question
that begins like one, and what could be a promise is not allowed even there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.chat_model.language import Language

LONGEST = 300
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class QuestionCheck:
    """Compares a reply with what the shopper said and with the usual reply in its place."""

    language: Language
    asked: str
    usual: str

    def __call__(self, reply: str) -> str | None:
        """What is wrong with the reply, or None."""
        if len(reply) > LONGEST or _NUMBER.search(reply):
            return "too long, or with numbers"
        sentences = self.language.sentences(reply)
        if not sentences or not sentences[-1].endswith("?"):
            return "asks nothing"
        usual = self._keys(self.usual) | self.language.polite
        shopper = self._keys(self.asked)
        for place, sentence in enumerate(sentences, 1):
            keys = self._keys(sentence)
            if keys & self.language.promises:
                return f"sentence {place} has a word of promise"
            asks = sentence.endswith("?") and self._opens(sentence)
            if not keys <= (usual | shopper if asks else usual):
                return f"sentence {place} says something of its own"
        return None

    def _opens(self, sentence: str) -> bool:
        """Whether it begins like a question, perhaps behind a few polite words."""
        beginning, found, _ = min(
            (sentence.lower().partition(opener) for opener in self.language.openers), key=lambda parts: len(parts[0])
        )
        return bool(found) and self._keys(beginning) <= self.language.polite

    def _keys(self, text: str) -> set[str]:
        terms = self.language.content(self.language.terms(text))
        return {term.key for term in terms}
