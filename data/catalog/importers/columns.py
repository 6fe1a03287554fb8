"""Which column of a shop system's export holds what: by its name in any generation and language of the system.

The names stand in the YAML file of the system beside this one (`roles`, and `ignored`: what holds nothing of a product
for shoppers). A role may be numbered ("Option# Name"), and a column's name may end with a unit ("Weight (kg)").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

Fields = Mapping[str, Any]
"""A row by the names of its columns."""
_NUMBER = re.compile(r"\d+")
_UNIT = re.compile(r"\s*\((?P<unit>[^\W\d_]{1,3}\.?)\)$")
_BLANKS = re.compile(r"\s+")


def spelled_name(name: str) -> str:
    """A column's name as it is compared: one width, case and apostrophe, single-spaced."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", name).replace("’", "'")).strip().casefold()


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a shop system's exports may have: roles by their spelled names, and what is passed over.

    `called` is what the system itself calls the column of a role, by role.
    """

    system: str
    roles: Mapping[str, str]
    called: Mapping[str, str]
    ignored: re.Pattern[str]

    def role(self, name: str) -> tuple[str, int, str] | None:
        """The role of a column with this name, its number (0: none) and its unit (empty: none)."""
        spelled = spelled_name(name)
        for text, unit in _with_and_without_unit(spelled):
            if text in self.roles:
                return self.roles[text], 0, unit
            numbers = _NUMBER.findall(text)
            if len(numbers) == 1 and (role := self.roles.get(_NUMBER.sub("#", text))):
                return role, int(numbers[0]), unit
        return None

    def found(self, names: Iterable[str]) -> set[str]:
        """The roles that columns with these names have."""
        return {found[0] for name in names if (found := self.role(name))}


def _with_and_without_unit(spelled: str) -> Iterable[tuple[str, str]]:
    yield spelled, ""
    unit = _UNIT.search(spelled)
    if unit:
        yield spelled[: unit.start()], unit["unit"]


@cache
def layout(system: str) -> Layout:
    """The layout of the system, of the file that is called like it."""
    content = yaml.safe_load(Path(__file__).with_name(f"{system}.yaml").read_text(encoding="utf-8"))
    roles = {spelled_name(str(name)): role for role, names in content["roles"].items() for name in names}
    patterns = [translate(spelled_name(str(pattern))) for pattern in content["ignored"]]
    called = {role: str(names[0]) for role, names in content["roles"].items()}
    return Layout(system, roles, called, re.compile("|".join(patterns)))


class Columns:
    """The columns of one file by their roles."""

    def __init__(self, system: str, names: Iterable[str], known_as: Mapping[str, str] | None = None) -> None:
        """`known_as`: under which names of the layout columns are looked for that are called otherwise."""
        self._layout = layout(system)
        self._known_as = known_as or {}
        self._names: dict[tuple[str, int], str] = {}
        self._units: dict[str, str] = {}
        self.others: list[str] = []
        """The columns without a role, in their order; those that are passed over are not among them."""
        for name in names:
            self._place(name)

    def _place(self, name: str) -> None:
        known = self._known_as.get(name, name)
        found = self._layout.role(known)
        if found is None or found[:2] in self._names:
            if not self._layout.ignored.fullmatch(spelled_name(known)):
                self.others.append(name)
            return
        role, number, unit = found
        self._names[role, number] = name
        if unit:
            self._units[role] = unit

    def __contains__(self, role: str) -> bool:
        return (role, 0) in self._names

    def name(self, role: str, number: int = 0) -> str:
        """What the column of the role is called; empty: there is none."""
        return self._names.get((role, number), "")

    def named(self, role: str) -> tuple[str, str]:
        """What the column of the role is called without its unit, and the unit ("Weight", "kg")."""
        name, unit = self.name(role), self._units.get(role, "")
        return (_UNIT.sub("", name).strip(), unit) if unit else (name, "")

    def numbers(self, role: str) -> list[int]:
        """The numbers of the role's columns, ascending."""
        return sorted(number for found, number in self._names if found == role and number)

    def get(self, row: Fields, role: str, number: int = 0) -> str:
        """What the row holds in the column of the role, stripped; empty where there is no such column."""
        name = self._names.get((role, number))
        return text(row.get(name)) if name is not None else ""

    def require(self, source: str, *roles: str) -> None:
        """Raises SourceUnreadable if a column of these roles is missing."""
        missing = [role for role in roles if role not in self]
        if missing:
            wanted = ", ".join(self._layout.called[role] for role in missing)
            raise SourceUnreadable(
                f"{source}: the header has no column {wanted}, which {self._layout.system}'s exports have. Export all "
                "columns, or name the right format"
            )


def text(value: object) -> str:
    """A field as text without blanks around it; those of several columns of one name joined."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    if isinstance(value, float):
        return f"{value:.15g}"  # of a workbook
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def tell_unread(columns: Iterable[str], row: Fields, line: int, report: ImportReport) -> None:
    """Reports the columns of the row that hold something."""
    for name in columns:
        if value := text(row.get(name)):
            report.unread(line, name, value[:60])
