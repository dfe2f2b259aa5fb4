import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from patron.live.audit import AuditLog, Look
from patron.live.customer import OLD_ID, Identifier


def look(at, customer_id):
    return Look(at, "key", "churn", customer_id, f"r{at}")


@pytest.fixture
def audit(url):
    log = AuditLog(url)
    yield log
    log.close()


def test_looks_at_a_customer_are_told_newest_first(audit):
    audit.write([look(1, "ann"), look(2, "bob"), look(3, "ann"), look(4, None)])
    audit.write([])
    assert audit.of_customer("ann") == [look(3, "ann"), look(1, "ann")]
    assert audit.of_customer("ann", most=1) == [look(3, "ann")]


def test_looks_under_a_former_id_count_too(audit, store, customer_of):
    ann = customer_of("ann", identifiers=(Identifier(OLD_ID, "annie"),))
    store.publish([ann], 5, "shop", {})
    audit.write([look(1, "annie")])
    assert audit.of_customer("ann") == [look(1, "annie")]


@pytest.mark.parametrize("change", ["UPDATE audit SET key_id = 'x'", "DELETE FROM audit"])
def test_what_was_written_is_neither_changed_nor_deleted(audit, change):
    audit.write([look(1, "ann")])
    with pytest.raises(DBAPIError, match="only added to"), audit._engine.begin() as connection:
        connection.execute(text(change))
    assert audit.of_customer("ann") == [look(1, "ann")]
