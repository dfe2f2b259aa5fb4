from patron.service.console.what_if import moved, read_events
from patron.service.records import Explanation, Reason

BOB = "c0000000000000002"
PURCHASE = {
    "kind": "purchase",
    "occurred_at": "2024-12-30T10:00",
    "amount": "50,5",
    "item": "item3",
}
PURCHASE |= {"channel": "store", "actor": "customer"}


def test_scores_move_as_the_api_says_and_nothing_is_stored(client, visitor):
    ann = visitor()
    before = client.post("/churn", json={"customer": BOB}).json()["probability"]
    page = ann.post(f"/console/what-if/{BOB}", **PURCHASE)
    event = {"source": "console", "interaction_id": "what-if-0", "account": BOB, "item": "item3"}
    event |= {"kind": "purchase", "occurred_at": "2024-12-30T10:00:00Z", "amount": 50.5}
    event |= {"channel": "store"}
    after = client.post("/churn", json={"customer": BOB, "events": [event]}).json()["probability"]
    assert page.status_code == 200
    assert f"{100 * before:.0f} % → {100 * after:.0f} %" in page.text
    assert client.post("/churn", json={"customer": BOB}).json()["probability"] == before
    assert "What moved it" in page.text


def test_what_was_supposed_before_is_kept_in_the_form(visitor):
    both = {name: [value, value] for name, value in PURCHASE.items()}
    page = visitor().post(f"/console/what-if/{BOB}", **both).text
    assert page.count('<input type="hidden" name="kind" value="purchase">') == 2


def test_what_cannot_have_happened_is_said(visitor):
    ann = visitor()
    late = ann.post(f"/console/what-if/{BOB}", **{**PURCHASE, "occurred_at": "2999-01-01T00:00"})
    assert late.status_code == 422
    assert "occurred_at" in late.text
    much = ann.post(f"/console/what-if/{BOB}", **{**PURCHASE, "amount": "much"})
    assert "The amount must be a number" in much.text
    assert (
        ann.post(f"/console/what-if/{BOB}", **{**PURCHASE, "occurred_at": "x"}).status_code == 422
    )


def test_rows_of_a_form_are_events_and_empty_ones_are_none():
    form = {"kind": ["visit", ""], "occurred_at": ["a", "b"], "amount": ["", ""], "item": ["", ""]}
    form |= {"channel": ["web", ""], "actor": ["customer", "customer"]}
    assert read_events(form) == [
        {"kind": "visit", "occurred_at": "a", "amount": "", "item": "", "channel": "web"}
        | {"actor": "customer"}
    ]
    assert read_events({}) == []


def explained(answer, **contributions):
    reasons = [
        Reason(idea=idea, contribution=by, sentence=f"{idea}!")
        for idea, by in contributions.items()
    ]
    rest = {"item": None, "base": 0.1, "rest": 0.0, "model": "m", "unit": "probability"}
    return Explanation(task="churn", answer=answer, contributions=reasons, **rest)


def test_an_answer_is_moved_by_ideas_the_largest_first():
    was, now = explained(0.4, recency=0.2, spend=0.1), explained(0.25, recency=0.05, taste=0.1)
    told = moved(was, now, "EUR")
    assert (told.title, told.before, told.after, told.move) == (
        "Risk of leaving",
        "40 %",
        "25 %",
        "−15.0 points",
    )
    assert told.ideas == (
        ("recency", "−15.0 points", "recency!"),
        ("spend", "−10.0 points", ""),
        ("taste", "+10.0 points", "taste!"),
    )
