"""Figures for people: sizes, rates, durations and shares."""

from aniworldd.downloads.room import size


def rate(number: float) -> str:
    """Bytes a second; nothing for a download that does not move yet."""
    return f"{size(number)}/s" if number >= 1 else ""


def left(seconds: float | None) -> str:
    """How long it still takes, in two units at most."""
    if seconds is None:
        return ""
    rest = max(round(seconds), 0)
    days, rest = divmod(rest, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next((at for at, (count, _) in enumerate(parts) if count), 3)
    shown = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return f"{' '.join(shown) or '0 s'} left"


def share(done: int, total: int | None) -> float:
    """Per cent; 0 while the whole is not known."""
    return round(min(100 * done / total, 100), 1) if total else 0.0


def amount(done: int, total: int | None) -> str:
    """How much is here of how much."""
    if not total:
        return size(done) if done else ""
    return f"{share(done, total):.0f} % of {size(total)}"


def sentence(text: str) -> str:
    """With a capital letter in front."""
    return text[:1].upper() + text[1:]
