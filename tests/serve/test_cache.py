from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cnnviz.serve.cache import OVERHEAD, Cache, default_limit
from cnnviz.serve.size import seal

LIMIT = 10 * OVERHEAD


class CacheMachine(RuleBasedStateMachine):
    """Against a list of (key, cost) in order of use, kept by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.cache: Cache[int, object] = Cache(LIMIT)
        self.model: OrderedDict[int, tuple[object, int]] = OrderedDict()

    @rule(key=st.integers(0, 8), nbytes=st.integers(0, 12 * OVERHEAD))
    def put(self, key: int, nbytes: int) -> None:
        value = object()
        kept = self.cache.put(key, value, nbytes)
        self.model.pop(key, None)
        assert kept == (nbytes + OVERHEAD <= LIMIT)
        if kept:
            self.model[key] = (value, nbytes + OVERHEAD)
            while sum(cost for _, cost in self.model.values()) > LIMIT:
                self.model.popitem(last=False)

    @rule(key=st.integers(0, 8))
    def get(self, key: int) -> None:
        expected = self.model.get(key, (None, 0))[0]
        assert self.cache.get(key) is expected
        if expected is not None:
            self.model.move_to_end(key)

    @rule()
    def clear(self) -> None:
        self.cache.clear()
        self.model.clear()

    @invariant()
    def never_over_the_limit(self) -> None:
        assert self.cache.nbytes == sum(cost for _, cost in self.model.values()) <= LIMIT
        assert len(self.cache) == len(self.model)


TestCache = CacheMachine.TestCase
TestCache.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_an_answer_over_the_limit_is_not_kept_and_pushes_nothing_out() -> None:
    cache: Cache[str, int] = Cache(LIMIT)
    cache.put("small", 1, 10)
    assert not cache.put("large", 2, LIMIT + 1)
    assert "small" in cache
    assert "large" not in cache


@pytest.mark.parametrize(
    ("text", "limit"), [("10", 10_000_000), ("0", 0), ("-3", 0), ("many", 256_000_000), ("", 256_000_000)]
)
def test_the_environment_sets_the_limit_in_megabytes(text: str, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_CACHE_MB", text)
    assert default_limit() == limit


@dataclass(frozen=True)
class Nested:
    maps: np.ndarray
    png: bytes
    more: tuple[object, ...] = ()


def test_size_of_a_nested_answer_is_that_of_its_arrays_and_bytes() -> None:
    value = Nested(np.zeros((64, 56, 56), np.float32), b"x" * 5000, ({"inner": np.zeros(1000)},))
    content = 64 * 56 * 56 * 4 + 5000 + 8000
    assert content <= seal(value) < content + 1500


def test_an_array_met_twice_is_counted_once() -> None:
    array = np.zeros(10_000)
    assert seal((array, array, array[:5])) < 80_000 + 500


def test_a_view_counts_as_the_array_that_it_keeps_alive() -> None:
    assert seal(np.zeros((100, 100))[:1, :1]) == 80_000


def test_every_array_in_an_answer_becomes_read_only() -> None:
    behind = np.zeros((4, 4))
    value = Nested(np.zeros(3), b"", ([np.zeros(2)], {"a": behind[1:]}))
    seal(value)
    for array in (value.maps, value.more[0][0], value.more[1]["a"], behind):  # type: ignore[index]
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_value_that_contains_itself_ends() -> None:
    loop: list[object] = [b"x" * 100]
    loop.append(loop)
    assert seal(loop) >= 100
