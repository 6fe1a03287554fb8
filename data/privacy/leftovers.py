"""What else may hold words or ids of a conversation: copies of the database, files of trainings, logs and reports.

Trainings' files can be made again, so what came from the log goes as a whole. Logs and reports are written over in
place: who appends to one can go on, and a page stays a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from data.privacy.lines import DAMAGED, drop
from data.privacy.places import Places
from data.privacy.searching import Needle, blank, search_file

_FROM_LOG = (b'"source": "log"', b'"source":"log"')
"""How an example says that a conversation made it (`ranker.examples`)."""
_SQLITE = b"SQLite format 3\x00"


def databases(places: Places, engine: Engine) -> list[Path]:
    """The SQLite files of the log and of Rasa, where they are files."""
    urls = [make_url(url) for url in (places.tracker_url, engine.url.render_as_string(hide_password=False))]
    names = [url.database for url in urls if url.get_backend_name() == "sqlite" and url.database]
    return [path for name in dict.fromkeys(names) if (path := Path(name)).is_file()]


def database_copies(places: Places, engine: Engine) -> list[Path]:
    """Copies of the log's database in the home, such as one that was made before its schema changed."""
    own = {path.resolve() for path in databases(places, engine)}
    candidates = (path for path in places.home.glob("*.db*") if path.is_file() and path.resolve() not in own)
    return [path for path in candidates if _is_sqlite(path) and not path.name.startswith("embeddings")]


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def clear(places: Places, wanted: Sequence[Needle]) -> None:
    """Takes what was erased out of trainings' files, logs, reports and comparisons.

    What is wanted are ids of ours and words, not the shop's id for the shopper: none of these files holds it, and it
    may also be that of a product or an order, which would be written over in what is about others.
    """
    spellings = sorted({form for one in wanted for form in one.spellings()})
    for path in _files(places.training):
        _clear_training(path, wanted, spellings)
    for folder in places.records:
        for path in _files(folder):
            _clear_record(path, wanted, spellings)


def _clear_training(path: Path, wanted: Sequence[Needle], spellings: Sequence[bytes]) -> None:
    """Examples from conversations go, whoever's they are: the next retraining makes those of the others again."""
    with suppress(FileNotFoundError):  # a training under way puts its files in place and removes others
        if path.name.endswith((".jsonl", ".jsonl.gz")):
            _drop(path, (*_FROM_LOG, *spellings))
        elif search_file(path, wanted):
            path.unlink()


def _clear_record(path: Path, wanted: Sequence[Needle], spellings: Sequence[bytes]) -> None:
    with suppress(FileNotFoundError):
        if path.suffix == ".gz":
            _drop(path, spellings)
        else:
            blank(path, wanted)


def _drop(path: Path, forms: Sequence[bytes]) -> None:
    try:
        drop(path, lambda line: any(form in line for form in forms))
    except DAMAGED:  # nobody can say what is in it
        path.unlink()


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder.is_dir() else []
