from patron.service.console.overview import View, arranged, group_name
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
    assert View.of({"tiles": ["gone", "value"], "group": "risk:high"}) == View(
        ("value",), "risk:high"
    )
    assert View.of({"tiles": ["gone"]}).tiles == tuple(TILES)
    assert View.of(None) == View()


def test_groups_are_called_by_what_they_are():
    assert group_name("") == "All customers"
    assert group_name("risk:high") == "High risk of leaving"
    assert group_name("value:low") == "Low expected value"
