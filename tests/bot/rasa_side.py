"""Runs in Rasa's environment: does what it is asked, and prints what came of it as JSON, for `test_rasa.py`.

rasa_side.py performance | tracker_store FOLDER | channel | parse MODEL FILE | tokens FILE
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))


def performance() -> dict[str, Any]:
    """Stock Rasa's answers and ours, to the same questions."""
    from jsonschema import ValidationError
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import Event
    from rasa.shared.utils.common import all_subclasses

    from bot.components import performance as ours

    stock_validate, stock_resolve = RemoteAction._validate_action_result, Event.resolve_by_type
    results: list[Any] = [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "hi"}]},
        {"events": "none", "responses": []},
        {"events": [{"name": "slot"}], "responses": []},
        {"responses": {}},
        [],
    ]
    action = RemoteAction.__new__(RemoteAction)

    def validated(validate: Any, result: Any) -> Any:
        try:
            return validate(action, result)
        except ValidationError as error:
            return [error.message, list(error.absolute_path)]

    names = [*sorted({cls.type_name for cls in all_subclasses(Event)} - {None}), "topic", "unheard"]

    def resolved(resolve: Any, name: str) -> str:
        try:
            return str(resolve(name))
        except ValueError as error:
            return f"ValueError: {error}"

    return {
        "stock": [[validated(stock_validate, r) for r in results], [resolved(stock_resolve, n) for n in names]],
        "ours": [
            [validated(ours._validate_action_result, r) for r in results],
            [resolved(ours._resolve_by_type, n) for n in names],
        ],
    }


def tracker_store(folder: str) -> dict[str, Any]:
    """A conversation of 200 turns through the store, one message at a time as Rasa does it."""
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

    from bot.components.tracker_store import BoundedTrackerStore

    root = Path(__file__).resolve().parent.parent.parent
    domain = Domain.load(str(root / "bot" / "domain"))
    url = f"sqlite:///{folder}/trackers.db"

    async def talk() -> dict[str, Any]:
        store = BoundedTrackerStore(domain, url)
        for turn in range(200):
            tracker = await store.get_or_create_tracker("s")
            tracker.update(UserUttered(f"message {turn}", {"name": "search", "confidence": 1.0}))
            tracker.update(ActionExecuted("action_search"))
            if turn == 0:
                tracker.update(SlotSet("query", "mouse"))
            tracker.update(SlotSet("offset", float(turn)))
            tracker.update(BotUttered("here", {"custom": {"type": "products", "products": ["x" * 1000]}}))
            tracker.update(ActionExecuted("action_listen"))
            await store.save(tracker)
        again = await BoundedTrackerStore(domain, url).retrieve("s")
        assert again is not None
        keys = list(await store.keys())
        await store.delete("s")
        first = again.events[0]
        return {
            "events": len(again.events),
            "begins_with": [type(first).__name__, getattr(first, "action_name", "")],
            "slots": {name: again.get_slot(name) for name in ("query", "offset", "asked")},
            "latest": again.latest_message.text if again.latest_message else None,
            "keys": keys,
            "after_delete": await store.retrieve("s"),
            "unknown": await store.retrieve("nobody"),
        }

    return asyncio.run(talk())


def channel() -> dict[str, Any]:
    """What the channel answers, over its real routes."""
    import socket

    import aiohttp
    from rasa.core.channels.channel import UserMessage
    from sanic import Sanic

    from bot.components.channel import FloorwalkerInput

    async def answer(message: UserMessage) -> None:
        if message.text == "fail":
            raise RuntimeError("broken")
        await message.output_channel.send_response(
            message.sender_id, {"text": message.text, "custom": {"type": "question", "seen": message.metadata}}
        )
        await message.output_channel.send_response(message.sender_id, {"text": "second"})
        await message.output_channel.send_response(message.sender_id, {"text": "", "custom": {}})

    app = Sanic("channel")
    app.blueprint(FloorwalkerInput().blueprint(answer), url_prefix="/webhooks/floorwalker")
    bodies = [
        '{"sender": "s", "message": "hi", "metadata": {"locale": "en"}}',
        '{"sender": "s"}',
        '{"sender": 5, "message": "hi"}',
        '{"sender": "s", "message": "hi", "metadata": []}',
        "[]",
        "no JSON",
        '{"sender": "s", "message": "fail"}',
    ]

    async def ask() -> list[Any]:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
            assert server is not None
            await server.startup()  # type: ignore[no-untyped-call]
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/floorwalker/webhook"
            found = []
            async with aiohttp.ClientSession() as session:
                for body in bodies:
                    async with session.post(url, data=body) as response:
                        found.append([response.status, await response.json()])
            return found

    return {"answers": asyncio.run(ask())}


def tokens(file: str) -> dict[str, Any]:
    """The tokens of each line of a file, by ours and by Rasa's own; where each begins."""
    from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
    from rasa.shared.nlu.training_data.message import Message

    from bot.components.locale import locale_of
    from bot.components.tokenizer import MixedTokenizer

    def of(tokeniser: Any, line: str) -> list[Any]:
        return [[token.text, token.start] for token in tokeniser.tokenize(Message({"text": line}), "text")]

    lines = Path(file).read_text(encoding="utf-8").splitlines()
    ours, stock = (cls(cls.get_default_config()) for cls in (MixedTokenizer, WhitespaceTokenizer))
    return {
        "ours": [of(ours, line) for line in lines],
        "stock": [of(stock, line) for line in lines],
        "locales": [[locale_of(line, page) for page in ("en", "zh-CN", None)] for line in lines],
    }


def parse(model: str, file: str) -> dict[str, Any]:
    """The intent and entities of each line of a file."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    lines = Path(file).read_text(encoding="utf-8").splitlines()

    async def read() -> list[Any]:
        found = []
        for line in lines:
            parsed = await agent.parse_message(line)
            found.append([line, parsed["intent"]["name"], [[e["entity"], e["value"]] for e in parsed["entities"]]])
        return found

    return {"parsed": asyncio.run(read())}


if __name__ == "__main__":
    answer = {
        "performance": performance,
        "tracker_store": tracker_store,
        "channel": channel,
        "parse": parse,
        "tokens": tokens,
    }
    sys.stdout.write("\n" + json.dumps(answer[sys.argv[1]](*sys.argv[2:])) + "\n")  # type: ignore[operator]
