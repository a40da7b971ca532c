"""What yt-dlp's last error means for a provider. Pure."""

from aniworldd.errors import ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.programs import ytdlp
from aniworldd.programs.ytdlp import Failure


def failure(name: str, link: str, said: str) -> ProviderError:
    """An error of ours with a sentence; `said` is what it last wrote to stderr."""
    message = f"yt-dlp does not read {link}: {ytdlp.sentence(said) or 'it does not say why'}"
    match ytdlp.failure(said):
        case Failure.PROTECTED:
            return TitleNotFound(name, f"{link} is protected by DRM, which is not broken here")
        case Failure.GONE | Failure.UNKNOWN_SITE:
            return TitleNotFound(name, message)
        case Failure.DOWN | Failure.LATER:
            return ProviderUnreachable(name, message)
        case Failure.OTHER:
            return ProviderError(name, message)
