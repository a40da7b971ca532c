import pytest

from aniworldd.errors import ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.providers.ytdlp.failures import failure

LINK = "https://tube.example/x"


@pytest.mark.parametrize(
    "said, kind",
    [
        ("ERROR: Unsupported URL: https://tube.example/x", TitleNotFound),
        ("ERROR: [youtube] abc: Video unavailable", TitleNotFound),
        (
            "ERROR: [generic] x: Unable to download webpage: HTTP Error 404: Not Found",
            TitleNotFound,
        ),
        ("ERROR: [tube] abc: This video is DRM protected", TitleNotFound),
        ("ERROR: [tube] x: Unable to download webpage: HTTP Error 503: x", ProviderUnreachable),
        ("ERROR: [tube] x: Unable to download API page: HTTP Error 429: x", ProviderUnreachable),
        (
            "ERROR: Unable to download webpage: [Errno -2] Name or service not known",
            ProviderUnreachable,
        ),
        ("ERROR: [tube] abc: The read operation timed out", ProviderUnreachable),
        ("ERROR: [tube] abc: Sign in to confirm you're not a bot", ProviderError),
        ("", ProviderError),
    ],
)
def test_what_it_says_decides_whether_to_ask_again(said: str, kind: type[ProviderError]) -> None:
    assert type(failure("web", LINK, said)) is kind


@pytest.mark.parametrize(
    "said, sentence",
    {
        "ERROR: [generic] gone: Unable to download webpage: HTTP Error 404 (caused by"
        " <HTTPError 404: Not Found>)": "gone: Unable to download webpage: HTTP Error 404",
        "ERROR: [tube] abc: An extractor error has occurred. (caused by KeyError('x')); please "
        "report this issue on  https://github.example": "abc: An extractor error has occurred",
        "ERROR: [tube] abc: Log in. Use --cookies for it": "abc: Log in",
        "": "it does not say why",
    }.items(),
)
def test_its_sentence_is_kept_without_its_advice(said: str, sentence: str) -> None:
    assert str(failure("web", LINK, said)) == f"yt-dlp does not read {LINK}: {sentence}"
