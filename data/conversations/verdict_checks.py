"""What verdicts may say, and what a verdict that says something else must say instead.

Of a message: its acts, `{"acts": [[act, text], …]}`. Of a list: the right order of its attributes, `{"order":
[name, …]}`, the weightiest first; or of a product of it, `{"product_id": id, "right": true or false}`. Of anything that
the assistant said: `{"right": true or false}`. Of any message or the whole: `{"flag": "skip"}`, that nothing can be
said, or `{"flag": "look"}`, that somebody should look at it. Stores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from data.conversations.moves import Move
from data.conversations.sessions import Session, ShownList
from data.conversations.verdicts import Stored

SKIP: dict[str, Any] = {"flag": "skip"}
FLAGS = ("skip", "look")
_MOST_ACTS = 10


class VerdictInvalid(Exception):
    """A verdict says nothing that could be learned from. `field` is what is wrong, `remedy` what to say instead."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.remedy = remedy


def checked(
    session: Session, message_id: str | None, kind: str, payload: Any, agent: str, acts: Collection[str]
) -> Stored:
    """The verdict, tidied. Without `message_id` it is about the last message that such a verdict can be about.

    `acts`: the names that there are. Raises VerdictInvalid.
    """
    check = _CHECKS.get(kind)
    if check is None:
        raise VerdictInvalid("kind", f"there is no kind {kind!r}", f"say one of: {', '.join(KINDS)}")
    if not agent.strip():
        raise VerdictInvalid("who", "a verdict without a name cannot be compared", "say who judges")
    if not isinstance(payload, dict):
        raise VerdictInvalid("payload", f"{payload!r} is no object", "write it as docs/labelling.md shows")
    about, tidied = check(session, message_id, payload, acts)
    return Stored(session.id, about, kind, tidied, agent.strip())


def _acts(
    session: Session, message_id: str | None, payload: dict[str, Any], acts: Collection[str]
) -> tuple[str, dict[str, Any]]:
    move = _text(session, message_id)
    said = payload.get("acts")
    pairs = [_pair(one) for one in said] if isinstance(said, list) else []
    if not pairs or len(pairs) > _MOST_ACTS:
        raise VerdictInvalid("acts", f"{said!r} names none, or too many", 'write {"acts": [["search", "a red one"]]}')
    text: str = move.payload["text"]
    if len(pairs) == 1 and not pairs[0][1]:
        pairs = [(pairs[0][0], text)]
    rest = text.casefold()
    for act, part in pairs:
        if act not in acts:
            raise VerdictInvalid("acts", f"there is no act {act!r}", f"say one of: {', '.join(acts)}")
        place = rest.find(part.casefold())
        if not part.strip() or place < 0:
            remedy = f"name the words of each act as they stand in the message, in their order: {text}"
            raise VerdictInvalid("acts", f"the message does not go on with {part!r}", remedy)
        rest = rest[place + len(part.casefold()) :]
    return move.message_id, {"acts": [[act, part.strip()] for act, part in pairs]}


def _pair(said: Any) -> tuple[str, str]:
    """An act and its words; an act alone has the whole message."""
    if isinstance(said, str):
        return said, ""
    if isinstance(said, list | tuple) and len(said) == 2 and all(isinstance(one, str) for one in said):
        return said[0], said[1]
    raise VerdictInvalid("acts", f"{said!r} is no act with its words", 'write ["search", "a red one"]')


def _text(session: Session, message_id: str | None) -> Move:
    texts = [move for move in session.moves if move.type == "text" and move.payload.get("text")]
    found = [move for move in texts if message_id in (None, move.message_id)]
    if not found:
        what = f"{message_id} is no text of the shopper's" if message_id else "the shopper wrote nothing"
        said = ", ".join(move.message_id for move in texts)
        raise VerdictInvalid("message", what, f"name one of: {said}" if said else "say nothing of its acts")
    return found[-1]


def _attributes(
    session: Session, message_id: str | None, payload: dict[str, Any], _: Collection[str]
) -> tuple[str, dict[str, Any]]:
    shown = _list(session, message_id)
    names = [attribute.name for attribute in shown.attributes]
    order = payload.get("order")
    if not isinstance(order, list) or not order or len(set(map(str, order))) < len(order):
        raise VerdictInvalid("order", f"{order!r} is no list of names, each once", f"order: {', '.join(names)}")
    unknown = [name for name in order if name not in names]
    if unknown:
        what = f"{', '.join(map(str, unknown))} did not stand beside the list"
        raise VerdictInvalid("order", what, f"order some or all of: {', '.join(names)}")
    return shown.message_id, {"order": order}


def _product(
    session: Session, message_id: str | None, payload: dict[str, Any], _: Collection[str]
) -> tuple[str, dict[str, Any]]:
    product, right = payload.get("product_id"), payload.get("right")
    if not isinstance(right, bool):
        raise VerdictInvalid("right", f"{right!r} is neither true nor false", "say whether the product is right")
    lists = [one for one in session.lists if message_id in (None, one.message_id)]
    found = [one for one in lists if any(shown.id == product for shown in one.products)]
    if not found:
        shown = dict.fromkeys(own.id for one in lists for own in one.products)
        remedy = f"name one of: {', '.join(shown)}" if shown else "name a message that showed products"
        raise VerdictInvalid("product_id", f"{product!r} was not shown there", remedy)
    return found[-1].message_id, {"product_id": product, "right": right}


def _flag(
    session: Session, message_id: str | None, payload: dict[str, Any], _: Collection[str]
) -> tuple[str | None, dict[str, Any]]:
    shown = (one.message_id for one in session.lists)
    known = {*(move.message_id for move in session.moves), *shown, *session.replies}
    if message_id is not None and message_id not in known:
        remedy = "name a message of it that may be learned from, or none"
        raise VerdictInvalid("message", f"{message_id} is not of this conversation", remedy)
    flag = payload.get("flag")
    if flag not in FLAGS:
        raise VerdictInvalid("flag", f"{flag!r} means nothing", f"say one of: {', '.join(FLAGS)}")
    return message_id, {"flag": flag}


def _reply(
    session: Session, message_id: str | None, payload: dict[str, Any], _: Collection[str]
) -> tuple[str, dict[str, Any]]:
    right = payload.get("right")
    if not isinstance(right, bool):
        raise VerdictInvalid("right", f"{right!r} is neither true nor false", "say whether the reply is right")
    found = [id for id in session.replies if message_id in (None, id)]
    if not found:
        what = f"{message_id} was not said by the assistant" if message_id else "the assistant said nothing"
        raise VerdictInvalid("message", what, "name something that the assistant said")
    return found[-1], {"right": right}


def _list(session: Session, message_id: str | None) -> ShownList:
    found = [one for one in session.lists if message_id in (None, one.message_id)]
    if not found:
        said = ", ".join(one.message_id for one in session.lists)
        raise VerdictInvalid(
            "message", f"{message_id or 'no message'} showed a list", f"name one of: {said}" if said else "skip it"
        )
    return found[-1]


_Check = Callable[[Session, str | None, dict[str, Any], Collection[str]], tuple[str | None, dict[str, Any]]]
_CHECKS: dict[str, _Check] = {
    "acts": _acts, "attributes": _attributes, "product": _product, "reply": _reply,
    "flag": _flag,
}  # fmt: skip
KINDS = tuple(_CHECKS)


def distance(session: Session, verdict: Stored) -> float | None:
    """How far a verdict is from what the assistant took for right, in [0, 1]; None where nothing can be compared.

    Of acts: the share of those named by either that the other lacks (Jaccard). Of an order: the share of pairs that
    are turned round (Kendall's tau distance, normalised).
    """
    if verdict.kind == "acts":
        taken = next((move.acts for move in session.moves if move.message_id == verdict.message_id), ())
        before, said = {act for act, _ in taken}, {act for act, _ in verdict.payload["acts"]}
        return 1 - len(before & said) / len(before | said) if before else None
    if verdict.kind == "attributes":
        shown = next((one.attributes for one in session.lists if one.message_id == verdict.message_id), ())
        places = {attribute.name: place for place, attribute in enumerate(shown)}
        order = [places[name] for name in verdict.payload["order"]]
        pairs = [one > other for number, one in enumerate(order) for other in order[number + 1 :]]
        return sum(pairs) / len(pairs) if pairs else 0.0
    return None
