"""Values that prove nothing, found from the data: stand-ins for "nothing", and shared mailboxes."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.rules import IdentityRules

# Local parts of addresses that belong to a role, or to nobody, and not to a person.
ROLES = (
    "abuse", "accounting", "accounts", "admin", "administrator", "billing", "contact", "contacts",
    "customerservice", "donotreply", "do-not-reply", "enquiries", "help", "helpdesk", "hello",
    "hostmaster", "info", "inquiries", "kontakt", "mail", "mailer-daemon", "marketing", "n/a",
    "na", "newsletter", "nobody", "noemail", "no-email", "none", "noreply", "no-reply", "no_reply",
    "null", "office", "order", "orders", "postmaster", "reception", "root", "sales", "service",
    "shop", "spam", "support", "team", "test", "tester", "testing", "unknown", "user", "webmaster",
)  # fmt: skip
ROLE = "belongs to a role"
# A phone may begin with the code of its country.
CODE = r"(\+[0-9]{1,3})?"
# Fewer digits of one kind may well be a card or customer number.
FEWEST_DIGITS = 6
SAME_DIGITS = "|".join(f"{digit}{{{FEWEST_DIGITS},}}" for digit in range(10))
RISING = "01234567890123456789"
RUNS = [RISING[i : i + n] for n in range(FEWEST_DIGITS, 13) for i in range(10)]
IN_A_ROW = "|".join([*RUNS, *(run[::-1] for run in RUNS)])
# From so many shared values on one can say what is usual, and so far above it is not.
ENOUGH = 20
DEVIATIONS = 8
LEAST_DEVIATION = 0.5
NORMAL = 1.4826


def find_worthless(values: pa.Table, rules: IdentityRules) -> pa.Table:
    """Return the values that prove nothing, each with the reason.

    A value is shared by far too many where log2 of its accounts lies more than 8 deviations above
    the median of the type's shared values (those of two accounts or more). A deviation is 1.4826
    times the median absolute deviation, as for a normal distribution, but at least .5: so a value
    needs 16 times the usual accounts, and more where they differ much. Medians stand a blocklist
    as long as half of the shared values; with fewer than 20 of these nothing is said.

    Parameters
    ----------
    values
        Each clean value once: id_type, id_value, accounts (how many have it).
    rules
        Which words stand for nothing, and in which country phones are.

    Returns
    -------
    pa.Table
        Columns id_type, id_value, accounts, reason; in the order of `values`.

    References
    ----------
    Leys, Ley, Klein, Bernard, Licata (2013), "Detecting outliers: Do not use standard deviation
    around the mean, use absolute deviation around the median", Journal of Experimental Social
    Psychology 49.
    """
    found = values.append_column("reason", _reasons(values, rules))
    return found.filter(pc.is_valid(found["reason"]))


def _reasons(values: pa.Table, rules: IdentityRules) -> pa.ChunkedArray:
    """Return why each value proves nothing; null where it may prove something."""
    value = pc.utf8_lower(values["id_value"])
    kind = values["id_type"]
    is_email, is_phone = pc.equal(kind, "email"), pc.equal(kind, "phone")
    role = pc.and_(is_email, pc.is_in(_local_part(value), pa.array(ROLES)))
    number = pc.match_substring_regex(value, r"^\+" if rules.country else r"^(\+|[0-9]{7,15}$)")
    checks = (
        (pc.is_in(value, pa.array(rules.worthless, pa.string())), "stands for nothing"),
        (pc.match_substring_regex(value, r"^([^\pL\pN]*|0+|x{2,})$"), "stands for nothing"),
        (role, ROLE),
        (_matches(value, SAME_DIGITS), "one digit over and over"),
        (_matches(value, IN_A_ROW), "digits in a row"),
        (pc.and_(is_phone, pc.invert(number)), "no possible phone number"),
        (_shared_by_far_too_many(values), "shared by far more accounts than others"),
    )
    reason = pa.chunked_array([pa.nulls(values.num_rows, pa.string())])
    for holds, why in reversed(checks):
        reason = pc.if_else(holds, why, reason)
    return reason


def _local_part(value: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(value, r"([+].*)?@.*$", "")


def _matches(value: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.match_substring_regex(value, f"^{CODE}({pattern})$")


def _shared_by_far_too_many(values: pa.Table) -> pa.ChunkedArray:
    accounts = values["accounts"].to_numpy()
    far = np.zeros(len(accounts), bool)
    for kind in pc.unique(values["id_type"]).to_pylist():
        of_kind = pc.equal(values["id_type"], kind).to_numpy()
        shared = np.log2(accounts[of_kind & (accounts > 1)])
        if len(shared) >= ENOUGH:
            usual = np.median(shared)
            deviation = NORMAL * np.median(np.abs(shared - usual))
            limit = usual + DEVIATIONS * max(deviation, LEAST_DEVIATION)
            far |= of_kind & (np.log2(accounts) > limit)
    return pa.chunked_array([far])
