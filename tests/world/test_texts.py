import numpy as np
import pytest

from patron.text import default_reader
from patron.world.texts import BAD, GOOD, MIXED, TOPICS, tones, write


@pytest.mark.parametrize("topic", ["goods", "shop", "calls"])
def test_a_bad_tone_reads_bad_and_a_good_one_good(topic):
    reader = default_reader()
    mean = {}
    for tone in (BAD, MIXED, GOOD):
        texts = write(topic, np.full(200, tone), np.random.default_rng(0)).to_pylist()
        found = [reading.sentiment or 0.0 for reading in reader.read(texts)]
        mean[tone] = np.mean(found)
        assert len(set(texts)) > 60
    assert mean[BAD] < -0.5 < mean[MIXED] < mean[GOOD]
    assert mean[GOOD] > 0.5


def test_tone_follows_mood_but_not_always():
    draw = np.random.default_rng(0)
    low, high = (np.bincount(tones(np.full(5_000, mood), draw), minlength=3) for mood in (0, 4))
    assert low.argmax() == BAD
    assert high.argmax() == GOOD
    assert (low[:2] > 0).all()


def test_texts_have_nothing_that_a_file_would_have_to_escape():
    said = [part for parts in TOPICS.values() for tone in parts for slot in tone for part in slot]
    assert not [text for text in said if set(text) & set('"\\\n;')]
