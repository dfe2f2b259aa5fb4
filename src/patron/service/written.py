"""Answers as JSON; a decision that holds is told again and again, and written once."""

from patron.service.records import NextBestOffer, Record, Score


def written(record: Record) -> str:
    """Return an answer as JSON, to the byte what pydantic writes of it."""
    if isinstance(record, Score) and record.next_best_offer is not None:
        rest = record.model_dump_json(exclude={"next_best_offer"})
        return f'{rest[:-1]},"next_best_offer":{_decision(record.next_best_offer)}}}'
    return _decision(record) if isinstance(record, NextBestOffer) else record.model_dump_json()


def _decision(record: NextBestOffer) -> str:
    if record._text is None:
        record._text = record.model_dump_json()
    return record._text
