"""The gateway's own words, in the language of a conversation: what is said when the assistant cannot answer,
and when an agent comes or goes."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

DEFAULT = "en"
_FILE = Path(__file__).with_name("notices.yml")


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of one language."""

    greeting_down: str
    moment_please: str
    """While a part is down, and is waited for."""
    outage: str
    """When it was waited for long enough."""
    failed: str
    """Of a message at which the assistant failed."""
    unreadable: str
    waiting: str
    joined: str
    """Of an `{agent}`, as are those below."""
    passed_on: str
    back: str
    ended: str
    again: str
    """To who waited for a person, when nobody comes."""
    away: str
    """To who wants a person while nobody is there."""
    away_until: str
    """The same, where it is known since `{when}` somebody is again."""
    away_outage: str
    """Before either, where the assistant cannot answer."""
    away_assistant: str
    """Behind either, where it can."""
    leave_address: str
    """Where the shopper may leave one."""
    address_kept: str
    moment: str
    """How a day and a time are written (Unicode's pattern, UTS 35)."""
    zone: str
    """What tells of which `{city}` a time is."""
    sentences: str
    """What stands between two of them."""


def language(locale: str | None) -> str | None:
    """The language of a locale in two or three letters: "zh" of "zh-CN"; None if it names none."""
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", locale or "")
    return match[0].lower() if match else None


def notices(locale: str | None) -> Notices:
    """The notices for a locale; those in English if its language has none."""
    return _all().get(language(locale) or DEFAULT) or _all()[DEFAULT]


@functools.cache
def _all() -> dict[str, Notices]:
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: Notices(**said) for name, said in read.items()}
