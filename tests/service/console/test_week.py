import re
from dataclasses import replace

import pytest

from patron.live.worklist import Assignment
from patron.service.console.lines import MOST, USUAL, Row, Wanted
from patron.service.scorer import Scorer

ANN = "c0000000000000001"


def ticked(visitor):
    """Return what the page sends if Ann is ticked."""
    page = visitor.get("/console/list").text
    return re.search(rf'name="customer" value="({ANN}[@0-9]*)"', page)[1]


@pytest.fixture
def assigned(client, visitor):
    """Return somebody who has given Ann's line to Eve, and the decision that this made."""
    ann = visitor()
    answer = ann.post("/console/assign", customer=ticked(ann), owner="Eve", due_on="2999-05-29")
    assert answer.status_code == 303, answer.text
    page = ann.get("/console/list").text
    found = re.search(r'name="decision_id" value="(d[0-9a-f]{24})"', page)
    return ann, found and found[1]


def test_the_list_says_who_what_why_and_for_how_much(visitor):
    page = visitor().get("/console/list").text
    assert f'href="/console/customers/{ANN}"' in page
    assert "Voucher: item3" in page
    assert "by mail, taken by 50 %" in page
    assert "2.00 EUR" in page
    assert "Because" in page


def test_what_was_assigned_from_an_earlier_list_stays_until_it_is_answered(visitor):
    from bentoml import get_current_service

    console, ann = get_current_service().access.console, visitor()
    old = replace(console.line(ANN), cutoff=1, offer="letter of old")
    console.assign(Assignment(old, "d" + "1" * 24, "Finn", "2026-01-02"), "k", now=1)
    page = ann.get("/console/list?channel=phone&whose=Finn").text
    assert "<h2>Still to do from earlier lists</h2>" in page
    assert 'until 2 Jan 2026 <span class="late">overdue</span>' in page
    assert "Letter of old" in page
    assert "Letter of old" not in ann.get("/console/list?whose=Eve").text


def test_whoever_has_said_no_since_is_left_out_of_the_page(visitor, monkeypatch):
    from bentoml import get_current_service

    console, ann = get_current_service().access.console, visitor()
    old = replace(console.line(ANN), cutoff=2, offer="letter of old")
    console.assign(Assignment(old, "d" + "2" * 24, "Gil", "2999-01-02"), "k", now=2)
    page = ann.get("/console/list?whose=Gil").text
    assert "left out" not in page
    assert "Letter of old" in page
    monkeypatch.setattr(Scorer, "still_allowed", lambda scorer, lines, now: [])
    page = ann.get("/console/list?whose=Gil").text
    assert "1 line left out" in page
    assert "Letter of old" not in page


def test_a_filter_that_leaves_nobody_says_so(visitor):
    assert "Nobody is on this list." in visitor().get("/console/list?channel=phone").text
    assert "Voucher" in visitor().get("/console/list?channel=mail&offer=voucher&most=1").text


def test_an_assigned_line_has_an_owner_and_its_answer_is_an_outcome(client, assigned):
    ann, decision_id = assigned
    page = ann.get("/console/list").text
    assert "Eve<small>until 29 May 2999</small>" in page
    told = client.get(f"/decisions/{decision_id}").json()
    assert told["chosen"]["offer"] == "voucher"
    answer = ann.post("/console/outcome", decision_id=decision_id, kind="bought", amount="12,50")
    assert answer.headers["location"] == "/console/list?most=400&page=1&noted=bought"
    assert '<strong class="became">Bought</strong>' in ann.get("/console/list?state=done").text
    from bentoml import get_current_service

    rows = get_current_service().store.uncollected_rows("outcomes", 100)
    mine = {row["kind"]: row["amount"] for row in rows if row["decision_id"] == decision_id}
    assert mine == {"sent": None, "bought": 12.5}


def test_everybody_can_see_their_own(assigned):
    ann, _ = assigned
    assert "Eve<small>" in ann.get("/console/list?whose=Eve").text
    assert "Nobody is on this list." in ann.get("/console/list?whose=Bob").text


def test_a_download_holds_the_same_and_no_formula(visitor):
    answer = visitor().get("/console/list.csv?most=400")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("customer_id,offer,item,channel,chance,expected_profit,currency")
    assert lines[1].startswith(f"{ANN},voucher,item3,mail,0.5,2.0,EUR,")
    assert answer.headers["content-disposition"] == 'attachment; filename="list.csv"'


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"owner": "", "due_on": "2026-05-29", "customer": ANN}, "Say who is to do it"),
        ({"owner": "Eve", "due_on": "soon", "customer": ANN}, "as a date"),
        ({"owner": "Eve", "due_on": "2999-05-29"}, "No customer was chosen"),
        ({"owner": "Eve", "due_on": "2026-05-29", "customer": ANN}, "29 May 2026 is over"),
        ({"owner": "E" * 61, "due_on": "2999-05-29", "customer": ANN}, "at most 60 letters"),
    ],
)
def test_who_and_when_must_be_said(visitor, fields, said):
    answer = visitor().post("/console/assign", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_outcome_needs_a_decision_and_a_kind_that_there_is(visitor):
    ann = visitor()
    unknown = ann.post("/console/outcome", decision_id="d" + "0" * 24, kind="accepted")
    assert unknown.status_code == 422
    assert "no decision of that id" in unknown.text
    assert ann.post("/console/outcome", decision_id="x", kind="accepted").status_code == 422
    assert ann.post("/console/outcome", decision_id="d" + "0" * 24, kind="sent").status_code == 422


def test_who_may_not_tell_outcomes_sees_no_form_for_it(assigned, visitor):
    page = visitor("decide").get("/console/list").text
    assert "/console/outcome" not in page
    assert "/console/customers/" not in page
    told = {"decision_id": "d" + "0" * 24, "kind": "accepted"}
    assert visitor("decide").post("/console/outcome", **told).status_code == 403


def test_whoever_was_listed_is_in_the_audit_log(visitor, audit):
    before = len(audit(ANN))
    visitor().get("/console/list")
    assert audit(ANN)[0].action == "console/list"
    assert len(audit(ANN)) == before + 1


def test_an_address_asks_for_a_part_of_the_list_and_nonsense_is_as_usual():
    assert Wanted.of({"most": "12", "offer": "a & b", "page": "2"}) == Wanted(12, "a & b", page=2)
    assert Wanted.of({"most": "9" * 8}).most == MOST
    assert Wanted.of({"most": "-1", "page": "x"}) == Wanted(USUAL)
    assert Wanted(12, "a & b").address(page=3) == "most=12&offer=a+%26+b&page=3"


def test_a_line_is_open_until_somebody_does_it():
    assert (Row(None).state, Row(None).became) == ("open", "")


def test_of_two_who_assign_at_once_the_second_is_told_and_changes_nothing(visitor):
    ann, bob = visitor(), visitor()
    both = ticked(ann)
    ann.post("/console/assign", customer=both, owner="Eve", due_on="2999-05-29")
    told = bob.post("/console/assign", customer=both, owner="Finn", due_on="2999-05-30")
    page = bob.get(told.headers["location"]).text
    assert "0 now with Finn." in page
    assert "1 not changed: somebody else assigned them after you opened the list." in page
    assert "Eve<small>until 29 May 2999</small>" in page
    # Having seen that, Bob may take it over.
    bob.post("/console/assign", customer=ticked(bob), owner="Finn", due_on="2999-05-30")
    assert "Finn<small>until 30 May 2999</small>" in bob.get("/console/list").text


def test_of_two_who_answer_at_once_the_second_is_told(assigned):
    ann, _ = assigned
    # What was noted of the same decision before is on the page.
    page = ann.get("/console/list").text
    found = re.search(
        r'value="(d[0-9a-f]{24})">\n<input type="hidden" name="seen" value="(\d)"', page
    )
    told = {"decision_id": found[1], "seen": found[2]}
    assert ann.post("/console/outcome", **told, kind="ignored").status_code == 303
    answer = ann.post("/console/outcome", **told, kind="rejected")
    assert answer.status_code == 422
    assert "Somebody has noted meanwhile what became of it: no answer." in answer.text
    # The same once more does no harm, and who has seen it may say otherwise.
    assert ann.post("/console/outcome", **told, kind="ignored").status_code == 303
    page = ann.get("/console/list").text
    assert "Something else became of it" in page
    told["seen"] = str(int(found[2]) + 1)
    assert ann.post("/console/outcome", **told, kind="rejected").status_code == 303
