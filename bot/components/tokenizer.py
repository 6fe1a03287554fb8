"""Words of a message: Latin ones as Rasa's WhitespaceTokenizer makes them, runs of Han characters parted by jieba.

A text without Han characters passes through untouched, so it is understood as it would be without this component.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

from language import segmentation as han

_WORD = re.compile(r"[^\W_]+(?:[-'’.@][^\W_]+)*")
_WORDS = han.Segmenter()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MixedTokenizer(WhitespaceTokenizer):
    """Makes tokens of texts in Latin and Han script, mixed as they come."""

    @staticmethod
    def not_supported_languages() -> list[str]:
        """Languages that cannot be parted so."""
        return ["ja", "th"]

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> MixedTokenizer:
        """A component; the dictionary is read in the meantime."""
        han.warm()
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of a message, with the places where they begin."""
        tokens: list[Token] = super().tokenize(message, attribute)
        if not han.has_han(message.get(attribute)):
            return tokens
        return [part for token in tokens for part in _parts(token)]


def _parts(token: Token) -> Iterator[Token]:
    if not han.has_han(token.text):
        yield token
        return
    for start, end in word_spans(token.text):
        yield Token(token.text[start:end], token.start + start)


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end, without the marks between them."""
    for start, end in _WORDS.spans(text):
        for word in _WORD.finditer(text, start, end):
            yield word.span()
