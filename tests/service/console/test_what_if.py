from urllib.parse import urlencode

from patron.service.console.what_if import read_events

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


def test_an_event_is_taken_back_and_what_is_not_added_is_left_out():
    form = {name: [value, value] for name, value in PURCHASE.items()}
    form["item"] = ["tea", "jam"]
    assert [row["item"] for row in read_events({**form, "back": ["0"]})] == ["jam"]
    # The fields of what may come next are sent with every button.
    assert [row["item"] for row in read_events({**form, "new": ["1"]})] == ["tea"]
    assert len(read_events({**form, "new": ["1"], "do": ["add"]})) == 2


def keys(client, kind="purchase"):
    rows = client.get(f"/customers/{BOB}/timeline").json()["touchpoints"]
    return [
        {name: row[name] for name in ("source", "interaction_id")}
        for row in rows
        if row["kind"] == kind
    ]


def test_what_they_did_is_taken_away_as_the_api_does(client, visitor):
    [first, second, *_] = keys(client)
    asked = {"customer": BOB, "without": [first, second]}
    after = client.post("/churn", json=asked).json()["probability"]
    told = [urlencode(first), urlencode(second)]
    page = visitor().post(f"/console/what-if/{BOB}", **{"do": "without", "without": told}).text
    assert f" → {100 * after:.0f} %" in page
    assert page.count(" checked>") == 2
    assert "What if they had not done it? 2 of " in page


def test_a_touchpoint_is_changed_by_taking_it_away_and_telling_it_anew(client, visitor):
    [first, *_] = keys(client)
    rows = client.get(f"/customers/{BOB}/timeline").json()["touchpoints"]
    [row] = [row for row in rows if row["interaction_id"] == first["interaction_id"]]
    page = visitor().post(f"/console/what-if/{BOB}", change=urlencode(first)).text
    assert "Instead of what they did" in page
    assert f'value="{row["amount"]:g}"' in page
    assert f'value="{row["occurred_at"][:16]}"' in page
    assert page.count(" checked>") == 1


def test_nothing_they_did_not_do_can_be_taken_away(visitor):
    page = visitor().post(f"/console/what-if/{BOB}", without="source=a&interaction_id=b")
    assert page.status_code == 422
    assert "is no interaction of this customer" in page.text
    assert visitor().post(f"/console/what-if/{BOB}", without="nonsense").status_code == 422


def test_more_touchpoints_are_shown_on_demand_and_none_without_cards(visitor):
    ann = visitor()
    few = ann.get(f"/console/what-if/{BOB}").text.count('name="without"')
    many = ann.post(f"/console/what-if/{BOB}", most="50").text.count('name="without"')
    assert few == 10 < many
    assert 'name="without"' not in visitor("explain").get(f"/console/what-if/{BOB}").text
