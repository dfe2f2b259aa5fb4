import json

import pytest

from patron.errors import ConfigError
from patron.offers import declared, load_offers, offers_of
from patron.offers.contact_limit import ContactLimit


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
    assert [rule.name for rule in rules][-2:] == ["f", "e"]


def test_one_email_and_one_text_message_a_week_are_the_limit_unless_said(load):
    weekly = [ContactLimit(name=f"{name} limit", channel=name) for name in ("email", "sms")]
    assert load("{rules: []}") == ([], weekly)
    own = "{type: contact_limit, name: enough, channel: email, at_most: 3, within: P1D}"
    _, rules = load(f"{{rules: [{own}]}}")
    assert [(rule.name, rule.at_most) for rule in rules] == [("sms limit", 1), ("enough", 3)]


def test_what_is_declared_is_read_back(load):
    found = load(
        "{offers: [{type: retain, name: gift, channel: sms, saves: 0.5}], rules: ["
        '{type: quiet_hours, name: night, channel: sms, begins: "21:00", ends: "08:00"}, '
        "{type: expiry, name: over, offer: gift, valid_until: 2024-05-01T00:00:00Z}, "
        "{type: once, name: again, within: P7D}]}"
    )
    assert offers_of(json.loads(json.dumps(declared(*found))), "bundle") == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{offers: [{type: replenish, name: nothing, channel: m}]}", "like 'nothing', taken"),
        ("{rules: [{type: floor, name: better offer, at_least: 1}]}", "like 'better offer', taken"),
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
