import pytest

from patron.errors import ConfigError
from patron.offers import load_offers


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "offers.yaml"
        path.write_text(text)
        return load_offers(path)

    return load


def test_offers_and_rules_keep_their_order(load):
    offers, rules = load(
        "{offers: [{type: replenish, name: b, channel: mail}, {type: cross_sell, name: a, "
        "channel: app}], rules: [{type: floor, name: f, at_least: 1}, "
        "{type: budget, name: e, offer: a, at_most: 9}]}"
    )
    assert [offer.name for offer in offers] == ["b", "a"]
    assert [rule.name for rule in rules] == ["f", "e"]
    assert load("{rules: []}") == ([], [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{offers: [{type: replenish, name: nothing, channel: m}]}", "none be 'nothing'"),
        ("{rules: [{type: floor, name: better offer, at_least: 1}]}", "none be 'better offer'"),
        (
            "{rules: [{type: budget, name: e, offer: x, at_most: 9}]}",
            "rule 'e' is about the offer 'x'",
        ),
        ("{offers: [words]}", r"offers\[0\] must be a mapping"),
        ("{offers: [{type: floor, name: x}]}", r"offers\[0\]: type is 'floor', but must be one of"),
    ],
)
def test_what_cannot_be_meant_is_refused(load, text, says):
    with pytest.raises(ConfigError, match=says):
        load(text)
