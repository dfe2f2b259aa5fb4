import re

import pytest

from patron.errors import ConfigError
from patron.explain.words import LANGUAGES, languages, words_of

# What would claim more than that the score moved with a fact.
CAUSAL = re.compile(
    r"\b(because|cause[sd]?|due to|thanks? to|leads? to|led to|makes?|made|drives?|driven|"
    r"results? in|therefore|so that|reduc\w+|increas\w+|rais\w+|lower(s|ed|ing)|prevent\w*|"
    r"weil|wegen|dadurch|deshalb|bewirkt\w*|verursach\w*|führt zu|senkt|erhöht)\b",
    re.IGNORECASE,
)

every_language = pytest.mark.parametrize("language", languages())


@every_language
def test_no_phrase_claims_a_cause(language):
    phrases = [line for line in text_of(language).splitlines() if not line.startswith("#")]
    assert [line for line in phrases if CAUSAL.search(line)] == []


def text_of(language):
    return (LANGUAGES / f"{language}.yaml").read_text(encoding="utf-8")


def test_a_claim_of_cause_would_be_found():
    for claim in ("{points} because of it", "lowers the risk", "weil er", "leads to more"):
        assert CAUSAL.search(claim)


@every_language
def test_each_way_to_compare_has_words(language):
    words = words_of(language)
    for how in ("more", "less", "like", "unlike", "middle"):
        assert words.comparing("a new type", how)


def test_a_type_may_compare_in_words_of_its_own():
    assert words_of().comparing("recency", "more") == "longer ago than for {share}"
    assert words_of().comparing("recency", "like") == "like most {who}"


def test_a_language_without_words_is_refused():
    with pytest.raises(ConfigError, match=r"no words for the language 'eng'; there are: .*en"):
        words_of("eng")
