"""How long a process waits for its next start."""

from __future__ import annotations

import pytest

from floorwalker.processes import record
from floorwalker.processes.record import MANY, SERVED, Record


class Clock:
    """The monotonic clock, as the test puts it."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(record, "time", clock)
    return clock


def lived(fates: Record, clock: Clock, seconds: float) -> float:
    """The pause after a process that was ready for so long."""
    fates.becomes("one", "starting")
    fates.becomes("one", "ready")
    clock.now += seconds
    return fates.stopped("one", "ended").pause


def test_who_served_is_started_again_at_once_however_often_it_stops(clock: Clock) -> None:
    fates = Record()

    assert {lived(fates, clock, SERVED) for _ in range(MANY + 3)} == {0.0}
    assert fates.fates["one"].recent == MANY + 3  # and is told to be unstable


def test_who_stops_at_once_waits_longer_each_time_until_it_has_served(clock: Clock) -> None:
    fates = Record()

    assert [lived(fates, clock, SERVED / 2) for _ in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]
    assert lived(fates, clock, SERVED) == 0
    assert [lived(fates, clock, SERVED / 2) for _ in range(2)] == [0, 1]


def test_who_is_never_ready_waits_too(clock: Clock) -> None:
    fates = Record()
    pauses = []
    for _ in range(3):
        fates.becomes("one", "starting")
        clock.now += 60
        pauses.append(fates.stopped("one", "was not ready after 60 s").pause)

    assert pauses == [0, 1, 2]
