"""Answers as JSON; a decision that holds is told again and again, and written once."""

from patron.service.records import NextBestOffer, Record, Score


def written(record: Record) -> bytes:
    """Return an answer as JSON, to the byte what pydantic writes of it."""
    if isinstance(record, Score) and record.next_best_offer is not None:
        # The offer is the last of its fields.
        rest = record.model_dump_json(exclude={"next_best_offer"}).encode()
        return b'%b,"next_best_offer":%b}' % (rest[:-1], _decision(record.next_best_offer))
    return _decision(record) if isinstance(record, NextBestOffer) else _plain(record)


def _decision(record: NextBestOffer) -> bytes:
    if record._text is None:
        record._text = _plain(record)
    return record._text


def _plain(record: Record) -> bytes:
    return record.model_dump_json().encode()
