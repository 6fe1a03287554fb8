"""Questions about how the shop does things, answered by a passage of its own pages, with the source.

With a chat model the passage's answer is in the model's words, if the passage supports every one of them.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from bot.actions.orders import ActionOrder, is_awaited
from bot.dialogue import phrasing
from language.segmentation import has_han
from recommender.client import RecommenderClient, RecommenderRejected, RecommenderUnavailable
from recommender.protocol.messages import Source, Text
from recommender.protocol.passages import PageQuestion, PassageAnswer, PassageRequest

TOPICS: dict[str, str] = {
    "delivery": "delivery options, shipping costs, countries",
    "delivery_time": "delivery time",
    "return_policy": "return period, refund",
    "cancellation_fee": "cancellation fee",
    "payment_methods": "payment methods",
    "payment_problem": "a payment does not work",
    "account": "customer account",
    "place_order": "how to place an order",
    "newsletter": "newsletter",
    "feedback": "reviews and feedback",
    "complaint": "complaints",
    "contact": "contact and opening hours",
    "privacy": "privacy: data we keep, use of the chat, deletion",
    "discount": "discount codes, vouchers and gift cards",
    "warranty": "warranty and defective products",
}
"""What each intent is about: added to a question of few words."""
CHINESE_TOPICS = {
    "delivery": "配送方式 运费 配送国家",
    "delivery_time": "配送时间 几天送到",
    "return_policy": "退货期限 退款",
    "cancellation_fee": "取消费用",
    "payment_methods": "付款方式",
    "payment_problem": "付款失败",
    "account": "账户",
    "place_order": "如何下单",
    "newsletter": "邮件订阅",
    "feedback": "评价与建议",
    "complaint": "投诉",
    "contact": "联系方式 工作时间",
    "privacy": "隐私 个人信息",
    "discount": "优惠券 折扣码 礼品卡",
    "warranty": "保修 质量问题",
}
"""The same for pages in Chinese. Words find those pages, not meaning, so they help any question."""
_FEW_WORDS, _CANDIDATES = 3, 8
_TOPIC_WEIGHT, _AS_NEAR = 2.0, 0.95
"""What the words with the topic weigh beside the words alone, and from which share of the best a second answers too."""
_SURE_OF_TOPIC = 0.33
"""Score that will do where the intent says already what the question is about."""
_OWN_ORDER = re.compile(r"\b(?:it|my (?:order|parcel|package|delivery|purchase|item|stuff))\b")
"""Words that speak of the order that was just looked up, not of orders in general."""
_LONGEST_QUESTION = 500
_FOLLOWED = {
    "utter_passage": None,
    "utter_invoice": "invoices and receipts",
    "utter_refund_requested": "how long a refund takes",
    "utter_refund_approved": "how long a refund takes",
    "utter_refund_paid": "how long a refund takes",
}
"""What was said last that a question may go on about, and its topic; None: the page that was shown."""
_QUESTION = re.compile(
    r"\?|^(?:(?:and|ok|okay|so|but|hm+|then)\W+)*"
    r"(?:how|what|when|where|who|which|why|can|could|do|does|is|are|will|would|if)\b"
)
_NEEDS_PERSON = frozenset({"complaint"})


class ActionPolicy(RecommendingAction):
    """Answers from the shop's pages; what no page supports is not answered, and a person is offered."""

    def name(self) -> str:
        return "action_policy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = tracker.latest_message["intent"].get("name") or ""
        if is_awaited(tracker) or (intent == "delivery_time" and _is_about_own_order(tracker)):
            return await ActionOrder().run(dispatcher, tracker, domain)
        try:
            found = await self.passages(tracker, _topic(intent, tracker.latest_message.get("text") or ""))
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        if not found and await followed_up(self.client, dispatcher, tracker):
            return [SlotSet("misses", None)]
        if not found:
            dispatcher.utter_message(response="utter_no_page")
            return []
        for passage in found:
            await say(dispatcher, tracker, passage)
        if intent in _NEEDS_PERSON:
            dispatcher.utter_message(response="utter_offer_person")
        return [SlotSet("misses", None)]

    async def passages(self, tracker: Tracker, topic: str | None = None) -> list[PassageAnswer]:
        """The passage that answers the message; none if no page does. With a `topic`, which the intent knows, it is the
        one nearest to the words and to the words with the topic together; and another of its page that is as near.

        Raises what the recommender's client raises.
        """
        text, locale = (tracker.latest_message.get("text") or "")[:_LONGEST_QUESTION], tracker.slots.get("locale")
        if topic is None:
            return (
                await self.client.passages(PassageRequest(questions=[PageQuestion(text=text)], locale=locale, limit=1))
            ).passages
        questions = [f"{text}: {topic}", *([text] if len(text.split()) > _FEW_WORDS else [])]
        asked = [
            PassageRequest(questions=[PageQuestion(text=q)], locale=locale, limit=_CANDIDATES, least=0.0)
            for q in questions
        ]
        answers = await asyncio.gather(*(self.client.passages(request) for request in asked))
        scores: dict[tuple[str, str], float] = defaultdict(float)
        passages: dict[tuple[str, str], PassageAnswer] = {}
        for weight, answer in zip((_TOPIC_WEIGHT, 1.0), answers, strict=False):
            for passage in answer.passages:
                key = passage.url, passage.heading
                scores[key] += weight * passage.score
                passages[key] = max(passage, passages.get(key, passage), key=lambda p: p.score)
        order = sorted(scores, key=lambda key: -scores[key])
        near = [key for key in order[:2] if key[0] == order[0][0] and scores[key] >= _AS_NEAR * scores[order[0]]]
        return [passages[key] for key in near] if order and passages[order[0]].score >= _SURE_OF_TOPIC else []


def _topic(intent: str, text: str) -> str | None:
    """What the intent says the question is about, in the words of pages in its language too."""
    topic = TOPICS.get(intent)
    return f"{topic} {CHINESE_TOPICS[intent]}" if topic and has_han(text) else topic


async def say(dispatcher: CollectingDispatcher, tracker: Tracker, passage: PassageAnswer) -> None:
    """Says a passage with its page as the source: as a chat model words it, or as it stands."""
    source = Source(title=f"{passage.title}: {passage.heading}", url=passage.url)
    said = await phrasing.of_passage(tracker, passage) or passage.text
    quoted = Text(sources=[source]).model_dump(mode="json")
    dispatcher.utter_message(response="utter_passage", passage=said, json_message=quoted)


async def followed_up(client: RecommenderClient, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether a question goes on about what was answered last, and its page answers that too; then that is said."""
    text = (tracker.latest_message.get("text") or "")[:_LONGEST_QUESTION]
    said: dict[str, Any] = next((event for event in reversed(tracker.events) if event.get("event") == "bot"), {})
    answered = str((said.get("metadata") or {}).get("utter_action", ""))
    if answered not in _FOLLOWED or not _QUESTION.search(text.lower()):
        return False
    locale, topic, page = tracker.slots.get("locale"), _FOLLOWED[answered], None
    try:
        if topic is None:
            before = PassageRequest(
                questions=[PageQuestion(text=str(said.get("text"))[:_LONGEST_QUESTION])],
                locale=locale,
                limit=1,
                least=0.0,
            )
            passage = next(iter((await client.passages(before)).passages), None)
            if passage is None:
                return False
            topic, page = passage.title, passage.url
        found = await _nearest(client, (f"{topic}: {text}", text), locale, page)
    except (RecommenderUnavailable, RecommenderRejected):
        return False
    if found is not None:
        await say(dispatcher, tracker, found)
    return found is not None


async def _nearest(
    client: RecommenderClient, questions: tuple[str, str], locale: str | None, page: str | None
) -> PassageAnswer | None:
    """The passage, of the page if one is given, that is nearest to a question with its topic and without together."""
    asked = [
        PassageRequest(questions=[PageQuestion(text=q)], locale=locale, limit=_CANDIDATES, least=0.0) for q in questions
    ]
    with_topic, alone = (answer.passages for answer in await asyncio.gather(*map(client.passages, asked)))
    scores = {passage.heading: passage.score for passage in alone}
    likely = [p for p in with_topic if page in (None, p.url) and p.score >= _SURE_OF_TOPIC]
    return max(likely, key=lambda p: p.score + scores.get(p.heading, 0.0), default=None)


def _is_about_own_order(tracker: Tracker) -> bool:
    """Whether "when will it be here" speaks of an order that was looked up."""
    is_known = bool(tracker.slots.get("last_order_task")) and not tracker.slots.get("wrong_orders")
    return is_known and bool(_OWN_ORDER.search((tracker.latest_message.get("text") or "").lower()))
