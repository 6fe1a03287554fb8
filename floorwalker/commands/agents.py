"""`floorwalker agents`: who may sign in to the console, as what, and with what.

A password is asked for, or made; it never stands on the command line, where every user of the machine could read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from floorwalker.errors import StepFailed
from floorwalker.terminal import console, opened, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from data.agents.accounts import Account

app = typer.Typer(help="Add, list, change and disable those who sign in to the console.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="The name by which they sign in.")]
GenerateOption = Annotated[
    bool, typer.Option("--generate", help="Make a password and print it once, in place of asking for one.")
]
_PREPARED = "run: floorwalker prepare"


@contextmanager
def _agents() -> Iterator[Engine]:
    """The database; what cannot be taken ends the command."""
    from sqlalchemy import inspect

    from data.agents.errors import AgentError
    from data.agents.tables import AgentRow

    with opened(read_settings()) as engine:
        if not inspect(engine).has_table(AgentRow.__tablename__):
            raise StepFailed("the database knows no agents yet", _PREPARED)
        try:
            yield engine
        except AgentError as error:
            raise StepFailed(f"{error.field}: {error.problem}", error.remedy) from error


@app.command()
def add(
    name: NameArgument,
    role: Annotated[str, typer.Option(help="agent, lead or admin.")] = "agent",
    display: Annotated[str, typer.Option(help="As shoppers see them; the name if not given.")] = "",
    locale: Annotated[str, typer.Option(help="The language that they read, as en or zh.")] = "en",
    generate: GenerateOption = False,
) -> None:
    """Add somebody who may sign in to the console."""
    from data.agents import accounts, passwords, roles
    from data.conversations.log import now

    with _agents() as engine:
        # Before a password is asked for.
        accounts.check_name(name)
        accounts.check_display(display or name)
        roles.check_role(role)
        accounts.check_locale(locale)
        accounts.refuse_taken(engine, name)
        password = _password(name, generate)
        added = accounts.add(
            engine,
            name=name,
            display=display or name,
            role=role,
            locale=locale,
            password_hash=passwords.hash_of(password),
            at=now(),
        )
        _note(engine, "add", added, role=role)
    console.print(f"{escape(added.name)} may sign in as {role}: {_address()}", highlight=False)
    if generate:
        _show(password)


@app.command("list")
def list_() -> None:
    """List who may sign in, as what, and who is there."""
    from data.agents.accounts import everybody
    from data.conversations.log import now

    table = Table("name", "shown as", "role", "language", "second factor", "", box=None)
    with _agents() as engine:
        found = everybody(engine, now(), with_disabled=True)
    for one in found:
        factor, state = "yes" if one.has_second_factor else "no", one.presence if one.is_active else "disabled"
        table.add_row(*map(escape, (one.name, one.display, one.role, one.locale, factor, state)))
    console.print(table if found else "There is no agent. Add one: floorwalker agents add NAME --role admin")


@app.command()
def change(
    name: NameArgument,
    role: Annotated[str | None, typer.Option(help="agent, lead or admin.")] = None,
    display: Annotated[str | None, typer.Option(help="As shoppers see them.")] = None,
    locale: Annotated[str | None, typer.Option(help="The language that they read.")] = None,
) -> None:
    """Change what somebody may do, or how they are shown; it holds at once."""
    from data.agents import accounts

    changed = {key: value for key, value in {"role": role, "display": display, "locale": locale}.items() if value}
    with _agents() as engine:
        if not changed:
            raise StepFailed("nothing to change was named", "give --role, --display or --locale")
        accounts.change(engine, name, role=role, display=display, locale=locale)
        _note(engine, "change", _account(engine, name), **changed)
    console.print(f"{escape(name)} is changed.", highlight=False)


@app.command()
def disable(name: NameArgument) -> None:
    """Sign somebody out everywhere, and let them in no more."""
    from data.agents import accounts

    with _agents() as engine:
        accounts.disable(engine, name)
        _note(engine, "disable", account := _account(engine, name))
        served = _served(engine, account)
    console.print(f"{escape(account.name)} is signed out, and cannot sign in any more.", highlight=False)
    if served:
        console.print(f"Of conversations, {served} are still theirs: a colleague can claim them in the console.")


@app.command()
def enable(name: NameArgument) -> None:
    """Let somebody in again who was disabled."""
    from data.agents import accounts

    with _agents() as engine:
        accounts.enable(engine, name)
        _note(engine, "enable", _account(engine, name))
    console.print(f"{escape(name)} can sign in again.", highlight=False)


@app.command()
def password(name: NameArgument, generate: GenerateOption = False) -> None:
    """Give somebody a new password, and sign them out everywhere."""
    from data.agents import accounts, passwords

    with _agents() as engine:
        account = _account(engine, name)
        given = _password(name, generate)
        accounts.set_password(engine, name, passwords.hash_of(given))
        _note(engine, "password", account)
    console.print(f"{escape(account.name)} has a new password, and signs in again at {_address()}", highlight=False)
    if generate:
        _show(given)


@app.command()
def factor(
    name: NameArgument,
    off: Annotated[bool, typer.Option("--off", help="Ask them for no code any more.")] = False,
) -> None:
    """Ask somebody for a code at sign-in: prints once what their authenticator app needs, which replaces any before."""
    from data.agents import second_factor
    from floorwalker.keeping import agents_vault

    with _agents() as engine:
        account = _account(engine, name)
        secret = None if off else second_factor.new_secret()
        second_factor.set_secret(engine, agents_vault(read_settings()), account, secret)
        _note(engine, "factor", account, on=not off)
    if secret is None:
        console.print(f"{escape(account.name)} signs in with the password alone.", highlight=False)
        return
    console.print(f"{escape(account.name)} is asked for a code from now on. For their authenticator app:")
    address = second_factor.address(account, secret)
    if console.is_terminal:
        console.print(_drawn(second_factor.qr_code(address)), style="black on white", highlight=False, no_wrap=True)
    console.print(f"  {address}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"  or by hand, the key {secret}", highlight=False)
    console.print("It is not shown again.")


def _drawn(rows: Sequence[str]) -> str:
    """A QR code of half blocks, which are about square: two rows of modules in a line."""
    blocks = {("0", "0"): " ", ("1", "0"): "▀", ("0", "1"): "▄", ("1", "1"): "█"}
    below = [*rows[1:], "0" * len(rows[0])]
    pairs = zip(rows[::2], below[::2], strict=True)
    return "\n".join("".join(blocks[pair] for pair in zip(*lines, strict=True)) for lines in pairs)


def _account(engine: Engine, name: str) -> Account:
    from data.agents.accounts import by_name
    from data.conversations.log import now

    return by_name(engine, name, now())


def _served(engine: Engine, account: Account) -> int:
    """How many conversations an agent serves."""
    from sqlalchemy import func, select

    from data.conversations.tables import ConversationRow

    table = ConversationRow
    theirs = select(func.count()).where(table.agent_id == account.id, table.status == "agent")
    with engine.connect() as connection:
        return int(connection.execute(theirs).scalar_one())


def _password(name: str, generate: bool) -> str:
    """A new password: made, or asked for twice."""
    from data.agents.passwords import LEAST, check_password, new_password

    if generate:
        return new_password()
    asked: str = typer.prompt(f"Password, {LEAST} characters or more", hide_input=True, confirmation_prompt="Once more")
    return check_password(asked, name)


def _note(engine: Engine, what: str, account: Account, **details: object) -> None:
    from data.privacy import audit

    audit.note(engine, audit.operator(), what, "an agent", agent=account.name, **details)


def _show(password: str) -> None:
    console.print(f"  password: {password}", highlight=False, markup=False)
    console.print("It is not shown again.")


def _address() -> str:
    return f"{read_settings().gateway}/console/"
