import time

import pytest

from patron.text.plain import plain


def test_tags_go_and_what_they_show_apart_is_parted():
    html = "<html><head><title>Mail</title></head><p>Very <b>g</b>ood</p><br/>Bad &amp; ugly</html>"
    assert plain(html) == "Very good\n\n\n\nBad & ugly"


def test_scripts_and_styles_are_not_read():
    html = "<style>p {color: bad}</style>Good<SCRIPT>if (a<b) awful()</SCRIPT> day<!-- bad -->"
    assert plain(html) == "Good day"


def test_what_is_no_tag_stays():
    assert plain("I <3 it, 2 < 3 > 1 and a << b") == "I <3 it, 2 < 3 > 1 and a << b"


def test_control_characters_are_spaces_and_invisible_ones_nothing():
    assert plain("a\x00b\x1bc\u200bd\ufeffe\u00adf") == "a b cdef"


def test_all_apostrophes_are_one():
    assert plain("don\u2019t, don\u2018t, don`t") == "don't, don't, don't"


def test_lines_stay_and_blanks_around_go():
    assert plain(" \t a\r\nb \n\n") == "a\nb"


@pytest.mark.parametrize("text", ["<", "<a", "<style>", "<!--", "<p>", "</", "<script", "&", "\n"])
def test_a_hundred_kilobytes_of_broken_mark_up_take_no_second(text):
    start = time.thread_time()
    plain(text * (100_000 // len(text)))
    assert time.thread_time() - start < 1
