from patron.service.console.render import POLICY, first_up


def test_every_page_loads_only_what_is_ours_and_cannot_be_framed(client, visitor):
    pages = [visitor().get("/console/overview"), client.get("/console/sign-in")]
    pages.append(visitor("score").get("/console/list"))
    for page in pages:
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        # Without a referrer of our own, a form would not say where it comes from.
        assert page.headers["referrer-policy"] == "same-origin"
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


def test_no_page_has_anything_inline_or_from_elsewhere(client, visitor):
    ann = visitor()
    who = "/console/customers/c0000000000000001"
    for path in ("/console/overview", "/console/list", who, who.replace("customers", "what-if")):
        text = ann.get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "http://" not in text
        assert "https://" not in text


def test_a_page_shows_only_what_the_key_may_open(visitor):
    page = visitor("score").get("/console/overview").text
    assert 'href="/console/overview"' in page
    assert 'href="/console/list"' not in page
    assert "/console/search" not in page


def test_a_sentence_begins_with_a_capital():
    assert first_up("last shopped at EDEKA") == "Last shopped at EDEKA"
    assert first_up("") == ""
