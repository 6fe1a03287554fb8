"""What can be wrong with the demo catalog.

DataError
└── DemoSchemaInvalid    a schema file cannot be used; names the file, the field and the remedy
"""

from __future__ import annotations

from data.errors import DataError


class DemoSchemaInvalid(DataError):
    """A schema file cannot be used; the message names the file, the field and the remedy."""
