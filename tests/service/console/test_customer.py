from datetime import UTC, datetime

from patron.service.console.customer import touch
from patron.service.console.names import called
from patron.service.records import Touchpoint

ANN = "c0000000000000001"
# Who buys every few days.
DAN = "c000000000000000d"
AT = datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_a_customer_is_found_by_any_identifier_and_the_address_tells_none(visitor):
    ann = visitor()
    for who in ("household:1", " Ann@Example.ORG ", "email:ann@example.org", ANN, "1"):
        answer = ann.post("/console/search", who=who)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/console/customers/{ANN}",
        )


def test_nobody_of_a_name_is_said_on_the_page(visitor):
    answer = visitor().post("/console/search", who="nobody<script>")
    assert answer.status_code == 200
    assert "Nobody is known by that" in answer.text
    assert "<script>" not in answer.text


def test_the_page_has_scores_with_reasons_seven_parts_and_touchpoints(visitor):
    page = visitor().get(f"/console/customers/{DAN}").text
    assert "risk of leaving in the next 28 days" in page
    assert "points" in page
    for part in ("Identity", "Relationships", "Current activity", "History", "Value", "Flags"):
        assert f"<h3>{part}</h3>" in page
    assert "<h3>Actions</h3>" in page
    assert page.count("<time datetime=") == 25
    assert 'rel="next"' in page


def test_the_timeline_goes_on_page_by_page(visitor):
    ann = visitor()
    page = ann.get(f"/console/customers/{DAN}").text
    address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    earlier = ann.get(address.split("#")[0]).text
    first = page.split('<time datetime="')[1].split('"')[0]
    assert earlier.split('<time datetime="')[1].split('"')[0] < first
    assert ">Newest</a>" in earlier


def test_a_key_sees_on_the_page_what_it_may_ask_for(visitor):
    page = visitor("cards").get(f"/console/customers/{ANN}").text
    assert "risk of leaving in the next" not in page
    assert "What if" not in page
    assert "points more" not in visitor("cards", "score").get(f"/console/customers/{ANN}").text


def test_a_look_at_a_page_is_written_down(visitor, audit):
    before = len(audit(ANN))
    visitor().get(f"/console/customers/{ANN}")
    assert [look.action for look in audit(ANN)][: len(audit(ANN)) - before] == ["console/customers"]


def test_a_touchpoint_is_told_in_words_and_hostile_text_stays_text(client, visitor, shop):
    row = dict.fromkeys(Touchpoint.model_fields) | {"kind": "note", "actor": "company"}
    row |= {"occurred_at": AT, "known_at": AT, "source": "crm", "interaction_id": "1"}
    told = touch(Touchpoint(**row | {"amount": 2.5, "channel": "phone", "quantity": 2.0}), "EUR")
    assert (told.what, told.rest, told.is_ours) == (
        "Note",
        "by phone · 2 pieces · 2.50 EUR · crm",
        True,
    )
    event = {"source": "web", "interaction_id": "xss", "account": "x", "kind": "note"}
    event |= {"occurred_at": "2024-12-30T00:00:00Z", "text": "<img src=x onerror=alert(1)>"}
    event |= {"identifiers": {"email": "<script>alert(2)</script>@x.org"}}
    client.post("/events", json={"events": [event]})
    page = visitor().post("/console/search", who="email:<script>alert(2)</script>@x.org")
    text = visitor().get(page.headers["location"]).text if page.status_code == 303 else page.text
    assert "<img" not in text
    assert "<script>alert" not in text


def test_a_customer_is_called_by_name_where_one_is_known():
    assert called({"name": "Ann", "first_name": "A"}) == "Ann"
    assert called({"first_name": "Ann", "last_name": "Abel"}) == "Ann Abel"
    assert called({"region": "north"}) == ""
