from datetime import UTC, datetime

from patron.report.sheet import Section, Sheet, write_page


def test_a_page_shows_sentences_points_and_tables_as_text():
    sheet = Sheet("Of <two>", ("Name", "n"), (("a & b", "1"),), words=(0,))
    section = Section("one", "The one", ("Said.",), ("A point.",), sheets=(sheet,))
    page = write_page("Kind", "Title", datetime(2024, 6, 1, tzinfo=UTC), [section])
    assert "<title>Kind: Title</title>" in page
    assert "As of 1 Jun 2024." in page
    assert "<li>A point.</li>" in page
    assert '<th scope="row" class="words">a &amp; b</th><td>1</td>' in page
    assert "Of &lt;two&gt;" in page
