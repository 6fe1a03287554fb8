"""How people give personal data away, as patterns: names, addresses, order numbers, passwords, and what has a form.

They stand in `rules/`, one file a language; all hold for every text, as people mix languages. A rule masks its group
`v`; `<<name>>` stands for a fragment of any file; `check` names a condition that a pattern cannot state.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tldextract

from language import yaml_text

_FOLDER = Path(__file__).resolve().parent / "rules"
_FRAGMENT = re.compile(r"<<(\w+)>>")
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
    files = {path.name: yaml_text.load(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.yml"))}
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
    stated = yaml_text.load((_FOLDER / "any.yml").read_text(encoding="utf-8"))["asked"]
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


@functools.cache
def _places() -> frozenset[str]:
    stated = yaml_text.load((_FOLDER / "en.yml").read_text(encoding="utf-8"))["no_people"]
    return frozenset(word for name in stated for word in name.split())


def _is_no_place(found: re.Match[str]) -> bool:
    return not any(word in _places() for word in found["v"].split())


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
