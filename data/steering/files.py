"""A text that lies in a file which somebody else reads, and may be changed by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

from data.files import replacing
from data.steering.errors import FileChanged, FileUnusable


class SteeredFile:
    """One file; one that is not there is empty. A link stays one, and what may read the file still may."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()

    def read(self) -> str:
        """What it says now, with its line ends. Raises FileUnusable."""
        try:
            content = self._path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise FileUnusable("file", f"it cannot be read ({_reason(error)})", "mend or remove it") from error
        if "\0" in content:
            raise FileUnusable("file", "it is no text: there is a NUL in it", "mend or remove it")
        return content

    def write(self, content: str, *, before: str) -> None:
        """Puts a text in its place, whole. Raises FileChanged where it no longer says what it did `before`, and
        FileUnusable, with the file as it was."""
        if self.read() != before:
            raise FileChanged("base", "the file was changed by hand at this moment", "read it again")
        try:
            with replacing(self._path) as unfinished:
                unfinished.write_bytes(content.encode())
                if self._path.exists():
                    shutil.copymode(self._path, unfinished)
        except OSError as error:
            remedy = "give the gateway the right to write there, or space; nothing was changed"
            raise FileUnusable("file", f"it cannot be written ({_reason(error)})", remedy) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)  # without the path, which says more of the host than needed
