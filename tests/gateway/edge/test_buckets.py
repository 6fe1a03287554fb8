"""A bucket that drips."""

from __future__ import annotations

from gateway.edge.buckets import Bucket


def test_holds_so_many_and_refills() -> None:
    assert [Bucket(2, 0).take() for _ in range(1)] == [True]
    bucket = Bucket(2, 0)

    assert [bucket.take() for _ in range(4)] == [True, True, False, False]
    assert all(Bucket(1, 1e9).take() for _ in range(5))
