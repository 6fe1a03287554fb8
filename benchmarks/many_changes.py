#!/usr/bin/env python3
"""What a large file of prices and stocks costs: rows a second, memory, the database, the recommender's start after it.

    python -m benchmarks.many_changes [--products 20000] [--rows 1000000] [--port 27701] [--keep FOLDER]

The catalog is the demo's, again and again (`benchmarks.large_import`), imported and indexed in a fresh home. Its
recommender runs while `floorwalker changes` sends the file: each row a price and a stock of a product, and when they
were known. On a machine that does other things too, processor seconds are what to compare.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import httpx

from benchmarks.large_import import repeated
from data.catalog.changes import ChangeLog
from data.catalog.store import CatalogStore
from data.database import connect
from data.demo import generate
from data.demo.exports import WRITERS, listings
from floorwalker.settings import ROOT

_START_SECONDS = 900.0


def prepared(work: Path, products: int, environment: dict[str, str]) -> None:
    """Imports and indexes a catalog of so many products."""
    demo = generate(work / "demo", seed=7)
    rows = [json.loads(line) for line in demo.catalog.read_text(encoding="utf-8").splitlines()]
    file = work / "catalog.xml"
    WRITERS["google"](file, list(islice(repeated(listings(rows), untyped=False), products)))
    for command in (["import", str(file), "--yes"], ["index"]):
        subprocess.run([sys.executable, "-m", "floorwalker", *command], env=environment, check=True)


def write_changes(file: Path, ids: list[str], count: int) -> None:
    """So many rows over these products, in turn as chance has it."""
    chance, at = random.Random(7), datetime(2026, 1, 1, tzinfo=UTC)
    with file.open("w", encoding="utf-8") as rows:
        rows.write("id,price,stock,at\n")
        for number in range(count):
            price, stock = chance.randint(100, 99_999) / 100, chance.randint(0, 5)
            when = (at + timedelta(milliseconds=number)).isoformat()
            rows.write(f"{chance.choice(ids)},{price:.2f},{stock},{when}\n")


@contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator[tuple[int, float]]:
    """A recommender: its process id, and the seconds until it was ready."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "floorwalker", "serve", "recommender"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - started > _START_SECONDS:
                    raise SystemExit("the recommender did not start; run it by hand to see why")
                time.sleep(0.1)
            yield process.pid, round(time.perf_counter() - started, 1)
        finally:
            process.terminate()


def _is_ready(port: int) -> bool:
    try:
        return bool(httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5, trust_env=False).json().get("ready"))
    except (httpx.HTTPError, ValueError):
        return False


def used(pid: int) -> tuple[float, int]:
    """Processor seconds of a process so far, and the most memory that it had, in MB."""
    times = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines())
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"), int(status["VmHWM"].split()[0]) // 1024


def sent(file: Path, environment: dict[str, str]) -> dict[str, float | int]:
    """What sending the file takes."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "floorwalker", "changes", str(file)], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the file was not taken; send it by hand to see why")
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "command_processor_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "command_most_memory_mb": round(usage.ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000], help="of one file after the other")
    parser.add_argument("--port", type=int, default=27701)
    parser.add_argument("--keep", type=Path, help="folder for the file and the home; removed otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = options.keep or Path(folder)
        home = work / "home"
        own = {"FLOORWALKER_HOME": str(home), "FLOORWALKER_RECOMMENDER_PORT": str(options.port)}
        environment = os.environ | own | {"PYTHONPATH": str(ROOT)}
        if not (home / "index").exists():
            prepared(work, options.products, environment)
        engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
        catalog = CatalogStore(engine).load()
        with serving(environment, options.port) as (_, seconds):
            print(json.dumps({"products": len(catalog.products), "start_seconds": seconds}), flush=True)
        for rows in options.rows:
            write_changes(work / "changes.csv", [product.id for product in catalog.products], rows)
            with serving(environment, options.port) as (pid, _):
                before, _ = used(pid)
                told = sent(work / "changes.csv", environment)
                after, memory = used(pid)
            told |= {
                "rows": rows,
                "rows_a_second": round(rows / told["seconds"]),
                "recommender_processor_seconds": round(after - before, 1),
                "recommender_most_memory_mb": memory,
                "log_rows": len(ChangeLog(engine).since(catalog.version)),
                "database_mb": round(sum(file.stat().st_size for file in home.glob("floorwalker.db*")) / 1e6),
            }
            with serving(environment, options.port) as (_, seconds):
                print(json.dumps(told | {"start_seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
