"""Plain text of what was typed, pasted or sent as HTML."""

import html
import re

# Of "<" without a ">" nothing is lost, and no text takes longer than its length.
TAG = re.compile(r"(<(?:/?[a-zA-Z][^<>]*|!--[^<>]*--|![a-zA-Z][^<>]*)>)")
NAME = re.compile(r"</?([a-zA-Z]+[1-6]?)")
UNSEEN = {"script", "style", "head", "title"}
PARTS = {"p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "hr", "blockquote"} | {
    f"h{level}" for level in range(1, 7)
}
INVISIBLE = "\u00ad\u200b\u200c\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
CHARACTERS = {
    **{code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"},
    **{ord(character): None for character in INVISIBLE},
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u0060\u00b4"), "'"),
    0xA0: " ",
    0x2028: "\n",
    0x2029: "\n\n",
}


def plain(text: str) -> str:
    """Return the text without mark-up, control characters and characters that cannot be seen.

    What HTML shows apart is parted by a blank line. The time taken grows with the length only.
    """
    shown = _without_tags(text) if "<" in text else text
    if "&" in shown:
        shown = html.unescape(shown)
    return shown.replace("\r\n", "\n").translate(CHARACTERS).strip()


def _without_tags(text: str) -> str:
    kept: list[str] = []
    unseen = ""
    # Text and tags by turns.
    for number, piece in enumerate(TAG.split(text)):
        if number % 2 == 0:
            kept.append("" if unseen else piece)
            continue
        found = NAME.match(piece)
        name = found[1].lower() if found else ""
        if unseen:
            unseen = "" if name == unseen and piece.startswith("</") else unseen
        elif name in UNSEEN and not piece.startswith("</"):
            unseen = name
        kept.append("\n\n" if name in PARTS else "")
    return "".join(kept)
