import dataclasses
import time

import pytest

from patron.models.bundle import CURRENT
from patron.service.watch import BundleWatch


@pytest.fixture
def folder(shop, tmp_path):
    """Return a folder that no bundle was written to yet."""
    return tmp_path / "bundle"


@pytest.fixture
def write(shop, folder):
    """Return a function that writes a bundle with a currency."""
    from patron.models import write_bundle

    return lambda currency: write_bundle(
        folder, shop.models, {"workspace.json": f'{{"currency": "{currency}"}}'}
    )


def test_before_there_is_a_bundle_there_are_no_champions(folder):
    watch = BundleWatch(folder)
    watch.look()
    assert watch.champions is None
    assert "patron train" in watch.trouble


def test_a_new_bundle_takes_the_place_of_the_old(folder, write):
    watch = BundleWatch(folder)
    write("EUR")
    watch.look()
    before = watch.champions
    version = write("USD")
    watch.look()
    assert (before.currency, watch.champions.currency) == ("EUR", "USD")
    assert watch.champions.version == version
    assert watch.trouble is None


def test_an_unchanged_bundle_is_not_read_again(folder, write):
    watch = BundleWatch(folder)
    write("EUR")
    watch.look()
    before = watch.champions
    watch.look()
    assert watch.champions is before


@pytest.mark.parametrize("file", ["workspace.json", "manifest.json", "churn/score.txt"])
def test_a_damaged_bundle_leaves_the_old_one_answering(folder, write, file):
    watch = BundleWatch(folder)
    write("EUR")
    watch.look()
    version = write("USD")
    path = folder / version / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    watch.look()
    assert watch.champions.currency == "EUR"
    assert "differs from its checksum" in watch.trouble


def test_a_model_that_does_not_fit_its_features_leaves_the_old_one_answering(folder, write, shop):
    from patron.models import write_bundle

    watch = BundleWatch(folder)
    write("EUR")
    watch.look()
    churn = shop.models["churn"]
    unfit = dataclasses.replace(churn, features=churn.features[:-1])
    write_bundle(folder, {"churn": unfit}, {"workspace.json": '{"currency": "USD"}'})
    watch.look()
    assert watch.champions.currency == "EUR"
    assert "but the bundle declares 9 features for it; they differ by income" in watch.trouble


def test_a_damaged_pointer_leaves_the_old_one_answering_until_it_is_repaired(folder, write):
    watch = BundleWatch(folder)
    write("EUR")
    watch.look()
    (folder / CURRENT).write_text("{")
    watch.look()
    assert watch.champions.currency == "EUR"
    assert watch.trouble is not None
    write("EUR")
    watch.look()
    assert watch.trouble is None


def test_it_keeps_looking_until_it_is_stopped(folder, write):
    watch = BundleWatch(folder, seconds=0.01)
    watch.start()
    try:
        write("EUR")
        until = time.monotonic() + 20
        while watch.champions is None and time.monotonic() < until:
            time.sleep(0.01)
        assert watch.champions.currency == "EUR"
    finally:
        watch.stop()
    watch._thread.join(timeout=20)
    assert not watch._thread.is_alive()
