import pytest

from patron.errors import ConfigError
from patron.identity import IdentityRules, load_rules


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load_rules(tmp_path / "identity.yaml") == IdentityRules()
    assert IdentityRules().trusted == ("email", "loyalty_id")


def test_the_file_says_what_is_trusted(tmp_path):
    path = tmp_path / "identity.yaml"
    path.write_text("{trusted: [phone], largest: 3}")
    assert load_rules(path) == IdentityRules(trusted=("phone",), largest=3)


def test_a_rule_that_no_value_could_meet_is_refused(tmp_path):
    path = tmp_path / "identity.yaml"
    path.write_text("{largest: 1}")
    with pytest.raises(ConfigError, match=r"identity\.yaml\.largest: .*greater than or equal to 2"):
        load_rules(path)
