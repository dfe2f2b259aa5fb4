from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from patron.config import describe
from patron.errors import ConfigError
from patron.offers import CANDIDATES, OfferFacts
from patron.offers.quiet_hours import QuietHours

NIGHT = QuietHours(name="night", channel="sms", begins="21:00", ends="08:00")
NOON = QuietHours(name="noon", channel="sms", begins="12:00", ends="13:00")
TABLE = pa.Table.from_pylist([{"channel": "sms"}, {"channel": "app"}, {}], CANDIDATES)


def is_quiet(rule, hour, minute=0, zone="UTC"):
    at = int(datetime(2024, 7, 1, hour, minute, tzinfo=UTC).timestamp()) * 1_000_000
    facts = OfferFacts(0, contact_at=at, time_zone=zone)
    sms, app, none = rule.refuses(TABLE, np.ones(3, bool), facts).tolist()
    assert (app, none) == (False, False)
    return sms


def test_the_night_begins_before_midnight_and_ends_after_it():
    hours = [(20, 59), (21, 0), (0, 0), (7, 59), (8, 0)]
    assert [is_quiet(NIGHT, *one) for one in hours] == [False, True, True, True, False]
    assert [is_quiet(NOON, *one) for one in [(11, 59), (12, 0), (13, 0)]] == [False, True, False]


def test_hours_are_those_of_the_workspace():
    assert is_quiet(NIGHT, 19, 0, "Europe/Berlin")
    assert not is_quiet(NIGHT, 18, 59, "Europe/Berlin")


def test_it_says_nothing_of_what_to_offer_when_nobody_is_contacted():
    assert not NIGHT.refuses(TABLE, np.ones(3, bool), OfferFacts(0)).any()


def test_a_time_that_yaml_reads_as_a_number_is_refused():
    fields = {"name": "night", "channel": "sms", "begins": 1260, "ends": "08:00"}
    with pytest.raises(ConfigError, match="must be written in quotes"):
        describe(QuietHours, fields, "offers.yaml")
