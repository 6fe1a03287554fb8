"""What a turn may know of a person, and what leaves it again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.lending import SECRETS, SLOT, Loan
from data.privacy.vault import in_memory

VAULT = in_memory()
VALUES = {"‹email_1›": "anna@example.com", "‹order_1›": "FW-10232", "‹name_1›": "Anna Meyer", "‹cvc_1›": "737"}
SEALED = {mark: VAULT.seal(value) for mark, value in VALUES.items()}


def tracker(text: str, sealed: dict[str, str] | None = None, **slots: Any) -> Tracker:
    message = {"text": text, "metadata": {SECRETS: SEALED if sealed is None else sealed}, "entities": [], "intent": {}}
    return Tracker("s", slots, message, [], False, None, {}, "action_listen")


def test_the_message_and_the_slots_have_their_values_for_the_turn() -> None:
    loan = Loan(tracker("‹order_1›, ‹email_1›", pending_change={"number": "‹order_1›"}, shown=["p‹1›"]), VAULT)

    assert loan.tracker.latest_message["text"] == "FW-10232, anna@example.com"
    assert [(e["entity"], e["value"]) for e in loan.tracker.latest_message["entities"]] == [
        ("order_number", "FW-10232"),
        ("email", "anna@example.com"),
    ]
    assert loan.tracker.slots["pending_change"] == {"number": "FW-10232"}


def test_nothing_leaves_with_a_value() -> None:
    loan, dispatcher = Loan(tracker("I'm ‹name_1›, ‹email_1›, ‹order_1›, cvc ‹cvc_1›"), VAULT), CollectingDispatcher()
    text = loan.tracker.latest_message["text"]
    dispatcher.utter_message(response="utter_x", number="FW-10232", said=f"you: {text}", price="737.00")
    shown = {"type": "products", "query": "fw-10232 case", "products": [{"id": "FW-10232", "title": "Case"}]}
    dispatcher.utter_message(response="utter_y", json_message=shown)
    events = loan.closed(dispatcher, [SlotSet("query", "fw-10232 case"), SlotSet("doubted", {"text": text})])

    left = json.dumps([events, dispatcher.messages], ensure_ascii=False)
    assert "anna@example.com" not in left
    assert "Anna Meyer" not in left
    assert events[0]["value"] == "‹order_1› case"
    assert events[1]["value"] == {"text": "I'm ‹name_1›, ‹email_1›, ‹order_1›, cvc ‹cvc_1›"}
    assert dispatcher.messages[0]["number"] == "‹order_1›"
    assert dispatcher.messages[0]["price"] == "737.00"
    assert dispatcher.messages[1]["custom"]["products"] == shown["products"]  # the catalog's, which joins by ids


def test_what_the_order_system_says_goes_along_encrypted_and_is_known_to_the_next_turn() -> None:
    loan, dispatcher = Loan(tracker("where is it"), VAULT), CollectingDispatcher()
    loan.add("address", "Lindenweg 4, 10557 Berlin")
    loan.add("address", "Lindenweg 4, 10557 Berlin")
    loan.add("link", None)
    dispatcher.utter_message(response="utter_order_ask_address", address="Lindenweg 4, 10557 Berlin")
    events = loan.closed(dispatcher, [])

    assert dispatcher.messages[0]["address"] == "‹address_s1›"
    assert list(dispatcher.messages[0]["custom"][SECRETS]) == ["‹address_s1›"]
    (slot,) = events
    assert slot["name"] == SLOT
    later = Loan(tracker("yes", {}, lent=slot["value"], pending_change={"address": "‹address_s1›"}), VAULT)
    assert later.tracker.slots["pending_change"] == {"address": "Lindenweg 4, 10557 Berlin"}
    later.add("address", "Am Markt 3")
    assert set(later.values) == {"‹address_s1›", "‹address_s2›"}


def test_products_are_not_searched_with_who_somebody_is() -> None:
    loan = Loan(tracker("I'm ‹name_1›, need a mouse, ‹email_1›, like ‹order_1›"), VAULT)

    assert loan.without_personal("anna meyer mouse anna@example.com FW-10232") == "mouse FW-10232"


def test_a_chat_model_is_told_of_nobody() -> None:
    loan = Loan(tracker("I'm ‹name_1›, is ‹order_1› here?"), VAULT)

    assert loan.hidden(loan.tracker.latest_message["text"]) == "I'm …, is … here?"


def test_without_the_gateways_keys_the_turn_goes_on_with_placeholders() -> None:
    loan = Loan(tracker("‹email_1›"), in_memory())

    assert loan.tracker.latest_message["text"] == "‹email_1›"
    assert loan.tracker.latest_message["entities"] == []


def test_what_no_message_can_carry_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    loan, dispatcher = Loan(tracker("where is it"), VAULT), CollectingDispatcher()
    loan.add("address", "Am Markt 3")

    loan.closed(dispatcher, [])

    assert "no message can carry" in caplog.text
    assert "Markt" not in caplog.text
