"""Runs in Rasa's environment: does what it is asked, and prints what came of it as JSON, for `test_rasa.py`.

rasa_side.py performance | version OTHER | copies | tracker_store URL | retention URL | store_of HOME | channel
rasa_side.py tokens FILE | parse MODEL FILE [VOCABULARY]
rasa_side.py talk MODEL ACTIONS FILE stock|ours FOLDER VOCABULARY
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.bot.rasa_trackers import copies, domain, retention, store_of, tracker_store

EVENTS: list[Any] = [
    {"event": "slot", "name": "a", "value": 1, "timestamp": 5},
    {"event": "slot", "name": "a", "value": 1, "timestamp": 5.5, "metadata": {}},
    {"event": "slot", "name": "a", "value": 1, "timestamp": True},
    {"event": "slot", "name": "a", "value": 1, "timestamp": "now"},
    {"event": "slot", "name": "a", "value": 1, "metadata": []},
    {"event": "slot", "name": "a", "value": None, "timestamp": None, "metadata": None, "more": 1},
    {"event": "slot", "name": "a"},
    {"event": "slot", "name": 5, "value": 1},
    {"event": "user", "text": "hi", "parse_data": {"entities": [{"entity": "e"}]}},
    {"event": "bot", "text": "hi"},
    {"event": "restart"},
    {"event": "unheard"},
    {"event": None},
    "slot",
]


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
        {},
        {"responses": ["hi"]},
        *({"events": [event]} for event in EVENTS),
        {"events": [{"event": "slot", "name": "a", "value": None}, {"event": "user", "text": 5}]},
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

    with tempfile.TemporaryDirectory() as folder:  # as a trained model has it
        trained = domain()
        trained.persist(Path(folder) / "domain.yml")
        read = [trained.from_directory(folder), ours._domain_in(lambda _: None)(folder)]
    stock_domain, own_domain = ([one.fingerprint(), one.as_dict()] for one in read)
    return {
        "stock": [
            [validated(stock_validate, r) for r in results],
            [resolved(stock_resolve, n) for n in names],
            stock_domain,
        ],
        "ours": [
            [validated(ours._validate_action_result, r) for r in results],
            [resolved(ours._resolve_by_type, n) for n in names],
            own_domain,
        ],
    }


def version(other: str) -> dict[str, Any]:
    """Whether inner parts were replaced in a Rasa that says it is another version, what it said; then in this one."""
    import logging

    import rasa
    from rasa.shared.core.events import Event

    from bot.components import performance as ours

    said: list[str] = []
    ours.logger.addHandler(handler := logging.Handler())
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    stock, own = Event.resolve_by_type, rasa.__version__
    rasa.__version__ = other
    found = [ours.apply(), Event.resolve_by_type is stock]
    rasa.__version__ = own
    return {"other": found, "said": said, "own": [ours.apply(), Event.resolve_by_type is stock]}


def channel() -> dict[str, Any]:
    """What the channel answers, over its real routes."""
    import socket
    from types import SimpleNamespace

    import aiohttp
    from rasa.core.channels.channel import UserMessage
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.tracker_store import FailSafeTrackerStore
    from rasa.shared.core.events import BotUttered, UserUttered
    from sanic import Sanic

    from bot.components.action_endpoint import ActionFailed
    from bot.components.channel import FloorwalkerInput
    from bot.components.tracker_store import BoundedTrackerStore
    from bot.serve import _then_guarded

    async def answer(message: UserMessage) -> None:
        if message.text == "down":
            raise ActionFailed("the action server does not answer", is_down=True)
        if message.text == "fail":
            raise RuntimeError("broken")
        await message.output_channel.send_response(
            message.sender_id, {"text": message.text, "custom": {"type": "question", "seen": message.metadata}}
        )
        await message.output_channel.send_response(message.sender_id, {"text": "second"})
        await message.output_channel.send_response(message.sender_id, {"text": "", "custom": {}})

    inner = BoundedTrackerStore(domain(), f"sqlite:///{Path(tempfile.mkdtemp()) / 'conversations.db'}")
    store = FailSafeTrackerStore(inner)  # as Rasa has it
    app = _then_guarded(Sanic, "the token", "http://rasa.internal:5005")("channel")
    app.ctx.agent = SimpleNamespace(lock_store=InMemoryLockStore(), tracker_store=store)
    app.blueprint(FloorwalkerInput().blueprint(answer), url_prefix="/webhooks/floorwalker")
    bodies = [
        '{"sender": "s", "message": "hi", "metadata": {"locale": "en"}}',
        '{"sender": "s"}',
        '{"sender": 5, "message": "hi"}',
        '{"sender": "s", "message": "hi", "metadata": []}',
        "[]",
        "no JSON",
        '{"sender": "s", "message": "fail"}',
        '{"sender": "s", "message": "down"}',
        '{"sender": "s", "message": "hi", "again": true}',
        '{"sender": "s", "message": "hi", "message_id": "m-1", "again": true}',
        '{"sender": "s", "message": "hi", "message_id": "m-2", "again": true}',
    ]

    async def ask() -> list[Any]:
        tracker = await store.get_or_create_tracker("s")
        tracker.update(UserUttered("hi", {"name": "message"}, message_id="m-1"))
        tracker.update(BotUttered("as before"))
        await store.save(tracker)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
            assert server is not None
            await server.startup()  # type: ignore[no-untyped-call]
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/floorwalker/webhook"
            found = []
            shown = {"Authorization": "Bearer the token"}
            strangers = [{}, {"Authorization": "Bearer another"}, {"Authorization": "Basic the token"}]
            strangers += [shown | {"Host": "evil.example"}, shown | {"Host": "rasa.internal:5005"}]
            async with aiohttp.ClientSession() as session:
                for body in bodies:
                    async with session.post(url, data=body, headers=shown) as response:
                        found.append([response.status, await response.json()])
                for headers in strangers:
                    async with session.post(url, data=bodies[0], headers=headers) as response:
                        refused.append(response.status)
            return found

    refused: list[int] = []
    return {"answers": asyncio.run(ask()), "strangers": refused}


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


def parse(model: str, file: str, vocabulary: str | None = None) -> dict[str, Any]:
    """All that is understood of each line of a file, perhaps with a catalog's words."""
    from rasa.core.agent import Agent

    from bot.components import outside

    outside.vocabulary = Path(vocabulary) if vocabulary else None
    agent = Agent.load(model)
    lines = Path(file).read_text(encoding="utf-8").splitlines()

    async def read() -> list[Any]:
        return [await agent.parse_message(line) for line in lines]

    return {"parsed": asyncio.run(read())}


def talk(model: str, actions: str, file: str, kind: str, folder: str, vocabulary: str) -> dict[str, Any]:
    """What stock Rasa, or ours, answers to each line of a file and the events of each turn; at last, the slots."""
    import numpy as np
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.events import UserUttered
    from rasa.utils.endpoints import EndpointConfig

    from bot.components import outside, performance
    from bot.components.action_endpoint import ActionEndpoint
    from bot.components.channel import ItemCollector
    from bot.components.tracker_store import BoundedTrackerStore
    from bot.rasa_environment import inner_token
    from bot.serve import shown

    outside.vocabulary = Path(vocabulary)
    if kind == "ours":
        performance.apply()
    config = ActionEndpoint if kind == "ours" else EndpointConfig
    endpoint = config(f"{actions}/webhook", headers=shown(inner_token()))

    lines = Path(file).read_text(encoding="utf-8").splitlines()

    async def converse() -> dict[str, Any]:
        agent = Agent.load(model, action_endpoint=endpoint)
        assert agent.processor
        if kind == "ours":
            agent.processor.tracker_store = BoundedTrackerStore(agent.domain, f"sqlite:///{folder}/talk.db")
        np.random.seed(0)
        turns = []
        for line in lines:
            text, _, choice = line.partition("\t")
            collector = ItemCollector()
            metadata = {"locale": "en"} | ({"choice": json.loads(choice)} if choice else {})
            await agent.handle_message(UserMessage(text, collector, "s", input_channel="test", metadata=metadata))
            tracker = await agent.processor.tracker_store.retrieve_full_tracker("s")
            assert tracker is not None
            events = list(tracker.events)
            began = max(place for place, event in enumerate(events) if isinstance(event, UserUttered))
            named = [[type(event).__name__, getattr(event, "action_name", None)] for event in events[began:]]
            said = events[began]
            parsed = [said.intent_name, round(said.intent["confidence"], 6), said.entities]
            turns.append([text, collector.messages, parsed, [event for event in named if event[0] != "SlotSet"]])
        return {"turns": turns, "slots": tracker.current_slot_values(), "events": len(events)}

    return asyncio.run(converse())


if __name__ == "__main__":
    commands = [
        performance,
        version,
        copies,
        tracker_store,
        retention,
        store_of,
        channel,
        parse,
        tokens,
        talk,
    ]
    asked = {command.__name__: command for command in commands}[sys.argv[1]]
    sys.stdout.write("\n" + json.dumps(asked(*sys.argv[2:])) + "\n")  # type: ignore[operator]
