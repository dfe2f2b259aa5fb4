"""The report as a reader meets it: in Chromium, with the network cut off.

PATRON_SCREENSHOTS=reports/world.html writes the pictures of docs/reports.md anew.
"""

import os
from pathlib import Path

import pytest

from patron.report import write_report

DESKTOP, PHONE = 1200, 360
# What is printed on A4 is as wide as this, in CSS pixels, at the margins of the page.
PAPER = 673
IMAGES = Path(__file__).parents[2] / "docs" / "images"


@pytest.fixture
def file(book, tmp_path):
    path = tmp_path / "book.html"
    path.write_text(write_report(book), encoding="utf-8")
    return path


@pytest.fixture
def opened(browsed, file):
    """Return a function that opens the report, offline."""

    def open_it(width=DESKTOP, path=file, **how):
        page = browsed.open(width=width, offline=True, **how)
        page.goto(path.as_uri())
        return page

    return open_it


def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_page(opened, browsed, width, dark):
    page = opened(width, dark=dark)
    for summary in page.locator("summary").all():
        summary.click()
    assert browsed.violations(page) == []
    assert overflow(page) <= 0


def test_the_slider_is_moved_by_keys_and_says_what_so_many_contacts_bring(opened):
    page = opened()
    slider = page.get_by_label("Customers to contact")
    slider.focus()

    def said():
        parts = ("contacts", "profit", "share", "cost", "last")
        return [page.locator(f"#contacts-{part}").inner_text() for part in parts]

    assert said() == ["2", "4.75 USD", "100 %", "0.00 USD", "1.50 USD"]
    page.keyboard.press("Home")
    assert said() == ["0", "0.00 USD", "0 %", "0.00 USD", "–"]
    assert slider.get_attribute("aria-valuetext") == "0 customers, 0.00 USD expected"
    before = page.locator("#contacts-marker").get_attribute("cx")
    page.keyboard.press("ArrowRight")
    assert said() == ["1", "3.25 USD", "68 %", "0.00 USD", "3.25 USD"]
    assert page.locator("#contacts-marker").get_attribute("cx") != before


def test_without_scripts_there_is_no_slider_but_the_curve_and_its_numbers(opened):
    page = opened(java_script_enabled=False)
    assert not page.locator("#contacts-slider").is_visible()
    assert page.locator("#contacts svg.chart, #contacts figure").first.is_visible()
    page.get_by_text("The numbers: contacts against expected profit").click()
    assert page.locator("#contacts td").all_inner_texts()[-4:] == [
        "4.75 USD",
        "100 %",
        "0.00 USD",
        "1.50 USD",
    ]


def test_every_link_leads_to_its_part_and_everything_folded_unfolds(opened):
    page = opened()
    links = page.locator("nav a")
    assert links.count() == 13
    for link in links.all():
        link.click()
        assert page.locator(link.get_attribute("href")).is_visible()
    page.keyboard.press("Home")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    for part in page.locator("details").all():
        summary = part.locator("> summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert part.get_attribute("open") is not None


def test_on_paper_everything_is_unfolded_and_fits(opened):
    page = opened(PAPER)
    page.emulate_media(media="print")
    assert overflow(page) <= 0
    assert page.get_by_text("Why the models say so").is_visible()
    assert not page.locator("nav").is_visible()
    assert not page.locator("#contacts-slider").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


# Pictures are made on demand.
if "PATRON_SCREENSHOTS" in os.environ:

    def test_pictures_of_the_report_for_the_docs(opened):
        page = opened(1100, Path(os.environ["PATRON_SCREENSHOTS"]).resolve())
        IMAGES.mkdir(exist_ok=True)
        page.screenshot(path=IMAGES / "report.png")
        for part in ("contacts", "worked"):
            page.locator(f"#{part}").screenshot(path=IMAGES / f"report_{part}.png")
