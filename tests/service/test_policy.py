from datetime import timedelta

import pytest

from patron.errors import ConfigError
from patron.service.policy import Policy


def test_the_default_limits_hold_where_a_bundle_says_nothing():
    policy = Policy.of({})
    assert [rule.name for rule in policy.rules] == ["email limit", "sms limit"]
    assert (policy.hold, policy.explore, policy.time_zone) == (timedelta(days=1), 0.0, "UTC")
    assert policy.window() == timedelta(days=7)


def test_rules_are_asked_when_they_matter():
    rules = [
        {"type": "consent", "name": "no"},
        {"type": "floor", "name": "low", "at_least": 1},
        {"type": "once", "name": "again", "within": "P28D"},
    ]
    policy = Policy.of({"rules": rules, "decisions_hold": "PT1H"})
    assert [rule.name for rule in policy.asked("answering")] == ["no"]
    contacting = [rule.name for rule in policy.asked("answering", "contacting")]
    assert contacting == ["email limit", "sms limit", "no"]
    assert (policy.hold, policy.window()) == (timedelta(hours=1), timedelta(days=28))


def test_a_rule_that_nobody_knows_is_refused():
    with pytest.raises(ConfigError, match="type is 'lucky'"):
        Policy.of({"rules": [{"type": "lucky", "name": "x"}]})
