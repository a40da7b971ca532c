"""Wished languages against what an item has and what is here. Pure."""

from collections.abc import Iterable, Sequence

from aniworldd.library.shelf import Here
from aniworldd.naming import language


def best(wished: Sequence[str], here: Here) -> Here:
    """Of several files that hold an item, the one in the most wanted language."""
    if not here.others:
        return here
    return min((here, *here.others), key=lambda one: (_rank(wished, one), not one.language))


def satisfies(wished: Sequence[str], here: Here) -> bool:
    """Whether a file is in a wanted language; one that says none is."""
    return _rank(wished, here) < max(len(wished), 1)


def better(wished: Sequence[str], here: Here) -> tuple[str, ...]:
    """The wanted languages before the one that a file is in, best first."""
    return tuple(wished[: _rank(wished, here)])


def among(wished: Iterable[str], has: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in wished if one in has)


def _rank(wished: Sequence[str], here: Here) -> int:
    """The place of its language among the wanted ones; their number: it is none of them."""
    fitting = (at for at, label in enumerate(wished) if language.fits(label, here.language))
    return next(fitting, len(wished))
