"""What finds personal data in a text: presidio's recognisers where a pattern or a checksum is enough, and our rules.

On a blank pipeline, which needs no model and no network, presidio finds no names and no addresses: `data.privacy.rules`
do. To import this module takes a second or two.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from data.privacy.rules import is_ean, rules, suffixes
from language.segmentation import HAN

LANGUAGE = "xx"
"""What spaCy calls a pipeline of no language."""
_HEAVY = ("torch", "transformers", "stanza", "cupy")
"""What presidio and spaCy import where it is there, for models that are not used: 320 MB and six seconds."""


@contextmanager
def _lean_imports() -> Iterator[None]:
    """Imports within find what is heavy missing, unless it is loaded already."""
    hidden = [name for name in _HEAVY if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is Python's own way to hide a module
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


with _lean_imports():
    import spacy
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        PhoneRecognizer,
    )


def found_in(text: str) -> Sequence[RecognizerResult]:
    """Everything found, which may overlap."""
    return _analyzer().analyze(text, LANGUAGE)


@functools.cache
def _analyzer() -> AnalyzerEngine:
    """The engine with its recognisers: made once a process; safe to share between threads."""
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    registry.recognizers = [
        AmongHan(Email(supported_entity="email", supported_language=LANGUAGE), "@", _is_mail),
        AmongHan(
            CreditCardRecognizer(supported_entity="card", supported_language=LANGUAGE), r"\d(?:\D?\d){12}", _is_card
        ),
        AmongHan(IbanRecognizer(supported_entity="iban", supported_language=LANGUAGE), r"[A-Z]{2}\s?\d{2}"),
        AmongHan(
            PhoneRecognizer(
                supported_entity="phone", supported_regions=("GB", "US", "DE", "CN"), supported_language=LANGUAGE
            ),
            r"\d(?:\D{0,2}\d){8}",
            _is_dialled,
        ),
        Said(),
    ]
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=[LANGUAGE])


def _always(_text: str, _start: int, _end: int) -> bool:
    return True


def _is_mail(text: str, start: int, end: int) -> bool:
    return text[start:end].isascii()


def _is_card(text: str, start: int, end: int) -> bool:
    """Luhn's sum holds of every tenth number: thirteen digits in a row are a product's as well."""
    return len(re.sub(r"\D", "", text[start:end])) > 13


def _is_dialled(text: str, start: int, end: int) -> bool:
    """Whether a number that could be a telephone's is written as one: it begins as one, or stands in groups."""
    value = text[start:end]
    digits = re.sub(r"\D", "", value)
    if len(digits) < 9 or is_ean(digits) or re.search(r"[.,]\d{2}$", value):
        return False
    return value.lstrip("(")[:1] in ("+", "0") and (len(digits) >= 10 or not value.isdigit())


class Blank(SpacyNlpEngine):
    """Tokens, and nothing else."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": "blank"}])
        self.nlp = {LANGUAGE: spacy.blank(LANGUAGE)}  # type: ignore[assignment]  # presidio says None


class Email(EmailRecognizer):
    """Presidio's, which asks the public suffixes as the package brings them."""

    def validate_result(self, pattern_text: str) -> bool:
        """Whether the address ends as one can."""
        return bool(suffixes()(pattern_text).fqdn)


class AmongHan(EntityRecognizer):
    """A recogniser of presidio's that takes Chinese beside a number for an end of it, as readers do."""

    def __init__(self, inner: EntityRecognizer, needs: str, accepts: Callable[[str, int, int], bool] = _always) -> None:
        """`needs`: a pattern of which there must be something before the recogniser looks, which is slower."""
        self._inner, self._needs, self._accepts = inner, re.compile(needs), accepts
        super().__init__(inner.supported_entities, f"{type(inner).__name__}AmongHan", LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:  # noqa: ARG002
        """What the recogniser finds, as far as it is accepted."""
        if not self._needs.search(text):
            return []
        parted = HAN.sub("，", text)
        found = self._inner.analyze(parted, self._inner.supported_entities, nlp_artifacts)
        return [
            RecognizerResult(one.entity_type, one.start, one.end, one.score)  # else the engine holds it for another's
            for one in found or ()
            if self._accepts(text, one.start, one.end)
        ]


class Said(EntityRecognizer):
    """Our rules."""

    def __init__(self) -> None:
        super().__init__(sorted({rule.kind for rule in rules()}), "Said", LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002 - the engine names it
        nlp_artifacts: Any = None,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        """What any rule finds."""
        return [
            RecognizerResult(rule.kind, found.start("v"), found.end("v"), rule.score)
            for rule in rules()
            for found in rule.pattern.finditer(text)
            if found["v"] and (rule.check is None or rule.check(found))
        ]
