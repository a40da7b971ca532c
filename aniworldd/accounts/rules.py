"""What a password must be, and what it must not be."""

import re
from collections.abc import Iterator
from importlib import resources
from typing import Literal

Policy = Literal["strict", "length"]

LONGEST = 1024  # bytes
_PRODUCT = "aniworld"
_SPELT = str.maketrans("@4301!$57", "aaeoiisst")
_AROUND = re.compile(r"^[^a-z]+|[^a-z]+$")
_STRICT = {
    "an upper-case letter": str.isupper,
    "a lower-case letter": str.islower,
    "a digit": str.isdigit,
    "a special character": lambda sign: not sign.isalnum(),
}
_LEAST: dict[Policy, int] = {"strict": 8, "length": 15}  # characters


def refusals(password: str, name: str, policy: Policy) -> list[str]:
    """Everything that is wrong with it, each the end of "the password …"; empty when it is good."""
    return list(_refusals(password, name, policy))


def _refusals(password: str, name: str, policy: Policy) -> Iterator[str]:
    if len(password) < _LEAST[policy]:
        yield f"must have {_LEAST[policy]} characters at least"
    if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
        yield f"must have {LONGEST} bytes at most"
        return
    if policy == "strict":
        lacking = [what for what, test in _STRICT.items() if not any(map(test, password))]
        if lacking:
            yield f"must have {', '.join(lacking)}"
    words = _words(password)
    if words & {_PRODUCT, f"{_PRODUCT}d", name.casefold()}:
        yield "must be more than the name of this program or of its account"
    elif words & _known():
        yield "is one of those that are tried first"


def _words(password: str) -> set[str]:
    """The password, and what is left of it without usual disguises: P4ssw0rd2024! → password."""
    folded = password.casefold()
    bare = _AROUND.sub("", folded)
    return {folded, bare, _AROUND.sub("", bare.translate(_SPELT)), folded.translate(_SPELT)} - {""}


def _known() -> frozenset[str]:
    """Read each time: it is wanted once in a year."""
    text = (resources.files("aniworldd.accounts") / "known.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
