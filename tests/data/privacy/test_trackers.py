from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from data.privacy.searching import Needle
from data.privacy.trackers import Trackers
from tests.data.privacy import talks
from tests.data.privacy.talks import WORDS


def test_reads_counts_and_forgets_by_conversation(engine: Engine, tmp_path: Path) -> None:
    ids = [f"c-{number}" for number in range(1203)]
    url = talks.places(engine, tmp_path).tracker_url
    talks.remember(url, *ids)
    trackers = Trackers(url)

    assert len(trackers.of(ids[:700])) == 700
    assert trackers.forget([*ids[:700], "unknown"]) == 700
    assert trackers.of(ids[:700]) == []
    assert trackers.forget_strays(engine, timedelta(days=1)) == 0
    assert trackers.forget_strays(engine, timedelta(0)) == 503


def test_where_rasa_never_ran_there_is_nothing(engine: Engine, tmp_path: Path) -> None:
    trackers = Trackers(f"sqlite:///{tmp_path / 'bot' / 'conversations.db'}")

    assert trackers.of(["c-1"]) == []
    assert trackers.forget(["c-1"]) == trackers.forget_strays(engine, timedelta(0)) == 0
    assert trackers.search([Needle(WORDS, False)]).found == {}
    assert trackers.settle()
    assert not (tmp_path / "bot").exists()
