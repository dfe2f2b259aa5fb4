from threadpoolctl import threadpool_info

from patron.models.threads import one_thread


def test_products_of_vectors_are_computed_by_one_thread():
    with one_thread():
        assert {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"} == {1}
