"""The chat model's words for what an action is about to say, where the shop has a chat model and its words are checked.

Each function gives None if there is none, it is too slow, spent, or says what nothing supports: then the action says
it in its own words. While an order is talked about nothing is asked of the model, so that nothing of it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.chat_model import outside
from bot.chat_model.checks.pages import PageCheck
from bot.chat_model.checks.products import REFERENCE, Fact, ProductCheck
from bot.chat_model.checks.questions import QuestionCheck
from bot.chat_model.language import Language, language
from bot.dialogue import wording
from bot.dialogue.turn import Turn
from recommender.protocol.passages import PassageAnswer

_ABOUT_ORDERS = ("order_task", "pending_change")
_LONGEST_PASSAGE = 2000


async def of_passage(turn: Turn, passage: PassageAnswer) -> str | None:
    """The answer to the shopper's question in a passage, as the model words it."""
    if (spoken := _language(turn)) is None or spoken.speaks_to_machine(passage.text):
        return None
    given = {"question": _said(turn), "page": outside.plain(passage.text, _LONGEST_PASSAGE)}
    return await _worded(turn, "policy", given, PageCheck(spoken, passage.text, f"{passage.title}: {passage.heading}"))


async def of_advice(turn: Turn, titles: Sequence[str], facts: Sequence[Sequence[Fact]]) -> str | None:
    """Which of the products to take, and why, as the model words it; of facts that are plain ones."""
    if (spoken := _language(turn)) is None:
        return None
    plain = [[fact for fact in of_one if fact.is_plain] for of_one in facts]
    ends = {"low": " (lowest of these)", "high": " (highest of these)", "": ""}
    listed = "\n".join(
        f"[{number}] " + "; ".join(f"{fact.label}: {fact.value}{ends[fact.end]}" for fact in of_one)
        for number, of_one in enumerate(plain, 1)
    )
    given = {"question": _said(turn), "facts": listed}
    text = await _worded(turn, "advice", given, ProductCheck(spoken, plain, _said(turn)))
    return None if text is None else REFERENCE.sub(lambda match: titles[int(match[1]) - 1], text)


async def of_fallback(turn: Turn, response: str) -> str | None:
    """A clarifying question in place of a response, that takes up what the shopper said."""
    if (spoken := _language(turn)) is None:
        return None
    usual = wording.text(response, turn.locale)
    given = {"message": _said(turn), "usual reply": usual}
    return await _worded(turn, "fallback", given, QuestionCheck(spoken, _said(turn), usual))


async def _worded(turn: Turn, task: str, given: Mapping[str, str], check: Callable[[str], str | None]) -> str | None:
    writer = turn.services.writer
    if writer is None:
        return None
    return await writer.write(task, turn.locale, given, check, conversation=turn.tracker.sender_id)


def _language(turn: Turn) -> Language | None:
    if any(turn.slots.get(name) for name in _ABOUT_ORDERS):
        return None
    return language(turn.locale)


def _said(turn: Turn) -> str:
    return outside.of_shopper(turn.loan.hidden(turn.text))
