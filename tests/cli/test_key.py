import pytest

from patron.cli.key import key, read_customers
from patron.errors import ConfigError
from patron.live.audit import AuditLog, Look
from patron.live.keys import parse_token


def test_every_command_says_what_it_does():
    assert {command.name or command.callback.__name__ for command in key.registered_commands} == {
        "add",
        "list",
        "revoke",
    }
    assert all(command.callback.__doc__ for command in key.registered_commands)


def test_a_key_is_shown_once_listed_and_revoked(built, monkeypatch):
    monkeypatch.delenv("PATRON_DATABASE_URL", raising=False)
    file = built.home / "customers.txt"
    file.write_text(f"c{1:016x}\nc{2:016x}\n", encoding="utf-8")
    words = ["--scope", "score", "--customers", "customers.txt", "--segment", "region=north"]
    added = built.run("-q", "key", "add", "ACME", *words, "--field", "churn.band", "--days", "9")
    token = added.out.strip()
    key_id, secret = parse_token(token)
    assert f"Key {key_id} of ACME: may score; sees 2 customers" in added.err
    listed = built.run("-q", "key", "list").out
    assert f"{key_id}  holds     ACME" in listed
    assert "sees customers of region=north; of answers churn.band; 200 requests" in listed
    assert secret not in listed
    said = built.run("-q", "key", "revoke", key_id).out
    assert said == f"{key_id} of ACME is revoked; a second from now no service lets it in.\n"
    assert f"{key_id}  revoked" in built.run("-q", "key", "list").out
    assert built.run("-q", "key", "revoke", "0" * 12).code == 2

    log = AuditLog(f"sqlite:///{built.home}/data/live/ws.db")
    log.write([Look(1_700_000_000_000_000, key_id, "churn", f"c{1:016x}", "call-7")])
    log.close()
    told = built.run("-q", "audit", "--customer", f"c{1:016x}").out
    assert told == f"2023-11-14 22:13:20  churn             {key_id} (ACME)  request call-7\n"
    nobody = built.run("-q", "audit", "--customer", f"c{9:016x}").out
    assert nobody == "Nobody asked the service about this customer.\n"
    assert "or several have it" in built.run("audit", "--customer", "email:a@b.org").err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--scope", "scroe"], "There is no scope 'scroe'"),
        (["--scope", "score", "--segment", "north"], "must be name=value"),
        (["--scope", "events", "--segment", "region=north"], "cannot have the scope events"),
    ],
)
def test_what_cannot_be_meant_is_refused(small_shop, words, message):
    done = small_shop.run("-q", "key", "add", "ACME", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_line_that_is_no_customer_id_is_named(tmp_path):
    file = tmp_path / "customers.txt"
    file.write_text(f"c{1:016x}\nann@example.org\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line 2: 'ann@example.org' is no customer id"):
        read_customers(file)
    file.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_customers(tmp_path)
    with pytest.raises(ConfigError, match="is empty"):
        read_customers(file)
