#!/usr/bin/env python3
"""How long the import of a large export takes, and how much memory: a whole `floorwalker import` in a fresh home.

    python -m benchmarks.large_import [--products 100000] [--formats shopify google …] [--untyped] [--keep FOLDER]

The export is the demo's, written as each shop system writes it, again and again: with other numbers, prices and model
names. With --untyped no product states its type, so that types are found in titles, which takes longest. Processor
time, not the clock, is what to compare on a machine that does other things too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from data.demo import generate
from data.demo.exports import WRITERS, Listing, listings
from floorwalker.settings import ROOT


def repeated(demo: Sequence[Listing], *, untyped: bool) -> Iterator[Listing]:
    """The demo's listings without end, each time as other products."""
    for turn in count():
        for number, one in enumerate(demo):
            forms = tuple(
                replace(form, sku=f"{form.sku}-{turn}", price=round(form.price * (1 + turn % 7 / 100), 2))
                for form in one.forms
            )
            yield replace(
                one,
                id=f"{one.id}-{turn}",
                number=turn * len(demo) + number + 1,
                title=f"{one.title}, series {turn}",
                mpn=f"{one.mpn}-{turn}",
                category="" if untyped else one.category,
                forms=forms,
            )


def measured(file: Path, home: Path) -> dict[str, float | int | str]:
    """What an import of the file into a fresh home takes: seconds, megabytes, and how far apart its news were."""
    environment = os.environ | {"FLOORWALKER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    started = last = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "floorwalker", "import", str(file)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    silence, said = 0.0, ""
    for line in process.stdout:
        silence, last = max(silence, time.perf_counter() - last), time.perf_counter()
        said = said or (line.strip() if "kept" in line else "")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "file_mb": round(file.stat().st_size / 1e6),
        "exit_code": process.returncode,
        "seconds": round(time.perf_counter() - started),
        "processor_seconds": round(used.ru_utime + used.ru_stime),
        "most_memory_mb": round(used.ru_maxrss / 1024),
        "longest_silence_seconds": round(silence),
        "said": said,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--formats", nargs="+", choices=WRITERS, default=list(WRITERS))
    parser.add_argument("--untyped", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder for the files and homes; removed otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = options.keep or Path(folder)
        demo = generate(work / "demo", seed=7)
        rows = [json.loads(line) for line in demo.catalog.read_text(encoding="utf-8").splitlines()]
        products = list(islice(repeated(listings(rows), untyped=options.untyped), options.products))
        for format in options.formats:
            file = work / f"{format}.{'xml' if format == 'google' else 'csv'}"
            WRITERS[format](file, products)
            print(format, json.dumps(measured(file, work / f"home-{format}")), flush=True)


if __name__ == "__main__":
    main()
