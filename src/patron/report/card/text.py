"""A card for the terminal, and as plain values for JSON."""

from datetime import datetime
from textwrap import wrap
from typing import Any

from patron.report.card.parts import Card, Field
from patron.report.changed import title_of
from patron.report.language import say, speaking
from patron.report.wording import day

WIDTH = 100
LABEL_WIDTH = 22
# A space at which a line is not broken.
KEPT = "\N{NO-BREAK SPACE}"
# What a terminal would obey instead of show: an id must not be able to clear the screen, nor to
# turn the direction of what follows.
OBEYED = (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
CONTROL = dict.fromkeys(OBEYED, "\N{REPLACEMENT CHARACTER}")


def card_text(card: Card) -> str:
    """Return the card as aligned lines of at most 100 characters."""
    with speaking(card.language):
        return _text(card)


def _text(card: Card) -> str:
    lines = [
        *_wrapped(
            say("Customer {id}, as of {day}", id=card.customer_id, day=day(card.as_of)), "", ""
        )
    ]
    for section in card.sections:
        lines += ["", section.title.upper()]
        for field in section.fields:
            lines += _lines(field)
    if card.reasons:
        lines += ["", say("Reasons").upper()]
    for reason in card.reasons:
        lines += _entry(title_of(reason.task), reason.sentence)
    if card.changes:
        lines += ["", say("What changed").upper()]
    for change in card.changes:
        lines += _entry(title_of(change.task), change.sentence)
    return "\n".join(lines) + "\n"


def card_json(card: Card) -> dict[str, Any]:
    """Return the card as dictionaries, lists and texts; times are ISO 8601."""
    with speaking(card.language):
        return _json(card)


def _json(card: Card) -> dict[str, Any]:
    return {
        "customer_id": card.customer_id,
        "as_of": card.as_of.isoformat(),
        "sections": [
            {"title": section.title, "fields": [_plain(field) for field in section.fields]}
            for section in card.sections
        ],
        "reasons": [vars(reason).copy() for reason in card.reasons],
        "changes": [vars(change).copy() for change in card.changes],
    }


def _plain(field: Field) -> dict[str, str | None]:
    return {
        "label": field.label,
        "value": field.value,
        "source": field.source,
        "known_at": None if field.known_at is None else field.known_at.isoformat(),
    }


def _lines(field: Field) -> list[str]:
    return _entry(field.label, f"{field.value}  [{_origin(field.source, field.known_at)}]")


def _origin(source: str, known_at: datetime | None) -> str:
    """Return where and since when; in one piece, unless that is longer than a line."""
    since = "" if known_at is None else f", {day(known_at)}".replace(" ", KEPT)
    fits = len(source) + len(since) + len("[]") <= WIDTH - LABEL_WIDTH - 2
    return (source.replace(" ", KEPT) if fits else source) + since


def _entry(name: str, text: str) -> list[str]:
    shown = name.translate(CONTROL)
    if len(shown) > LABEL_WIDTH - 1:
        shown = shown[: LABEL_WIDTH - 2] + "…"
    return _wrapped(text, f"  {shown:<{LABEL_WIDTH}}", " " * (LABEL_WIDTH + 2))


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    lines = wrap(
        text.translate(CONTROL),
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )
    return [line.replace(KEPT, " ") for line in lines]
