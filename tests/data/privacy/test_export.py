"""What a shopper gets of what is held: all of it, from everywhere, and nothing of anybody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.conversations.outcomes import place
from data.privacy import audit
from data.privacy.erasure import NothingHeld, Subject
from data.privacy.export import export
from data.privacy.pseudonyms import Pseudonyms
from data.privacy.retention import Ages
from tests.data.privacy import talks
from tests.data.privacy.talks import WORDS, talk

STORED = Pseudonyms(b"k" * 32).of("anna")


async def test_has_every_table_the_assistants_copy_and_where_it_lies(engine: Engine, tmp_path: Path) -> None:
    one = await talk(engine, shopper=STORED)
    other = await talk(engine, shopper="~ben", words="a rugged tablet for the deck")
    home = talks.places(engine, tmp_path)
    talks.remember(home.tracker_url, one, other)

    held = export(engine, home, Ages(), Subject("anna", STORED), "test")

    tables = {"conversations", "messages", "rankings", "shown_products", "shown_attributes", "events"}
    tables |= {"quarantined_events", "verdicts", "secrets"}
    assert set(held["log"]["tables"]) == tables
    assert [row["sender_id"] for row in held["assistant"]["conversations"]] == [one]
    written = json.dumps(held, default=str)
    assert WORDS in written
    assert not any(word in written for word in (other, "rugged", "token_hash"))
    assert held["kept"] == "365 days after a conversation's last message"
    assert [entry.what for entry in audit.entries(engine, about=[audit.reference(STORED)])] == ["export"]


def test_of_nobody_it_says_so(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NothingHeld, match="SHOPPER"):
        export(engine, talks.places(engine, tmp_path), Ages(), Subject("nobody", "~nobody"), "test")


async def test_has_what_is_held_of_who_went_without_the_widget(engine: Engine, tmp_path: Path) -> None:
    place(engine, STORED, widget=False)

    held = export(engine, talks.places(engine, tmp_path), Ages(), Subject("anna", STORED), "test")

    assert (held["conversations"], list(held["log"]["tables"])) == ([], ["placements"])
