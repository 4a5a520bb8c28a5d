"""The parse as lists: whatever is hung elsewhere, it stays a tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.relations.parse import Parse
from tests.conftest import parsed


def parse(heads: list[int]) -> Parse:
    size = len(heads)
    return Parse(parsed(["word"] * size, heads=heads, deps=["ROOT" if i == h else "dep" for i, h in enumerate(heads)]))


def test_a_token_hung_below_itself_leaves_its_place_to_the_branch_between() -> None:
    p = parse([0, 0, 1, 2])
    p.attach(1, 3, "conj")
    assert (p.head, p.dep) == ([0, 3, 0, 2], ["ROOT", "conj", "dep", "dep"])
    assert p.subtree(0) == [0, 1, 2, 3]


def test_a_root_hung_below_itself_makes_the_branch_between_a_root() -> None:
    p = parse([0, 0, 1])
    p.attach(0, 2, "obj")
    assert (p.head, p.dep) == ([2, 1, 1], ["obj", "ROOT", "dep"])


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_whatever_is_attached_every_token_has_a_root_above(moves: list[tuple[int, int]]) -> None:
    p = parse([0, 0, 1, 2, 2, 0, 5, 6])
    for token, head in moves:
        p.attach(token, head, "dep")
    roots = [i for i in range(p.n) if p.head[i] == i]
    assert sorted(token for root in roots for token in p.subtree(root)) == list(range(p.n))
