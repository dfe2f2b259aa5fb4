import json

import pytest

from patron.service.fields import without_hidden

CHURN = {"customer_id": "c1", "as_of": "x", "task": "churn", "band": "low", "probability": 0.1}
VALUE = {"customer_id": "c1", "as_of": "x", "task": "value", "value": 9}
SCORE = {"customer_id": "c1", "as_of": "x", "churn": CHURN, "lifetime_value": VALUE}
SEEN = {name: value for name, value in CHURN.items() if name != "probability"}


@pytest.mark.parametrize(
    ("said", "answer", "fields", "seen"),
    [
        (CHURN, "churn", {"churn.band"}, SEEN),
        (CHURN, "churn", {"churn"}, CHURN),
        ({"results": [CHURN]}, "churn", {"churn.band"}, {"results": [SEEN]}),
        (SCORE, "score", {"churn.band"}, {"customer_id": "c1", "as_of": "x", "churn": SEEN}),
        (SCORE, "score", {"explain"}, {"customer_id": "c1", "as_of": "x"}),
        (CHURN, "explain", {"churn"}, {"customer_id": "c1", "as_of": "x", "task": "churn"}),
        ([1, 2], "churn", {"churn.band"}, {}),
        ({"results": [1]}, "churn", {"churn.band"}, {"results": [{}]}),
    ],
)
def test_only_granted_fields_are_seen(said, answer, fields, seen):
    assert json.loads(without_hidden(json.dumps(said).encode(), answer, fields)) == seen
