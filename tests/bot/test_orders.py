"""Orders: identified first, confirmed first, changed once; the REST adapter against a shop's service that fails."""

from __future__ import annotations

import asyncio
import time
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from starlette.responses import JSONResponse, Response

from bot.actions.base import run
from bot.dialogue.lending import Loan
from bot.dialogue.orders import is_expected
from bot.dialogue.services import Services
from bot.dialogue.turn import Turn
from bot.orders.backend import OrderBackend, OrderNotFound, OrderRejected, OrdersUnavailable
from bot.orders.demo import DemoOrders
from bot.orders.guesses import Guesses
from bot.orders.protocol import Order
from bot.orders.rest import RestOrders
from language.placeholders import restored, throughout
from recommender.client import RecommenderClient

NUMBER, EMAIL = "FW-10232", "anna@example.com"
ORDER = {
    "number": NUMBER,
    "placed_on": "2026-11-01",
    "status": "placed",
    "items": [{"title": "Kettle", "quantity": 2, "price": 29.5}],
    "total": 59.0,
    "currency": "EUR",
    "address": "Lindenweg 4",
    "may_cancel": True,
}


class Talk:
    """A conversation about orders: slots and the assistant's last response are kept between messages."""

    def __init__(self, backend: OrderBackend | None, guesses: Guesses | None = None) -> None:
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.said: dict[str, Any] = {}
        self.responses: list[str] = []
        self.is_draft = False
        self.services = Services(RecommenderClient("http://recommender"), backend, guesses or Guesses())

    def tracker(self, text: str, intent: str, **entities: str) -> Tracker:
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        message = {"text": text, "entities": found, "intent": {"name": intent}, "metadata": {"draft": self.is_draft}}
        return Tracker("shopper", self.slots, message, self.events, False, None, {}, "action_listen")

    def turn(self, text: str, intent: str, **entities: str) -> Turn:
        loan = Loan(self.tracker(text, intent, **entities), self.services.vault)
        return Turn(CollectingDispatcher(), loan.tracker, self.services, loan)

    async def say(self, intent: str, text: str = "…", **entities: str) -> str:
        """The name of the last response."""
        dispatcher, tracker = CollectingDispatcher(), self.tracker(text, intent, **entities)
        action = "action_confirm" if intent in ("affirm", "deny") else "action_order"
        for event in await run(action, self.services, dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        response = dispatcher.messages[-1]["response"] if dispatcher.messages else ""
        sealed = self.slots.get("lent") or {}
        values = {mark: self.services.vault.unseal(text) or "" for mark, text in sealed.items()}
        said = dispatcher.messages[-1] if dispatcher.messages else {}
        self.said = throughout(said, lambda text: restored(text, values))
        self.responses = [message["response"] for message in dispatcher.messages]
        self.events.append({"event": "user", "metadata": {"draft": self.is_draft}})
        self.events.append({"event": "bot", "metadata": {"utter_action": response}})
        return response


@pytest.fixture
def talk() -> Talk:
    return Talk(DemoOrders(date(2026, 11, 1)))


async def test_says_nothing_of_an_order_before_number_and_address_are_known(talk: Talk) -> None:
    assert await talk.say("order_status") == "utter_order_ask_both"
    assert await talk.say("identify", order_number="FW-10231") == "utter_order_ask_email"
    assert await talk.say("identify", email=EMAIL) == "utter_order_tracking_carrier"
    assert talk.responses[0] == "utter_order_shipped"
    assert talk.said["expected"] == "Monday, November 2, 2026"
    assert talk.slots["order_task"] is None


@pytest.mark.parametrize(("number", "email"), [("FW-10233", EMAIL), ("FW-99999", EMAIL), ("FW-10233", "x@example.com")])
async def test_a_wrong_pair_gets_one_answer_whatever_is_wrong(talk: Talk, number: str, email: str) -> None:
    assert await talk.say("order_status", order_number=number, email=email) == "utter_order_not_found"


async def test_what_was_right_need_not_be_repeated(talk: Talk) -> None:
    await talk.say("order_status", order_number="FW-10231", email="ann@example.com")
    await talk.say("identify", email=EMAIL)
    assert talk.responses[0] == "utter_order_shipped"
    await talk.say("order_status", order_number="FW-10231", email="ann@example.com")
    assert await talk.say("invoice") == "utter_order_ask_both"


async def test_nobody_guesses_their_way_in(talk: Talk) -> None:
    said = [await talk.say("order_status", order_number=f"FW-1000{n}", email=EMAIL) for n in range(3)]
    assert said == ["utter_order_not_found", "utter_order_not_found", "utter_order_not_found_person"]
    assert await talk.say("order_status", order_number=NUMBER, email=EMAIL) == "utter_order_not_found_person"


async def test_nobody_guesses_on_in_new_conversations() -> None:
    guesses, backend = Guesses("4/hour"), DemoOrders()
    for number in range(4):
        talk = Talk(backend, guesses)
        assert await talk.say("order_status", order_number=f"FW-20{number}", email=EMAIL) == "utter_order_not_found"
    assert await Talk(backend, guesses).say("order_status", order_number=NUMBER, email=EMAIL) == (
        "utter_order_not_found_person"
    )
    other = Talk(backend, guesses)
    await other.say("order_status", order_number="FW-10233", email="ben@example.com")
    assert other.responses[0] == "utter_order_delivered"


async def test_cancels_once_and_only_after_a_yes(talk: Talk) -> None:
    assert await talk.say("cancel_order", order_number=NUMBER, email=EMAIL) == "utter_confirm_cancel"
    assert (await DemoOrders().find(NUMBER, EMAIL)).status == "placed"
    assert await talk.say("affirm") == "utter_done_cancel"
    assert await talk.say("affirm") == "utter_ask_what"
    assert await talk.say("order_status") == "utter_order_cancelled"


async def test_a_draft_changes_nothing(talk: Talk) -> None:
    assert await talk.say("cancel_order", order_number=NUMBER, email=EMAIL) == "utter_confirm_cancel"
    talk.is_draft = True
    assert await talk.say("affirm") == "utter_handoff"
    talk.is_draft = False
    assert await talk.say("affirm") == "utter_ask_what"
    await talk.say("order_status")
    assert talk.responses[0] == "utter_order_placed"


async def test_a_yes_answers_no_question_that_was_only_drafted(talk: Talk) -> None:
    talk.is_draft = True
    assert await talk.say("cancel_order", order_number=NUMBER, email=EMAIL) == "utter_confirm_cancel"
    talk.is_draft = False
    assert await talk.say("affirm") == "utter_ask_what"


async def test_a_no_leaves_the_order_as_it_is(talk: Talk) -> None:
    await talk.say("cancel_order", order_number=NUMBER, email=EMAIL)
    assert await talk.say("deny") == "utter_change_dropped"
    await talk.say("order_status")
    assert talk.responses[0] == "utter_order_placed"


async def test_a_yes_to_something_else_changes_nothing(talk: Talk) -> None:
    await talk.say("cancel_order", order_number=NUMBER, email=EMAIL)
    await talk.say("invoice")
    assert await talk.say("affirm") == "utter_ask_what"
    await talk.say("order_status")
    assert talk.responses[0] == "utter_order_placed"


@pytest.mark.parametrize("since", [{"event": "session_started"}, {"event": "user", "text": "hm"}])
async def test_a_yes_of_another_day_changes_nothing(talk: Talk, since: dict[str, Any]) -> None:
    await talk.say("cancel_order", order_number=NUMBER, email=EMAIL)
    talk.events[-1]["timestamp"] = time.time() - 86_400
    talk.events.append(since)
    assert await talk.say("affirm") == "utter_ask_what"


async def test_who_spoke_long_ago_says_again_who_they_are(talk: Talk) -> None:
    await talk.say("order_status", order_number=NUMBER, email=EMAIL)
    assert await talk.say("invoice") == "utter_invoice_later"
    talk.slots["identified_at"] = time.time() - 86_400
    assert await talk.say("invoice") == "utter_order_ask_both"


async def test_another_number_asks_for_the_same(talk: Talk) -> None:
    await talk.say("invoice", order_number="FW-10233", email="ben@example.com")
    assert is_expected(talk.turn("and FW-10235", "search", order_number="FW-10235"))
    assert await talk.say("search", order_number="FW-10235") == "utter_invoice"
    assert not is_expected(talk.turn("a red laptop", "search"))


async def test_an_order_that_is_cancelled_already_is_said_to_be(talk: Talk) -> None:
    await talk.say("cancel_order", order_number=NUMBER, email=EMAIL)
    await talk.say("affirm")
    assert await talk.say("cancel_order") == "utter_order_cancelled"


async def test_an_address_that_was_changed_may_be_changed_back(talk: Talk) -> None:
    for address in ("Ahornallee 12, 14050 Berlin", "Lindenweg 4, 10557 Berlin", "Ahornallee 12, 14050 Berlin"):
        await talk.say("change_address", order_number=NUMBER, email=EMAIL)
        await talk.say("search", address)
        assert await talk.say("affirm") == "utter_done_address"
    await talk.say("change_address")
    assert talk.said["address"] == "Ahornallee 12, 14050 Berlin"


async def test_a_constraint_is_no_address(talk: Talk) -> None:
    await talk.say("change_address", order_number=NUMBER, email=EMAIL)
    assert not is_expected(talk.turn("a laptop under 500", "search", product_type="laptop"))
    assert is_expected(talk.turn("Laptop Lane 5, 12345 Bath", "search", product_type="Laptop"))


async def test_says_nothing_that_the_order_system_does_not_state() -> None:
    class Silent(DemoOrders):
        async def find(self, _number: str, _email: str) -> Order:
            bare = {**ORDER, "status": "shipped", "expected_on": None, "tracking_url": None}
            return Order.model_validate(bare)

    talk = Talk(Silent())
    await talk.say("order_status", order_number=NUMBER, email=EMAIL)
    assert talk.responses == ["utter_order_shipped"]


async def test_a_parcel_that_is_late_is_said_to_be() -> None:
    talk = Talk(DemoOrders(date.today() - timedelta(30)))
    await talk.say("order_status", order_number="FW-10231", email=EMAIL)
    assert talk.responses[:2] == ["utter_order_shipped", "utter_order_overdue"]


async def test_changes_the_address_to_what_is_written_next(talk: Talk) -> None:
    assert await talk.say("change_address", order_number=NUMBER, email=EMAIL) == "utter_order_ask_address"
    assert is_expected(talk.turn("Ahornallee 12, 14050 Berlin", "search"))
    assert await talk.say("search", "no idea") == "utter_order_address_unclear"
    assert await talk.say("search", "Ahornallee 12, 14050 Berlin") == "utter_confirm_address"
    assert await talk.say("affirm") == "utter_done_address"
    await talk.say("change_address")
    assert talk.said["address"] == "Ahornallee 12, 14050 Berlin"


@pytest.mark.parametrize(
    ("intent", "number", "email", "response"),
    [
        ("cancel_order", "FW-10231", EMAIL, "utter_cancel_too_late"),
        ("change_address", "FW-10231", EMAIL, "utter_address_too_late"),
        ("refund", "FW-10235", "ben@example.com", "utter_return_not_possible"),
        ("refund", "FW-10233", "ben@example.com", "utter_confirm_return"),
        ("refund_status", "FW-10234", "chloe@example.com", "utter_refund_approved"),
        ("refund_status", "FW-10233", "ben@example.com", "utter_refund_none"),
        ("invoice", "FW-10233", "BEN@example.com", "utter_invoice"),
        ("invoice", NUMBER, EMAIL, "utter_invoice_later"),
        ("change_order", NUMBER, EMAIL, "utter_change_order"),
    ],
)
async def test_answers_each_request(talk: Talk, intent: str, number: str, email: str, response: str) -> None:
    assert await talk.say(intent, order_number=number, email=email) == response


async def test_offers_a_person_where_no_order_system_is_connected() -> None:
    assert await Talk(None).say("order_status") == "utter_orders_not_connected"


class Shop:
    """A shop's order service that fails as it is told, and counts what it did."""

    def __init__(self) -> None:
        self.failures: list[int] = []
        self.keys: list[str | None] = []
        self.cancelled = 0
        self.body: Any = ORDER
        app = FastAPI()
        app.add_api_route("/orders/find", self._find, methods=["POST"])
        app.add_api_route("/orders/{number}/cancel", self._cancel, methods=["POST"])
        self.orders = RestOrders("http://shop", "secret", transport=httpx.ASGITransport(app))

    async def _find(self, request: Request) -> Response:
        if self.failures:
            return JSONResponse({}, self.failures.pop(0))
        asked = await request.json()
        if request.headers["authorization"] != "Bearer secret":
            return JSONResponse({}, 401)
        known = (asked["number"], asked["email"]) == (NUMBER, EMAIL)
        return JSONResponse(self.body, 200 if known else 404)

    async def _cancel(self, request: Request) -> Response:
        key = request.headers.get("idempotency-key")
        self.cancelled += key not in self.keys
        self.keys.append(key)
        if self.failures:
            status = self.failures.pop(0)
            return JSONResponse({"message": "It is packed."}, status)
        return JSONResponse({**ORDER, "status": "cancelled"})


async def test_reads_an_order_from_a_shop() -> None:
    order = await Shop().orders.find(NUMBER, EMAIL)
    assert (order.number, order.items[0].quantity, order.may_cancel) == (NUMBER, 2, True)


async def test_tries_again_while_the_shop_is_busy_and_then_says_so() -> None:
    shop = Shop()
    shop.failures = [503, 429]
    assert (await shop.orders.find(NUMBER, EMAIL)).number == NUMBER
    shop.failures = [500] * 3
    with pytest.raises(OrdersUnavailable, match="HTTP 500"):
        await shop.orders.find(NUMBER, EMAIL)


async def test_a_change_that_is_tried_again_carries_the_same_key() -> None:
    shop = Shop()
    shop.failures = [502]
    assert (await shop.orders.change("cancel", NUMBER, EMAIL, key="k")).status == "cancelled"
    assert (shop.keys, shop.cancelled) == (["k", "k"], 1)


async def test_tells_refusal_from_absence_from_nonsense() -> None:
    shop = Shop()
    with pytest.raises(OrderNotFound):
        await shop.orders.find("other", EMAIL)
    shop.failures = [409]
    with pytest.raises(OrderRejected, match="It is packed"):
        await shop.orders.change("cancel", NUMBER, EMAIL, key="k")
    shop.body = {"number": NUMBER}
    with pytest.raises(OrdersUnavailable, match=r"no order .* placed_on"):
        await shop.orders.find(NUMBER, EMAIL)


async def test_an_order_system_that_drips_or_hangs_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real socket: one answer that never ends, then one that ends too soon."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while drips:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)
        writer.close()

    drips = True
    monkeypatch.setattr("bot.orders.rest._LONGEST", 0.5)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    orders = RestOrders(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", timeout=5.0)
    with pytest.raises(OrdersUnavailable, match="did not answer within"):
        await orders.find(NUMBER, EMAIL)
    drips = False
    monkeypatch.setattr("bot.orders.rest._LONGEST", 8.0)
    with pytest.raises(OrdersUnavailable, match="cannot be reached"):
        await orders.find(NUMBER, EMAIL)
    await orders.close()
    server.close()
