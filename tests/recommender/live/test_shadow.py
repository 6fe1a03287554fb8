"""A model in the shadow: compared beside, never waited for, and nothing of what was asked is kept."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from ranker.candidates import Ranking, RankingRequest
from ranker.statistical import StatisticsRanker
from recommender.engine.exploration import Draw, Exploration
from recommender.engine.families import Families
from recommender.engine.needs import Needs
from recommender.engine.recommender import Recommender
from recommender.engine.trials import Trial
from recommender.live.shadow import MOST_WAITING, Shadow
from recommender.metrics import Metrics
from recommender.protocol.recommend import RecommendRequest
from tests.recommender.fake_models import FakeModel
from tests.recommender.leaning_ranker import LeaningRanker

ASKED = RecommendRequest(query="mouse to carry on trains", unit="somebody")


def shadowed(recommender: Recommender, ranker: FakeModel | LeaningRanker, share: float = 1.0) -> Recommender:
    own = Recommender(recommender.snapshot)
    families = Families(own.snapshot.table, own.readings)
    own.trial = Trial("shadow", share, ranker, families, Needs(own.snapshot, own.readings))
    return own


def test_says_how_far_the_two_agree_and_not_what_was_asked(recommender: Recommender, tmp_path: Path) -> None:
    own, metrics = shadowed(recommender, LeaningRanker("trains", {"weight": (-0.9, 0.9)})), Metrics()
    shadow, served = Shadow(tmp_path / "shadow", metrics), own.recommend(ASKED)

    shadow.offer(own, ASKED, served.model_dump_json())
    shadow.offer(own, ASKED.model_copy(update={"arm": "holdout"}), served.model_dump_json())
    shadow._thread.shutdown()

    (line,) = (tmp_path / "shadow" / "leaning.jsonl").read_text(encoding="utf-8").splitlines()
    assert "trains" not in line
    assert "somebody" not in line
    told = json.loads(line)
    assert told["current"]["model_version"] == StatisticsRanker.version
    assert told["current"]["products"] == [product.id for product in served.products]
    assert 0 <= told["overlap"] < 1
    assert 'shadowed_total{model_version="leaning"' in metrics.exposition().decode()


def test_nobody_waits_for_a_slow_model(recommender: Recommender) -> None:
    slow = FakeModel("slow")
    own, metrics = shadowed(recommender, slow), Metrics()
    served, shadow = own.recommend(ASKED).model_dump_json(), Shadow(None, metrics)
    slow.released.clear()

    for _ in range(3 * MOST_WAITING):
        shadow.offer(own, ASKED, served)

    assert slow.asked.wait(10)
    slow.released.set()
    shadow._thread.shutdown()
    counted = [line for line in metrics.exposition().decode().splitlines() if "shadowed_total{" in line]
    assert sum(float(line.split()[-1]) for line in counted) == MOST_WAITING


def test_a_model_that_fails_in_the_shadow_harms_nobody(recommender: Recommender, tmp_path: Path) -> None:
    broken, asked = FakeModel("broken"), threading.Event()

    def fails(_request: RankingRequest) -> Ranking:
        asked.set()
        raise RuntimeError("no memory")

    broken.rank_as = fails
    own, shadow = shadowed(recommender, broken), Shadow(tmp_path, Metrics())

    shadow.offer(own, ASKED, own.recommend(ASKED).model_dump_json())
    shadow.offer(own, ASKED, "no answer")
    shadow._thread.shutdown()

    assert asked.is_set()
    assert list(tmp_path.iterdir()) == []


def test_looks_at_its_share_alone(recommender: Recommender, tmp_path: Path) -> None:
    own = shadowed(recommender, LeaningRanker("trains", {}), share=0.001)
    shadow = Shadow(tmp_path, Metrics())

    shadow.offer(own, ASKED, own.recommend(ASKED).model_copy(update={"query_id": "a"}).model_dump_json())
    shadow.close()

    assert list(tmp_path.iterdir()) == []


def test_compares_with_the_best_and_not_with_what_chance_showed(recommender: Recommender, tmp_path: Path) -> None:
    own, asked = shadowed(recommender, FakeModel("twin")), RecommendRequest(query="mouse", limit=10, unit="u")
    served = own.recommend(asked, Draw(Exploration(0.1, list_share=0.5), order=0.5))
    shadow = Shadow(tmp_path, Metrics())

    shadow.offer(own, asked, served.model_dump_json())
    shadow._thread.shutdown()

    assert served.trace is not None
    assert served.trace.policy.explored
    told = json.loads((tmp_path / "twin.jsonl").read_text(encoding="utf-8"))
    assert told["current"]["products"] == told["shadow"]["products"] == served.trace.best[:5]
