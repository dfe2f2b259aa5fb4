"""A shop whose customers were all scored and decided about, as people see it in the console."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import numpy as np
import pytest

from patron.history import unify
from patron.schema import (
    ATTRIBUTES,
    CONSENTS,
    DECISIONS,
    IDENTIFIERS,
    INTERACTIONS,
    ITEMS,
    OUTLOOK,
    REASONS,
    SCORES,
)
from patron.service.questions import Question
from patron.service.scorer import Scorer
from patron.service.watch import BundleWatch

AS_OF = datetime(2024, 12, 31, tzinfo=UTC)
START = datetime(2024, 1, 1, tzinfo=UTC)
PEOPLE = 300
FIRST = ["Ann", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gwen", "Hugo", "Ida", "Jon"]
LAST = ["Abel", "Brook", "Cole", "Dean", "Ellis", "Frost", "Gray", "Hale", "Irving", "Jones"]
GOODS = ["Coffee", "Tea", "Bread", "Cheese", "Olive oil", "Honey", "Pasta", "Rice", "Wine", "Jam"]
# What must stay a text wherever it is shown, and what must not make a page wider.
SCRIPT = "<script>document.title='broken'</script><img src=x onerror=alert(1)>"
LONG = "Anna-Maria-" * 20
EVIL, WIDE = PEOPLE - 1, PEOPLE - 2
TOLD = ["The parcel came late again.", "Friendly help on the phone, thank you!"]


def touches():
    """Return visits, letters and notes of calls beside the purchases."""
    random = np.random.default_rng(11)
    rows = []
    for person in range(PEOPLE):
        for kind, channel, actor, text in (
            ("visit", "web", "customer", None),
            ("visit", "app", "customer", None),
            ("contact", "email", "company", None),
            ("note", "phone", "customer", TOLD[person % 2]),
        ):
            at = AS_OF - timedelta(days=float(random.uniform(1, 60)))
            rows.append(
                {
                    "source": "crm" if kind in ("contact", "note") else channel,
                    "interaction_id": f"{kind}{len(rows)}",
                    "account": str(person),
                    "occurred_at": at,
                    "known_at": at,
                    "kind": kind,
                    "channel": channel,
                    "actor": actor,
                    "offer": "autumn letter" if kind == "contact" else None,
                    "text": SCRIPT if text and person == EVIL else text,
                }
            )
    # The till's account is theirs on every touchpoint.
    return INTERACTIONS.of([{**row, "source": "till"} for row in rows])


def people(lake):
    """Give customers names, addresses and consent, and items names."""
    known = {"source": "till", "known_at": START}
    whom = [{**known, "account": str(n)} for n in range(PEOPLE)]
    names = [
        {**one, "name": name, "value": value}
        for n, one in enumerate(whom)
        for name, value in (
            ("first_name", {EVIL: SCRIPT, WIDE: LONG}.get(n, FIRST[n % 10])),
            ("last_name", {EVIL: "'\"`&<b>", WIDE: LONG}.get(n, LAST[n // 10 % 10])),
            ("region", ["north", "south"][n % 2]),
        )
    ]
    lake.append(ATTRIBUTES, ATTRIBUTES.of(names))
    mails = [
        {**one, "id_type": "email", "id_value": f"p{n}@example.org"}
        for n, one in enumerate(whom)
        if n != 1
    ]
    lake.append(IDENTIFIERS, IDENTIFIERS.of(mails))
    said = [{**one, "channel": "phone", "granted": n % 9 != 7} for n, one in enumerate(whom)]
    lake.append(CONSENTS, CONSENTS.of(said))
    goods = [
        {"item": f"item{n}", "name": name, "category": f"kind{n % 4}", "margin": 0.3}
        for n, name in enumerate(GOODS)
    ]
    lake.replace(ITEMS, ITEMS.of(goods))
    lake.append(INTERACTIONS, touches())
    unify(lake)


def decide(shop):
    """Score all customers with their reasons, and decide about each, as batch scoring would."""
    store, watch = shop.store, BundleWatch(shop.bundles)
    watch.look()
    names = [shop.customer(n) for n in range(PEOPLE)]
    asked = Question(customers=names)
    scorer = Scorer(store, watch)
    risks, worths = list(scorer.churn(asked)), list(scorer.lifetime_value(asked))
    store.close()
    whose = [{"customer_id": name, "cutoff": AS_OF} for name in names]
    reasons = [
        {**one, "task": risk.task, "rank": rank, **reason.model_dump()}
        for one, said in zip(whose, zip(risks, worths, strict=True), strict=True)
        for risk in said
        for rank, reason in enumerate(risk.reasons, start=1)
    ]
    shop.lake.replace(REASONS, REASONS.of(reasons))
    rows, outlook, scores = [], [], []
    for n, (one, risk, worth) in enumerate(zip(whose, risks, worths, strict=True)):
        for said, score in ((risk, risk.probability), (worth, worth.value)):
            more = {"task": said.task, "model": said.model, "band": said.band, "score": score}
            scores.append({**one, **more, "percentile": said.percentile})
        told = {"historic": 200.0 - n / 2, "predicted": worth.value, "total": worth.value + 200}
        outlook.append({**one, **told, "high_value": n < 40})
        call = {**one, "offer": "call with a voucher", "type": "retain", "channel": "phone"}
        call |= {"p": risk.probability, "cost": 3.0}
        call |= {"value": risk.probability * worth.value - 3.0}
        mail = {**one, "offer": "favourite again", "type": "replenish", "channel": "email"}
        mail |= {"item": f"item{n % 10}", "p": 0.2, "cost": 0.1, "value": 0.02 * worth.value - 0.1}
        nothing = {**one, "offer": "nothing", "type": "nothing", "cost": 0.0, "value": 0.0}
        ordered = sorted([call, mail, nothing], key=lambda row: -row["value"])
        rows.append({**ordered[0], "chosen": True})
        rows += [{**row, "chosen": False, "refused_by": "better offer"} for row in ordered[1:]]
    shop.lake.replace(SCORES, SCORES.of(scores))
    shop.lake.replace(DECISIONS, DECISIONS.of(rows))
    shop.lake.replace(OUTLOOK, OUTLOOK.of(outlook))


class Visitor:
    """Somebody who is signed in to the console of the `client` fixture."""

    def __init__(self, client, cookie):
        self._client = client
        self._headers = {"cookie": cookie, "origin": "http://testserver"}

    def get(self, path):
        return self._client.get(path, headers=self._headers, follow_redirects=False)

    def post(self, path, **fields):
        headers = {**self._headers, "content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields, doseq=True)
        return self._client.post(path, content=body, headers=headers, follow_redirects=False)


@pytest.fixture
def visitor(client, key):
    """Return a function that signs somebody in with a key of some scopes."""
    from bentoml import get_current_service

    def sign_in(*scopes):
        token = key(*scopes)["authorization"].removeprefix("Bearer ")
        console = get_current_service().access.console
        now = time.time_ns() // 1_000
        session = console.open_session(token.split("_")[1], now, now + 3_600_000_000)
        return Visitor(client, f"patron_session={session}")

    return sign_in


@pytest.fixture(scope="session")
def console_folder(tmp_path_factory):
    """Return where the shop will be."""
    return tmp_path_factory.mktemp("console")


@pytest.fixture(scope="session")
def open_shop(build_shop, console_folder):
    """Return a shop with people, scores, reasons and decisions of everybody."""
    shop = build_shop(console_folder)
    people(shop.lake)
    shop.publish()
    decide(shop)
    shop.publish()
    return shop
