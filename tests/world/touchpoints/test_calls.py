import numpy as np


def test_the_account_is_the_customer_number_or_else_the_telephone(raws):
    rows, account = raws["calls"].rows.to_pandas(), np.array(raws["calls"].account.to_pylist())
    named = rows["caller.customer_no"].notna()
    assert 0 < named.mean() < 1
    assert (account[named] == rows.loc[named, "caller.customer_no"]).all()
    assert (account[~named] == "phone:" + rows.loc[~named, "caller.phone"]).all()


def test_who_cancels_calls_once_to_say_so(raws, many):
    rows = raws["calls"].rows.to_pandas()
    goes = many.life.cancelled & (many.life.left < many.world.weeks)
    cancelling = (rows["topic"] == "cancellation").to_numpy()
    assert sorted(raws["calls"].person[cancelling]) == np.flatnonzero(goes).tolist()


def test_complaints_are_bad_calls_and_some_of_the_late_orders(raws, many):
    complaints = (raws["calls"].rows.to_pandas()["topic"] == "complaint").sum()
    weeks = many.world.weeks
    bad, late = many.life.bad_calls[:weeks].sum(), many.life.late[:weeks].sum()
    assert bad < complaints < bad + late
