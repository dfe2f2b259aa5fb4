from patron.service.console.overview import View, arranged
from patron.service.console.tiles import TILES


def test_the_overview_tells_key_figures_and_every_chart_as_a_table(visitor):
    page = visitor().get("/console/overview").text
    assert "<h1>Overview</h1>" in page
    assert '<h2 class="figure">300 <span>customers</span></h2>' in page
    assert page.count("data-plot=") == page.count("<summary>The numbers:")


def test_a_view_shows_what_was_chosen_in_the_order_chosen(visitor):
    ann = visitor()
    told = {"show_spend": "1", "place_spend": "2", "show_customers": "1", "place_customers": "1"}
    answer = ann.post("/console/views", name="mine & ours", do="save", group="", **told)
    assert answer.headers["location"] == "/console/overview?view=mine%20%26%20ours"
    page = ann.get(answer.headers["location"]).text
    assert "<h1>mine &amp; ours</h1>" in page
    assert page.index("<span>customers</span>") < page.index("<h2>Spend by month</h2>")
    assert "<h2>Bands of risk</h2>" not in page
    # It is that key's own.
    assert "mine &amp; ours" not in visitor().get("/console/overview").text
    ann.post("/console/views", name="mine & ours", do="delete")
    assert "mine &amp; ours" not in ann.get("/console/overview").text


def test_a_view_without_tiles_is_refused(visitor):
    answer = visitor().post("/console/views", name="empty", do="save")
    assert answer.status_code == 422
    assert "at least one tile" in answer.text


def test_tiles_stand_in_the_order_of_their_places():
    form = {"show_risks": ["1"], "place_risks": ["2"], "show_value": ["1"], "place_value": ["1"]}
    assert arranged({**form, "place_stake": ["1"], "show_bands": ["1"]}) == [
        "value",
        "risks",
        "bands",
    ]


def test_a_saved_view_of_an_older_version_shows_what_there_still_is():
    old = View.of({"tiles": ["gone", "value"], "group": "risk:high"})
    assert (old.tiles, old.whom) == (("value",), {"risk": "high"})
    assert View.of({"tiles": ["gone"], "whom": {"seen": "app", "gone": "x"}}) == View(
        tuple(TILES), {"seen": "app"}
    )
    assert View.of(None) == View()


def test_a_view_tells_of_whom_it_was_saved_until_others_are_chosen(visitor):
    ann = visitor()
    told = {"show_customers": "1", "place_customers": "1", "risk": "high", "seen": "store"}
    answer = ann.post("/console/views", name="ours", do="save", **told)
    page = ann.get(answer.headers["location"]).text
    assert "High risk of leaving and last seen at store:" in page
    assert " of 300." in page
    assert "All customers: 300 customers." in ann.get("/console/overview?view=ours&risk=").text
    ann.post("/console/views", name="ours", do="delete")


def test_nobody_is_said_where_nobody_is_like_that(visitor):
    page = visitor().get("/console/overview?seen=the+moon").text
    assert "Last seen at the moon: 0 customers of 300." in page
    assert "Nobody is like that." in page
    assert 'class="figure"' not in page


def test_the_page_says_what_was_received_since(client, visitor):
    event = {"source": "test_overview", "interaction_id": "1", "account": "nobody we know"}
    event |= {"kind": "visit", "occurred_at": "2024-01-01T00:00:00Z"}
    assert client.post("/events", json={"events": [event]}).json()["accepted"] == [0]
    page = visitor().get("/console/overview").text
    assert "Since these figures were made the service has received " in page
    # Each figure says up to when what it is made from was known.
    assert '<span class="as-of">As of 31 Dec 2024, 00:00 UTC</span>' in page
