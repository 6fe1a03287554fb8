"""The chat model's words for what an action is about to say, where the shop has a chat model and its words are checked.

Each function gives None if there is none, it is too slow, spent, or says what nothing supports: then the action says
it in its own words. While an order is talked about nothing is asked of the model, so that nothing of it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rasa_sdk import Tracker

from bot.chat_model import outside
from bot.chat_model.checks.pages import PageCheck
from bot.chat_model.checks.products import REFERENCE, Fact, ProductCheck
from bot.chat_model.checks.questions import QuestionCheck
from bot.chat_model.language import Language, language
from bot.dialogue import wording
from recommender.protocol.passages import PassageAnswer

if TYPE_CHECKING:
    from bot.chat_model.writer import Writer

_ABOUT_ORDERS = ("order_task", "pending_change")
_LONGEST_PASSAGE = 2000
_writer: Writer | None = None


def use(writer: Writer | None) -> None:
    """Gives the process its chat model; None takes it away."""
    global _writer
    _writer = writer


async def of_passage(tracker: Tracker, passage: PassageAnswer) -> str | None:
    """The answer to the shopper's question in a passage, as the model words it."""
    if _writer is None or (spoken := _language(tracker)) is None or spoken.speaks_to_machine(passage.text):
        return None
    given = {"question": _said(tracker), "page": outside.plain(passage.text, _LONGEST_PASSAGE)}
    check = PageCheck(spoken, passage.text, f"{passage.title}: {passage.heading}")
    return await _writer.write("policy", _locale(tracker), given, check, conversation=tracker.sender_id)


async def of_advice(tracker: Tracker, titles: Sequence[str], facts: Sequence[Sequence[Fact]]) -> str | None:
    """Which of the products to take, and why, as the model words it; of facts that are plain ones."""
    if _writer is None or (spoken := _language(tracker)) is None:
        return None
    plain = [[fact for fact in of_one if fact.is_plain] for of_one in facts]
    ends = {"low": " (lowest of these)", "high": " (highest of these)", "": ""}
    listed = "\n".join(
        f"[{number}] " + "; ".join(f"{fact.label}: {fact.value}{ends[fact.end]}" for fact in of_one)
        for number, of_one in enumerate(plain, 1)
    )
    check = ProductCheck(spoken, plain, _said(tracker))
    given = {"question": _said(tracker), "facts": listed}
    text = await _writer.write("advice", _locale(tracker), given, check, conversation=tracker.sender_id)
    return None if text is None else REFERENCE.sub(lambda match: titles[int(match[1]) - 1], text)


async def of_fallback(tracker: Tracker, response: str) -> str | None:
    """A clarifying question in place of a response, that takes up what the shopper said."""
    if _writer is None or (spoken := _language(tracker)) is None:
        return None
    usual = wording.text(response, _locale(tracker))
    check = QuestionCheck(spoken, _said(tracker), usual)
    given = {"message": _said(tracker), "usual reply": usual}
    return await _writer.write("fallback", _locale(tracker), given, check, conversation=tracker.sender_id)


def _language(tracker: Tracker) -> Language | None:
    if any(tracker.slots.get(name) for name in _ABOUT_ORDERS):
        return None
    return language(_locale(tracker))


def _locale(tracker: Tracker) -> str:
    return tracker.slots.get("locale") or wording.DEFAULT


def _said(tracker: Tracker) -> str:
    return outside.of_shopper(tracker.latest_message.get("text") or "")
