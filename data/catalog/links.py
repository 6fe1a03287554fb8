"""Addresses that others write (catalogs, pages) and a browser may open: http, https, or relative to the shop's page.

Any other scheme would run (javascript:, vbscript:, data:) or start a program (mailto:, tel:, ms-…) on a tap.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

MOST_CHARACTERS = 2000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
"""RFC 3986, section 3.1."""
_PASSED_OVER = re.compile(r"[\t\n\r]")
"""What browsers take out wherever it stands (WHATWG URL, section 4.4): `java\tscript:` is one word to them."""
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""White space, controls, and marks of direction: an address that has them is not what it looks like."""


_NEVER = frozenset('<>"')
"""RFC 3986, appendix C: what stands around addresses, never in them."""


class BadLink(ValueError):
    """An address that no page may open; the message says why, and what to write."""


def read_link(address: str) -> str:
    """The address as it may be opened. Raises BadLink."""
    link = _PASSED_OVER.sub("", address).strip()
    if len(link) > MOST_CHARACTERS:
        raise BadLink(f"address is longer than {MOST_CHARACTERS} characters; shorten it")
    if _UNSEEN.sub("", link.replace(" ", "")) != link.replace(" ", ""):
        raise BadLink("address has characters that nobody sees; write it anew, without them")
    if not _NEVER.isdisjoint(link):
        raise BadLink('address has one of < > "; write it encoded, as %3C')
    if "\\" in link:  # a slash to browsers, so that what looks like a path is another host
        raise BadLink("address has a backslash; write slashes")
    if not _SCHEME.match(link):
        return link
    try:
        parts = urlsplit(link)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise BadLink("address does not begin with https:// or http://, nor is it relative; write such a one")
    if parts.username is not None:
        raise BadLink("address has a name or a password in it; leave them out")
    return link


def opened(address: str | None) -> str | None:
    """The same, or None where no page may open it."""
    try:
        return (read_link(address) or None) if address else None
    except BadLink:
        return None


Link = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHARACTERS),
    AfterValidator(read_link),
    Field(json_schema_extra={"format": "uri-reference"}),
]
