"""Numbers counted through all seasons, placed by what the catalogue lists. Pure.

What could be two items is none: a wrong "here" would hide a gap for ever.
"""

from collections.abc import Collection, Mapping

from aniworldd.catalogue import Listing
from aniworldd.library.shelf import COUNTED, Here, Place, settled

_MANY = 50  # numbers below 100 in one folder: then it does not join season and episode


def placed(here: Mapping[Place, Here], listing: Listing) -> Mapping[Place, Here]:
    """What is here, with the counted numbers where they belong; a sure place comes first."""

    def belong(counted: Collection[int]) -> Mapping[int, Place]:
        listed = {(item.item.key.season, item.item.key.number) for item in listing.items}
        return places(counted, listed)

    return settled(here, COUNTED, belong)


def places(counted: Collection[int], listed: Collection[Place]) -> dict[int, Place]:
    """Which item each number of one folder is, as far as there is only one that it can be."""
    in_order = _in_order(listed)
    joined = not _says_that_it_counts(counted, listed, in_order)
    return {
        number: in_order[number]
        for number in counted
        if number in in_order
        and not (joined and _joined(number) in listed and _joined(number) != in_order[number])
    }


def _in_order(listed: Collection[Place]) -> dict[int, Place]:
    """Every item by its number through all seasons; nothing when the seasons have gaps."""
    seasons: dict[int, list[int]] = {}
    for season, number in sorted(listed):
        if season > 0:
            seasons.setdefault(season, []).append(number)
    if list(seasons) != list(range(1, len(seasons) + 1)):
        return {}
    one_by_one = [(season, number) for season, numbers in seasons.items() for number in numbers]
    numbers = [number for _, number in one_by_one]
    if len(seasons) == 1:
        return dict(zip(numbers, one_by_one, strict=True))
    if numbers == list(range(1, len(numbers) + 1)):  # the catalogue counts so, too
        return dict(zip(numbers, one_by_one, strict=True))
    if all(of == list(range(1, len(of) + 1)) for of in seasons.values()):
        return dict(enumerate(one_by_one, 1))
    return {}


def _joined(number: int) -> Place:
    """`203` as season 2, episode 3."""
    return number // 100, number % 100


def _says_that_it_counts(
    counted: Collection[int], listed: Collection[Place], in_order: Mapping[int, Place]
) -> bool:
    """Whether a folder has numbers that join no season and episode, so that none of them does."""
    if sum(number < 100 for number in counted) >= _MANY:
        return True
    return any(
        number >= 100 and number in in_order and _joined(number) not in listed for number in counted
    )
