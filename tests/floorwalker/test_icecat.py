"""The figures that the first version promised, on 19,406 real products, as an outsider measures them. Takes minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.floorwalker.running import free_ports

pytestmark = [pytest.mark.full, pytest.mark.evaluation_data]


@pytest.fixture(scope="module")
def recommender(evaluation_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a recommender on the whole catalog, imported and indexed from cold."""
    (port,) = free_ports(1)
    home = tmp_path_factory.mktemp("icecat")
    environment = os.environ | {"FLOORWALKER_HOME": str(home), "FLOORWALKER_RECOMMENDER_PORT": str(port)}
    catalog = evaluation_data / "icecat" / "products.jsonl.gz"
    floorwalker = [sys.executable, "-m", "floorwalker"]
    subprocess.run([*floorwalker, "import", str(catalog), "--format", "icecat"], env=environment, check=True)
    subprocess.run([*floorwalker, "index"], env=environment, check=True)
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([*floorwalker, "serve", "recommender"], env=environment) as process:
        try:
            deadline = time.monotonic() + 180
            while not _is_ready(url):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.5)
            yield url
        finally:
            process.terminate()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready", timeout=5).is_success
    except httpx.HTTPError:
        return False


def measured(evaluation_data: Path, script: str, url: str) -> dict[str, Any]:
    path = evaluation_data.parent / "bench" / script
    if not path.is_file():
        pytest.skip(f"the outside benchmark {script} is not beside the evaluation data")
    done = subprocess.run([sys.executable, str(path), "--url", url, "--json"], capture_output=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def test_asks_few_questions_until_the_shoppers_product_is_shown(evaluation_data: Path, recommender: str) -> None:
    figures = measured(evaluation_data, "drilldown.py", recommender)

    assert figures["mean_questions"] <= 2.8
    assert figures["found_within_10"] >= 0.87


def test_orders_products_as_people_rated_them(evaluation_data: Path, recommender: str) -> None:
    figures = measured(evaluation_data, "product_ranking.py", recommender)

    assert figures["full_ndcg10"] >= 0.75
    assert figures["recall100"] >= 0.92
