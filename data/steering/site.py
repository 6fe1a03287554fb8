"""The settings of a site, which an admin writes in the console: when somebody is there, what shoppers are greeted with,
in which languages, and what they are asked to consent to. As a revision keeps them, they are JSON.

Times of opening are of the wall clock of a zone (IANA), so that they stay the same in summer and winter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

KIND = "site"
"""Of the revisions that hold them (`data.steering.tables.RevisionRow`); the name is the site key."""
MOST_EXCEPTIONS = 400
_AHEAD = 400
"""Days that are looked through for one on which somebody is there."""
_MINUTE = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadSite(Exception):
    """Settings that cannot be; `field` says where, the message what is wrong and what to write."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def _minute(text: str) -> str:
    if not _MINUTE.fullmatch(text):
        raise ValueError("must be a time of the day as 09:00, or 24:00 for its end")
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a time zone of the IANA list, as Europe/Berlin or Asia/Shanghai")
    return name


def _printable(text: str) -> str:
    if any(not character.isprintable() and character != "\n" for character in text):
        raise ValueError("must be text without control characters")
    return text


Minute = Annotated[str, AfterValidator(_minute)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""Two or three letters, as of a shopper's locale."""
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(_printable)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Part):
    """A part of a day, from one time until before another. Over midnight: until 24:00, and from 00:00 on the next."""

    begins: Minute = Field(alias="from")
    ends: Minute = Field(alias="until")

    @model_validator(mode="after")
    def _goes_on(self) -> Span:
        if self.ends <= self.begins:
            raise ValueError("until must be later than from; past midnight, write the rest on the next day, from 00:00")
        return self


def _apart(spans: list[Span]) -> list[Span]:
    ordered = sorted(spans, key=lambda span: span.begins)
    if any(later.begins < earlier.ends for earlier, later in zip(ordered, ordered[1:], strict=False)):
        raise ValueError("the times of a day must not overlap")
    return ordered


Spans = Annotated[list[Span], Field(max_length=6), AfterValidator(_apart)]


class Closing(_Part):
    """A date that is not as its weekday: with other times, or with none."""

    date: date
    spans: Spans = Field(default_factory=list)


class Hours(_Part):
    """When somebody is there: by weekday, on the clock of a zone, but for some dates."""

    zone: Annotated[str, AfterValidator(_zone)]
    weekly: dict[Day, Spans] = Field(default_factory=dict)
    exceptions: list[Closing] = Field(default_factory=list, max_length=MOST_EXCEPTIONS)

    @model_validator(mode="after")
    def _each_date_once(self) -> Hours:
        dates = [one.date for one in self.exceptions]
        if len(dates) != len(set(dates)):
            raise ValueError("exceptions must name each date once")
        return self

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at a moment."""
        local = _aware(at).astimezone(ZoneInfo(self.zone))
        minute = local.strftime("%H:%M")
        return any(span.begins <= minute < span.ends for span in self._spans(local.date()))

    def opens(self, at: datetime) -> datetime | None:
        """When somebody is there next, with the zone; None: not within a year."""
        zone = ZoneInfo(self.zone)
        since = _aware(at).astimezone(zone)
        for ahead in range(_AHEAD):
            day = since.date() + timedelta(days=ahead)
            for span in self._spans(day):
                if (begins := _moment(day, span.begins, zone)) > since:
                    return begins
        return None

    def _spans(self, day: date) -> Sequence[Span]:
        other = next((one.spans for one in self.exceptions if one.date == day), None)
        return self.weekly.get(_DAYS[day.weekday()], []) if other is None else other


class Site(_Part):
    """The settings of a site. What is empty is as without any: the assistant's own greeting, every language, nothing
    asked, and somebody is there when an agent is online."""

    hours: Hours | None = None
    greeting: dict[Language, Words] = Field(default_factory=dict)
    """What the assistant says first, by language."""
    languages: list[Language] = Field(default_factory=list, max_length=20)
    """Those offered, the first for shoppers of any other; empty: all that the assistant speaks."""
    consent: dict[Language, Words] = Field(default_factory=dict)
    """What shoppers are asked to agree to, by language, where the page says nothing of it."""
    leave_address: bool = True
    """Whether shoppers may leave an address while nobody is there."""

    @model_validator(mode="after")
    def _offers_each_once(self) -> Site:
        if len(self.languages) != len(set(self.languages)):
            raise ValueError("languages must name each once")
        return self

    def locale(self, wished: str) -> str:
        """The locale in which a shopper with this one is spoken to."""
        spoken = re.split("[-_]", wished)[0].lower()
        return wished if not self.languages or spoken in self.languages else self.languages[0]


NOTHING_SET = Site()


def read(content: str) -> Site:
    """Settings as a revision holds them. Raises BadSite."""
    return checked(_json(content))


def checked(given: Any) -> Site:
    """Settings as JSON has them. Raises BadSite, which names the first field that is wrong."""
    try:
        return Site.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"] if part != "[key]") or "settings"
        message = first["msg"].removeprefix("Value error, ")
        raise BadSite(field, f"{field}: {message}") from error


def written(site: Site) -> str:
    """Settings as a revision holds them: JSON, readable, the same for the same."""
    return site.model_dump_json(by_alias=True, indent=2)


def said(words: Mapping[str, str], locale: str, *, exactly: bool = False) -> str | None:
    """The words in the language of a locale; else, unless `exactly` that is wanted, in English or any."""
    found = words.get(re.split("[-_]", locale)[0].lower())
    if found is not None or exactly:
        return found
    return words.get("en") or next(iter(words.values()), None)


def _json(content: str) -> Any:
    from pydantic_core import from_json

    try:
        return from_json(content)
    except ValueError as error:
        raise BadSite("settings", f"settings: must be JSON; {error}") from error


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _moment(day: date, minute: str, zone: ZoneInfo) -> datetime:
    if minute == "24:00":
        return datetime.combine(day + timedelta(days=1), time(), zone)
    return datetime.combine(day, time.fromisoformat(minute), zone)
