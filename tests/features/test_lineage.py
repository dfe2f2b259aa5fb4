from datetime import timedelta

from patron.features.attribute import Attribute
from patron.features.connected import Connected
from patron.features.connected_value import ConnectedValue
from patron.features.count import Count
from patron.features.lineage import Read, reads
from patron.features.loyalty import Loyalty
from patron.features.proposed import Proposed
from patron.features.ratio import Ratio
from patron.features.share import Share
from patron.features.total import Total

IDEA = {"idea": "an idea"}
ROWS = {"kind": "purchase", "window": timedelta(days=30)}


def test_a_count_looks_at_when_things_happened():
    feature = Count(name="n", kind="purchase", **IDEA)
    assert reads(feature) == (Read("interactions", "occurred_at", ("purchase",)),)


def test_a_total_looks_at_its_column_and_filters():
    feature = Total(name="n", column="amount", channel="web", **ROWS, **IDEA)
    assert [read.column for read in reads(feature)] == ["amount", "channel", "occurred_at"]
    assert {read.kinds for read in reads(feature)} == {("purchase",)}


def test_a_level_is_that_of_the_item():
    feature = Share(name="n", column="amount", part={"department": "MEAT"}, **ROWS, **IDEA)
    assert reads(feature) == (
        Read("interactions", "amount", ("purchase",)),
        Read("interactions", "item", ("purchase",)),
        Read("interactions", "occurred_at", ("purchase",)),
        Read("items", "department"),
    )


def test_a_ratio_of_two_kinds_looks_at_both():
    feature = Ratio(name="n", kind="open", per="interaction", among={"kind": "contact"}, **IDEA)
    assert reads(feature) == (
        Read("interactions", "occurred_at", ("contact",)),
        Read("interactions", "occurred_at", ("open",)),
    )


def test_what_no_tally_says_is_read_from_the_feature_itself():
    feature = Loyalty(name="n", column="channel", kind="purchase", **IDEA)
    assert Read("interactions", "channel", ("purchase",)) in reads(feature)


def test_attributes_and_relations_are_read_by_name():
    assert reads(Attribute(name="n", attribute="age", **IDEA)) == (Read("attributes", "age"),)
    assert reads(Connected(name="n", relation="home", **IDEA)) == (Read("relations", "home"),)


def test_what_others_spent_is_theirs():
    feature = ConnectedValue(name="n", relation="home", among={"kind": "purchase"}, **IDEA)
    assert reads(feature) == (
        Read("interactions", "amount", ("purchase",)),
        Read("interactions", "occurred_at", ("purchase",)),
        Read("relations", "home"),
    )


def test_a_generator_looks_at_items_and_their_groups():
    assert Read("interactions", "item", ("purchase",)) in reads(
        Proposed(name="n", by="shelf", **IDEA)
    )
