import pandas as pd
import pytest


def test_orders_parcels_and_returns_are_of_the_same_orders(raws):
    orders, parcels, returns = (
        raws[name].rows.to_pandas() for name in ("orders", "parcels", "returns")
    )
    placed = parcels[parcels["event"] == "placed"]
    assert set(placed["order"]) == set(orders["order"])
    assert set(returns["order"]) <= set(orders["order"])
    both = returns.merge(orders, on=["order", "line"])
    assert len(both) == len(returns)
    assert (both["refund"] == both["paid"]).all()
    assert (both["returned_at"] > both["placed_at"]).all()


def test_a_parcel_is_late_as_often_as_life_says(raws, many):
    parcels = raws["parcels"].rows.to_pandas()
    arrived = parcels[parcels["event"] == "delivered"]
    on = pd.to_datetime(arrived["at"]).dt.tz_localize(None)
    late = on >= pd.to_datetime(arrived["promised_on"]) + pd.Timedelta(days=1)
    baskets = many.baskets
    truth = baskets.late[baskets.online & (baskets.at < many.world.end_at)].mean()
    assert late.mean() == pytest.approx(truth, abs=0.01)


def test_a_coupon_used_stands_with_the_order_and_the_parcel(raws):
    orders, parcels = raws["orders"].rows.to_pandas(), raws["parcels"].rows.to_pandas()
    used = parcels[parcels["event"] == "coupon"].set_index("order")["coupon"]
    by_order = orders.groupby("order")["coupon"].first().dropna()
    assert used.sort_index().to_dict() == by_order.sort_index().to_dict()
