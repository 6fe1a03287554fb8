"""`floorwalker labels`: the conversations whose verdict teaches most, and what people say of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from floorwalker.errors import StepFailed
from floorwalker.terminal import console, opened, progress_bars, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.acts.classifier import ActClassifier
    from data.conversations.verdicts import Stored
    from learning.labelling import Item, Kind

app = typer.Typer(help="Judge the conversations whose verdict teaches most.", no_args_is_help=True)
_LISTED = "run: floorwalker labels list, which names those there are"


class KindName(StrEnum):
    """What is judged."""

    acts = "acts"
    attributes = "attributes"
    product = "product"


KindOption = Annotated[KindName | None, typer.Option("--kind", help="Only these; all if not given.")]
WhoOption = Annotated[str, typer.Option("--who", help="Who judges; the name of your user if not given.")]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=3650, help="Conversations of the last days.")]


@contextmanager
def _log() -> Iterator[Engine]:
    """The database of the log; what is judged and not there ends the command."""
    from data.conversations.log import UnknownConversation, UnknownMessage
    from data.conversations.verdict_checks import VerdictInvalid

    with opened(read_settings()) as engine:
        try:
            yield engine
        except UnknownConversation as error:
            problem = f"ID: there is no conversation {error} with consent to learning from it"
            raise StepFailed(problem, _LISTED) from error
        except UnknownMessage as error:
            raise StepFailed(f"--message: the conversation has no message {error}", _LISTED) from error
        except VerdictInvalid as error:
            raise StepFailed(str(error), error.remedy) from error


@app.command("list")
def list_(
    kind: KindOption = None,
    who: WhoOption = "",
    days: DaysOption = 30,
    most: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """List what teaches most, with the reasons why, the most worth first."""
    with _log() as engine:
        items = _queue(engine, kind, who, days, most)
        for item in items:
            _say_head(item)
    console.print(f"{len(items)} to judge; floorwalker labels next shows them one by one.", highlight=False)


@app.command("queue")
def queue_(
    days: DaysOption = 30,
    most: Annotated[int, typer.Option(min=1, max=2000, help="How much is picked.")] = 200,
) -> None:
    """Pick what teaches most for those who judge in the console, in place of what was picked before."""
    from data.privacy import audit
    from floorwalker.steps.labelling import pick

    with _log() as engine, progress_bars() as track:
        picked = pick(engine, _classifier(), track, days=days, most=most)
        audit.note(engine, audit.operator(), "read", "labels queue", items=picked)
    console.print(f"{picked} to judge, in the console's room Teach.", highlight=False)


@app.command("next")
def next_(kind: KindOption = None, who: WhoOption = "", days: DaysOption = 30) -> None:
    """Show one conversation after the other, and ask for the verdict, until nothing is left or you say q."""
    with _log() as engine:
        who = who or _operator()
        judged = 0
        for item in _queue(engine, kind, who, days, 50):
            _show(engine, item)
            verdict = _asked(item, who)
            if verdict is None:
                break
            _store(engine, [verdict])
            judged += verdict.kind != "flag"
    console.print(f"{judged} judged.", highlight=False)


@app.command()
def say(
    id: Annotated[str, typer.Argument(help="The conversation.")],
    message: Annotated[str, typer.Option(help="The message; the last that it can be about if not given.")] = "",
    acts: Annotated[str, typer.Option(help="What it does: search + details | a red one || how heavy")] = "",
    order: Annotated[str, typer.Option(help="Attributes in their right order: weight, colour")] = "",
    product: Annotated[str, typer.Option(help="A product of the list, with --right or --wrong.")] = "",
    right: Annotated[bool | None, typer.Option("--right/--wrong", help="Whether it was right to show it.")] = None,
    skip: Annotated[bool, typer.Option(help="Nothing can be said of it.")] = False,
    who: WhoOption = "",
) -> None:
    """Say the verdict on a conversation, or on a message of it."""
    given = [name for name, value in (("acts", acts), ("order", order), ("product", product), ("skip", skip)) if value]
    with _log() as engine:
        if len(given) != 1:
            raise StepFailed("verdict: say one of --acts, --order, --product, --skip", "floorwalker labels say --help")
        kind, payload = _told(acts, order, product, right)
        verdict = _checked(engine, id, message or None, kind, payload, who or _operator())
        _store(engine, [verdict])
    console.print(f"{kind} of {verdict.message_id or id}: stored.", highlight=False)


def _told(acts: str, order: str, product: str, right: bool | None) -> tuple[str, dict[str, Any]]:
    """The kind and the words of a verdict, of the options of which one at the most is given."""
    from data.conversations.verdict_checks import SKIP

    if acts:
        return "acts", _acts(acts)
    if order:
        return "attributes", {"order": _names(order)}
    return ("product", {"product_id": product, "right": right}) if product else ("flag", SKIP)


@app.command("export")
def export(
    out: Annotated[Path, typer.Option(help="File of JSON lines.", dir_okay=False)],
    kind: KindOption = None,
    who: WhoOption = "",
    days: DaysOption = 30,
    most: Annotated[int, typer.Option(min=1, max=10_000)] = 200,
) -> None:
    """Write what is to be judged, for other tools: a line each, `verdict` to be filled."""
    from data.files import replace_text

    with _log() as engine:
        items = _queue(engine, kind, who, days, most, command="labels export")
        lines = [json.dumps(_line(item), ensure_ascii=False) for item in items]
        try:
            replace_text(out, "".join(f"{line}\n" for line in lines))
        except OSError as error:
            raise StepFailed(f"{out} cannot be written: {error.strerror}", "name another file: --out") from error
    console.print(f"{out}: {len(lines)} to judge. It holds what shoppers said (masked): delete it when done.")


@app.command("import")
def import_(path: Path, who: WhoOption = "") -> None:
    """Take verdicts from JSON lines, as `labels export` writes them; lines without a verdict are left out."""
    with _log() as engine:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise StepFailed(f"{path} cannot be read: {error}", "name a file of JSON lines") from error
        found = [_read(engine, path, number, line, who) for number, line in enumerate(lines, 1) if line.strip()]
        stored = _store(engine, [verdict for verdict in found if verdict is not None])
    console.print(f"{stored} verdicts stored, {len(found) - stored} lines without one.", highlight=False)


@app.command()
def stats() -> None:
    """Say who judged how much, how far they agree (Cohen's kappa), and what the log teaches of turns."""
    from data.conversations.sessions import read_sessions
    from data.conversations.verdicts import stored
    from data.privacy import audit
    from language.acts import ACTS
    from learning.agreement import agreements
    from learning.turns import taught_turns

    with _log() as engine:
        verdicts = stored(engine)
        audit.note(engine, audit.operator(), "read", "all conversations", command="labels stats")
        sources = Counter(turn.source for turn in taught_turns(read_sessions(engine), ACTS))
    by = Counter((verdict.agent, verdict.kind) for verdict in verdicts)
    for (agent, kind), count in sorted(by.items()):
        console.print(f"{escape(agent)}: {count} {kind}", highlight=False)
    for one in agreements(verdicts):
        kappa = "no kappa: both said the same of everything" if one.kappa is None else f"kappa {one.kappa:.2f}"
        names = escape(f"{one.first} and {one.second}")
        console.print(f"{names}, {one.kind}: {one.same} of {one.judged} the same, {kappa}", highlight=False)
    told = ", ".join(f"{source} {count}" for source, count in sources.most_common()) or "none"
    console.print(f"examples of turns in the log: {told}", highlight=False)


def _queue(
    engine: Engine, kind: KindName | None, who: str, days: int, most: int, command: str = "labels"
) -> list[Item]:
    from data.privacy import audit
    from floorwalker.steps.labelling import next_items
    from learning.labelling import KINDS

    kinds: tuple[Kind, ...] = KINDS if kind is None else (kind.value,)
    with progress_bars() as track:
        classifier = _classifier() if "acts" in kinds else None
        items = next_items(engine, classifier, track, kinds=kinds, who=who, days=days, most=most)
    if items:
        audit.note(engine, audit.operator(), "read", command, items=len(items))
    return items


def _classifier() -> ActClassifier:
    from bot.acts.shop_model import serving
    from floorwalker.home import Home

    return serving(Home(read_settings().home).turns)


def _operator() -> str:
    from data.privacy import audit

    return audit.operator()


def _checked(engine: Engine, id: str, message: str | None, kind: str, payload: Any, who: str) -> Stored:
    from data.conversations.log import UnknownConversation
    from data.conversations.sessions import session_of
    from data.conversations.verdict_checks import checked
    from language.acts import ACTS

    session = session_of(engine, id)
    if session is None:
        raise UnknownConversation(id)
    return checked(session, message, kind, payload, who, ACTS)


def _store(engine: Engine, verdicts: list[Stored]) -> int:
    from data.conversations.verdicts import store
    from data.privacy import audit

    count = store(engine, verdicts)
    for id in sorted({verdict.conversation_id for verdict in verdicts}):
        audit.note(engine, audit.operator(), "verdict", audit.reference(id))
    return count


def _acts(said: str) -> dict[str, Any]:
    """What `--acts` says: `act + act | words || words`, the words of one act being the message if none are given."""
    names, _, words = said.partition("|")
    acts = [act.strip() for act in names.split("+")]
    texts = [text.strip() for text in words.split("||")] if words.strip() else [""]
    if len(texts) != len(acts):
        problem = f"--acts: {len(acts)} acts, and words of {len(texts) if words.strip() else 0}"
        raise StepFailed(problem, "say the words of each act: search + details | a red one || how heavy")
    return {"acts": [[act, text] for act, text in zip(acts, texts, strict=True)]}


def _names(said: str) -> list[str]:
    return [name for one in said.split(",") if (name := one.strip())]


def _asked(item: Item, who: str) -> Stored | None:
    """What the person says of an item, asked until it can be stored; None to stop."""
    from data.conversations.verdict_checks import SKIP, VerdictInvalid, checked
    from language.acts import ACTS

    while True:
        try:
            said = console.input(_QUESTIONS[item.kind]).strip()
            if said == "q":
                return None
            kind, payload = ("flag", SKIP) if said == "s" else (item.kind, _payload(item, said))
            return checked(item.session, item.message_id, kind, payload, who, ACTS)
        except EOFError:
            return None
        except (VerdictInvalid, StepFailed) as error:
            console.print(f"[red]{escape(str(error))}[/red]\n  -> {escape(error.remedy)}", highlight=False)


_QUESTIONS = {
    "acts": "acts (act + act | words || words), s to skip, q to stop> ",
    "attributes": "attributes in the right order, with commas; s to skip, q to stop> ",
    "product": "is the product right? y or n; s to skip, q to stop> ",
}


def _payload(item: Item, said: str) -> dict[str, Any]:
    if item.kind == "acts":
        return _acts(said)
    if item.kind == "attributes":
        return {"order": _names(said)}
    return {"product_id": item.product_id, "right": {"y": True, "n": False}.get(said, said)}


def _read(engine: Engine, path: Path, number: int, line: str, who: str) -> Stored | None:
    """The verdict of a line; None if it has none. Raises StepFailed naming the line; nothing is stored then."""
    from data.conversations.log import UnknownConversation
    from data.conversations.verdict_checks import VerdictInvalid

    place = f"{path}, line {number}"
    try:
        said = json.loads(line)
        if not isinstance(said, dict) or not {"conversation", "kind"} <= said.keys():
            raise StepFailed(f"{place}: conversation and kind are missing", "write lines as labels export does")
        if said.get("verdict") is None:
            return None
        name = who or said.get("who") or _operator()
        return _checked(
            engine, str(said["conversation"]), said.get("message"), str(said["kind"]), said["verdict"], str(name)
        )
    except ValueError as error:
        raise StepFailed(f"{place}: no JSON: {error}", "write one JSON object a line") from error
    except UnknownConversation as error:
        raise StepFailed(f"{place}: conversation: there is none {error} with consent", _LISTED) from error
    except VerdictInvalid as error:
        raise StepFailed(f"{place}: {error}", error.remedy) from error


def _line(item: Item) -> dict[str, Any]:
    from learning.turns import tag

    said: dict[str, Any] = {"conversation": item.session.id, "message": item.message_id, "kind": item.kind}
    said |= {"priority": round(item.priority, 3), "reasons": list(map(str, item.reasons))}
    for move in item.session.moves:
        if move.message_id == item.message_id:
            understood = [{"act": act, "confidence": confidence} for act, confidence in move.acts]
            said |= {"text": move.payload["text"], "state": tag(item.session, move), "understood": understood}
    for shown in item.session.lists:
        if shown.message_id == item.message_id:
            products = [product.id for product in shown.products]
            said |= {"query": shown.query, "attributes": [one.name for one in shown.attributes], "products": products}
    return said | ({"product_id": item.product_id} if item.product_id else {}) | {"verdict": None}


def _say_head(item: Item) -> None:
    line = _line(item)
    console.print(
        f"[bold]{item.session.id}[/bold]  {item.message_id}  {item.kind}  {item.priority:.2f}", highlight=False
    )
    _say("what", str(line.get("text") or f"{line.get('query')}: {item.product_id or ', '.join(line['attributes'])}"))
    _say("why", "; ".join(map(str, item.reasons)))


def _show(engine: Engine, item: Item) -> None:
    """The conversation as text, what is to be judged marked, and what was understood."""
    from data.conversations.queue import transcript
    from data.privacy import audit

    console.print()
    audit.note(engine, audit.operator(), "read", audit.reference(item.session.id), command="labels next")
    for message in transcript(engine, item.session.id):
        mark = ">" if message["id"] == item.message_id else " "
        _say(f"{mark} {message['from']}", _words(message))
    for move in item.session.moves:
        if move.message_id == item.message_id:
            _say("understood", ", ".join(f"{act} ({sure:.2f})" for act, sure in move.acts) or "nothing noted")
    for act, sure in item.opinion.ranking[:3] if item.opinion else ():
        _say("now judged", f"{act} ({sure:.2f})")
    _say_head(item)


def _words(message: dict[str, Any]) -> str:
    from floorwalker.commands.queue import words

    return words(message)


def _say(what: str, words: str) -> None:
    """A line, without the characters that steer a terminal."""
    plain = "".join(character if character.isprintable() else " " for character in words)
    console.print(f"  [dim]{escape(what)}:[/dim] {escape(plain)}", highlight=False)
