"""A shopper deletes their own conversation: gone from database and Rasa's store at once, from files after the sweep."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.privacy import audit, deletion, erased, holdings
from data.privacy.erasure import ErasureRunning, alone
from data.privacy.places import Places
from data.privacy.trackers import Trackers
from tests.data.privacy import talks
from tests.data.privacy.talks import WORDS, talk

OTHERS = "a rugged tablet that survives the rain on deck"


@pytest.fixture
async def ids(engine: Engine) -> tuple[str, str]:
    """Of the conversation that is deleted, and of somebody else's."""
    return await talk(engine, shopper="~anna"), await talk(engine, shopper="~ben", words=OTHERS)


@pytest.fixture
def home(engine: Engine, ids: tuple[str, str], tmp_path: Path) -> Places:
    """A home in which both left their traces."""
    places = talks.places(engine, tmp_path)
    talks.remember(places.tracker_url, ids[0])
    talks.remember(places.tracker_url, ids[1], words=OTHERS)
    for folder in (places.training, tmp_path / "logs"):
        folder.mkdir()
    with gzip.open(places.training / "examples.jsonl.gz", "wt") as file:
        file.write(json.dumps({"source": "log", "query": WORDS}) + "\n")
    (tmp_path / "logs/gateway.log").write_text(f"Rasa did not answer in {ids[0]}: {WORDS}\nof {ids[1]}: {OTHERS}\n")
    return places


def test_it_is_gone_from_database_and_rasa_at_once_and_nobody_elses(
    engine: Engine, home: Places, ids: tuple[str, str]
) -> None:
    before = erased.stamp(home.home)

    said = deletion.delete(engine, home, ids[0])

    assert holdings.rows_of(engine, [ids[0]]) == {}
    assert Trackers(home.tracker_url).of([ids[0]]) == []
    assert WORDS in said
    assert holdings.known(engine, list(ids)) == [ids[1]]
    assert len(Trackers(home.tracker_url).of([ids[1]])) == 1
    assert erased.read([home.erased]).conversations == {erased.digest(ids[0])}
    assert erased.stamp(home.home) != before
    about = [(one.who, one.what) for one in audit.entries(engine, about=[audit.reference(ids[0])])]
    assert about == [("shopper", "erase")]


def test_the_sweep_takes_it_out_of_files(engine: Engine, home: Places, ids: tuple[str, str]) -> None:
    said = deletion.delete(engine, home, ids[0])
    assert deletion.is_pending(home)
    talks.remember(home.tracker_url, ids[0])  # a turn that was under way

    assert deletion.sweep(engine, home, {ids[0]: said}) == 1

    logged = (home.home / "logs/gateway.log").read_text()
    assert (ids[0] in logged, WORDS in logged) == (False, False)
    assert f"of {ids[1]}: {OTHERS}" in logged
    assert list(home.training.iterdir()) == []
    assert Trackers(home.tracker_url).of([ids[0]]) == []
    assert not deletion.is_pending(home)
    assert deletion.sweep(engine, home, {}) == 0


def test_what_was_interrupted_is_finished_by_whoever_sweeps_next(
    engine: Engine, home: Places, ids: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(holdings, "forget", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            deletion.delete(engine, home, ids[0])
    assert holdings.known(engine, [ids[0]]) == [ids[0]]

    deletion.sweep(engine, home, {})

    assert holdings.known(engine, list(ids)) == [ids[1]]


def test_it_waits_while_an_erasure_is_at_work(engine: Engine, home: Places, ids: tuple[str, str]) -> None:
    deletion.delete(engine, home, ids[0])
    with alone(home.home), pytest.raises(ErasureRunning):
        deletion.sweep(engine, home, {})
    assert deletion.is_pending(home)


def test_without_a_home_the_database_is_all_there_is(engine: Engine, ids: tuple[str, str]) -> None:
    deletion.delete(engine, None, ids[0])
    assert holdings.known(engine, list(ids)) == [ids[1]]
