"""The settings of a site: what they may say, and when somebody is there by them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from data.steering.site import NOTHING_SET, BadSite, checked, read, said, written

HOURS: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "weekly": {
        "mon": [{"from": "09:00", "until": "12:00"}, {"from": "13:00", "until": "24:00"}],
        "fri": [{"from": "09:00", "until": "18:00"}],
    },
    "exceptions": [
        {"date": "2026-12-25", "spans": []},
        {"date": "2026-12-26", "spans": [{"from": "10:00", "until": "11:00"}]},
    ],
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-30T08:59+01:00", False),
        ("2026-11-30T09:00+01:00", True),
        ("2026-11-30T12:00+01:00", False),
        ("2026-11-30T23:59+01:00", True),
        ("2026-12-01T00:00+01:00", False),
        ("2026-12-25T10:00+01:00", False),
        ("2026-12-26T10:30+01:00", True),
    ],
)
def test_is_open_by_the_clock_of_the_shop(moment: str, is_open: bool) -> None:
    hours = checked({"hours": HOURS}).hours

    assert hours is not None
    assert hours.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-30T08:00+01:00", "2026-11-30T09:00:00+01:00"),
        ("2026-11-30T12:30+01:00", "2026-11-30T13:00:00+01:00"),
        ("2026-12-22T12:00+01:00", "2026-12-26T10:00:00+01:00"),
        ("2026-03-27T18:00+01:00", "2026-03-30T09:00:00+02:00"),  # summer time began on the 29th
    ],
)
def test_opens_next(moment: str, opens: str) -> None:
    hours = checked({"hours": HOURS}).hours
    never = checked({"hours": {"zone": "Asia/Shanghai"}}).hours

    assert hours is not None
    assert never is not None
    found = hours.opens(at(moment))
    assert found is not None
    assert found.isoformat() == opens
    assert never.opens(at(moment)) is None


@pytest.mark.parametrize(
    ("given", "field", "remedy"),
    [
        ({"hours": {"zone": "Mars/Base"}}, "hours.zone", "IANA"),
        ({"hours": {"zone": "UTC", "weekly": {"someday": []}}}, "hours.weekly.someday", "'mon'"),
        ({"hours": {"zone": "UTC", "weekly": {"mon": [{"from": "9", "until": "12:00"}]}}}, "from", "as 09:00"),
        ({"hours": {"zone": "UTC", "weekly": {"mon": [{"from": "22:00", "until": "02:00"}]}}}, "mon.0", "next day"),
        (
            {
                "hours": {
                    "zone": "UTC",
                    "weekly": {"mon": [{"from": a, "until": b} for a, b in (("08:00", "12:00"), ("11:00", "13:00"))]},
                }
            },
            "hours.weekly.mon",
            "overlap",
        ),
        ({"hours": HOURS | {"exceptions": [{"date": "2026-13-01"}]}}, "hours.exceptions.0.date", "date"),
        ({"hours": HOURS | {"exceptions": [{"date": "2026-12-01"}] * 2}}, "hours", "once"),
        ({"greeting": {"en": ""}}, "greeting.en", "at least 1"),
        ({"greeting": {"EN": "Hi"}}, "greeting.EN", "pattern"),
        ({"consent": {"en": "a\x07b"}}, "consent.en", "control"),
        ({"languages": ["en", "en"]}, "settings", "once"),
        ({"colour": "red"}, "colour", "not permitted"),
        ([], "settings", "valid dictionary"),
    ],
)
def test_names_the_field_and_the_remedy(given: Any, field: str, remedy: str) -> None:
    with pytest.raises(BadSite) as refused:
        checked(given)

    assert refused.value.field.endswith(field)
    assert remedy in str(refused.value)


def test_what_is_written_is_read_again() -> None:
    site = checked({"hours": HOURS, "greeting": {"en": "Hi <b>"}, "languages": ["zh", "en"], "leave_address": False})

    assert read(written(site)) == site
    with pytest.raises(BadSite, match="must be JSON"):
        read("{")


def test_a_shopper_is_spoken_to_in_a_language_that_is_offered() -> None:
    site = checked({"languages": ["zh", "en"], "consent": {"en": "May we?"}})

    assert [site.locale(wished) for wished in ("en-GB", "zh_CN", "de")] == ["en-GB", "zh_CN", "zh"]
    assert NOTHING_SET.locale("de") == "de"
    assert (said(site.consent, "zh"), said(site.consent, "zh", exactly=True), said({}, "en")) == ("May we?", None, None)
