"""What finds personal data in a text: presidio's recognisers where a pattern or a checksum is enough, and rules.

On a blank pipeline, which needs no model and no network, presidio finds no names and no addresses. How people give
those, order numbers and passwords stands in `rules/`, one file a language; all hold for every text, as people mix
languages.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tldextract
import yaml

from language.segmentation import HAN

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, RecognizerResult

LANGUAGE = "xx"
"""What spaCy calls a pipeline of no language."""
_FOLDER = Path(__file__).resolve().parent / "rules"
_FRAGMENT = re.compile(r"<<(\w+)>>")
_HEAVY = ("torch", "transformers", "stanza", "cupy")
"""What presidio and spaCy import where it is there, for models that are not used: 320 MB and six seconds."""
_PLACES = frozenset(
    "New York Zealand United Kingdom States Germany France Austria Switzerland Italy Spain Portugal Ireland Scotland "
    "England Wales Belgium Netherlands Denmark Sweden Norway Finland Poland China Hong Kong Japan India Canada Mexico "
    "Brazil Australia Berlin London Paris Vienna Rome Madrid Lisbon Dublin Munich Hamburg Los Angeles San Francisco "
    "Christmas Easter Monday Tuesday Wednesday Thursday Friday Saturday Sunday Europe Asia Africa America".split()
)
_DIGITS_OF_PHONE = range(6, 16)
"""ITU-T E.164: fifteen at most; the shortest local ones have six."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to give something away: `pattern` finds it in its group `v`."""

    kind: str
    score: float
    pattern: re.Pattern[str]
    check: Callable[[re.Match[str]], bool] | None = None


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Every rule of every language. Raises ValueError, naming file and rule, for one that cannot be read."""
    files = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.yml"))}
    fragments = {name: text for found in files.values() for name, text in (found.get("fragments") or {}).items()}
    return tuple(_rule(name, stated, fragments) for name, found in files.items() for stated in found["rules"])


def _rule(file: str, stated: dict[str, Any], fragments: dict[str, str]) -> Rule:
    pattern = stated["pattern"]
    try:
        while _FRAGMENT.search(pattern):
            pattern = _FRAGMENT.sub(lambda found: fragments[found[1]], pattern)
        compiled = re.compile(pattern)
        check = _CHECKS[stated["check"]] if "check" in stated else None
    except (re.error, KeyError) as error:
        raise ValueError(f"{file}: the rule {stated['pattern'][:60]!r} cannot be read: {error}") from error
    return Rule(stated["kind"], float(stated["score"]), compiled, check)


@functools.cache
def asked() -> dict[str, re.Pattern[str]]:
    """What the assistant's words ask for, by the kind of it."""
    stated = yaml.safe_load((_FOLDER / "any.yml").read_text(encoding="utf-8"))["asked"]
    return {kind: re.compile("|".join(patterns)) for kind, patterns in stated.items()}


@functools.cache
def suffixes() -> tldextract.TLDExtract:
    """The public suffixes, as the package brings them: nothing is fetched, and nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def is_ean(digits: str) -> bool:
    """Whether digits are a product's number: EAN-8, UPC-12, EAN-13 or GTIN-14, by their check digit (GS1)."""
    if len(digits) not in (8, 12, 13, 14) or not digits.isdigit():
        return False
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def _has_suffix(found: re.Match[str]) -> bool:
    return bool(suffixes()(re.sub(r"\s*dot\s*", ".", found["domain"].lower())).suffix)


def _is_no_ean(found: re.Match[str]) -> bool:
    return not is_ean(found["v"])


def _is_no_phone(found: re.Match[str]) -> bool:
    return re.fullmatch(r"1[3-9]\d{9}", found["v"]) is None


def _is_phone(found: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", found["v"])
    return len(digits) in _DIGITS_OF_PHONE and not is_ean(digits)


def _is_no_place(found: re.Match[str]) -> bool:
    return not any(word in _PLACES for word in found["v"].split())


def _is_no_product(found: re.Match[str]) -> bool:
    """Whether no number follows, as one follows the name of a product: "this is Samsung Galaxy S22"."""
    return re.match(r"\s+\S*\d", found.string[found.end("v") :]) is None


def _is_no_mail(found: re.Match[str]) -> bool:
    return "@" not in found["v"]


_CHECKS: dict[str, Callable[[re.Match[str]], bool]] = {
    "suffix": _has_suffix,
    "no_ean": _is_no_ean,
    "no_phone": _is_no_phone,
    "phone_digits": _is_phone,
    "no_place": _is_no_place,
    "no_product": _is_no_product,
    "no_mail": _is_no_mail,
}


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


@functools.cache
def analyzer() -> AnalyzerEngine:
    """The engine with its recognisers: made once a process, in a second; safe to share between threads."""
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

    class Blank(SpacyNlpEngine):
        """Tokens, and nothing else."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": LANGUAGE, "model_name": "blank"}])
            self.nlp = {LANGUAGE: spacy.blank(LANGUAGE)}

    class Email(EmailRecognizer):
        """Presidio's, which asks the public suffixes as the package brings them."""

        def validate_result(self, pattern_text: str) -> bool:
            """Whether the address ends as one can."""
            return bool(suffixes()(pattern_text).fqdn)

    class AmongHan(EntityRecognizer):
        """A recogniser of presidio's that takes Chinese beside a number for an end of it, as readers do."""

        def __init__(
            self, inner: EntityRecognizer, needs: str, accepts: Callable[[str, int, int], bool] = _always
        ) -> None:
            """`needs`: a pattern of which there must be something before the recogniser looks, which is slower."""
            self._inner, self._needs, self._accepts = inner, re.compile(needs), accepts
            super().__init__(inner.supported_entities, f"{inner.name}AmongHan", LANGUAGE)

        def load(self) -> None:
            """Nothing to load."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
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

        def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
            """What any rule finds."""
            return [
                RecognizerResult(rule.kind, found.start("v"), found.end("v"), rule.score)
                for rule in rules()
                for found in rule.pattern.finditer(text)
                if found["v"] and (rule.check is None or rule.check(found))
            ]

    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    common = {"supported_language": LANGUAGE}
    registry.recognizers = [
        AmongHan(Email(supported_entity="email", **common), "@", _is_mail),
        AmongHan(CreditCardRecognizer(supported_entity="card", **common), r"\d(?:\D?\d){12}", _is_card),
        AmongHan(IbanRecognizer(supported_entity="iban", **common), r"[A-Z]{2}\s?\d{2}"),
        AmongHan(
            PhoneRecognizer(supported_entity="phone", supported_regions=("GB", "US", "DE", "CN"), **common),
            r"\d(?:\D{0,2}\d){8}",
            _is_dialled,
        ),
        Said(),
    ]
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=[LANGUAGE])


def found_in(text: str) -> Sequence[RecognizerResult]:
    """Everything found, which may overlap."""
    return analyzer().analyze(text, LANGUAGE)
