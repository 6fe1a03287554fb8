"""The settings of sites as they hold now (`data.steering.site`), read from the revisions in the database."""

from __future__ import annotations

import logging

from sqlalchemy import Engine, select

from data.steering.site import KIND, NOTHING_SET, BadSite, Site, read
from data.steering.tables import RevisionRow

log = logging.getLogger(__name__)


def current(engine: Engine, site_key: str) -> Site:
    """The settings of a site; without any, or where they cannot be read any more, as if nothing was set.

    Raises sqlalchemy's errors.
    """
    own = (RevisionRow.kind == KIND, RevisionRow.name == site_key, RevisionRow.state == "current")
    with engine.connect() as connection:
        content = connection.execute(select(RevisionRow.content).where(*own)).scalars().first()
    if content is None:
        return NOTHING_SET
    try:
        return read(content)
    except BadSite as error:
        log.error("the settings of the site %s cannot be read, and are left out: %s", site_key, error)
        return NOTHING_SET
