"""XML files as records: the elements that hold products, read one by one; whatever the root and the namespaces.

Much of what shops write is not well-formed: entities of HTML, ampersands, control characters. That is mended before it
is parsed, and what lxml has to recover from after it is told in the report. Nothing of a DTD is loaded or expanded.
"""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from data.catalog.importers.encodings import LONE, UTF_8, open_text
from data.catalog.importers.generic import of_records
from data.catalog.importers.headings import field_of
from data.catalog.importers.mapping import Mapping
from data.catalog.importers.rows import BadRow, Row, bad_row
from data.catalog.importers.sources import open_bytes, packing
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

Record = tuple[int, dict[str, Any]]
"""The line where its element begins, and what it holds."""
FEEDS = ("rss", "feed", "rdf", "channel")
FEED_ITEMS = ("item", "entry")
"""What RSS and Atom call the elements of what they are feeds of."""
_LOOKED_AT = 1 << 20
"""Characters at the beginning in which the products are looked for."""
_MOST_DEPTH = 8
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_ENTITY = re.compile(r"&(?:#(?P<number>x[0-9a-fA-F]{1,6}|\d{1,7});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_BEFORE_END = re.compile(r"\s+>$")
_OPENS = re.compile(r"<([A-Za-z_][\w.:-]*)")
_UNKNOWN = "\U0010fffd"
"""Stands for a byte of no known meaning while XML is parsed, which has no place for it: the last private character."""
_ALONE = {"price", "sku", "gtin", "mpn", "list_price", "available"}
"""Fields of a product that a shop or a channel does not have."""


@dataclass(slots=True)
class _Place:
    """Where elements with fields of products are."""

    tag: str
    count: int = 0
    fields: set[str] = field(default_factory=set)


def read(path: Path, mapping: Mapping | None, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The products of the file. Raises SourceUnreadable if it holds none, or breaks off; MappingInvalid."""
    yield from of_records(xml_records(path, report, progress, mapping.encoding if mapping else ""), mapping, report)


def is_feed(path: Path) -> bool:
    """Whether it is RSS or Atom, by its root."""
    with open_text(path, declared=_declared(path), whole_lines=False) as pieces:
        begun = _Tail(islice(pieces, 16))
        for _ in begun:
            if begun.root:
                break
    return begun.root.rpartition(":")[2].casefold() in FEEDS


def xml_records(
    path: Path, report: ImportReport, progress: Progress | None = None, encoding: str = ""
) -> Iterator[Record | BadRow]:
    """The elements that hold products. Raises SourceUnreadable if there are none, or the file breaks off."""
    place, tags = _found(path)
    report.read_as("products", place)
    with open_text(path, report, progress, declared=encoding or _declared(path), whole_lines=False) as pieces:
        tail = _Tail(pieces)
        stream = _Elements(tail, tags)
        for element in stream:
            if _path_of(element) == place:
                is_broken = stream.has_unknown and any(_UNKNOWN in text for text in element.itertext())
                yield _unreadable(element) if is_broken else _record(element)
                _forget(element)
    tail.check(path, stream.ended)
    for line, message in stream.problems():
        report.repaired(line, "the XML", f"not well-formed: {message}")


def _record(element: Any) -> Record:
    value = _content(element, 0)
    record = value if isinstance(value, dict) else {"#text": value}
    return element.sourceline, {key.removeprefix("@"): one for key, one in record.items()}


def _unreadable(element: Any) -> BadRow:
    text = " ".join(element.itertext()).replace(_UNKNOWN, "?")
    return bad_row(element.sourceline, "bytes that belong to no text in the file's encoding", text)


def _declared(path: Path) -> str | None:
    with open_bytes(path) as file:
        found = _DECLARED.match(file.read(300))
    return found[1].decode("ascii", "replace") if found else None


class _Tail:
    """Passes pieces on, and keeps the root's name and the last of the text, by which a file that broke off is told."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces, self._last, self.root = pieces, "", ""

    def __iter__(self) -> Iterator[str]:
        for number, piece in enumerate(self._pieces):
            text = _DECLARATION.sub("", piece) if number == 0 else piece
            if not self.root and (opened := _OPENS.search(text)):
                self.root = opened[1]
            self._last = (self._last + text)[-4096:]
            yield text

    def check(self, path: Path, ended: bool) -> None:
        """Raises SourceUnreadable if the text does not end with the end of its root."""
        if not _BEFORE_END.sub(">", _without_comments(self._last)).endswith((f"</{self.root}>", "/>")):
            raise SourceUnreadable(
                f"{path.name}: the XML ends before its <{self.root}> does; it was cut off: export it again"
            )
        if not ended:
            raise SourceUnreadable(f"{path.name}: the XML is broken: it could not be read to its end; export it again")


def _without_comments(text: str) -> str:
    """The text without comments and instructions at its end."""
    while True:
        text = text.rstrip()
        begins = text.rfind("<!--") if text.endswith("-->") else text.rfind("<?") if text.endswith("?>") else -1
        if begins < 0:
            return text
        text = text[:begins]


class _Elements:
    """Parses pieces of XML, and gives elements of some names, each before the next is read."""

    def __init__(self, pieces: Iterable[str], tags: Collection[str] | None = None) -> None:
        self._pieces = pieces
        self._parser: Any = etree.XMLPullParser(
            events=("end",), tag=tags, recover=True, resolve_entities=False, no_network=True, load_dtd=False,
            dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        self.ended = False
        self.has_unknown = False

    def __iter__(self) -> Iterator[Any]:
        for piece in _well_formed(self._pieces):
            whole = LONE.sub(_UNKNOWN, piece)
            self.has_unknown |= whole is not piece and whole != piece
            self._parser.feed(whole.encode(UTF_8))
            for _, element in self._parser.read_events():
                self.ended = element.getparent() is None
                yield element

    def problems(self) -> Iterator[tuple[int, str]]:
        """What was not well-formed, by line."""
        for error in list(self._parser.feed_error_log)[:1000]:
            yield error.line, error.message.strip()


def _path_of(element: Any) -> str:
    """The names of the elements from the root to this one."""
    names = [_name(element), *map(_name, element.iterancestors())]
    return "/".join(reversed(names))


def _name(element: Any) -> str:
    return _bare(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=10_000)
def _bare(tag: str) -> str:
    """The name without its namespace, or a prefix that stands for none."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _forget(element: Any) -> None:
    """Frees an element that was read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _well_formed(pieces: Iterable[str]) -> Iterator[str]:
    """The text with entities of HTML as their characters, and ampersands that begin none as text; CDATA as it is."""
    in_data = False
    for piece in pieces:
        if "&" not in piece and not in_data and "<![CDATA[" not in piece:
            yield piece
            continue
        parts, place = [], 0
        while place < len(piece):
            mark = "]]>" if in_data else "<![CDATA["
            end = piece.find(mark, place)
            end = len(piece) if end < 0 else end
            parts.append(piece[place:end] if in_data else _ENTITY.sub(_character, piece[place:end]))
            parts.append(piece[end : end + len(mark)])
            in_data = in_data != (end < len(piece))
            place = end + len(mark)
        yield "".join(parts)


def _character(found: re.Match[str]) -> str:
    """What an entity stands for; an ampersand that begins none, or one that nobody knows, is text."""
    if found["number"]:
        number = found["number"]
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        valid = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return found[0] if valid else " "
    name = found["name"]
    if name in _OF_XML:
        return found[0]
    known = html.entities.html5.get(f"{name};") if name else None
    return html.escape(known) if known is not None else f"&amp;{found[0][1:]}"


def place_of(path: Path) -> str:
    """The path of the elements that hold products. Raises SourceUnreadable if there are none."""
    return _found(path)[0]


def _found(path: Path) -> tuple[str, list[str]]:
    """The path of the elements that hold products, and the tags that the parser has for them and for the root."""
    found: dict[str, _Place] = {}
    root = ""
    with open_text(path, declared=_declared(path), whole_lines=False) as pieces:
        tail = _Tail(_up_to(pieces))
        elements = _Elements(tail)
        for element in elements:
            if len(element):
                place = found.setdefault(_path_of(element), _Place(element.tag))
                place.count += 1
                place.fields |= {name for child in element if (name := field_of(_name(child)))}
                place.fields |= {name for key, _ in element.items() if (name := field_of(_local(key)))}
                root = element.getroottree().getroot().tag
    chosen = _chosen(found)
    if chosen is not None:
        return chosen, [tag for name in (found[chosen].tag, root) for tag in (name, f"{{*}}{_bare(name)}")]
    if path.stat().st_size < _LOOKED_AT and packing(path) is None:
        tail.check(path, elements.ended)
    raise SourceUnreadable(
        f"{path.name}: the XML holds no products (no <item>, <entry> or <product> with a title); is it a product feed?"
    )


def _chosen(found: dict[str, _Place]) -> str | None:
    """The path of items of a feed, or else of the elements most like products."""
    shallow = [at for at in found if at.count("/") < _MOST_DEPTH]
    items = [at for at in shallow if at.rpartition("/")[2] in FEED_ITEMS and at.count("/") <= 2]
    titled = [at for at in shallow if "title" in found[at].fields and len(found[at].fields) >= 2]
    titled = [at for at in titled if found[at].fields & _ALONE] or titled
    if items or titled:
        return max(items or titled, key=lambda at: (min(len(found[at].fields), 3), -at.count("/"), found[at].count))
    repeated = [at for at in shallow if found[at].count > 1 and "/" in at]  # that only a mapping explains
    return min(repeated, key=lambda at: (at.count("/"), -found[at].count)) if repeated else None


def _up_to(pieces: Iterable[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece)
        if size > _LOOKED_AT:
            return


def _content(element: Any, depth: int) -> Any:
    """An element as text, or as an object: its attributes ("@unit"), its text ("#text"), its children by name."""
    text = (element.text or "").strip()
    if not len(element) and not element.keys():
        return text
    children = [child for child in element if isinstance(child.tag, str)]
    if children and (depth >= _MOST_DEPTH or text or any((child.tail or "").strip() for child in children)):
        return " ".join("".join(element.itertext()).split())  # marked-up text
    found: dict[str, Any] = {f"@{_local(key)}": value for key, value in element.items()}
    if text:
        found["#text"] = text
    for child in children:
        name = _bare(child.tag)
        is_leaf = not len(child) and not child.keys()
        value = (child.text or "").strip() if is_leaf else _content(child, depth + 1)
        if value in ("", {}):
            continue
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
