import logging


def test_one_line_a_source_is_logged(web, caplog):
    with caplog.at_level(logging.INFO, logger="patron.sources.read"):
        web.read()
    assert caplog.messages == [
        "read_sources: web: 3 records, 0 rejected, 0 repeated; interactions 3 added, 0 changed, "
        "0 repeated; identifiers 3 added, 0 changed, 0 repeated"
    ]
