"""`floorwalker labels`: what teaches most is listed, shown and judged; every error with its remedy and exit code 1."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from data.conversations.log import ConversationLog
from data.conversations.picks import picks_for
from data.conversations.tables import AuditRow
from data.conversations.verdicts import stored
from data.database import connect, upgrade
from data.privacy.audit import entries
from floorwalker.cli import app
from tests.data.conversations.conftest import answer, said, shown

WORDS = "zorblax the thing | [red]"


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(app, ["labels", *arguments], env={"COLUMNS": "250"}, input=input)


async def _talk(url: str) -> str:
    log = ConversationLog(connect(url))
    one = await log.open(token_hash="t", site_key="demo", shopper_id=None, locale="en", analytics=True)
    for words, act, listed in (("a mouse", "search", True), (WORDS, "unclear", False), ("undo that", "undo", False)):
        message = await log.add_shoppers(conversation_id=one.id, payload=said(words))
        taken = [{"act": act, "confidence": 0.9}]
        reply = shown("p1", "p2", acts=taken) if listed else answer("Well.", acts=taken)
        for product in reply.payload.get("products", ()):
            product["title"] = f"Mouse {product['id']}"
        await log.add_answers(conversation_id=one.id, reply_to=message.message_id, messages=[reply])
    log.close()
    return one.id


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    upgrade(f"sqlite:///{tmp_path / 'floorwalker.db'}")
    return tmp_path


@pytest.fixture
def talked(home: Path) -> str:
    """The id of the one conversation."""
    return asyncio.run(_talk(f"sqlite:///{home / 'floorwalker.db'}"))


def verdicts(home: Path) -> list[tuple[str, dict[str, Any], str]]:
    engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
    found = [(one.kind, one.payload, one.agent) for one in stored(engine)]
    engine.dispose()
    return found


def test_lists_what_teaches_most_with_the_reasons(talked: str) -> None:
    listed = run("list", "--kind", "acts")

    assert listed.exit_code == 0
    first = next(line for line in listed.output.splitlines() if talked in line)
    assert "  acts  " in first
    assert WORDS in listed.output
    assert "was not understood; the shopper went on with undo" in listed.output


def test_shows_one_after_the_other_and_stores_what_is_said(talked: str, home: Path) -> None:
    done = run("next", "--kind", "acts", "--who", "ann", input="teleport\ndetails\ns\nq\n")

    assert done.exit_code == 0
    assert "> shopper: " + WORDS in done.output
    assert "understood: unclear (0.90)" in done.output
    assert "there is no act 'teleport'" in done.output
    assert ("acts", {"acts": [["details", WORDS]]}, "ann") in verdicts(home)
    assert talked not in run("list", "--kind", "product", "--who", "ann").output
    engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
    with engine.connect() as connection:
        trail = set(connection.execute(select(AuditRow.what)).scalars())
    engine.dispose()
    assert trail == {"read", "verdict"}


def test_verdicts_are_said_without_a_dialogue(talked: str, home: Path) -> None:
    assert run("say", talked, "--order", "weight, colour", "--who", "ann").exit_code == 0
    assert run("say", talked, "--product", "p2", "--wrong", "--who", "ann").exit_code == 0
    assert run("say", talked, "--acts", "undo", "--who", "bob").exit_code == 0
    assert run("say", talked, "--acts", "release", "--who", "ann").exit_code == 0

    assert verdicts(home) == [
        ("attributes", {"order": ["weight", "colour"]}, "ann"),
        ("product", {"product_id": "p2", "right": False}, "ann"),
        ("acts", {"acts": [["undo", "undo that"]]}, "bob"),
        ("acts", {"acts": [["release", "undo that"]]}, "ann"),
    ]
    told = run("stats").output
    assert "ann: 1 attributes" in told
    assert "ann and bob, acts: 0 of 1 the same, kappa 0.00" in told
    engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
    read = [entry.details for entry in entries(engine) if entry.what == "read"]
    engine.dispose()
    assert read == [{"command": "labels stats"}]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nobody", "--acts", "search"], "there is no conversation nobody"),
        (["ID", "--acts", "teleport"], "there is no act 'teleport'"),
        (["ID", "--acts", "search + details | undo"], "2 acts, and words of 1"),
        (["ID", "--acts", "search", "--message", "m"], "m is no text of the shopper's"),
        (["ID", "--order", "price"], "price did not stand beside the list"),
        (["ID", "--product", "p9", "--right"], "'p9' was not shown there"),
        (["ID", "--product", "p1"], "None is neither true nor false"),
        (["ID"], "say one of --acts"),
        (["ID", "--acts", "search", "--skip"], "say one of --acts"),
    ],
)
def test_what_cannot_be_said_is_named_and_nothing_is_stored(
    talked: str, home: Path, arguments: list[str], problem: str
) -> None:
    done = run("say", *(talked if argument == "ID" else argument for argument in arguments))

    assert done.exit_code == 1
    assert problem in done.output
    assert "->" in done.output
    assert verdicts(home) == []


def test_goes_out_to_other_tools_and_comes_back(talked: str, home: Path) -> None:
    file = home / "todo.jsonl"
    assert run("export", "--out", str(file), "--kind", "acts").exit_code == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {line["conversation"] for line in lines} == {talked}
    lines[0] |= {"verdict": {"acts": ["details"]}, "who": "tool"}
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    done = run("import", str(file))

    assert f"1 verdicts stored, {len(lines) - 1} lines without one" in done.output
    assert [(kind, who) for kind, _, who in verdicts(home)] == [("acts", "tool")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2: no JSON"),
        ("[]", "line 2: conversation and kind are missing"),
        ('{"conversation": "x", "kind": "acts", "verdict": {}}', "line 2: conversation: there is none x"),
        ('{"conversation": "ID", "kind": "mood", "verdict": {}}', "line 2: kind: there is no kind 'mood'"),
    ],
)
def test_of_a_file_with_a_bad_line_nothing_is_stored(talked: str, home: Path, line: str, problem: str) -> None:
    good = json.dumps({"conversation": talked, "kind": "acts", "verdict": {"acts": ["details"]}})
    (home / "in.jsonl").write_text(f"{good}\n{line.replace('ID', talked)}\n", encoding="utf-8")

    done = run("import", str(home / "in.jsonl"))

    assert done.exit_code == 1
    assert problem in done.output.replace("\n", " ")
    assert verdicts(home) == []


def test_an_empty_log_has_nothing_to_judge(home: Path) -> None:
    assert "0 to judge" in run("list").output
    assert "0 judged." in run("next").output
    assert "examples of turns in the log: none" in run("stats").output
    assert run("import", str(home / "nowhere.jsonl")).exit_code == 1


def test_picks_for_those_who_judge_in_the_console(talked: str, home: Path) -> None:
    picked = run("queue", "--most", "3")

    assert picked.exit_code == 0
    assert "2 to judge" in picked.output
    engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
    found = picks_for(engine, "ann")
    assert {one.conversation_id for one in found} == {talked}
    [unclear] = [one for one in found if ("not_understood", {}) in one.reasons]
    say = run("say", talked, "--message", unclear.message_id, "--acts", "details", "--who", "ann")
    assert say.exit_code == 0
    assert unclear.message_id not in {one.message_id for one in picks_for(engine, "ann") if one.kind == "acts"}
    engine.dispose()
