from datetime import timedelta

import numpy as np
import pytest

from patron.explain.facts import packaged, variant_of
from patron.explain.words import words_of
from patron.features.attribute import Attribute
from patron.features.count import Count
from patron.features.load import load_set
from patron.features.recency import Recency
from patron.features.rhythm import Rhythm
from patron.features.share import Share
from patron.features.tenure import Tenure
from patron.features.total import Total

GERMAN = words_of("de").facts
BUYS = {"name": "x", "idea": "how often they buy", "kind": "purchase"}
MONTH = timedelta(days=30)


def told(feature, value, days=""):
    return GERMAN.tell(feature, value, "EUR", days)


@pytest.mark.parametrize(
    ("feature", "value", "says"),
    [
        (Count(**BUYS, window=MONTH), 3.0, "3 Käufe in den letzten 30 Tagen"),
        (Count(**BUYS, channel="web"), 1.0, "1 Kauf (web) bisher"),
        (Count(**BUYS | {"kind": ("order", "stroll")}), 0.0, "0 Bestellungen oder „stroll“ bisher"),
        (Total(**BUYS, column="amount"), 1234.5, "1.234 EUR für Käufe bisher"),
        (Share(**BUYS, part={"category": "tea"}), 0.25, "25 % bisher mit tea (Käufe)"),
        (Recency(**BUYS, window=MONTH), np.nan, "in den letzten 30 Tagen keine Käufe"),
        (
            Count(**BUYS, window=timedelta(days=1)),
            np.nan,
            "noch nichts bekannt: wie oft sie kaufen",
        ),
    ],
)
def test_a_fact_is_said_with_nouns_numbers_and_windows_of_the_language(feature, value, says):
    assert told(feature, value) == says


def test_days_are_said_as_they_were_counted():
    assert told(Recency(**BUYS), 12.0, "12 Tagen") == "Kauf zuletzt vor 12 Tagen"
    said = told(Tenure(**BUYS, until="last"), 9.0, "9 Tagen")
    assert said == "9 Tagen Abstand zwischen erstem und letztem Mal (Käufe)"


def test_attributes_are_told_by_their_texts():
    either = {"name": "x", "idea": "who they are", "attribute": "plan", "is_any": ("gold", "blue")}
    assert told(Attribute(**either), 0.0) == "plan: nicht gold oder blue"
    ordered = {"name": "x", "idea": "who they are", "attribute": "age_range", "order": ("a", "b")}
    assert told(Attribute(**ordered), 1.0) == "age range: b"
    assert told(Attribute(**ordered), np.nan) == "age range nicht bekannt"


def test_the_workspaces_own_wording_stays_and_that_of_the_package_does_not():
    own = Count(**BUYS, says="{value} gekaufte Dinge")
    assert told(own, 4.0) == "4 gekaufte Dinge"
    theirs = next(one for one in load_set("retail") if one.says in packaged())
    assert told(theirs, 2.0, "2 Tagen") != theirs.say(2.0, "EUR")


def test_numbers_are_written_as_the_language_does():
    assert GERMAN.number("1,234.5") == "1.234,5"
    assert GERMAN.number("under 0.01") == "unter 0,01"


def test_a_feature_of_several_wordings_is_called_by_its_variant():
    assert variant_of(Rhythm(**BUYS, of="spread")) == "rhythm spread"
    assert variant_of(Count(**BUYS)) == "count"
