"""The same conversation as in the widget, in a terminal: a client of the gateway and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from floorwalker.errors import CommandFailed
from gateway import protocol
from gateway.protocol import Choice, Message, MessageRequest, QuestionMessage

HELP = "Say what you look for; a number answers the question, - is no preference. /more /compare /restart /human /quit"
_COMMANDS = {"/more": "show_more", "/compare": "compare", "/restart": "restart", "/human": "human"}
_MESSAGES: TypeAdapter[list[Message]] = TypeAdapter(list[Message])


class ChatSession:
    """One chat session with the gateway. Raises CommandFailed when it cannot be reached or refuses."""

    def __init__(self, client: httpx.Client, site_key: str) -> None:
        self._client = client
        body = {"site_key": site_key, "locale": "en", "consent": {"analytics": False}}
        opened = self._post("/v1/chat/sessions", body)
        self._client.headers["Authorization"] = f"Bearer {opened['token']}"
        self.greeting = _MESSAGES.validate_python(opened["messages"])

    def send(self, request: MessageRequest) -> list[Message]:
        """Sends one message and returns the answers."""
        body = request.model_dump(mode="json", exclude_none=True)
        if request.choice is not None:
            body["choice"] = request.choice.model_dump(mode="json")  # a null value says "no preference"
        body["client_id"] = uuid.uuid4().hex
        return _MESSAGES.validate_python(self._post("/v1/chat/messages", body)["messages"])

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = self._client.post(path, json=body)
        except httpx.HTTPError as error:
            raise CommandFailed(
                f"the assistant does not answer at {self._client.base_url}: {error}", "start it with: make up"
            ) from error
        answer: dict[str, Any] = response.json()
        if response.is_error:
            raise CommandFailed(f"{path}: {answer.get('message', response.text)}", "change the message and try again")
        return answer


def read_request(line: str, question: QuestionMessage | None) -> MessageRequest:
    """What a typed line means: a command, the number of an option, "-" for no preference, or plain words."""
    words = line.strip()
    if words in _COMMANDS:
        return MessageRequest.model_validate({"action": _COMMANDS[words]})
    if question is not None and words == "-":
        return MessageRequest(choice=Choice(attribute=question.attribute, value=None))
    if question is not None and words.isdigit() and 1 <= int(words) <= len(question.options):
        return MessageRequest(choice=Choice(attribute=question.attribute, value=question.options[int(words) - 1].value))
    return MessageRequest(text=words)


def converse(session: ChatSession, console: Console, read: Callable[[], str]) -> None:
    """Talks until /quit or the end of input."""
    console.print(f"[dim]{escape(HELP)}[/dim]")
    question = show(session.greeting, console)
    while True:
        try:
            line = read()
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip() in ("/quit", "/exit"):
            return
        if not line.strip():
            continue
        try:
            answers = session.send(read_request(line, question))
        except (CommandFailed, ValueError) as error:
            console.print(f"[red]{escape(str(error))}[/red]")
            continue
        question = show(answers, console)


def show(messages: list[Message], console: Console) -> QuestionMessage | None:
    """Prints the messages; returns the question among them, whose options can then be answered by number."""
    question = None
    for message in messages:
        if isinstance(message, protocol.ProductsMessage):
            _show_products(message, console)
        elif isinstance(message, QuestionMessage):
            question = message
            _show_question(message, console)
        elif isinstance(message, protocol.ComparisonMessage):
            _show_comparison(message, console)
        elif isinstance(message, protocol.ProductDetailMessage):
            _show_details(message, console)
        elif isinstance(message, (protocol.TextMessage, protocol.NoticeMessage)):
            console.print(escape(message.text), style="yellow" if isinstance(message, protocol.NoticeMessage) else None)
    return question


def _show_products(message: protocol.ProductsMessage, console: Console) -> None:
    if message.text:
        console.print(escape(message.text))
    table = Table("#", "Product", "Brand", box=None, padding=(0, 1))
    table.add_column("Price", justify="right")
    table.add_column("Fits")
    labels = {attribute.name: attribute.label for attribute in message.attributes}

    def label(name: str) -> str:
        return labels.get(name, name.replace("_", " "))

    for position, product in enumerate(message.products, start=message.offset + 1):
        price = "" if product.price is None else f"{product.price:.2f} {product.currency or ''}"
        fits = ", ".join([*map(label, product.matched), *(f"not {label(name)}" for name in product.missed)])
        form = f" ({product.variant.text})" if product.variant and product.variant.text else ""
        table.add_row(str(position), escape(f"{product.title}{form}"), escape(product.brand or ""), price, escape(fits))
    console.print(table)
    order = ", ".join(f"{attribute.label} {attribute.weight:.0%}" for attribute in message.attributes[:4])
    console.print(f"[dim]{len(message.products)} of {message.total}; what matters most: {escape(order)}[/dim]")


def _show_details(message: protocol.ProductDetailMessage, console: Console) -> None:
    """The product's name and what it comes in; the page of a product has the rest."""
    console.print(escape(message.text or message.product.title))
    for option in message.product.options:
        console.print(escape(f"  {option.label}: {', '.join(value.label for value in option.values)}"))


def _show_comparison(message: protocol.ComparisonMessage, console: Console) -> None:
    table = Table("", *(escape(product.title) for product in message.products))
    for row in message.rows:
        values = ("" if value is None else escape(str(value)) for value in row.values)
        table.add_row(escape(row.label), *values)
    console.print(table)


def _show_question(message: QuestionMessage, console: Console) -> None:
    console.print(f"[bold]{escape(message.text)}[/bold]")
    for number, option in enumerate(message.options, start=1):
        console.print(f"  {number}. {escape(option.label)} [dim]({option.count})[/dim]")
    if message.may_skip:
        console.print("  -. no preference", style="dim")
