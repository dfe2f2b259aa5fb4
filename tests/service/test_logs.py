import io
import json
import logging

from patron.service.logs import Batches, Lines


def line(message, *values, **rest):
    record = logging.LogRecord("patron.x", logging.ERROR, "x.py", 1, message, values, None)
    for name, value in rest.items():
        setattr(record, name, value)
    return json.loads(Lines().format(record))


def test_a_line_is_json_with_its_fields():
    said = line("read %d", 7, fields={"status": 200})
    assert said.pop("at").endswith("+00:00")
    assert said == {"level": "error", "logger": "patron.x", "message": "read 7", "status": 200}


def test_an_address_that_names_a_customer_is_cut():
    said = line("Exception on %s [GET]", "/customers/email:ann@example.org")
    assert said["message"] == "Exception on /customers/… [GET]"


def test_of_an_error_only_kind_and_place_are_told():
    try:
        try:
            raise KeyError("ann@example.org")
        except KeyError as error:
            raise ValueError("ann@example.org") from error
    except ValueError as error:
        said = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert [error["error"] for error in said["errors"]] == ["ValueError", "KeyError"]
    assert "test_logs.py" in said["errors"][0]["where"][0]
    assert "ann@" not in json.dumps(said)


def test_lines_of_requests_are_written_together_and_in_order():
    stream = io.StringIO()
    target = logging.StreamHandler(stream)
    target.setFormatter(Lines())
    batches = Batches(target, seconds=3_600)
    for number in range(3):
        record = logging.LogRecord("patron.x", logging.INFO, "x.py", 1, "%d", (number,), None)
        batches.handle(record)
    assert stream.getvalue() == ""
    batches.flush()
    batches.flush()
    said = [json.loads(line)["message"] for line in stream.getvalue().splitlines()]
    assert said == ["0", "1", "2"]
