"""What only a person can answer: what is asked, and what saying yes would do."""

import hashlib
from collections.abc import Iterable

from aniworldd.catalogue import Source
from aniworldd.library.brake import Question as Vanished
from aniworldd.library.shelf import Shelf
from aniworldd.overview.records import Question
from aniworldd.overview.words import count

ROOT = "root"
FILES = "files"
WISHES = "wishes"
LIST = "list "  # and the title's key


def of_root(shelf: Shelf, directory: str) -> Question | None:
    """Whether what lies at the library's folder is the library; None when that is no question."""
    if not shelf.strange:
        return None
    return Question(
        ROOT,
        _seen(directory, shelf.away),
        "Take it as the library",
        f"{directory} gets a mark, and is the library from then on: it is read, and downloads go "
        "there. Episodes that are not in it count as missing; when those are many, you are asked "
        "about them first. Nothing is deleted. If a disk is only not mounted, mount it instead: "
        "then the library comes back by itself.",
    )


def of_files(shelf: Shelf) -> Question | None:
    """Whether files that vanished at once are gone."""
    if not shelf.gone:
        return None
    files = count(len(shelf.gone), "file")
    return Question(
        FILES,
        _seen(str(shelf.shrunk_since), files),
        f"{files} {'is' if len(shelf.gone) == 1 else 'are'} gone",
        f"{files} will count as missing. Where a wish asks for downloads, those episodes are "
        "queued and downloaded again. Nothing is deleted. If they should be there, put them back "
        "instead: then the question goes away by itself.",
    )


def of_wishes(vanished: Vanished | None) -> Question | None:
    """Whether wishes that vanished at once are not wished for any more."""
    if vanished is None or vanished.accepted:
        return None
    wishes = count(len(vanished.gone), "wish", "wishes")
    return Question(
        WISHES,
        _seen(str(vanished.since), wishes),
        f"{wishes} may go",
        f"{wishes} will not be in force any more, and what waits in the queue for them is "
        "withdrawn. Files in the library, the history and numbers stay. If they should be there, "
        "put the files back into the watch folder instead.",
    )


def of_list(key: str, sources: Iterable[Source]) -> Question | None:
    """Whether episodes that a provider lists no more are no episodes of the title."""
    shrinks = [
        source.shrink
        for source in sources
        if source.shrink is not None and not source.shrink.accepted and key in source.titles
    ]
    if not shrinks:
        return None
    episodes = count(sum(len(shrink.gone) for shrink in shrinks), "episode")
    return Question(
        f"{LIST}{key}",
        _seen(key, episodes, *(str(shrink.since) for shrink in shrinks)),
        "Believe the shorter list",
        f"Its provider is asked again, and the next answer is believed: {episodes} will not be "
        "wanted any more, and what waits in the queue for them is withdrawn. Files in the library "
        "stay.",
    )


def _seen(*facts: str) -> str:
    """Stands for exactly this: an answer to anything else is none.

    What is gone only grows while `since` stays, so the two tell which it is.
    """
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
