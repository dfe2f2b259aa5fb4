import logging
from unittest import mock

import pytest

from patron.errors import ConfigError
from patron.identity.learned import train


def test_without_splink_the_message_says_what_to_install(people, rules):
    with (
        mock.patch.dict("sys.modules", {"splink": None}),
        pytest.raises(ConfigError, match=r"pip install 'patron\[identity\]'"),
    ):
        train(people, rules.probable)


def test_splink_says_nothing(people, rules, capsys, caplog):
    with caplog.at_level(logging.INFO):
        train(people.slice(0, 50), rules.probable)
    assert capsys.readouterr() == ("", "")
    assert [record.name for record in caplog.records if record.name.startswith("splink")] == []
