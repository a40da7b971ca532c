"""Pages that stand in front of a site: browser checks, maintenance, and what is no page at all."""

import re

from aniworldd.net.page import Page

_SEEN = 200_000  # bytes that are searched for signs
_SMALL = 40_000  # bytes; a larger page with a captcha in it is a page of the site
_MOST_CONTROL = 0.02  # share of control characters that text may have
_CONTROL = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r\x1b"))

_CHECKS = re.compile(
    rb"cf-challenge|cf[-_]chl[-_]|cf-browser-verification|<title>\s*just a moment|ddos-guard"
    rb"|checking (?:if the site connection is secure|your browser)|attention required! \|"
    rb"|enable javascript and cookies to continue|verif(?:y|ying) (?:that )?you are (?:a )?human"
)
_SMALL_CHECKS = re.compile(rb"captcha|just a moment|not a robot|kein roboter|access denied")
_MAINTENANCE = re.compile(rb"maintenance|wartungs(?:arbeit|modus|pause)|temporarily unavailable")
_REFRESH = re.compile(rb"<meta[^>]{0,100}http-equiv\s*=\s*[\"']?refresh")


def obstacle(page: Page) -> str:
    """What a page without the expected content is instead, as the end of a sentence; "" unknown."""
    body = page.body[:_SEEN].lower()
    small = len(page.body) <= _SMALL
    if _is_junk(page.body):
        return "sent bytes that are no text: an encoding that was not asked for, or a broken answer"
    if _CHECKS.search(body) or (small and _SMALL_CHECKS.search(body)):
        return "wants to check whether a browser asks, and shows its pages only then"
    if small and _MAINTENANCE.search(body):
        return "says that it is under maintenance"
    if _REFRESH.search(body):
        return "sent a page that only leads on to another one"
    return ""


def _is_junk(body: bytes) -> bool:
    start = body[:4096]
    return len(start) - len(start.translate(None, _CONTROL)) > _MOST_CONTROL * len(start)
