import pytest

from patron.config import describe
from patron.errors import ConfigError
from patron.features import Where, WindowFeature
from patron.features.count import Count
from patron.features.share import Share


def test_only_the_columns_that_are_filtered_are_wanted():
    where = Where(kind="purchase", category=("tea", "milk"))
    assert where.wanted() == {"kind": ("purchase",), "category": ("tea", "milk")}
    assert Where().wanted() == {}


def test_hours_are_one_a_list_or_from_first_to_last():
    assert Where(hour=7).wanted() == {"hour": ("7",)}
    assert Where(hour=[22, 0]).wanted() == {"hour": ("22", "0")}
    assert Where(hour="22-1").wanted() == {"hour": ("22", "23", "0", "1")}
    assert Where(hour="5-5").hour == (5,)


@pytest.mark.parametrize("hour", [24, -1, "22-24", "late", [3, 99]])
def test_what_is_no_hour_is_refused(hour):
    with pytest.raises(ConfigError, match=r"here\.hour"):
        describe(Where, {"hour": hour}, "here")


def test_an_hour_counts_from_its_start_up_to_the_next(value):
    rows = [{"at": f"2024-01-0{n}T{at}"} for n, at in enumerate(("21:59", "22:00", "00:59"), 1)]
    assert value("count", rows=rows, hour="22-0") == 2.0
    assert value("count", rows=rows, hour=22) == 1.0
    assert value("share", rows=rows, part={"hour": [21, 0]}) == pytest.approx(2 / 3)


def test_hours_are_said_from_their_start_to_their_end():
    late = Count(name="x", idea="when", kind="visit", hour="22-1")
    assert late.say(3.0) == "3 22:00 to 2:00 visits so far"
    share = Share(name="x", idea="when", kind="visit", part=Where(hour=[23, 7, 8]))
    assert share.say(0.5) == "50 % of visits so far fell on 23:00 to 24:00 or 7:00 to 9:00"
    always = Count(name="x", idea="when", hour="1-0")
    assert always.say(1.0) == "1 0:00 to 24:00 interactions so far"


def test_whatever_filters_takes_the_same_filters():
    assert set(Where.model_fields) < set(WindowFeature.model_fields)
    fields = {name: "purchase" if name == "kind" else None for name in Where.model_fields}
    assert Count(name="x", idea="how often", **fields).where == Where(kind="purchase")
