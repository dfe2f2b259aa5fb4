"""Answers as JSON; a decision that holds is told again and again, and written once."""

from pydantic_core import to_json

from patron.service.records import Fields, NextBestOffer, Record

OFFER = "next_best_offer"


def written(answer: Record | Fields) -> tuple[bytes, ...]:
    """Return an answer as JSON, to the byte what pydantic writes of its record, in pieces.

    Of many answers the pieces of all are put together at once.

    Parameters
    ----------
    answer
        A record, or the fields of a `Score`.
    """
    if isinstance(answer, NextBestOffer):
        return (_decision(answer),)
    if isinstance(answer, Record):
        return (_plain(answer),)
    offer = answer[OFFER]
    if offer is None:
        return (to_json(answer, inf_nan_mode="null"),)
    # The offer is the last of the fields.
    rest = {name: value for name, value in answer.items() if name != OFFER}
    return to_json(rest, inf_nan_mode="null")[:-1], b',"next_best_offer":', _decision(offer), b"}"


def _decision(record: NextBestOffer) -> bytes:
    text = record._text
    if text is None:
        record._text = text = _plain(record)
    return text


def _plain(record: Record) -> bytes:
    return record.model_dump_json().encode()
