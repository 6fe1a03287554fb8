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

    return {
        "stock": [[validated(stock_validate, r) for r in results], [resolved(stock_resolve, n) for n in names]],
        "ours": [
            [validated(ours._validate_action_result, r) for r in results],
            [resolved(ours._resolve_by_type, n) for n in names],
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


def copies() -> dict[str, Any]:
    """The state of a conversation, of Rasa's copy of it and of ours; and ours when the first events are gone."""
    from rasa.shared.core import events as said

    from bot.components.tracker import BoundedTracker, last_turns

    happened = [said.ActionExecuted("action_listen"), said.SlotSet("query", "mouse")]
    for turn in range(20):
        happened += [
            said.UserUttered(f"message {turn}", {"name": "search", "confidence": 1.0}),
            said.DefinePrevUserUtteredFeaturization(False),
            said.ActionExecuted("action_search"),
            said.SlotSet("offset", float(turn)),
            said.BotUttered("here"),
            said.ActionExecuted("action_listen"),
        ]
    endings = {
        "plain": [],
        "restarted": [said.Restarted(), said.ActionExecuted("action_listen")],
        "paused": [said.ConversationPaused()],
        "followed": [said.FollowupAction("action_search")],
        "in a form": [said.ActiveLoop("form"), said.ActionExecuted("form")],
    }

    def plain(part: Any) -> Any:
        if not isinstance(part, said.Event):
            return repr(part)
        return {name: value for name, value in part.as_dict().items() if name != "timestamp"}

    def state(tracker: Any) -> Any:
        seen = {name: plain(part) for name, part in vars(tracker).items() if name not in ("slots", "events")}
        slots = {name: [slot.value, slot.has_been_set] for name, slot in tracker.slots.items()}
        return [seen, slots, [event.as_dict() for event in tracker.events]]

    slots = _domain().slots
    found: dict[str, Any] = {}
    for name, ending in endings.items():
        tracker = BoundedTracker.from_events("s", [*happened, *ending], slots)
        tracker.model_id = "m"
        before = state(tracker)
        copied = tracker.copy()
        found[name] = {"stock": state(super(BoundedTracker, tracker).copy()), "ours": state(copied)}
        copied.update(said.SlotSet("query", "laptop"))
        found[name]["untouched"] = state(tracker) == before
    cut = BoundedTracker.from_events("s", last_turns(happened, set()), slots)
    cut.slots["query"].value = "mouse"
    return {"copies": found, "cut": cut.copy().get_slot("query")}


def _domain() -> Any:
    from rasa.shared.core.domain import Domain

    return Domain.load(str(Path(__file__).resolve().parent.parent.parent / "bot" / "domain"))


def tracker_store(url: str) -> dict[str, Any]:
    """A conversation of 200 turns through the store, one message at a time as Rasa does it."""
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

    from bot.components.tracker_store import BoundedTrackerStore

    domain = _domain()

    async def talk() -> dict[str, Any]:
        store = BoundedTrackerStore(domain, url)
        for turn in range(200):
            tracker = await store.get_or_create_tracker("s")
            message = UserUttered(f"message {turn}", {"name": "search", "confidence": 1.0})
            message.message_id = f"m-{turn}"
            tracker.update(message)
            if turn == 199:
                said = "it is 448123"
                entity = {"entity": "order_number", "value": "448123", "start": 6, "end": 12}
                message = UserUttered(
                    said, {"name": "message"}, [entity], message_id="m-199", metadata={"secrets": {"‹a_1›": "sealed"}}
                )
                tracker.update(message)
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
        answers = [await store.answer(*of) for of in (("s", "m-199"), ("s", "m-198"), ("nobody", "m-199"))]
        await store.delete("s")
        first = again.events[0]
        return {
            "events": len(again.events),
            "begins_with": [type(first).__name__, getattr(first, "action_name", "")],
            "slots": {name: again.get_slot(name) for name in ("query", "offset", "asked")},
            "of_a_copy": again.copy().get_slot("query"),
            "latest": again.latest_message.text if again.latest_message else None,
            "latest_stored": json.dumps(again.latest_message.as_dict()) if again.latest_message else "",
            "said": sum(isinstance(event, UserUttered) for event in again.events),
            "keys": keys,
            "answers": answers,
            "after_delete": await store.retrieve("s"),
            "unknown": await store.retrieve("nobody"),
        }

    return asyncio.run(talk())


def retention(url: str) -> dict[str, Any]:
    """Which of 250 old and 60 new conversations are kept: by a store that is opened, and by one that goes on saving."""
    import time

    import sqlalchemy as sa

    from bot.components.tracker_store import SAVES_BETWEEN_SWEEPS, BoundedTrackerStore

    async def age(store: Any, count: int, days: float) -> None:
        for number in range(count):
            await store.save(store.init_tracker(f"{days}-{number}"))
        with sa.create_engine(url).begin() as connection:
            aged = sa.text("UPDATE rasa_trackers SET saved_at = :at WHERE sender_id LIKE :names")
            connection.execute(aged, {"at": time.time() - days * 86400, "names": f"{days}-%"})

    async def rest() -> dict[str, Any]:
        domain = _domain()
        forever = BoundedTrackerStore(domain, url)
        await age(forever, 250, 8)
        await age(forever, 10, 6)
        kept_for_ever = len(list(await forever.keys()))
        bounded = BoundedTrackerStore(domain, url, days=7)
        at_start = sorted(await bounded.keys())
        await age(forever, 5, 9)
        for number in range(SAVES_BETWEEN_SWEEPS):
            await bounded.save(bounded.init_tracker(f"new-{number}"))
        later = list(await bounded.keys())
        return {
            "for_ever": kept_for_ever,
            "at_start": at_start,
            "later": len(later),
            "old": sum(k[0] == "9" for k in later),
        }

    return asyncio.run(rest())


def store_of(home: str) -> dict[str, Any]:
    """What the server tells Rasa about its store."""
    from bot.serve import tracker_store as configured

    store = configured(Path(home), 7)
    return {"type": store.type, **store.kwargs}


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

    inner = BoundedTrackerStore(_domain(), f"sqlite:///{Path(tempfile.mkdtemp()) / 'conversations.db'}")
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
