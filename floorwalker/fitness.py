"""Settings that are fit for a trial alone: outside development nothing starts with them.

A trial wants to run at once, with a site key that everybody knows and no questions; what faces shoppers must have been
given its own. Whether this is a trial, `Settings.is_development` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from floorwalker.errors import StepFailed
from floorwalker.settings import Settings

LEAST_SECRET = 16
"""Characters of a secret: 64 bits even where somebody typed hexadecimal digits."""
LEAST_KEY = 8
"""Of a site key, which is public: it only must not be one that everybody tries."""
_LEAST_DISTINCT = 5
_FILLED_IN_LATER = re.compile(
    r"change.?me|change.?it|place.?holder|example|insecure|pass.?word|passwd|secret|your.?(own|key|token)|to.?do\b|"
    r"default|dummy|sample|foo.?bar|qwerty|letmein|12345|<.*>|\$\{.*\}|…",
    re.IGNORECASE,
)
"""What stands in a file of examples where a secret is to be written."""
_MAKE_ONE = "write one of your own, such as: openssl rand -hex 32"
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Unfit:
    """A setting that nothing should face shoppers with."""

    variable: str
    problem: str
    remedy: str


def unfit(settings: Settings) -> list[Unfit]:
    """What of the settings is fit for development alone, whichever this is."""
    return [*_keys(settings), *_origins(settings), *_secrets(settings), *_database(settings), *_addresses(settings)]


def refuse_unfit(settings: Settings) -> None:
    """Raises StepFailed, naming each setting and its remedy, unless they are fit or this is development."""
    found = [] if settings.is_development else unfit(settings)
    if found:
        listed = "\n".join(f"  {one.variable} {one.problem}; {one.remedy}" for one in found)
        raise StepFailed(
            f"these settings are fit for development alone:\n{listed}",
            "set what is named, in the environment or .env (docs/settings.md); for a trial that no stranger can reach, "
            "set FLOORWALKER_ENVIRONMENT=development",
        )


def _keys(settings: Settings) -> Iterator[Unfit]:
    if not settings.site_keys:
        yield Unfit("FLOORWALKER_SITE_KEYS", "is empty, so no page can chat", f'{_MAKE_ONE}, as ["KEY"]')
    for key in sorted(settings.site_keys):
        if key.casefold() == "demo" or len(key) < LEAST_KEY or _is_filled_in_later(key):
            problem = f"has {key!r}, which anybody would try first"
            yield Unfit("FLOORWALKER_SITE_KEYS", problem, 'write a key of your own, as ["KEY"], and into your pages')


def _origins(settings: Settings) -> Iterator[Unfit]:
    for origin in sorted(settings.allowed_origins):
        if origin in ("*", "null"):
            problem = f"has {origin!r}, which lets every page on the web speak for your shoppers"
            yield Unfit("FLOORWALKER_ALLOWED_ORIGINS", problem, 'name your pages, as ["https://shop.example"]')
        elif _is_plain(origin):
            problem = f"has {origin!r}, which goes over the network unencrypted"
            yield Unfit("FLOORWALKER_ALLOWED_ORIGINS", problem, "serve your pages by https, and name them so")


def _secrets(settings: Settings) -> Iterator[Unfit]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr) and (given := value.get_secret_value()):
            for part in given.split(","):
                if problem := _weakness(part.strip()):
                    yield Unfit(f"FLOORWALKER_{name.upper()}", problem, _MAKE_ONE)
    if settings.orders_url and not settings.orders_token.get_secret_value():
        problem = "is empty, so your order system answers whoever asks it"
        yield Unfit("FLOORWALKER_ORDERS_TOKEN", problem, "give the order system a token, and write it here")


def _database(settings: Settings) -> Iterator[Unfit]:
    for name, url in (("DATABASE_URL", settings.database_url), ("REDIS_URL", settings.redis_url)):
        try:
            password = make_url(url).password if url else None
        except ArgumentError:  # whoever opens it says so
            continue
        if password and (problem := _weakness(str(password))):
            yield Unfit(f"FLOORWALKER_{name}", f"has a password that {problem}", _MAKE_ONE)


def _addresses(settings: Settings) -> Iterator[Unfit]:
    for name in ("public_url", "oidc_issuer"):
        if _is_plain(getattr(settings, name)):
            problem = "goes over the network unencrypted"
            yield Unfit(f"FLOORWALKER_{name.upper()}", problem, "write an address that begins with https://")
    if settings.console_cookies == "plain":
        problem = "is plain, so that agents' sessions go over the network unencrypted"
        yield Unfit("FLOORWALKER_CONSOLE_COOKIES", problem, "leave it out, and serve the gateway by https")


def _is_plain(address: str) -> bool:
    """Whether an address goes over a network without TLS."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname not in _HERE


def _is_filled_in_later(text: str) -> bool:
    return bool(_FILLED_IN_LATER.search(text))


def _weakness(secret: str) -> str | None:
    """What is wrong with a secret, in words that do not tell it; None: nothing."""
    if _is_filled_in_later(secret):
        return "is what an example has"
    if len(secret) < LEAST_SECRET:
        return f"is shorter than {LEAST_SECRET} characters"
    return "repeats a few characters" if len(set(secret)) < _LEAST_DISTINCT else None
