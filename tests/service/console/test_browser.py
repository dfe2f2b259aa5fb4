"""The console as somebody opens it: in Chromium, without a network, on a desk and on a telephone.

PATRON_SCREENSHOTS=1 writes the pictures of docs/console.md anew.
"""

import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from patron.live.keyring import Keyring
from patron.live.keys import SCOPES, Granted

ROOT = Path(__file__).parents[3]
IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
DAN, JON = "c000000000000000d", "c00000000000000ef"


class Served:
    """The service over the shop, as a process of its own that asks for keys."""

    def __init__(self, shop):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        ring = Keyring(shop.url)
        _, self.key = ring.add("Call centre", Granted(frozenset(SCOPES), rate=1e6), now=0)
        ring.close()
        command = ["-m", "bentoml", "serve", "service:Scoring", "--port", self.address[17:]]
        self.log = shop.folder / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **shop.environment(), "BENTOML_HOME": str(shop.folder)},
                stdout=log,
                stderr=log,
            )

    def wait(self, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                    return answer.status
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(self.log.read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def served(chromium, open_shop):
    """Return the service; who has no browser need not wait for it."""
    served = Served(open_shop)
    try:
        served.wait()
        yield served
    finally:
        served.stop()


@pytest.fixture
def visit(served, browsed):
    """Return a function that opens the console and signs in."""

    def sign_in(path="/console/overview", **rest):
        page = browsed.open(served.address, **rest)
        page.goto(f"{served.address}{path}")
        assert page.title() == "Sign in · patron"
        assert browsed.violations(page) == []
        page.get_by_label("Your key").fill(served.key)
        page.get_by_role("button", name="Sign in").click()
        assert page.url == f"{served.address}{path}"
        return page

    return sign_in


@pytest.fixture
def take(browsed):
    """Return a function that checks how a page is to be read, and takes its picture if asked."""

    def look(page, name, whole=False):
        page.wait_for_load_state("networkidle")
        assert browsed.violations(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} pixels wider than the window"
        if os.environ.get("PATRON_SCREENSHOTS"):
            IMAGES.mkdir(exist_ok=True)
            picture = io.BytesIO(page.screenshot(full_page=whole))
            few = Image.open(picture).convert("RGB").quantize(96, dither=Image.Dither.NONE)
            few.save(IMAGES / f"{name}.png", optimize=True)

    return look


def test_the_overview_is_arranged_saved_and_deleted(visit, take):
    page = visit()
    assert page.get_by_role("heading", name="300 customers").is_visible()
    # Each chart was drawn.
    assert page.locator(".plot").count() == page.locator(".plot canvas").count() == 5
    take(page, "console-overview", whole=True)
    page.get_by_label("Of whom").first.select_option("risk:high")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("group=risk%3Ahigh")
    for one in page.get_by_text("The numbers:").all():
        one.click()
    assert page.get_by_role("rowheader", name="60–70 %").is_visible()
    page.get_by_text("Arrange this page").click()
    for name in ("Customers who bought, by month", "Spend by month", "Few customers, much money"):
        page.get_by_role("checkbox", name=name).uncheck()
    page.locator("[name=place_stake]").fill("1")
    page.locator("[name=place_customers]").fill("9")
    page.get_by_label("Name of the view").fill("Those at risk")
    take(page, "console-arrange")
    page.get_by_role("button", name="Save the view").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Those at risk"
    headings = page.locator(".tile h2").all_inner_texts()
    assert "value at stake" in headings[0]
    assert "Spend by month" not in headings
    assert page.get_by_label("Of whom").first.input_value() == "risk:high"
    page.get_by_role("link", name="The usual view").click()
    page.get_by_role("link", name="Those at risk").click()
    page.get_by_text("Arrange this page").click()
    page.get_by_role("button", name="Delete it").click()
    assert page.get_by_role("link", name="Those at risk").count() == 0


def test_a_customer_is_found_read_and_supposed_about(visit, take):
    page = visit()
    page.get_by_role("link", name="Customers", exact=True).click()
    page.get_by_label("Customer id, e-mail address").fill("nobody@example.org")
    page.get_by_role("main").get_by_role("button", name="Find").click()
    assert page.get_by_role("alert").inner_text().startswith("Nobody is known by that")
    take(page, "console-find")
    page.get_by_label("Find a customer by id").fill("P13@Example.org")
    page.get_by_label("Find a customer by id").press("Enter")
    page.wait_for_url(f"**/console/customers/{DAN}")
    assert page.get_by_role("heading", level=1).inner_text() == "Dan Brook"
    take(page, "console-customer")
    newest = page.locator("time").first.inner_text()
    page.get_by_role("link", name="Earlier").click()
    assert page.locator("time").first.inner_text() != newest
    page.get_by_role("link", name="Newest").click()
    # Jon has not come for long.
    page.goto(page.url.replace(DAN, JON).split("#")[0])
    page.get_by_role("link", name="What if they did something?").click()
    page.get_by_label("What", exact=True).select_option("return")
    page.get_by_label("When (UTC)").fill("2024-12-30T10:00")
    page.get_by_label("Amount, EUR").fill("100")
    page.get_by_label("Item").fill("item3")
    page.get_by_label("Channel").select_option("store")
    page.get_by_label("By whom").select_option("customer")
    page.get_by_role("button", name="What if?").click()
    page.get_by_label("What", exact=True).select_option("purchase")
    page.get_by_label("Amount, EUR").fill("400")
    page.get_by_role("button", name="What if?").click()
    assert page.locator("main ol li").count() == 2
    moved = page.locator(".scores .figure").first.inner_text()
    before, after = (int(said) for said in re.findall(r"(\d+) %", moved))
    assert after < before
    assert page.get_by_role("rowheader").count() > 0
    take(page, "console-what-if")
    page.get_by_role("link", name="Start again").click()
    assert "now" in page.locator(".scores .figure").first.inner_text()


def test_the_list_is_filtered_assigned_answered_and_downloaded(visit, take, tmp_path):
    page = visit("/console/list")
    page.get_by_label("How many").fill("60")
    page.get_by_label("Offer").select_option("call with a voucher")
    page.get_by_label("Channel").select_option("phone")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Before").click()
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_label("Who does the ticked ones").fill("Eve")
    page.get_by_label("Until").fill("2026-12-31")
    page.get_by_role("button", name="Assign").click()
    assert page.get_by_role("status").inner_text() == "2 now with Eve."
    page.get_by_text("What became of it").first.click()
    page.get_by_label("Answer").first.select_option("bought")
    page.get_by_label("Amount, if any").first.fill("25,50")
    page.get_by_role("button", name="Note it").first.click()
    assert page.get_by_role("status").inner_text() == "Noted: bought."
    assert page.locator(".became").first.inner_text() == "Bought"
    take(page, "console-list")
    page.get_by_label("State").select_option("assigned")
    page.get_by_label("Whose").select_option("Eve")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".week tbody tr").count() == 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    waiting.value.save_as(tmp_path / "list.csv")
    [header, row] = (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()
    assert header.startswith("customer_id,offer")
    assert ",Eve,2026-12-31,,d" in row


def test_it_is_read_on_a_telephone_in_the_dark(visit, take):
    page = visit(width=375, dark=True)
    take(page, "console-phone-overview")
    page.get_by_role("link", name="This week's list").click()
    take(page, "console-phone-list")
    page.goto(page.url.replace("/list", f"/customers/{DAN}"))
    take(page, "console-phone-customer")
    page.get_by_role("link", name="What if they did something?").click()
    take(page, "console-phone-what-if")


def test_it_can_be_used_with_the_keyboard_alone(visit):
    page = visit()
    page.goto(page.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "group"
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/sign-in")


def test_a_page_from_elsewhere_cannot_send_a_form_nor_frame_it(served, browsed, visit, tmp_path):
    page = visit()
    page.context.unroute_all()
    page.route(
        "http://evil.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<form method=post action={served.address}/console/sign-out><button>x</form>",
        ),
    )
    page.goto("http://evil.example/")
    page.get_by_role("button").click()
    page.wait_for_url(f"{served.address}/**")
    assert "so nothing was done" in page.content()
    browsed.errors.clear()
    page.goto(f"{served.address}/console/overview")
    assert page.get_by_role("heading", level=1).inner_text() == "Overview"


def test_the_pictures_in_the_documents_are_small_and_used():
    text = (ROOT / "docs" / "console.md").read_text("utf-8")
    named = set(re.findall(r"images/(console-[a-z-]+\.png)", text))
    found = {path.name: path.stat().st_size for path in IMAGES.glob("console-*.png")}
    assert named == set(found)
    assert all(size < LARGEST for size in found.values()), found
