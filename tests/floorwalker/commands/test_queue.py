"""`floorwalker queue`: lists who waits, shows what was said, closes; every error with its remedy and exit code 1."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from data.conversations.log import ConversationLog, NewMessage, new_id, now
from data.database import connect, upgrade
from floorwalker.cli import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["queue", *arguments], env={"COLUMNS": "200"})


def message(sender: str, type: str, **more: Any) -> dict[str, Any]:
    return {"id": new_id(), "at": "2026-01-01T12:00:00Z", "from": sender, "type": type} | more


async def _talk(url: str) -> str:
    log = ConversationLog(connect(url))
    one = await log.open(token_hash="t", site_key="demo", shopper_id=None, locale="en", analytics=False)
    said = [
        message("shopper", "choice", choice={"attribute": "colour", "value": "Red"}),
        message("shopper", "text", text="[red]where\x1b[2J is it"),
        message("shopper", "action", action="human"),
    ]
    for payload in said:
        await log.add_shoppers(conversation_id=one.id, payload=payload)
    notice = message("bot", "notice", kind="handoff", text="A person takes over.", summary="Looks for: mouse")
    messages = [NewMessage(notice, now())]
    await log.add_answers(conversation_id=one.id, reply_to=None, messages=messages, status="queued")
    log.close()
    return one.id


@pytest.fixture
def queued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of the one conversation that waits."""
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    upgrade(url := f"sqlite:///{tmp_path / 'floorwalker.db'}")
    return asyncio.run(_talk(url))


def test_lists_who_waits_with_the_last_words_that_cannot_steer_the_terminal(queued: str) -> None:
    listed = run().output

    assert f"{queued}  waits for 0 min  en  asked" in listed
    assert "told: A person takes over." in listed
    assert "summary: Looks for: mouse" in listed
    assert "last words: [red]where [2J is it" in listed
    assert "1 wait for a person." in listed


def test_shows_what_was_said(queued: str) -> None:
    assert [line.strip() for line in run("show", queued).output.splitlines()] == [
        "2026-01-01 12:00 shopper: [colour: Red]",
        "2026-01-01 12:00 shopper: [red]where [2J is it",
        "2026-01-01 12:00 shopper: [human]",
        "2026-01-01 12:00 bot: A person takes over.",
    ]


@pytest.mark.parametrize("by_name", [True, False])
def test_closes(queued: str, by_name: bool) -> None:
    assert "1 are the assistant's again." in run("close", queued if by_name else "--all").output
    assert "0 wait for a person." in run().output


@pytest.mark.usefixtures("queued")
@pytest.mark.parametrize("arguments", [("show", "x"), ("close", "x"), ("close",), ("close", "x", "--all")])
def test_says_what_is_wrong_and_closes_nobody(arguments: tuple[str, ...]) -> None:
    refused = run(*arguments)

    assert refused.exit_code == 1
    assert "ID: " in refused.output
    assert "-> run: floorwalker queue" in refused.output
    assert "1 wait for a person." in run().output
