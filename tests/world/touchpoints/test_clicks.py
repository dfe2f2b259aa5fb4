import numpy as np
import pyarrow.compute as pc


def rows_of(raws):
    return raws["clicks"].rows.to_pandas(), raws["clicks"].person


def test_on_the_web_they_are_anonymous_until_they_log_in(raws, many):
    rows, person = rows_of(raws)
    web = rows["device"].isna()
    assert rows.loc[web, "cookie"].notna().all()
    first = rows[web].sort_values("at").groupby("session").head(1)
    assert first["user"].isna().all()
    checkouts = rows[web & (rows["event"] == "checkout")]
    assert checkouts["user"].notna().all()
    assert many.people.registered[person[rows["user"].notna()]].all()


def test_in_the_app_they_are_always_known(raws, many):
    rows, person = rows_of(raws)
    app = rows["device"].notna()
    assert rows.loc[app, "user"].notna().all()
    assert rows.loc[app, "cookie"].isna().all()
    assert many.people.app[person[app]].all()


def test_each_online_order_ends_a_session(raws, many):
    rows, _ = rows_of(raws)
    ordered = many.baskets.online & (many.baskets.at < many.world.end_at)
    assert (rows["event"] == "checkout").sum() == ordered.sum()
    lines = ordered[many.baskets.of].sum()
    carts, abandoned = (rows["event"] == "cart").sum(), (rows["event"] == "abandon").sum()
    assert carts >= lines
    assert carts - lines - abandoned < 0.01 * abandoned + 5


def test_some_cookies_are_of_several_people(raws, many):
    rows, person = rows_of(raws)
    people = rows.assign(person=person).groupby("cookie")["person"].nunique()
    assert (people > 1).any()
    houses = rows.assign(house=many.people.household[person]).groupby("cookie")["house"].nunique()
    assert (houses == 1).all()


def test_the_account_is_the_user_or_else_where_they_look_from(raws):
    raw = raws["clicks"]
    account = np.array(raw.account.to_pylist())
    known = np.array(pc.is_valid(raw.rows["user"]))
    assert (account[known] == np.array(raw.rows["user"].drop_null())).all()
    assert all(name.startswith("cookie:") for name in account[~known])
