import hashlib
import re
from base64 import b64encode
from dataclasses import fields, replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from patron.report import BookFacts, CardFacts, Driver, Rejection, build_card, write_report
from patron.report.book import Bar, drivers
from patron.schema import DECISIONS, GRADES, SCORES

VOID = {"meta", "line", "circle", "path", "br", "hr", "img", "input", "link"}
HOSTILE = '<script>alert("x")</script>\'&"><img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """A page whose elements must be closed in order; keeps what is to be checked."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.words, self.scripts = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["script"]:
            self.scripts.append(data)
        elif "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture
def page(book):
    return Page(write_report(book))


def test_the_sections_come_in_the_readers_order(page):
    assert [attrs["id"] for attrs in page.of("section") if "id" in attrs] == [
        "headline",
        "models",
        "risk",
        "drivers",
        "segments",
        "changed",
        "advice",
        "contacts",
        "worked",
        "spend",
        "cards",
        "quality",
    ]


def test_the_headline_figures_are_on_the_page(page):
    for words in ("224 USD value at stake", "1,550 USD", "4.75 USD", "46 % of 4 customers scored"):
        figure, _, rest = words.partition(" value")
        assert figure in page.text
        assert rest in page.text


def test_each_section_says_its_numbers(page):
    for words in (
        "60 left; ranked by the formula “the recency rule”, 50; picked blindly, 20.",
        "Better than every naive formula, by more than chance explains.",
        "3 customers to look at first, by value at stake",
        "Has not bought for 10 days",
        "Of 3 customers decided about, 2 get an offer (67 %) and 1 is left in peace.",
        "Of 2 contacts that are suggested, the 2 most valuable ones would bring 80 %",
        "voucher: within 14 days 12 % of those who were drawn to get it bought, and 10 %",
        "+2.0 points (+1.0 points to +3.0 points)",
        "worked, and pays",
        "It came with the offer, no more.",
        "till: 3 % of its purchases have no amount",
        "3 accounts of all sources are 2 customers; 1 likely link between them waits",
        "brought 48 % of all that was spent",
        "Customer ann",
        "21 Apr 2017, 10 days ago, 1,200.50 USD",
        "3 records could not be read, beside 1,234 interactions that could.",
        "quantity is not a number",
        "what goes together with a score, not what causes it",
    ):
        assert words in page.text


def test_nothing_is_asked_of_another_place(book, page):
    text = write_report(book)
    assert page.of("link") + page.of("iframe") + page.of("img") == []
    assert page.of("script") == [{"type": "application/json", "id": "contacts-stops"}, {}]
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=|\bon[a-z]+=", text)
    assert all(attrs["href"].startswith("#") for attrs in page.of("a"))


def test_the_page_forbids_what_it_does_not_need(page):
    [policy] = [a["content"] for a in page.of("meta") if "http-equiv" in a]
    _, script = page.scripts
    own = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{own}'; img-src data:"
    )


def test_every_link_leads_to_a_part_of_the_page(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in page.of("a")} <= set(ids)
    assert {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a} <= set(ids)


def test_the_page_can_be_heard(page):
    names = [name for name, _ in page.elements]
    assert page.of("html") == [{"lang": "en"}]
    assert [names.count(name) for name in ("main", "header", "nav", "footer", "h1")] == [1] * 5
    levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert names.count("caption") == names.count("table")
    assert all("scope" in attrs for attrs in page.of("th"))
    drawn = [a for a in page.of("svg") if a.get("aria-hidden") != "true"]
    assert drawn
    assert all(a["role"] == "img" and a["aria-label"] for a in drawn)
    assert names.count("title") == len(drawn) + 1


def hostile(book, moment):
    scores = book.scores.to_pylist()
    rows = [row | {"customer_id": HOSTILE, "band": HOSTILE} for row in scores[:2]]
    decision = book.decisions.to_pylist()[0] | {"customer_id": HOSTILE, "offer": HOSTILE}
    decision |= {"type": HOSTILE, "item": HOSTILE, "channel": HOSTILE}
    grades = book.grades.set_column(
        book.grades.column_names.index("formula"), "formula", [[HOSTILE] * 3]
    )
    card = build_card(HOSTILE, CardFacts(HOSTILE, scores=SCORES.of(rows)), moment("2017-05-01"))
    return replace(
        book,
        title=HOSTILE,
        currency=HOSTILE,
        grades=grades,
        scores=SCORES.of(rows),
        decisions=DECISIONS.of([decision]),
        drivers=(Driver(HOSTILE, HOSTILE, 1.0),),
        curves={"churn": replace(book.curves["churn"], formula=HOSTILE)},
        cards=(card,),
        rejected=(Rejection(HOSTILE, HOSTILE, 1),),
        horizons={"churn": HOSTILE, HOSTILE: HOSTILE},
    )


def test_what_customers_and_files_say_is_shown_and_never_obeyed(book, moment):
    page = Page(write_report(hostile(book, moment)))
    assert len(page.of("script")) == 2
    assert page.of("img") == []
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
    assert HOSTILE in "".join(page.words)


def test_a_report_of_nothing_says_in_each_section_how_to_fill_it(as_of):
    page = Page(write_report(BookFacts("Empty", as_of, "USD")))
    assert len([a for a in page.of("p") if a.get("class") == "missing"]) == 11
    assert "There are no churn scores for this date." in page.text
    assert "nan" not in page.text.lower().split()


@pytest.mark.parametrize(
    "part",
    [
        field.name
        for field in fields(BookFacts)
        if field.name not in ("title", "as_of", "currency", "top")
    ],
)
def test_a_report_can_lack_any_part(book, as_of, part):
    nothing = getattr(BookFacts("Empty", as_of, "USD"), part)
    page = Page(write_report(replace(book, **{part: nothing})))
    assert "Small print" in page.text


def test_a_model_for_value_alone_says_that_churn_is_missing(book, scores_of):
    facts = replace(book, scores=scores_of({"ann": (None, 5.0, None)}))
    page = Page(write_report(facts))
    assert "There are no churn scores for this date." in page.text
    assert "5.00 USD" in page.text


def test_a_model_that_was_refused_is_not_asked_to_be_trained(book, scores_of, grades):
    facts = replace(book, scores=scores_of({"ann": (None, 5.0, None)}))
    refused = [row | {"grade": "C"} if row["grade"] else row for row in grades.to_pylist()]
    page = Page(write_report(replace(facts, grades=GRADES.of(refused))))
    assert "so nobody is scored by it" in page.text
    assert "Train a model for the task churn" not in page.text


def test_a_model_for_churn_alone_says_that_value_is_missing(book, scores_of):
    facts = replace(book, scores=scores_of({"ann": (0.5, None, None)}))
    page = Page(write_report(facts))
    assert "The value at stake is not known." in page.text
    assert "1 customer to look at first, by risk of leaving" in page.text


def many(book, n):
    ids = [f"c{number:07}" for number in range(n)]
    noise = np.random.default_rng(0)
    columns = {
        "customer_id": ids,
        "item": pa.nulls(n, pa.string()),
        "cutoff": [book.scores["cutoff"][0].as_py()] * n,
        "model": ["m"] * n,
    }
    empty = {name: pa.nulls(n, type_) for name, type_ in SCORES.columns.items()}
    scores = [
        SCORES.check(pa.table({**empty, **columns, "task": [task] * n, "score": score}))
        for task, score in (
            ("churn", noise.uniform(size=n)),
            ("lifetime_value", noise.gamma(1.0, 100.0, n)),
        )
    ]
    spent = noise.gamma(1.0, 100.0, n)
    spend = pa.table({"customer_id": ids, "spent": spent, "margin": 0.3 * spent})
    return replace(book, scores=pa.concat_tables(scores), spend=spend)


def test_the_size_does_not_grow_with_the_customers(book):
    few, lots = (len(write_report(many(book, n))) for n in (200, 20_000))
    assert lots < 1.05 * few
    assert lots < 200_000


def test_the_same_facts_give_the_same_text(book):
    assert write_report(book) == write_report(book)


def test_only_the_first_ideas_are_shown_strongest_first():
    found = [Driver("churn", f"idea {number}", number / 16) for number in range(1, 11)]
    [(title, bars)] = drivers(tuple(found))
    assert title == "Who will leave"
    assert len(bars) == 8
    assert bars[:2] == [Bar("idea 10", "62 %", 1.0), Bar("idea 9", "56 %", 0.9)]


def test_ideas_that_move_nothing_have_no_bar():
    assert drivers((Driver("churn", "idle", 0.0),)) == [
        ("Who will leave", [Bar("idle", "0 %", 0.0)])
    ]
