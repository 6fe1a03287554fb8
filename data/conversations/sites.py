"""Whose conversations are about one catalog, where sites have catalogs of their own: told by the site's key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true

from data.conversations.tables import ConversationRow


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites with these keys; with `others`, all that have none of them."""

    keys: frozenset[str] = frozenset()
    others: bool = True

    def condition(self) -> ColumnElement[bool]:
        """That a conversation is of one of them; nothing is asked where all are."""
        if self.others:
            return ConversationRow.site_key.not_in(sorted(self.keys)) if self.keys else true()
        return ConversationRow.site_key.in_(sorted(self.keys))


ALL = Sites()
