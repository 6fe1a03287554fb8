"""What the shop's own pages say to a message: which passages answer, and how they are said, with their source."""

from __future__ import annotations

from bot.dialogue import follow_up, phrasing, speech
from bot.dialogue.turn import Turn
from recommender.protocol.messages import Source, Text
from recommender.protocol.passages import PageQuestion, PassageAnswer, PassageRequest

_FEW_WORDS = 3
_TOPIC_WEIGHT, _AS_NEAR = 2.0, 0.95
"""What the words with the topic weigh beside the words alone, and from which share of the best a second answers too."""


async def on_topic(turn: Turn) -> list[PassageAnswer]:
    """The passage nearest to the words and to the words with the topic of their intent together, and another of its
    page that is as near; none if no page answers.
    """
    topic = speech.topic(turn.act.name, turn.text)
    if topic is None:
        return await in_words(turn)
    questions = [PageQuestion(text=f"{_question(turn)}: {topic}", weight=_TOPIC_WEIGHT)]
    if len(_question(turn).split()) > _FEW_WORDS:
        questions.append(PageQuestion(text=_question(turn)))
    request = PassageRequest(questions=questions, locale=turn.slots.get("locale"), limit=2, least=0.0)
    found = (await turn.recommender.passages(request)).passages
    if not found or max(found[0].scores) < follow_up.SURE_OF_TOPIC:
        return []
    best = found[0]
    return [passage for passage in found if passage.url == best.url and passage.score >= _AS_NEAR * best.score]


async def in_words(turn: Turn) -> list[PassageAnswer]:
    """The passage that surely answers the message by itself."""
    request = PassageRequest(questions=[PageQuestion(text=_question(turn))], locale=turn.slots.get("locale"), limit=1)
    return (await turn.recommender.passages(request)).passages


async def surely(turn: Turn) -> list[PassageAnswer]:
    """The passage that answers a message that no rule is for; a word or two are near to any passage."""
    return await in_words(turn) if len(turn.text.split()) >= _FEW_WORDS else []


async def followed(turn: Turn) -> list[PassageAnswer]:
    """The passage that a question goes on to, after what was answered last."""
    if turn.page_question is None:
        return []
    return follow_up.found(turn.tracker, (await turn.understood()).passages)


async def say(turn: Turn, passages: list[PassageAnswer]) -> None:
    """Says passages with their pages as the source: as a chat model words them, or as they stand."""
    for passage in passages:
        source = Source(title=f"{passage.title}: {passage.heading}", url=passage.url)
        said = await phrasing.of_passage(turn, passage) or passage.text
        # Rasa keeps what fills a gap beside the words: so a question that goes on knows about which page.
        turn.say("utter_passage", Text(sources=[source]), passage=said, page=passage.title, url=passage.url)


def _question(turn: Turn) -> str:
    return turn.text[: follow_up.LONGEST_QUESTION]
