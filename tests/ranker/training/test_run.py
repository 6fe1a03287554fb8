"""Whole trainings of a tiny model: they learn, repeat, resume, and serve what they learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from ranker.candidates import RankingRequest, Vectors
from ranker.encoding import OnnxEncoder
from ranker.errors import ModelInvalid, TrainingFailed
from ranker.export import write_head, write_language
from ranker.language import LanguageModel
from ranker.served_head import LANGUAGE, ONNX
from ranker.serving import LearnedRanker, load_ranker
from ranker.training import run
from ranker.training.config import METHODS, Method, TrainingConfig
from ranker.training.run import Beginning, Trained, train
from tests.ranker.requests import examples

EXAMPLES = [*examples(60), *examples(30, "dev", seed=1)]
SMALL = TrainingConfig(epochs=2, batch_size=16, augmented=1)
METRIC = "eval_ndcg@5"


def quietly(_title: str) -> object:
    return lambda _done, _total: None


def small(method: Method = "adapter", **changed: object) -> TrainingConfig:
    return TrainingConfig(**(asdict(SMALL) | {"method": method} | changed))


def beginning(language: Path, layers: int = 0) -> Beginning:
    return Beginning(LanguageModel.load(language, 48, layers), "tiny")


def trained(config: TrainingConfig, language: Path, folder: Path) -> Trained:
    return train(EXAMPLES, config, beginning(language, config.layers), folder, quietly)  # type: ignore[arg-type]


def asked() -> RankingRequest:
    example = EXAMPLES[1]
    return RankingRequest(example.query, None, example.candidates, (), example.category)


def test_the_same_seed_gives_the_same_head_and_another_another(tiny_model: Path, tmp_path: Path) -> None:
    first, again, other = (
        trained(small(seed=seed), tiny_model, tmp_path / name).head.state_dict()
        for seed, name in ((0, "a"), (0, "b"), (1, "c"))
    )

    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_a_head_learns_what_matters_and_what_serves(tiny_model: Path, tmp_path: Path) -> None:
    result = trained(small(epochs=8, learning_rate=1e-2), tiny_model, tmp_path)
    scores = [entry[METRIC] for entry in result.curve if METRIC in entry]
    language = result.language or LanguageModel.load(tiny_model, 48)
    ranking = LearnedRanker("x", result.head.served(), lambda t: language.encode(t).numpy(), shares_queries=False).rank(
        asked()
    )
    wanted = int(np.argmax(EXAMPLES[1].relevance))

    assert max(scores) > 0.9
    assert int(ranking.weights.argmax()) == wanted
    assert ranking.affinities[wanted][0] > ranking.affinities[wanted][1]


def test_a_head_alone_is_trained_over_encodings_that_are_given(tiny_model: Path, tmp_path: Path) -> None:
    language, read = LanguageModel.load(tiny_model, 48), list[str]()

    def encode(texts: Sequence[str]) -> Vectors:
        read.extend(texts)
        vectors: Vectors = language.encode(texts).numpy()
        return vectors

    given = train(EXAMPLES, SMALL, Beginning(None, "given", None, encode), tmp_path / "a", quietly)  # type: ignore[arg-type]
    own = trained(SMALL, tiny_model, tmp_path / "b")

    assert given.language is None
    assert len(read) == len(set(read))
    for name, weights in given.head.state_dict().items():
        torch.testing.assert_close(weights, own.head.state_dict()[name])
    with pytest.raises(TrainingFailed, match="method 'lora' needs a language model"):
        train(EXAMPLES, small("lora"), Beginning(None, "given", None, encode), tmp_path / "c", quietly)  # type: ignore[arg-type]


def test_goes_on_from_a_head(tiny_model: Path, tmp_path: Path) -> None:
    before = trained(small(epochs=8, learning_rate=1e-2), tiny_model, tmp_path / "a")
    start = Beginning(LanguageModel.load(tiny_model, 48), "again", before.head)
    after = train(EXAMPLES, small(epochs=1, learning_rate=1e-5), start, tmp_path / "b", quietly)  # type: ignore[arg-type]

    assert torch.allclose(before.head.asking.weight, after.head.asking.weight, atol=1e-3)
    assert not torch.allclose(before.head.asking.weight, torch.eye(32), atol=1e-3)


def test_a_finished_training_is_not_done_again(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trained(small(), tiny_model, tmp_path)

    def refuse(*_arguments: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(run, "fit", refuse)
    after = trained(small(), tiny_model, tmp_path)
    assert after.curve == before.curve
    assert all(torch.equal(a, b) for a, b in zip(after.head.parameters(), before.head.parameters(), strict=True))


def test_an_interrupted_training_goes_on_from_its_last_epoch(tiny_model: Path, tmp_path: Path) -> None:
    class Interrupted(Exception):
        pass

    def interrupt(_title: str) -> object:
        def report(done: int, _total: int) -> None:
            if done > 6:  # in the second of four epochs of four steps
                raise Interrupted

        return report

    config, start = small(epochs=4), beginning(tiny_model)
    with pytest.raises(Interrupted):
        train(EXAMPLES, config, start, tmp_path, interrupt)  # type: ignore[arg-type]
    steps: list[int] = []
    train(EXAMPLES, config, start, tmp_path, lambda _title: lambda done, _total: steps.append(done))

    assert steps[0] == 5


@pytest.mark.parametrize("method", [method for method in METHODS if method != "adapter"])
@pytest.mark.slow
def test_a_tuned_language_model_is_served_as_it_was_trained(method: Method, tiny_model: Path, tmp_path: Path) -> None:
    result = trained(small(method), tiny_model, tmp_path / "work")
    language = result.language
    assert language is not None
    folder = tmp_path / "model"
    folder.mkdir()
    reference = LearnedRanker("x", result.head.served(), lambda t: language.encode(t).numpy(), shares_queries=False)
    expected = reference.rank(asked()).weights
    write_head(folder, result.head)
    write_language(folder, language)

    for variant, tolerance in (("onnx", 1e-4), ("int8", 0.05), ("torch", 1e-4)):
        if variant == "torch" and method == "prefix":
            continue  # has no weights of its own to load
        weights = load_ranker(folder, _unused, variant, "cpu").rank(asked()).weights
        assert weights == pytest.approx(expected, abs=tolerance), variant


def _unused(_texts: object) -> np.ndarray:
    raise AssertionError("a model with a language model of its own needs no other")


@pytest.mark.slow
def test_a_folder_with_a_missing_file_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    result = trained(small("full"), tiny_model, tmp_path / "work")
    assert result.language is not None
    write_head(tmp_path, result.head)
    write_language(tmp_path, result.language)
    (tmp_path / ONNX["int8"]).unlink()
    with pytest.raises(ModelInvalid, match=r"language\.int8\.onnx"):
        load_ranker(tmp_path, _unused, "int8", "cpu")
    (tmp_path / LANGUAGE / "model.safetensors").unlink()
    with pytest.raises(ModelInvalid, match="language cannot be loaded"):
        load_ranker(tmp_path, _unused, "torch", "cpu")
    (tmp_path / "head.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelInvalid, match="train again"):
        load_ranker(tmp_path, _unused)


def test_words_stay_where_they_are_when_all_layers_are_tuned(tiny_model: Path, tmp_path: Path) -> None:
    before = LanguageModel.load(tiny_model, 48)
    after = trained(small("full"), tiny_model, tmp_path).language
    assert after is not None

    def words(language: LanguageModel) -> torch.Tensor:
        weights: torch.Tensor = language.model.get_input_embeddings().weight
        return weights

    assert torch.equal(words(before), words(after))
    assert any(not torch.equal(a, b) for a, b in zip(before.parameters(), after.parameters(), strict=True))


def test_perturbed_embeddings_are_put_back(tiny_model: Path, tmp_path: Path) -> None:
    plain, perturbed = (trained(small("full", adversarial=norm), tiny_model, tmp_path).language for norm in (0.0, 0.5))
    assert plain is not None
    assert perturbed is not None

    moved = {name: float((own - perturbed.state_dict()[name]).abs().max()) for name, own in plain.state_dict().items()}
    assert max(moved.values()) > 0
    assert moved["model.embeddings.word_embeddings.weight"] < 1e-6


def test_keeps_evenly_spaced_layers(tiny_model: Path) -> None:
    language = LanguageModel.load(tiny_model, 32, layers=1)

    assert len(language.model.encoder.layer) == 1
    with pytest.raises(TrainingFailed, match="layers must lie between 1"):
        LanguageModel.load(tiny_model, 32, layers=3)


def test_a_language_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match="language_model: cannot load"):
        LanguageModel.load(tmp_path, 32)


def test_too_few_examples_say_what_to_do(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match="the train split has 3 examples"):
        train(examples(3), SMALL, beginning(tiny_model), tmp_path, quietly)  # type: ignore[arg-type]


@pytest.mark.slow
def test_batches_that_threads_share_are_read_alike(tiny_model: Path, tmp_path: Path) -> None:
    write_language(tmp_path, LanguageModel.load(tiny_model, 48))
    texts = [f"{example.query} {number}" for number, example in enumerate(EXAMPLES)]

    np.testing.assert_array_equal(OnnxEncoder(tmp_path, "onnx", 1)(texts), OnnxEncoder(tmp_path, "onnx", 3)(texts))


def test_a_head_that_is_held_moves_less_and_keeps_how_it_reads_statistics(tiny_model: Path, tmp_path: Path) -> None:
    first = trained(small(), tiny_model, tmp_path / "first").head
    moved = {}
    for anchor in (0.0, 1.0):
        begun_from = Beginning(LanguageModel.load(tiny_model, 48, 0), "tiny", first)
        config = small(anchor=anchor, seed=1, epochs=3, learning_rate=1e-2)
        head = train(EXAMPLES, config, begun_from, tmp_path / f"held {anchor}", quietly).head  # type: ignore[arg-type]
        pairs = zip(head.parameters(), first.parameters(), strict=True)
        moved[anchor] = sum(float((own - before).detach().square().sum()) for own, before in pairs)
        if anchor:
            assert torch.equal(head.mean, first.mean)

    assert moved[1.0] < moved[0.0] / 2
