"""What sources tell: of accounts, of what is sold and offered, and what could not be read."""

from patron.schema.table import FLAG, REAL, TEXT, TIME, WHOLE, Table

# What a source knows about an account: its e-mail, phone, device, loyalty card ...
IDENTIFIERS = Table(
    "identifiers",
    {"source": TEXT, "account": TEXT, "id_type": TEXT, "id_value": TEXT, "known_at": TIME},
    key=("source", "account", "id_type", "id_value"),
    # Of what is known since nobody knows when, nobody can say what was known before.
    required=("source", "account", "id_type", "id_value", "known_at"),
)

# Demographics, CRM fields, third-party overlays. A later row of the same name replaces an earlier.
ATTRIBUTES = Table(
    "attributes",
    {"source": TEXT, "account": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME},
    key=("source", "account", "name", "known_at"),
)

# What a text says, read when it comes into the lake: `sentiment` from -5 to 5, null where no word
# tells anything; `aspects`, a JSON object of the sentiment for each aspect that is mentioned, null
# where nothing is said of it; `words`, one of the words that mattered and what each says there.
READ_FROM_TEXT = {"sentiment": REAL, "aspects": TEXT, "words": TEXT}

# What was done; INTERACTIONS tell it of accounts, and HISTORY of customers.
DONE = {
    "kind": TEXT,
    "channel": TEXT,
    "actor": TEXT,
    "item": TEXT,
    "offer": TEXT,
    "quantity": REAL,
    "amount": REAL,
    "discount": REAL,
    "basket": TEXT,
    "text": TEXT,
    **READ_FROM_TEXT,
    "propensity": REAL,
}

# What an account did, or what was done to it, as the source recorded it. `actor` says who
# started it: "customer" or "company". `amount` is what was paid, after `discount`. `sentiment`
# (-5 to 5), `aspects` and `words` (JSON objects of such numbers) are what `text` says. `propensity`
# is the probability with which the company drew just this `offer` (or none) for the account.
INTERACTIONS = Table(
    "interactions",
    {
        "source": TEXT,
        "interaction_id": TEXT,
        "account": TEXT,
        "occurred_at": TIME,
        "known_at": TIME,
        **DONE,
    },
    key=("source", "interaction_id"),
    required=("source", "interaction_id", "account", "occurred_at", "known_at", "kind", "actor"),
)

# What is sold. The levels go from coarse to fine: department, category, subcategory.
ITEMS = Table(
    "items",
    {
        "item": TEXT,
        "name": TEXT,
        "department": TEXT,
        "category": TEXT,
        "subcategory": TEXT,
        "brand": TEXT,
        "price": REAL,
        "margin": REAL,
        "tier": REAL,
    },
    key=("item",),
)

# What was offered by whom, on which item, and when it held. `part_of` is the offer that customers
# are contacted with where that brings several, such as a campaign of many coupons.
OFFERS = Table(
    "offers",
    {
        "source": TEXT,
        "offer": TEXT,
        "item": TEXT,
        "part_of": TEXT,
        "type": TEXT,
        "channel": TEXT,
        "starts_at": TIME,
        "ends_at": TIME,
    },
    key=("source", "offer", "item"),
)

# Whether an account may be contacted on a channel. The latest known row holds.
CONSENTS = Table(
    "consents",
    {"source": TEXT, "account": TEXT, "channel": TEXT, "granted": FLAG, "known_at": TIME},
    key=("source", "account", "channel", "known_at"),
    required=("source", "account", "channel", "granted", "known_at"),
)

# Who belongs to whom: household, referral, employer.
RELATIONS = Table(
    "relations",
    {"source": TEXT, "account": TEXT, "relation": TEXT, "other": TEXT, "known_at": TIME},
    key=("source", "account", "relation", "other"),
    required=("source", "account", "relation", "other", "known_at"),
)

# Raw records that could not be read, and why.
REJECTED = Table(
    "rejected",
    {"source": TEXT, "into": TEXT, "line": WHOLE, "reason": TEXT, "record": TEXT},
    key=("source", "into", "line", "reason", "record"),
    required=("source", "into", "reason"),
)

# Which source files were read into the lake, by the fingerprint of file and mapping.
LOADS = Table(
    "loads",
    {"source": TEXT, "fingerprint": TEXT, "records": WHOLE, "rejected": WHOLE},
    key=("source",),
)
