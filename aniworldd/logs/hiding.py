"""What no log line may hold: passwords, keys and tokens, however they came into it."""

import re
from collections.abc import Collection
from urllib.parse import quote, unquote, urlsplit

HIDDEN = "********"
_SHORTEST = 4  # signs: what is shorter would be found in every word

# Tokens that are made at run time, and credentials in addresses of others.
_SHAPES = re.compile(
    r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"  # a JWT
    r"|(?<=[?&]token=)[^&\s'\"]+"
    r"|(?<=[Bb]earer )[^\s'\"]+"
    r"|(?<=://)[^/@\s:'\"]*:[^/@\s'\"]+(?=@)"
)


class Hiding:
    """Takes the secrets out of texts; which ones there are changes with the config."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._known: re.Pattern[str] | None = None

    def know(self, secrets: Collection[str]) -> None:
        """From now on these are secret, too, in every form that one writes them in."""
        if self._secrets.issuperset(secrets):
            return
        self._secrets.update(secrets)
        every = {form for secret in self._secrets for form in _forms(secret)}
        forms = [form for form in every if len(form) >= _SHORTEST]
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def hide(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return _SHAPES.sub(HIDDEN, text)


def _forms(secret: str) -> Collection[str]:
    """Itself, escaped for addresses and not, and of an address its password."""
    forms = {secret, quote(secret), quote(secret, safe=""), unquote(secret)}
    try:
        password = urlsplit(secret).password
    except ValueError:
        password = None
    if password:
        forms |= {password, quote(password, safe=""), unquote(password)}
    return forms
