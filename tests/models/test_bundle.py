import json
from datetime import UTC, datetime

import numpy as np
import pytest

from patron.errors import ModelError
from patron.models import Model, current_version, read_bundle, write_bundle
from patron.models.boosted_classifier import BoostedClassifier


def make(task, seed):
    X = np.random.default_rng(seed).normal(size=(200, 1))
    y = (X[:, 0] > 0).astype(float)
    return Model(
        task, "churn", "boosted_classifier", BoostedClassifier(trees=3).fit(X, y).calibrate(X, y),
        ("a",), ({"type": "count", "name": "a"},), 30.0, datetime(2024, 3, 1, tzinfo=UTC),
    )  # fmt: skip


MODELS = {"churn": make("churn", 0), "churn_2": make("churn_2", 1)}


def test_what_was_written_is_read_back(tmp_path):
    version = write_bundle(tmp_path, MODELS, {"about.json": "{}"})
    found = read_bundle(tmp_path)
    assert (found.version, current_version(tmp_path)) == (version, version)
    assert {task: model.files() for task, model in found.models.items()} == {
        task: model.files() for task, model in MODELS.items()
    }
    assert found.names == {task: model.name for task, model in MODELS.items()}
    assert found.texts == {"about.json": "{}"}


def test_the_same_content_is_the_same_version_and_older_ones_stay(tmp_path):
    one = write_bundle(tmp_path, MODELS, {})
    assert write_bundle(tmp_path, MODELS, {}) == one
    other = write_bundle(tmp_path, {"churn": MODELS["churn"]}, {})
    assert other != one
    assert current_version(tmp_path) == other
    assert set(read_bundle(tmp_path, one).models) == {"churn", "churn_2"}


def test_any_flipped_bit_is_noticed(tmp_path):
    version = write_bundle(tmp_path, {"churn": MODELS["churn"]}, {"about.json": "{}"})
    for path in sorted(p for p in (tmp_path / version).rglob("*") if p.is_file()):
        content = path.read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            with pytest.raises(
                ModelError, match="differs from its checksum; the bundle is damaged"
            ):
                read_bundle(tmp_path)
        path.write_bytes(content)
    assert read_bundle(tmp_path).version == version


def test_a_missing_file_is_named(tmp_path):
    version = write_bundle(tmp_path, {"churn": MODELS["churn"]}, {})
    for path in sorted(p for p in (tmp_path / version).rglob("*") if p.is_file()):
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(ModelError, match=rf"{path.name} cannot be read; the bundle is damaged"):
            read_bundle(tmp_path)
        path.write_bytes(content)


def test_without_a_bundle_it_says_what_to_run(tmp_path):
    with pytest.raises(ModelError, match="holds no models to serve; run `patron train`"):
        read_bundle(tmp_path)
    write_bundle(tmp_path, MODELS, {})
    for content in ("{torn", "[]", "{}"):
        (tmp_path / "current.json").write_text(content)
        with pytest.raises(ModelError, match=r"current\.json is damaged"):
            read_bundle(tmp_path)


def test_a_version_cannot_lead_out_of_the_folder(tmp_path):
    (tmp_path / "current.json").write_text(json.dumps({"version": "../elsewhere"}))
    with pytest.raises(ModelError, match=r"'\.\./elsewhere' is not a version of a bundle"):
        read_bundle(tmp_path)


def test_no_draft_is_left_behind(tmp_path):
    version = write_bundle(tmp_path, MODELS, {"about.json": "{}"})
    names = {path.name for path in tmp_path.rglob("*")}
    assert not [name for name in names if name.startswith(".")]
    assert {"current.json", version, "manifest.json"} <= names
