import pytest

from patron.errors import ConfigError
from patron.service.local import check_local, host_of, is_asked_locally, is_insecure, is_loopback

INSECURE = {"PATRON_INSECURE_LOCAL": "1"}


@pytest.mark.parametrize(
    ("said", "insecure"),
    [({}, False), ({"PATRON_INSECURE_LOCAL": ""}, False), (INSECURE, True)],
)
def test_keys_are_off_only_if_that_is_said(said, insecure):
    assert is_insecure(said) == insecure


def test_a_switch_that_is_neither_on_nor_off_is_refused():
    with pytest.raises(ConfigError, match="PATRON_INSECURE_LOCAL is 'yes', but must be 1"):
        is_insecure({"PATRON_INSECURE_LOCAL": "yes"})


@pytest.mark.parametrize(
    ("environment", "command", "host"),
    [
        ({}, ["serve"], "127.0.0.1"),
        ({"BENTOML_HOST": "0.0.0.0"}, ["serve"], "0.0.0.0"),
        ({"BENTOML_HOST": "0.0.0.0"}, ["serve", "--host", "::1"], "::1"),
        ({}, ["serve", "--host=10.0.0.1"], "10.0.0.1"),
        ({}, ["serve", "--host"], "127.0.0.1"),
    ],
)
def test_the_command_says_where_the_service_listens(environment, command, host):
    assert host_of(environment, command) == host


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "example.org"])
def test_without_keys_the_service_does_not_start_on_an_address_that_others_reach(host):
    with pytest.raises(ConfigError, match=r"must listen on 127.0.0.1 and not on"):
        check_local(INSECURE, ["serve", "--host", host])
    check_local({}, ["serve", "--host", host])
    check_local(INSECURE, ["serve"])


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.9.9.9", True), ("[::1]", True), ("127.0.0.1.x.org", False)],
)
def test_what_is_a_loopback_address(host, loopback):
    assert is_loopback(host) == loopback


@pytest.mark.parametrize(
    ("server", "hosts", "locally"),
    [
        (("127.0.0.1", 3000), [b"127.0.0.1:3000"], True),
        (("127.0.0.1", 3000), [b"localhost"], True),
        (("::1", 3000), [b"[::1]:3000"], True),
        (("10.0.0.5", 3000), [b"127.0.0.1:3000"], False),
        (("127.0.0.1", 3000), [b"evil.example.org:3000"], False),
        (("127.0.0.1", 3000), [b"127.0.0.1", b"evil.example.org"], False),
        (("127.0.0.1", 3000), [], False),
        (None, [b"127.0.0.1"], False),
    ],
)
def test_who_is_asked_by_another_name_is_not_asked_locally(server, hosts, locally):
    headers = [(b"host", host) for host in hosts]
    assert is_asked_locally({"server": server, "headers": headers}) == locally
