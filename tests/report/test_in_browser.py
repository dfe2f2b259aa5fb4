"""The report as a reader meets it: in Chromium, with the network cut off."""

import os
import shutil
from pathlib import Path

import pytest

from patron.report import write_report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1200, "height": 900}, {"width": 360, "height": 740}
# What is printed on A4 is as wide as this, in CSS pixels, at the margins of the page.
PAPER = {"width": 673, "height": 1000}
IMAGES = Path(__file__).parents[2] / "docs" / "images"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def file(book, tmp_path):
    path = tmp_path / "book.html"
    path.write_text(write_report(book), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser, file):
    """Return a function that opens the report offline; at the end nothing may have gone wrong."""
    contexts, wrong = [], []

    def open_it(path=file, scripts=True, **how):
        context = browser.new_context(offline=True, java_script_enabled=scripts, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: wrong.append(asked.url) if asked.url != url else None)
        url = path.as_uri()
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []


def serious(page):
    found = axe.Axe().run(page).response["violations"]
    return [
        (one["id"], [node["html"][:90] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_page(opened, scheme, size):
    page = opened(viewport=size, color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()
    assert serious(page) == []
    assert overflow(page) <= 0


def test_the_slider_is_moved_by_keys_and_says_what_so_many_contacts_bring(opened):
    page = opened(viewport=DESKTOP)
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
    page = opened(viewport=DESKTOP, scripts=False)
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
    page = opened(viewport=DESKTOP)
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
    page = opened(viewport=PAPER)
    page.emulate_media(media="print")
    assert overflow(page) <= 0
    assert page.get_by_text("Why the models say so").is_visible()
    assert not page.locator("nav").is_visible()
    assert not page.locator("#contacts-slider").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.skipif("PATRON_PICTURES" not in os.environ, reason="pictures are made on demand")
def test_pictures_of_the_report_for_the_docs(opened):
    report = Path(os.environ["PATRON_PICTURES"]).resolve()
    page = opened(report, viewport={"width": 1100, "height": 1250})
    IMAGES.mkdir(exist_ok=True)
    page.screenshot(path=IMAGES / "report.png")
    for part in ("contacts", "worked"):
        page.locator(f"#{part}").screenshot(path=IMAGES / f"report_{part}.png")
