"""Where two lists differ, so that an edit leaves all the items alone that are in both."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.config.values import Leaf, View

COMPARISONS = 250_000  # some 50 ms; beyond them all between the same front and back differs


@dataclass(frozen=True, slots=True)
class Difference:
    """Items of the one list from `start` to before `end`, for those of the other."""

    start: int
    end: int
    new_start: int
    new_end: int


def differences(ours: Sequence[View], theirs: Sequence[View]) -> list[Difference]:
    """In their order; between two of them is at least one item that is in both."""
    one, other = list(map(_token, ours)), list(map(_token, theirs))
    front = _alike(one, other)
    back = _alike(one[front:][::-1], other[front:][::-1])
    pairs = _pairs(one[front : len(one) - back], other[front : len(other) - back])
    found = []
    start, new_start = front, front
    for at, new_at in [*pairs, (len(one) - back - front, len(other) - back - front)]:
        end, new_end = front + at, front + new_at
        if (start, new_start) != (end, new_end):
            found.append(Difference(start, end, new_start, new_end))
        start, new_start = end + 1, new_end + 1
    return found


def _alike(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many are the same from the front."""
    both = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(both) if a != b), min(len(one), len(other)))


def _pairs(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Positions of the longest row of items that both have in the same order."""
    if len(one) * len(other) > COMPARISONS:
        return
    # longest[i][j]: of what is behind these two positions
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in reversed(range(len(one))):
        for j in reversed(range(len(other))):
            longest[i][j] = (
                longest[i + 1][j + 1] + 1
                if one[i] == other[j]
                else max(longest[i + 1][j], longest[i][j + 1])
            )
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1


def _token(view: View) -> Hashable:
    """Equal for what `values.same` calls the same."""
    if not view and isinstance(view, Mapping):
        return None
    if isinstance(view, Mapping):
        return frozenset((name, _token(item)) for name, item in view.items())
    if view is None or isinstance(view, Leaf):
        return view
    return tuple(map(_token, view))
