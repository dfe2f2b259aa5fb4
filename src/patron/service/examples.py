"""What is asked and answered at each address, as an example of each."""

from typing import Any

WHO = "c0000000000000001"
AS_OF = "2024-12-31T00:00:00Z"
DECISION = "d3f0c1a2b4958677a8b9cadb"
REASON = {
    "idea": "how regularly they buy",
    "contribution": 0.064,
    "sentence": "usually 16.2 days between purchases so far",
}
CHURN: dict[str, Any] = {
    "customer_id": WHO,
    "as_of": AS_OF,
    "task": "churn",
    "data_version": 1,
    "score": 12.8,
    "percentile": 66.7,
    "band": "low",
    "horizon_days": 28.0,
    "model": "churn-20241029-7cdc6dc5",
    "bundle": "ee817442f678773e",
    "reasons": [REASON],
    "probability": 0.128,
    "sooner": [{"horizon_days": 14.0, "probability": 0.241}],
    "days_to_purchase": 9.3,
    "next_purchase_at": "2025-01-06T14:00:00Z",
}
LIFETIME_VALUE: dict[str, Any] = {
    **{name: CHURN[name] for name in list(CHURN)[: list(CHURN).index("probability")]},
    "task": "lifetime_value",
    "score": 66.7,
    "model": "lifetime_value-20241029-1f9a2b3c",
    "reasons": [{**REASON, "contribution": 4.2}],
    "value": 52.1,
    "low": 18.4,
    "high": 97.0,
    "historic": 611.4,
    "total": 663.5,
    "high_value": True,
    "currency": "EUR",
}
VOUCHER: dict[str, Any] = {
    "offer": "voucher",
    "item": "item3",
    "type": "retain",
    "channel": "mail",
    "p": 0.5,
    "cost": 0.5,
    "value": 2.0,
}
NEXT_BEST_OFFER: dict[str, Any] = {
    "customer_id": WHO,
    "as_of": AS_OF,
    "task": "next_offer",
    "data_version": 1,
    "decision_id": DECISION,
    "decided_at": "2025-01-01T09:00:00Z",
    "valid_until": "2025-01-02T09:00:00Z",
    "chosen": VOUCHER,
    "propensity": 1.0,
    "contact": None,
    "runner_ups": [
        {
            "offer": "nothing",
            "item": None,
            "type": "nothing",
            "channel": None,
            "p": None,
            "cost": 0.0,
            "value": 0.0,
            "refused_by": "better offer",
        }
    ],
    "reasons": [],
    "currency": "EUR",
    "model": "next_offer-20241029-0f3c9d21",
}
EXPLAINED: dict[str, Any] = {
    "customer_id": WHO,
    "as_of": AS_OF,
    "data_version": 1,
    "explanations": [
        {
            "task": "churn",
            "item": None,
            "unit": "probability",
            "answer": 0.128,
            "base": 0.024,
            "contributions": [REASON],
            "rest": 0.04,
            "model": "churn-20241029-7cdc6dc5",
        }
    ],
}
EVENT: dict[str, Any] = {
    "source": "web",
    "interaction_id": "e-2",
    "account": "visitor-7",
    "occurred_at": "2024-12-31T10:05:00Z",
    "kind": "login",
    "identifiers": {"email": "ann@example.org"},
    "consents": {"email": False},
}
CARD: dict[str, Any] = {
    "customer_id": WHO,
    "as_of": AS_OF,
    "data_version": 1,
    "identity": [
        {"label": "Customer", "value": WHO, "source": "till", "known_at": "2024-01-01T00:00:00Z"},
        {
            "label": "Email",
            "value": "ann@example.org",
            "source": "web",
            "known_at": "2024-12-31T10:05:00Z",
        },
    ],
    "relationships": [
        {
            "label": "Accounts",
            "value": "2 accounts in 2 sources: till 1, web visitor-7",
            "source": "till, web",
            "known_at": "2024-12-31T10:05:00Z",
        }
    ],
    "current_activity": [
        {
            "label": "Last purchase",
            "value": "20 Dec 2024, 11 days ago, 17.20 EUR",
            "source": "till",
            "known_at": "2024-12-20T15:00:00Z",
        }
    ],
    "history": [
        {
            "label": "Visits",
            "value": "31 visits",
            "source": "till",
            "known_at": "2024-12-20T15:00:00Z",
        }
    ],
    "value": [
        {
            "label": "Expected ahead",
            "value": "52.10 EUR in the next 28 days; 80 in 100 such customers: 18.40 EUR to "
            "97.00 EUR",
            "source": "model lifetime_value-20241029-1f9a2b3c",
            "known_at": AS_OF,
        }
    ],
    "flags": [
        {
            "label": "Risk of leaving",
            "value": "13 % in the next 28 days, low",
            "source": "model churn-20241029-7cdc6dc5",
            "known_at": AS_OF,
        },
        {
            "label": "Fraud",
            "value": "not known: no source tells",
            "source": "no source",
            "known_at": None,
        },
    ],
    "actions": [
        {
            "label": "Suggested",
            "value": "voucher (item3) by mail: expected value 2.00 EUR",
            "source": "offer rules",
            "known_at": AS_OF,
        },
        {
            "label": "Consent to email",
            "value": "refused",
            "source": "web",
            "known_at": "2024-12-31T10:05:00Z",
        },
    ],
    "reasons": [
        {"task": "churn", "sentence": REASON["sentence"], "contribution": REASON["contribution"]}
    ],
    "changes": [],
}
TIMELINE: dict[str, Any] = {
    "customer_id": WHO,
    "as_of": AS_OF,
    "data_version": 1,
    "touchpoints": [
        {
            "occurred_at": "2024-12-20T15:00:00Z",
            "known_at": "2024-12-20T15:00:00Z",
            "kind": "purchase",
            "channel": "store",
            "actor": "customer",
            "item": "item3",
            "item_name": "Green tea",
            "offer": None,
            "quantity": 1.0,
            "amount": 17.2,
            "discount": None,
            "basket": "b812",
            "text": None,
            "sentiment": None,
            "source": "till",
            "interaction_id": "812",
        }
    ],
    "next": "1734706800000000.1",
}
ONE = {"customer": "household:1"}
RECEIPT: dict[str, Any] = {
    "decision_id": DECISION,
    "customer_id": WHO,
    "decided_at": "2025-01-01T09:00:00Z",
    "candidates": [{**VOUCHER, "gain": 5.0, "verdicts": {"no consent": "allows"}}],
    "chosen": VOUCHER,
    "propensity": 1.0,
    "versions": {"bundle": "ee817442f678773e", "data_version": 1},
}
ASKED: dict[str, dict[str, Any]] = {
    "/outcomes": {"outcomes": [{"decision_id": DECISION, "kind": "bought", "amount": 12.5}]},
    "/churn": ONE,
    "/lifetime_value": {"customers": ["household:1", WHO]},
    "/next_best_offer": ONE,
    "/score": {"customer": "email:ann@example.org"},
    "/explain": {"customer": "household:1", "task": "churn"},
    "/events": {"events": [EVENT]},
}
ANSWERED: dict[str, dict[str, Any]] = {
    "/outcomes": {"recorded": [0], "repeated": [], "refused": []},
    "/churn": CHURN,
    "/lifetime_value": {"results": [LIFETIME_VALUE, LIFETIME_VALUE]},
    "/next_best_offer": NEXT_BEST_OFFER,
    "/score": {
        "customer_id": WHO,
        "as_of": AS_OF,
        "churn": CHURN,
        "lifetime_value": LIFETIME_VALUE,
        "next_best_offer": NEXT_BEST_OFFER,
    },
    "/explain": EXPLAINED,
    "/events": {"accepted": [0], "repeated": [], "corrected": [], "refused": []},
    "/readyz": {
        "status": "ready",
        "workspace": "shop",
        "bundle": "ee817442f678773e",
        "data_version": 1,
        "as_of": "2024-12-31T00:00:00+00:00",
    },
}
TEXTS = {
    "/livez": "\n",
    "/healthz": "\n",
    "/": "<!doctype html>…",
    "/metrics": 'patron_requests_total{address="churn",status="200"} 7.0\n',
}
PROBLEMS: dict[int, str] = {
    400: "Send either Content-Length or Transfer-Encoding, not both.",
    401: "Send a key that holds, as Authorization: Bearer patron_…; `patron key add` makes one.",
    403: "This key lacks the scope score.",
    404: "There is no customer 'household:0'. A customer is named by customer_id (c and 16 "
    "hexadecimal digits) or by an identifier that is theirs alone, as type:value, such as "
    "household:7.",
    405: "This address takes POST only.",
    408: "The body was not there after 10 seconds.",
    413: "The body may have at most 5,000,000 bytes.",
    415: "Send the header Content-Type: application/json.",
    422: "The body is not what this address takes.",
    429: "This key may send 200 requests a second; wait 1 s.",
    500: "Something went wrong here; the service's log says what.",
    503: "The live store is empty; run `patron score`.",
    504: "The answer took too long; ask for fewer customers at a time.",
}
