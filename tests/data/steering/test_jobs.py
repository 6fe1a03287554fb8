"""Jobs in the database: who gets one, who loses it, what must not meet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from data.steering import jobs
from data.steering.jobs import Job
from data.steering.refusals import NotStoppable, TurnTaken, UnknownJob

AT = datetime(2026, 3, 1, 12)
SOON = AT + timedelta(seconds=1)


def asked(engine: Engine, kind: str = "report", at: datetime = AT) -> Job:
    return jobs.ask(engine, kind, {"version": "v1"}, by="ada", at=at)


def test_a_job_is_asked_for_claimed_and_done(engine: Engine) -> None:
    job = asked(engine)

    assert (job.state, job.asked_by, job.payload) == ("waiting", "ada", {"version": "v1"})
    claimed = jobs.claim(engine, "w1", SOON)
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.started_at) == (job.id, "running", SOON)
    assert jobs.claim(engine, "w2", SOON) is None
    assert jobs.beat(engine, job.id, "w1", ["half\0way"], SOON)
    assert jobs.read(engine, job.id).lines == ("halfway",)
    assert not jobs.beat(engine, job.id, "w2", ["not mine"], SOON)
    assert not jobs.end(engine, job.id, "w2", "done", lines=[], at=SOON)
    assert jobs.end(engine, job.id, "w1", "done", lines=["all"], result={"n": 1}, at=SOON)
    done = jobs.read(engine, job.id)
    assert (done.state, done.result, done.ended_at, done.lines) == ("done", {"n": 1}, SOON, ("all",))
    assert jobs.active(engine) == []


def test_the_one_that_waited_longest_comes_first(engine: Engine) -> None:
    second, first = asked(engine, "retrain", SOON), asked(engine, "report", AT)

    claimed = [jobs.claim(engine, "w", SOON), jobs.claim(engine, "w", SOON)]

    assert [job and job.id for job in claimed] == [first.id, second.id]
    assert [job.id for job in jobs.listed(engine, before=None, limit=1)] == [second.id]
    assert [job.id for job in jobs.listed(engine, before=SOON, limit=5)] == [first.id]


def test_what_must_not_meet_is_refused_until_the_other_has_ended(engine: Engine) -> None:
    promotion = asked(engine, "promote")

    for kind in ("promote", "rollback", "try_out", "end_trial"):
        with pytest.raises(TurnTaken, match="promote, which ada asked for, is waiting; wait until"):
            asked(engine, kind)
    asked(engine, "retrain")
    jobs.cancel(engine, promotion.id, SOON)
    assert asked(engine, "rollback").state == "waiting"


def test_of_many_who_ask_at_once_one_is_heard(engine: Engine) -> None:
    def ask(_: int) -> bool:
        try:
            asked(engine, "promote")
        except TurnTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(24))) == 1
    assert len(jobs.active(engine)) == 1


def test_of_many_workers_one_gets_a_job(engine: Engine) -> None:
    job = asked(engine)

    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda number: jobs.claim(engine, f"w{number}", SOON), range(24)))

    assert [one.id for one in claimed if one] == [job.id]


def test_one_whose_worker_says_nothing_is_interrupted_and_lost_to_it(engine: Engine) -> None:
    job = asked(engine, "promote")
    jobs.claim(engine, "w", AT)
    late = AT + jobs.LEASE + timedelta(seconds=1)

    assert jobs.interrupt(engine, AT + jobs.LEASE) == 0
    assert jobs.interrupt(engine, late) == 1
    interrupted = jobs.read(engine, job.id)
    assert (interrupted.state, interrupted.ended_at) == ("interrupted", late)
    assert "ask for it again" in (interrupted.error or "")
    assert not jobs.beat(engine, job.id, "w", [], late)
    assert not jobs.end(engine, job.id, "w", "done", lines=[], at=late)
    assert asked(engine, "promote").state == "waiting"


def test_what_waits_is_cancelled_and_what_runs_only_if_that_harms_nothing(engine: Engine) -> None:
    promotion, report = asked(engine, "promote"), asked(engine, "report", at=AT + timedelta(seconds=1))
    for job in (promotion, report):
        jobs.claim(engine, "w", AT)
        assert jobs.read(engine, job.id).state == "running"

    with pytest.raises(NotStoppable, match="promote runs, and cannot be stopped"):
        jobs.cancel(engine, promotion.id, SOON)
    assert jobs.cancel(engine, report.id, SOON).state == "cancelled"
    assert not jobs.beat(engine, report.id, "w", [], SOON)
    with pytest.raises(NotStoppable, match="it is cancelled; there is nothing"):
        jobs.cancel(engine, report.id, SOON)
    with pytest.raises(UnknownJob):
        jobs.cancel(engine, "gone", SOON)


def test_old_ones_are_forgotten(engine: Engine) -> None:
    old = asked(engine)
    jobs.cancel(engine, old.id, AT)

    asked(engine, at=AT + jobs.KEPT - timedelta(days=1))
    assert jobs.read(engine, old.id).state == "cancelled"
    asked(engine, "retrain", at=AT + jobs.KEPT + timedelta(days=1))
    with pytest.raises(UnknownJob):
        jobs.read(engine, old.id)
    assert len(jobs.active(engine)) == 2


def test_workers_are_there_as_long_as_they_are_seen(engine: Engine) -> None:
    assert jobs.workers(engine, AT) == 0
    jobs.see(engine, "w1", AT)
    jobs.see(engine, "w1", AT)
    jobs.see(engine, "w2", AT)

    assert jobs.workers(engine, AT + jobs.THERE) == 2
    assert jobs.workers(engine, AT + jobs.THERE + timedelta(seconds=1)) == 0
    jobs.leave(engine, "w1")
    assert jobs.workers(engine, AT) == 1
