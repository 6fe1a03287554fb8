#!/usr/bin/env python3
"""Plays scripted conversations against a running gateway and checks what must be true after each turn.

conversations.py [--url http://127.0.0.1:8000] [--site-key demo] [--scripts FOLDER] [--only WORDS] [--every N] [--json]

The format of the scripts is in tests/bot/conversations/README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

SCRIPTS = Path(__file__).resolve().parent.parent / "tests" / "bot" / "conversations"
Message = dict[str, Any]


@dataclass
class Conversation:
    """One session: sends turns, and remembers what the checks compare with."""

    http: httpx.Client
    site_key: str
    before: list[Message] = field(default_factory=list)
    token: str = ""

    def start(self, locale: str) -> None:
        """Opens the session."""
        body = {"site_key": self.site_key, "locale": locale, "consent": {"analytics": False}}
        self.token = self.http.post("/v1/chat/sessions", json=body).raise_for_status().json()["token"]

    def send(self, turn: dict[str, Any]) -> list[Message]:
        """The answer to a turn: words, a pressed button, or the option at a place of the last question."""
        if "say" in turn:
            body: dict[str, Any] = {"text": turn["say"]}
        elif "action" in turn or "choice" in turn:
            body = {name: turn[name] for name in ("action", "choice") if name in turn}
        else:
            question = next(m for m in self.before if m["type"] == "question")
            value = None if turn["option"] == "skip" else question["options"][turn["option"] - 1]["value"]
            body = {"choice": {"attribute": question["attribute"], "value": value}}
        response = self.http.post(
            "/v1/chat/messages", json=body, headers={"Authorization": f"Bearer {self.token}"}
        ).raise_for_status()
        answered: list[Message] = response.json()["messages"]
        return answered


def problems(then: dict[str, Any], messages: list[Message], before: list[Message]) -> list[str]:
    """What of `then` is not true of the messages; empty if all is. `before` is the last list of products."""
    return [f"{name}: {wanted!r}" for name, wanted in then.items() if not CHECKS[name](wanted, messages, before)]


def _of(messages: list[Message], kind: str) -> list[Message]:
    return [message for message in messages if message["type"] == kind]


def _cards(messages: list[Message]) -> list[dict[str, Any]]:
    return [card for message in _of(messages, "products") for card in message["products"]]


def _prices(messages: list[Message]) -> list[float]:
    return [card["price"] for card in _cards(messages) if card["price"] is not None]


def _words(messages: list[Message]) -> str:
    """All that is in the messages, but for ids and times, which could hold any digits."""
    said = [{k: v for k, v in message.items() if k not in ("id", "at", "query_id")} for message in messages]
    return json.dumps(said, ensure_ascii=False).lower()


def _ids(messages: list[Message]) -> list[str]:
    return [card["id"] for card in _cards(messages)]


def _pointed(messages: list[Message], kind: str) -> list[str]:
    return [message["product"]["id"] for message in _of(messages, kind) if message.get("product")]


def _question(wanted: str, messages: list[Message], _before: list[Message]) -> bool:
    """Any question, none, or one about this attribute."""
    asked = [message["attribute"] for message in _of(messages, "question")]
    return {"any": bool(asked), "none": not asked}.get(wanted, asked == [wanted])


def _products(wanted: Any, messages: list[Message], _before: list[Message]) -> bool:
    count = len(_cards(messages))
    return {"some": count > 0, "none": count == 0}[wanted] if isinstance(wanted, str) else count >= wanted


def _constraints(wanted: dict[str, Any], messages: list[Message], _before: list[Message]) -> bool:
    """An attribute's constraint is [op, value], or an operator alone; null: there is none."""
    held = {c["attribute"]: (c["op"], c["value"]) for m in _of(messages, "products") for c in m["constraints"]}
    for attribute, constraint in wanted.items():
        if constraint is None:
            if attribute in held:
                return False
        elif attribute not in held or held[attribute] != tuple(constraint) and constraint != held[attribute][0]:
            return False
    return True


def _kind_of_product(wanted: str, messages: list[Message], _before: list[Message]) -> bool:
    """Every card is of this product type."""
    cards = _cards(messages)
    return bool(cards) and all(card["category"] == wanted for card in cards)


CHECKS: dict[str, Callable[[Any, list[Message], list[Message]], bool]] = {
    "products": _products,
    "constraints": _constraints,
    "all_are": _kind_of_product,
    "price_below": lambda wanted, now, _: bool(_prices(now)) and max(_prices(now)) <= wanted,
    "cheaper": lambda _, now, before: bool(_prices(now)) and max(_prices(now)) <= _prices(before)[0],
    "others": lambda wanted, now, before: bool(_ids(now)) and set(_ids(now)).isdisjoint(_ids(before)) == wanted,
    "question": _question,
    "comparison": lambda wanted, now, _: [len(message["products"]) for message in _of(now, "comparison")] == [wanted],
    "detail_of": lambda wanted, now, before: _pointed(now, "product_detail") == [_ids(before)[wanted - 1]],
    "in_cart": lambda wanted, now, before: _pointed(now, "notice") == [_ids(before)[wanted - 1]],
    "handoff": lambda wanted, now, _: any(notice["kind"] == "handoff" for notice in _of(now, "notice")) == wanted,
    "source": lambda wanted, now, _: any(wanted in s["title"] for text in _of(now, "text") for s in text["sources"]),
    "has": lambda wanted, now, _: all(word.lower() in _words(now) for word in wanted),
    "has_any": lambda wanted, now, _: any(word.lower() in _words(now) for word in wanted),
    "lacks": lambda wanted, now, _: not any(word.lower() in _words(now) for word in wanted),
    "says": lambda _, now, __: bool(now) and not any(notice.get("kind") == "error" for notice in _of(now, "notice")),
}
"""Every check by its name in the scripts: (wanted, messages of the turn, messages of the last list) to its truth."""


def play(http: httpx.Client, site_key: str, script: dict[str, Any]) -> list[str]:
    """What went wrong, turn by turn; empty if the conversation was completed."""
    talk = Conversation(http, site_key)
    talk.start(script.get("locale", "en"))
    for number, turn in enumerate(script["turns"], 1):
        try:
            messages = talk.send(turn)
            wrong = problems(turn.get("then") or {"says": True}, messages, talk.before)
        except (httpx.HTTPError, StopIteration, IndexError, KeyError) as error:
            return [f"turn {number}: {type(error).__name__} {error}"]
        if wrong:
            said = [(m["type"], m.get("text"), m.get("constraints")) for m in messages]
            return [f"turn {number} ({turn}): {'; '.join(wrong)}; got {said}"]
        if _cards(messages):
            talk.before = messages
    return []


def read_scripts(folder: Path) -> list[dict[str, Any]]:
    """All scripts of the files of a folder, each with its group. Raises ValueError for a check that there is not."""
    scripts = []
    for path in sorted(folder.glob("*.yaml")):
        for script in yaml.safe_load(path.read_text(encoding="utf-8")):
            unknown = {name for turn in script["turns"] for name in turn.get("then") or {}} - set(CHECKS)
            if unknown:
                raise ValueError(f"{path.name}: {script['name']}: no such check: {', '.join(sorted(unknown))}")
            scripts.append({**script, "group": path.stem})
    return scripts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--site-key", default="demo")
    parser.add_argument("--scripts", type=Path, default=SCRIPTS)
    parser.add_argument("--only", default="", help="only scripts whose name has these words")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th script")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scripts = [script for script in read_scripts(options.scripts) if options.only in script["name"]][:: options.every]
    with httpx.Client(base_url=options.url, timeout=30) as http:
        failures = {script["name"]: wrong for script in scripts if (wrong := play(http, options.site_key, script))}
    completed = len(scripts) - len(failures)
    if options.json:
        sys.stdout.write(json.dumps({"scripts": len(scripts), "completed": completed, "failures": failures}) + "\n")
        return
    for name, wrong in failures.items():
        sys.stdout.write(f"FAILED {name}\n  {wrong[0]}\n")
    sys.stdout.write(f"{completed} of {len(scripts)} completed: {completed / max(1, len(scripts)):.3f}\n")


if __name__ == "__main__":
    main()
