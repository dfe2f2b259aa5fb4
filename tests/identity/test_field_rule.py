import pytest

from patron.config import describe
from patron.errors import ConfigError
from patron.identity.field_rule import FieldRule
from patron.identity.rules import IdentityRules


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("oldest", FieldRule(then=("oldest",))),
        (["longest", "newest"], FieldRule(then=("longest", "newest"))),
        ({"sources": ["crm"], "then": "oldest"}, FieldRule(sources=("crm",), then=("oldest",))),
        ({"sources": ["crm"]}, FieldRule(sources=("crm",), then=("newest",))),
    ],
)
def test_a_rule_may_be_said_in_short(said, meant):
    assert describe(IdentityRules, {"fields": {"email": said}}, "here").fields == {"email": meant}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("best", r"here\.fields\.email.*'newest', 'oldest', 'most_common' or 'longest'"),
        ({"sources": ["crm", "crm"]}, "sources names one twice: crm, crm"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(said, message):
    with pytest.raises(ConfigError, match=message):
        describe(IdentityRules, {"fields": {"email": said}}, "here")
