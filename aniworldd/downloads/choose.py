"""Which release is taken: a pure function."""

from collections.abc import Collection, Mapping, Sequence

from aniworldd.errors import NotFound
from aniworldd.model.release import Release


def choose(
    releases: Sequence[Release],
    languages: Sequence[str],
    refused: Collection[str],
    failed: Mapping[str, int],
    *,
    named: bool = False,
) -> Sequence[Release]:
    """The releases that may be tried, the one to try first in front; never empty.

    The best wanted language comes first; within it those that failed least often (`failed` counts
    by URL), then the provider's order. `refused` are URLs that are not to be tried again; `named`:
    only those that name their language. Raises `NotFound` with the reason when none is left.
    """
    if not releases:
        raise NotFound("the provider lists no release of it")
    wanted = [
        release
        for release in releases
        if rank(release, languages) is not None and (release.language or not named)
    ]
    if not wanted:
        raise NotFound(_not_in(languages, releases))
    left = [release for release in wanted if release.url not in refused]
    if not left:
        one = len(wanted) == 1
        raise NotFound(
            "its only release failed for good"
            if one
            else f"all {len(wanted)} releases failed for good"
        )
    return sorted(left, key=lambda release: (rank(release, languages), failed.get(release.url, 0)))


def rank(release: Release, languages: Sequence[str]) -> int | None:
    """The place of its language among the wanted ones; None: it is none of them.

    A release that does not name its language satisfies every wish, so it ranks as the best.
    """
    if not languages or not release.language:
        return 0
    return languages.index(release.language) if release.language in languages else None


def _not_in(languages: Sequence[str], releases: Sequence[Release]) -> str:
    offered = sorted({release.language or "one that says none" for release in releases})
    return f"no release in {' or '.join(languages)}; there is {', '.join(offered)}"
