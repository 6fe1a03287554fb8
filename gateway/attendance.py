"""Whether there is anybody to serve shoppers just now, and what who wants a person is told if there is not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime, get_timezone_location
from sqlalchemy import Engine

from data.agents import accounts
from data.conversations.log import now
from data.steering import sites
from data.steering.site import Site
from gateway.notices import DEFAULT, Notices, language, notices
from recommender.protocol.messages import HandoffReason


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody is there. `text` says so, and when somebody is again; `contact`: the shopper may leave an address."""

    text: str
    contact: bool


class Attendance:
    """Of the agents and the sites of the database behind `engine`. Methods raise sqlalchemy's errors."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def site(self, site_key: str) -> Site:
        """The settings of a site."""
        return await asyncio.to_thread(sites.current, self._engine, site_key)

    async def away(self, site_key: str, locale: str, reason: HandoffReason | None = None) -> Away | None:
        """What to tell a shopper who wants a person, for this reason; None if somebody is there, and in a shop without
        agents, where they are served elsewhere than in the console."""
        return await asyncio.to_thread(self._away, site_key, locale, reason)

    def _away(self, site_key: str, locale: str, reason: HandoffReason | None) -> Away | None:
        at = now()
        agents = accounts.everybody(self._engine, at)
        if not agents:
            return None
        site = sites.current(self._engine, site_key)
        is_open = site.hours is None or site.hours.is_open(at)
        if is_open and any(agent.presence == accounts.ONLINE for agent in agents):
            return None
        words = notices(locale)
        opens = None if is_open or site.hours is None else site.hours.opens(at)
        told = words.away if opens is None else words.away_until.format(when=_when(opens, locale, words))
        said = [words.away_outage, told] if reason == "outage" else [told, words.away_assistant]
        if site.leave_address:
            said.append(words.leave_address)
        return Away(words.sentences.join(said), site.leave_address)


def _when(opens: datetime, locale: str, words: Notices) -> str:
    """A moment as people of a locale read it, with the city whose clock it is by."""
    spoken = language(locale) or DEFAULT
    if words is notices(DEFAULT):  # of a language without notices, too
        spoken = DEFAULT
    when = format_datetime(opens, words.moment, locale=spoken)
    city = get_timezone_location(opens.tzinfo, locale=spoken, return_city=True)
    return words.zone.format(when=when, city=city)
