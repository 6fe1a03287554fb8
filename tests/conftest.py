"""What several folders' tests share: a small catalog and model, empty databases, the evaluation data where it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock
from hypothesis import settings

from data.catalog.products import Attribute, AttributeKind, Catalog, Product
from data.database import upgrade

if TYPE_CHECKING:
    from retrieval.search.encoder import Encoder

ROOT = Path(__file__).resolve().parent.parent
os.environ["COLUMNS"] = "400"  # commands read it once: no line of theirs breaks in the middle of a long path
settings.register_profile("floorwalker", deadline=None, database=None)  # how quick this machine is says nothing
settings.load_profile("floorwalker")


MadeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Makes a folder by its name once for all processes that run tests; none of them may change what is in it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, is_made = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not is_made.exists():
                make(folder)
                is_made.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def evaluation_data() -> Path:
    """The folder of the evaluation data; skips the test where there is none."""
    folder = Path(os.environ.get("FLOORWALKER_EVALUATION_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the evaluation data is not here; name its folder in FLOORWALKER_EVALUATION_DATA")
    return folder


def _product(
    kind: str, number: int, brand: str, named: str, description: str, price: float, **attributes: Any
) -> Product:
    return Product(
        id=f"{kind.casefold()}-{number}",
        title=f"{brand} {named}",
        description=description,
        brand=brand,
        category=kind,
        price=price,
        currency="EUR",
        attributes=attributes,
    )


def _mouse(number: int, brand: str, connectivity: str, colour: str) -> Product:
    stated = {"connectivity": connectivity, "colour": colour, "weight": 60.0 + 5 * number}
    named, description = f"{connectivity} mouse {colour}", f"{connectivity} mouse in {colour}"
    return _product(
        "Mouse", number, brand, named, description, 10.0 + 5 * number, **stated, rechargeable=number % 2 == 0
    )


def _laptop(number: int, brand: str, memory: float) -> Product:
    stated = {"memory": memory, "colour": "Silver", "touchscreen": number % 3 == 0}
    named, description = f"laptop {memory:g} GB", f"Laptop with {memory:g} GB of memory"
    return _product("Laptop", number, brand, named, description, 500.0 + 100 * number, **stated)


@pytest.fixture(scope="session")
def small_catalog() -> Catalog:
    """Twelve mice (2 connectivities, 3 colours, 3 brands) and six laptops; every attribute kind occurs."""
    brands = ("Norvik", "Aster", "Pell")
    colours = ("Black", "White", "Red")
    mice = [_mouse(n, brands[n % 3], ("Wireless", "Wired")[n % 2], colours[n // 4]) for n in range(12)]
    laptops = [_laptop(n, brands[n % 3], (8.0, 16.0, 32.0)[n % 3]) for n in range(6)]
    units, yes_or_no = {"price": "EUR", "weight": "g", "memory": "GB"}, ("rechargeable", "touchscreen")
    names = ("brand", "category", "price", "connectivity", "colour", "weight", "rechargeable", "memory", "touchscreen")
    attributes = {}
    for name in names:
        kind: AttributeKind = "numeric" if name in units else "boolean" if name in yes_or_no else "categorical"
        attributes[name] = Attribute(name, name.capitalize(), kind, units.get(name))
    return Catalog("test-1", (*mice, *laptops), attributes)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a language model that reads letters."""
    from tests.tiny_model import save_tiny_model  # not before: most tests need no torch

    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def encoder(tiny_model: Path) -> Encoder:
    """The small model, loaded."""
    from retrieval.search.encoder import Encoder

    return Encoder(str(tiny_model), device="cpu")


@pytest.fixture(scope="session")
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema; migrations take longer than a copy of it."""
    path = tmp_path_factory.mktemp("schema") / "shop.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_empty_database: Path, tmp_path: Path) -> str:
    """An SQLite database of its own, with the newest schema."""
    return f"sqlite:///{shutil.copy(_empty_database, tmp_path)}"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server of its own, with the newest schema.

    Not in pytest's folder: another pytest that starts meanwhile shuts that to all but the user of the tests, and where
    this is root the server is another one.
    """
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(prefix="floorwalker-postgresql-") as folder:
        patch.setenv("XDG_RUNTIME_DIR", folder)  # at its import, pgserver warns if there is none
        from pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        upgrade(server.get_uri())
        yield server.get_uri()
        server.cleanup()
