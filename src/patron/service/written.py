"""Answers as JSON; a decision that holds is told again and again, and written once."""

from patron.service.records import NextBestOffer, Record, Score


def written(record: Record) -> tuple[bytes, ...]:
    """Return an answer as JSON, to the byte what pydantic writes of it, in pieces.

    Of many answers the pieces of all are put together at once.
    """
    if isinstance(record, Score) and record.next_best_offer is not None:
        # The offer is the last of its fields.
        rest = record.model_dump_json(exclude={"next_best_offer"}).encode()
        return rest[:-1], b',"next_best_offer":', _decision(record.next_best_offer), b"}"
    return (_decision(record) if isinstance(record, NextBestOffer) else _plain(record),)


def _decision(record: NextBestOffer) -> bytes:
    text = record._text
    if text is None:
        record._text = text = _plain(record)
    return text


def _plain(record: Record) -> bytes:
    return record.model_dump_json().encode()
