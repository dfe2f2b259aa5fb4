import hashlib

import numpy as np
import pyarrow as pa

from patron.world.touchpoints.outside import sha256


def test_a_device_is_registered_once_by_e_mail_and_then_used(raws, many):
    rows, person = raws["readings"].rows.to_pandas(), raws["readings"].person
    first = rows[rows["event"] == "registered"]
    assert len(first) == rows["serial"].nunique() == len(np.unique(person))
    assert first["email"].notna().all()
    assert rows["email"].notna().sum() == len(first)
    assert many.people.device[person].all()


def test_who_is_in_a_good_mood_uses_the_device_more(raws, many):
    rows, person = raws["readings"].rows.to_pandas(), raws["readings"].person
    at = raws["readings"].rows["at"].cast("int64").to_numpy()
    mood = many.life.mood[(at - many.world.start_at) // (7 * 86_400_000_000), person]
    uses = rows["uses"].groupby(mood).mean()
    assert uses[3] > uses[2] > uses[1]


def test_the_overlay_goes_by_e_mail_or_else_by_telephone(raws):
    rows = raws["overlay"].rows
    assert (np.array(rows["email"].is_valid()) ^ np.array(rows["phone"].is_valid())).all()


def test_the_partner_hands_on_the_sha256_of_the_e_mail(raws, many):
    assert sha256(pa.array(["a@example.org"])).to_pylist() == [
        hashlib.sha256(b"a@example.org").hexdigest()
    ]
    raw = raws["partner"]
    email = many.keys.email[2 * int(raw.person[0])].as_py()
    assert raw.rows["email_sha256"][0].as_py() == hashlib.sha256(email.encode()).hexdigest()
