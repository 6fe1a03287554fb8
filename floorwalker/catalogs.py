"""The catalogs of an installation: the main one, and those of sites that have one of their own (docs/catalog.md).

What is about one of them is done with settings of that catalog (`floorwalker.settings.Settings.of_catalog`): its rooms
in the run-time folder, its recommender.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from floorwalker.errors import StepFailed

if TYPE_CHECKING:
    from data.conversations.sites import Sites
    from floorwalker.settings import Settings

MAIN = "main"
"""What the main catalog is called where one of several is named."""
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?")
_TAKEN = (MAIN, "demo")
"""`demo` names a file to import."""
_LAST_PORT = 65535


def names(catalogs: Mapping[str, str]) -> tuple[str, ...]:
    """Of the catalogs besides the main one."""
    return tuple(sorted(set(catalogs.values())))


def of_catalog(settings: Settings, name: str) -> Settings:
    """The settings of a catalog by its name; "" and "main" are the main one. Raises ValueError if there is none of this
    name."""
    return settings if name in ("", MAIN) else settings.of_catalog(name)


def each(settings: Settings) -> list[Settings]:
    """The settings of the main catalog, and of each other."""
    return [settings, *map(settings.of_catalog, names(settings.catalogs))]


def own_settings(settings: Settings, name: str) -> dict[str, Any]:
    """What of the settings is different for a catalog besides the main one. Raises ValueError if there is none of this
    name."""
    known = names(settings.catalogs)
    if name not in known:
        there = ", ".join((MAIN, *known))
        raise ValueError(f"there is no catalog {name!r}; there are: {there}. FLOORWALKER_CATALOGS names them")
    own: dict[str, Any] = {"rules": None, "knowledge": None}
    if url := settings.catalog_urls.get(name, ""):  # on a host of its own, where the port is free
        return own | {"recommender_url": url}
    return own | {"recommender_url": "", "recommender_port": settings.catalogs_port + known.index(name)}


def sites_of(settings: Settings) -> Sites:
    """The sites that have the catalog of these settings."""
    from data.conversations.sites import Sites

    if not settings.catalog:
        return Sites(frozenset(settings.catalogs))
    return Sites(frozenset(key for key, name in settings.catalogs.items() if name == settings.catalog), others=False)


def urls(settings: Settings) -> dict[str, str]:
    """Where the recommenders of the catalogs besides the main one are, by name."""
    return {one.catalog: one.recommender for one in each(settings)[1:]}


def refuse_unknown_sites(settings: Settings) -> None:
    """Raises StepFailed for catalogs of sites that are none. Not every process knows the keys of sites."""
    for key in sorted(settings.catalogs):
        if key not in settings.site_keys:
            raise StepFailed(
                f"FLOORWALKER_CATALOGS: {key!r} is no site key",
                "name one of FLOORWALKER_SITE_KEYS (" + ", ".join(sorted(settings.site_keys)) + "), or add it there",
            )


def check_catalogs(settings: Settings) -> None:
    """Raises ValueError, naming the field, for names that are none, and recommenders that cannot be where they are said
    to be."""
    for name in names(settings.catalogs):
        if not NAME.fullmatch(name) or name in _TAKEN:
            raise ValueError(
                f"catalogs: {name!r} is no name for a catalog; use up to 20 small letters, digits and -, and neither"
                f" of {', '.join(_TAKEN)}; a site with the main catalog is left out"
            )
    _check_urls(settings)
    _check_ports(settings)


def _check_urls(settings: Settings) -> None:
    known = names(settings.catalogs)
    for name, url in sorted(settings.catalog_urls.items()):
        if name not in known:
            raise ValueError(f"catalog_urls: {name!r} is no catalog; catalogs names: {', '.join(known) or 'none'}")
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ValueError(f"catalog_urls: {url!r} is no address; write it as http://recommender-{name}:8001")


def _check_ports(settings: Settings) -> None:
    first, count = settings.catalogs_port, len(names(settings.catalogs))
    if count and first + count - 1 > _LAST_PORT:
        raise ValueError(f"catalogs_port: {count} recommenders do not fit from {first} on; move it down")
    others = {settings.gateway_port, settings.recommender_port, settings.actions_port, settings.rasa_port}
    if taken := others.intersection(range(first, first + count)):
        raise ValueError(
            f"catalogs_port: a catalog's recommender would be at {min(taken)}, which is another's; move it"
        )
