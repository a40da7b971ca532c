"""What yt-dlp's last error means for a provider. Pure."""

import re

from aniworldd.errors import ProviderError, ProviderUnreachable, TitleNotFound

_PREFIX = re.compile(r"^(?:ERROR:\s*)?(?:\[[^\]]{1,60}\]\s*)?")
_ADVICE = re.compile(  # to whom sits before it
    r"\s*(?:[;.]\s*)?(?:please report this issue|use --|see\s+https?://|confirm you are on|"
    r"\(caused by).*$",
    re.IGNORECASE | re.DOTALL,
)
_GONE = re.compile(
    r"HTTP Error (?:404|410)|unsupported url|video unavailable|does not exist|not found|"
    r"no longer available|has been removed|private video|is private|no video formats|"
    r"no media found|is not a valid url",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"HTTP Error (?:403|408|425|429|5\d\d)|timed? ?out|unable to connect|connection|"
    r"unable to download|temporar|name resolution|try again|resolve|network|unreachable|"
    r"incomplete|ssl|reset",
    re.IGNORECASE,
)


def failure(name: str, link: str, said: str) -> ProviderError:
    """An error of ours with a sentence; `said` is what it last wrote to stderr."""
    sentence = _ADVICE.sub("", _PREFIX.sub("", said.strip())).strip().rstrip(".")
    message = f"yt-dlp does not read {link}: {sentence or 'it does not say why'}"
    if "drm" in said.lower():
        message = f"{link} is protected by DRM, which is not broken here"
        return TitleNotFound(name, message)
    if _GONE.search(said):
        return TitleNotFound(name, message)
    return (
        ProviderUnreachable(name, message) if _LATER.search(said) else ProviderError(name, message)
    )
