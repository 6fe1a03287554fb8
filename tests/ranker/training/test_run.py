"""Whole trainings of a tiny model: they learn, repeat, resume, and serve what they learned."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from ranker.candidates import RankingRequest
from ranker.encoding import OnnxEncoder
from ranker.errors import ModelInvalid, TrainingFailed
from ranker.export import LANGUAGE, ONNX, write_heads, write_language
from ranker.language import LanguageModel
from ranker.network import Heads
from ranker.serving import LearnedRanker, load_ranker
from ranker.training import run
from ranker.training.config import METHODS, Method, TrainingConfig
from ranker.training.curves import draw_curves
from ranker.training.run import Trained, train
from ranker.training.search import searched
from tests.ranker.requests import examples

EXAMPLES = [*examples(60), *examples(30, "dev", seed=1)]
SMALL = TrainingConfig(seeds=1, epochs=2, language_epochs=1, batch_size=16, sampled=4, projected=4, hidden=8)
METRIC = "eval_ndcg@5"


def quietly(_title: str) -> object:
    return lambda _done, _total: None


def small(method: Method = "adapter", **changed: object) -> TrainingConfig:
    return TrainingConfig(**(asdict(SMALL) | {"method": method} | changed))


def trained(config: TrainingConfig, language: Path, folder: Path) -> Trained:
    return train(EXAMPLES, config, language, folder, quietly)  # type: ignore[arg-type]


def asked() -> RankingRequest:
    example = EXAMPLES[1]
    return RankingRequest(example.query, None, example.candidates, example.declined, example.category)


def test_the_same_seed_gives_the_same_head_and_another_another(tiny_model: Path, tmp_path: Path) -> None:
    first, again, other = (
        trained(small(seed=seed), tiny_model, tmp_path / name).heads.state_dict()
        for seed, name in ((0, "a"), (0, "b"), (1, "c"))
    )

    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_a_head_begins_as_the_hand_made_ranker_and_learns(tiny_model: Path, tmp_path: Path) -> None:
    curve = trained(small(epochs=6), tiny_model, tmp_path).curves["head-0"]

    scores = [entry[METRIC] for entry in curve if METRIC in entry]
    assert scores[0] > 0.9  # the relevant attribute is the one that narrows most
    assert max(scores) >= scores[0]


def test_a_finished_head_is_not_trained_again(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trained(small(), tiny_model, tmp_path)

    def refuse(*_arguments: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(run, "fit", refuse)
    after = trained(small(), tiny_model, tmp_path)
    assert after.curves == before.curves
    assert all(torch.equal(a, b) for a, b in zip(after.heads.parameters(), before.heads.parameters(), strict=True))


def test_an_interrupted_training_goes_on_from_its_last_epoch(tiny_model: Path, tmp_path: Path) -> None:
    class Interrupted(Exception):
        pass

    def interrupt(_title: str) -> object:
        def report(done: int, _total: int) -> None:
            if done > 6:  # in the second of four epochs of four steps
                raise Interrupted

        return report

    config = small(epochs=4)
    with pytest.raises(Interrupted):
        train(EXAMPLES, config, tiny_model, tmp_path, interrupt)  # type: ignore[arg-type]
    steps: list[int] = []
    train(
        EXAMPLES,
        config,
        tiny_model,
        tmp_path,
        lambda _title: lambda done, _total: steps.append(done),
    )

    assert steps[0] == 5


@pytest.mark.parametrize("method", [method for method in METHODS if method != "adapter"])
@pytest.mark.slow
def test_a_tuned_language_model_is_served_as_it_was_trained(method: Method, tiny_model: Path, tmp_path: Path) -> None:
    result = trained(small(method), tiny_model, tmp_path / "work")
    folder = tmp_path / "model"
    folder.mkdir()
    reference = LearnedRanker("x", result.heads, lambda t: result.language.encode(t).numpy(), shares_queries=False)
    expected = reference.rank(asked()).weights
    write_heads(folder, result.heads)
    write_language(folder, result.language)

    for variant, tolerance in (("onnx", 1e-4), ("int8", 0.05), ("torch", 1e-4)):
        if variant == "torch" and method == "prefix":
            continue  # has no weights of its own to load
        weights = load_ranker(folder, _unused, variant, "cpu").rank(asked()).weights
        assert weights == pytest.approx(expected, abs=tolerance), variant


def _unused(_texts: object) -> np.ndarray:
    raise AssertionError("a model with a language model of its own needs no other")


@pytest.mark.slow
def test_a_folder_with_a_missing_file_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    result = trained(small(layers=1), tiny_model, tmp_path / "work")
    write_heads(tmp_path, result.heads)
    write_language(tmp_path, result.language)
    (tmp_path / ONNX["int8"]).unlink()
    with pytest.raises(ModelInvalid, match=r"language\.int8\.onnx"):
        load_ranker(tmp_path, _unused, "int8", "cpu")
    (tmp_path / LANGUAGE / "model.safetensors").unlink()
    with pytest.raises(ModelInvalid, match="language cannot be loaded"):
        load_ranker(tmp_path, _unused, "torch", "cpu")
    (tmp_path / "heads.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelInvalid, match="train again"):
        load_ranker(tmp_path, _unused)


def test_keeps_evenly_spaced_layers(tiny_model: Path) -> None:
    language = LanguageModel.load(tiny_model, 32, layers=1)

    assert len(language.model.encoder.layer) == 1
    with pytest.raises(TrainingFailed, match="layers must lie between 1"):
        LanguageModel.load(tiny_model, 32, layers=3)


def test_a_language_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match="language_model: cannot load"):
        LanguageModel.load(tmp_path, 32)


def test_perturbed_embeddings_are_put_back_and_need_the_whole_model(tiny_model: Path, tmp_path: Path) -> None:
    plain = trained(small("full"), tiny_model, tmp_path).language.state_dict()
    perturbed = trained(small("full", adversarial=0.5), tiny_model, tmp_path).language.state_dict()

    moved = max(float((plain[name] - perturbed[name]).abs().max()) for name in plain)
    assert 0 < moved < 0.05  # a perturbation that stayed would be 0.5 in all
    with pytest.raises(TrainingFailed, match="adversarial needs method 'full'"):
        trained(small("lora", adversarial=0.5), tiny_model, tmp_path)


def test_too_few_examples_say_what_to_do(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match="the train split has 3 examples"):
        train(examples(3), SMALL, tiny_model, tmp_path, quietly)  # type: ignore[arg-type]


def test_a_search_is_never_worse_than_what_it_began_with(tiny_model: Path) -> None:
    done: list[int] = []
    found = searched(EXAMPLES, SMALL, tiny_model, 2, lambda trial, _total: done.append(trial))

    assert done == [1, 2]
    assert found.method == SMALL.method
    assert found.epochs == SMALL.epochs


def test_curves_become_a_picture(tiny_model: Path, tmp_path: Path) -> None:
    draw_curves(trained(small(), tiny_model, tmp_path).curves, tmp_path / "curves.png")

    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_heads_vote(tiny_model: Path, tmp_path: Path) -> None:
    result = trained(small(seeds=2), tiny_model, tmp_path)

    def scores(heads: Heads) -> np.ndarray:
        ranker = LearnedRanker("x", heads, lambda t: result.language.encode(t).numpy(), shares_queries=False)
        return np.asarray(np.sum(list(ranker.rank(asked()).parts.values()), axis=0))

    alone = [scores(Heads([member]).eval()) for member in result.heads.members]  # type: ignore[list-item]
    assert scores(result.heads) == pytest.approx(np.mean(alone, axis=0), abs=1e-5)


def test_an_onnx_encoder_gives_unit_vectors_in_the_order_given(tiny_model: Path, tmp_path: Path) -> None:
    write_language(tmp_path, LanguageModel.load(tiny_model, 32))
    vectors = OnnxEncoder(tmp_path, "onnx")(["a long red text", "b", ""])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    assert vectors[1] == pytest.approx(OnnxEncoder(tmp_path, "onnx")(["b"])[0], abs=1e-4)
