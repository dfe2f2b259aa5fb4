import re
from html.parser import HTMLParser

from patron.service.addresses import CONSOLE
from patron.service.gate import ASKED, READ
from patron.service.page import PAGE


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("href", "src", "action")]


def test_the_page_leads_only_to_what_the_service_answers():
    links = Links()
    links.feed(PAGE)
    assert set(links.found) <= {*READ, CONSOLE}


def test_the_page_asks_no_other_host_for_anything():
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script", PAGE)


def test_the_page_names_every_question():
    assert all(f"<dt>{path}</dt>" in PAGE for path in ASKED)
