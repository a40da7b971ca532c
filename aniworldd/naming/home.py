"""Which folder of a library is a series': the first one, or the second below a language's. Pure.

`Title/Season 1` and `german-dub/Title/Season 1` both hold the first season of Title.
"""

import re

from aniworldd.naming import language

_PERHAPS = re.compile(r"dub|sub|synchro|untertitel", re.IGNORECASE)  # spares most names the rest


def is_root(folder: str) -> bool:
    """Whether a first folder is a language's, with series in it."""
    return _PERHAPS.search(folder) is not None and language.root(folder) != ""


def of(folder: str) -> str:
    """The series folder that a folder is or lies in, both below the root; "" when in none."""
    first, _, rest = folder.partition("/")
    if not is_root(first):
        return first
    second = rest.partition("/")[0]
    return f"{first}/{second}" if second else ""


def of_file(path: str) -> str:
    """The series folder of a file; "" when it lies in none."""
    return of(path.rpartition("/")[0])


def name(home: str) -> str:
    """A series folder without its language's."""
    return home.rpartition("/")[2]


def in_language(home: str, label: str, existing: frozenset[str]) -> str:
    """Where files in this language belong, for a series that lies in some language's folder.

    `existing` are the first folders of the library. A language that has no folder yet gets one
    that is written as the others are; any other series stays where it is.
    """
    root = home.partition("/")[0]
    if "/" not in home or not label or language.fits(label, language.root(root)):
        return home
    fitting = sorted(
        one for one in existing if is_root(one) and language.fits(label, language.root(one))
    )
    made = _written_as(root, label)
    if fitting:
        return f"{fitting[0]}/{name(home)}"
    fits = is_root(made) and language.fits(label, language.root(made))
    return f"{made}/{name(home)}" if fits else home


def _written_as(root: str, label: str) -> str:
    """`German Sub` as `german-sub`, when there is `german-dub`."""
    sign = re.search(r"[ ._-]", root)
    made = re.sub(r"[ ._-]+", sign[0] if sign else "", label)
    return made.lower() if root.islower() else made
