"""Throws damaged catalog files at every reader: nothing but the errors that it declares may come, and in bounded time.

    python -m benchmarks.fuzz_imports --minutes 10

Files begin as what shops write (tests/data/catalog/importers/cases*.yaml) and are damaged: bytes and lines changed,
cut, repeated, joined with those of other files, packed. Each is recognised, read in the format that it is taken for and
in a drawn one, and some are imported as far as a dry run goes. What fails is kept with its seed; the paths are printed.
"""

from __future__ import annotations

import argparse
import faulthandler
import gzip
import json
import random
import signal
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

import yaml

from data.catalog.formats import FORMATS
from data.catalog.importers.rows import BadRow, RawProduct
from data.catalog.importing import read_rows, try_catalog
from data.catalog.recognising import recognise
from data.catalog.reports import ImportReport
from data.errors import DataError

CASES = Path(__file__).parents[1] / "tests" / "data" / "catalog" / "importers"
MOST_SECONDS = 20
"""For one file of a few kilobytes, on a busy machine."""
_HOT = (
    b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\x00", b"\x1a", b"\x85", b"&", b"&amp;", b"&#0;", b"&#xFFFF;",
    b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"<!DOCTYPE x [", b"{", b"}", b"[", b"]", b":", b"\\", b"\\u0000",
    b"\\ud800", b"null", b"NaN", b"1e999", b"-0", b"true", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xc3(", b"\xf0\x9f\x98\x80", b"PK\x03\x04", b"\x1f\x8b", b"id", b"title", b"price",
    b"variants", b"options", b"attributes", b"@type", b"@graph", b"item", b"sep=;", b"#",
)  # fmt: skip


class TooSlow(Exception):
    """A file took longer than it may."""


def seeds() -> list[bytes]:
    """Files as shops write them, and as tests make them."""
    found = []
    for path in sorted(CASES.glob("cases*.yaml")):
        cases = [case for case in yaml.safe_load(path.read_text(encoding="utf-8")) if case.get("text")]
        found += [case["text"].encode(case.get("encoding", "utf-8"), "replace") for case in cases]
    return found


def damaged(rng: random.Random, known: list[bytes]) -> bytes:
    """A file of which one to twelve places were damaged, now and then packed."""
    data = bytearray(rng.choice(known))
    for _ in range(rng.randint(1, 12)):
        _damage(rng, data, known)
    drawn = rng.random()
    if drawn < 0.03:
        return _spoilt(rng, gzip.compress(bytes(data)))
    return _spoilt(rng, _zipped(bytes(data))) if drawn < 0.06 else bytes(data)


def _damage(rng: random.Random, data: bytearray, known: list[bytes]) -> None:
    place = rng.randint(0, len(data))
    end = min(len(data), place + rng.randint(1, 40))
    match rng.randint(0, 8):
        case 0:
            data[place:end] = rng.randbytes(end - place)
        case 1:
            del data[place:end]
        case 2:
            data[place:place] = data[place:end] * rng.randint(1, 200)
        case 3 | 4:
            data[place:place] = rng.choice(_HOT)
        case 5:
            del data[place:]
        case 6:
            other = rng.choice(known)
            data[place:place] = other[rng.randint(0, len(other)) :]
        case 7:
            data[place:end] = rng.choice(_HOT) * rng.randint(1, 300)
        case _:
            lines = bytes(data).split(b"\n")
            rng.shuffle(lines)
            data[:] = b"\n".join(lines)


def _zipped(data: bytes) -> bytes:
    with BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("export", data)
        return file.getvalue()


def _spoilt(rng: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    if rng.random() < 0.7:
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raises TooSlow in what runs inside and takes longer."""

    def stop(_: int, frame: FrameType | None) -> None:
        raise TooSlow("".join(traceback.format_stack(frame)[-6:]))

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def check(path: Path, format: str) -> str:
    """Reads the file in the format; what came of it, in a word. Raises what no reader may raise."""
    try:
        rows = list(read_rows(path, format, None, ImportReport()))
    except DataError as error:
        return type(error).__name__
    for row in rows:
        assert isinstance(row, (RawProduct, BadRow))
        json.dumps(asdict(row), ensure_ascii=False).encode()  # no half of a character
    return "read" if any(isinstance(row, RawProduct) for row in rows) else "no good row"


def check_whole(path: Path, rng: random.Random) -> str:
    """Recognises the file, reads it twice, and tries an import."""
    try:
        format = recognise(path)
    except DataError as error:
        format = rng.choice(FORMATS)
        check(path, format)
        return f"not recognised ({type(error).__name__})"
    check(path, rng.choice(FORMATS))
    came = check(path, format)
    if came == "read" and rng.random() < 0.2:
        try:
            try_catalog(path, format=format, currency="EUR")
        except DataError as error:
            return f"{came}, {type(error).__name__}"
        return "imported"
    return came


def run(minutes: float, seed: int) -> tuple[Counter[str], list[Path]]:
    """What came of the files, and those that failed."""
    known, came, failed = seeds(), Counter[str](), list[Path]()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-imports-"))
    until = time.monotonic() + minutes * 60
    while time.monotonic() < until:
        rng = random.Random(seed)
        path = folder / f"seed-{seed}"
        path.write_bytes(damaged(rng, known))
        try:
            with limited(MOST_SECONDS):
                came[check_whole(path, rng)] += 1
            path.unlink()
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            came[f"FAILED: {type(error).__name__}"] += 1
            failed.append(path)
            path.with_suffix(".txt").write_text(traceback.format_exc(), encoding="utf-8")
        seed += 1
    return came, failed


def main() -> None:
    """Runs for a time, prints what came, and fails if a reader did."""
    faulthandler.enable()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    given: Any = parser.parse_args()
    came, failed = run(given.minutes, given.seed)
    for what, count in came.most_common():
        print(f"{count:8} {what}")
    print(f"{sum(came.values())} files, seeds from {given.seed}; failed: {', '.join(map(str, failed[:20])) or 'none'}")
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
