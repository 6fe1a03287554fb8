from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from data.privacy.leases import lease

MINUTE = timedelta(minutes=1)


def test_one_holder_at_a_time_and_the_next_when_it_is_done(engine: Engine) -> None:
    with (
        lease(engine, "work", MINUTE) as first,
        lease(engine, "work", MINUTE) as second,
        lease(engine, "other work", MINUTE) as other,
    ):
        assert (first, second, other) == (True, False, True)
    with lease(engine, "work", MINUTE) as third:
        assert third


def test_one_whose_holder_died_ends_by_itself(engine: Engine) -> None:
    with lease(engine, "work", timedelta(0)) as dead, lease(engine, "work", MINUTE) as heir:
        assert (dead, heir) == (True, True)


def test_who_is_late_does_not_end_the_lease_of_its_heir(engine: Engine) -> None:
    late = lease(engine, "work", timedelta(0))
    with late as first:
        heir = lease(engine, "work", MINUTE)
        assert (first, heir.__enter__()) == (True, True)

    with lease(engine, "work", MINUTE) as third:
        assert not third
    heir.__exit__(None, None, None)
