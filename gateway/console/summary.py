"""What to know before taking a conversation over, line by line, in the agent's language: from the log, by rule."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from data.conversations.opened import Said, Whole
from gateway.console.hiding import hidden
from gateway.console.suggested import SummaryLine
from gateway.console.wishes import wishes
from gateway.notices import language

_FILE = Path(__file__).with_name("summary.yml")
_DEFAULT = "en"
_MOST = 3
"""Products that a line names."""
_LOOKED = frozenset({"product_click", "compare"})
_CHOSEN = frozenset({"add_to_cart", "purchase"})
_REFUSED = frozenset({"thumbs_down", "remove_from_cart", "return"})


def summary(found: Whole, locale: str) -> list[SummaryLine]:
    """The lines that there is something to say of, the most pressing first; personal data is dots."""
    words = _all().get(language(locale) or _DEFAULT) or _all()[_DEFAULT]
    last = found.last_list or {}
    titles = _titles(found.messages)
    said = {
        "reason": words.get(found.line.reason or "", ""),
        "searched": str(last.get("query") or ""),
        "wishes": words["list"].join(wish.text for wish in wishes(last, locale)),
        "unanswered": _unanswered(found.messages),
        "shown": _named([product["title"] for product in last.get("products") or ()], words),
        "opened": _named(_done(found.messages, titles, _LOOKED), words),
        "chosen": _named(_done(found.messages, titles, _CHOSEN), words),
        "refused": _named(_done(found.messages, titles, _REFUSED), words),
    }
    return [
        SummaryLine.model_validate({"kind": kind, "label": words[kind], "text": hidden(text)})
        for kind, text in said.items()
        if text
    ]


def _unanswered(messages: Sequence[Said]) -> str:
    """What the shopper said since anybody answered, or before the assistant only passed them on."""
    words: list[str] = []
    for one in reversed(messages):
        if one.sender == "shopper":
            if one.payload["type"] == "text":
                words.append(one.payload["text"])
        elif one.payload["type"] != "notice":
            break
    return " / ".join(reversed(words))


def _titles(messages: Iterable[Said]) -> dict[str, str]:
    """What the products that were shown are called."""
    found: dict[str, str] = {}
    for one in messages:
        single = one.payload.get("product")
        for product in [*(one.payload.get("products") or ()), *([single] if single else ())]:
            found[str(product["id"])] = str(product["title"])
    return found


def _done(messages: Iterable[Said], titles: Mapping[str, str], kinds: frozenset[str]) -> list[str]:
    """The titles of the products that something was done with, the latest first."""
    deeds = [deed for one in messages for deed in one.deeds if deed.type in kinds and deed.product_id]
    ordered = sorted(deeds, key=lambda deed: deed.at, reverse=True)
    return list(dict.fromkeys(titles.get(str(deed.product_id), str(deed.product_id)) for deed in ordered))


def _named(titles: Sequence[str], words: Mapping[str, str]) -> str:
    some = words["list"].join(titles[:_MOST])
    more = len(titles) - _MOST
    return words["more"].format(words=some, count=more) if more > 0 else some


@functools.cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
