"""The catalogue's pictures, drawn by a few lines: covers, flags, an empty pixel."""

from html import escape

from aniworldd.demo.shelf import Show

_WIDTH = 300
_HEIGHT = 430
_LINE = 14  # letters

_GERMAN = (
    '<path fill="#1c1c1c" d="M0 0h{w}v7H0z"/><path fill="#c8102e" d="M0 7h{w}v6H0z"/>'
    '<path fill="#f2b705" d="M0 13h{w}v7H0z"/>'
)
_ENGLISH = (
    '<path fill="#1f3a7a" d="M0 0h{w}v20H0z"/><path stroke="#fff" stroke-width="6" '
    'd="M{m} 0v20M0 10h{w}"/><path stroke="#c8102e" stroke-width="3" d="M{m} 0v20M0 10h{w}"/>'
)
_JAPANESE = '<path fill="#fff" d="M0 0h15v20H0z"/><circle cx="7.5" cy="10" r="4.5" fill="#bc002d"/>'


def pixel() -> str:
    return '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def flag(word: str) -> str | None:
    """The flag for a site's word for a language; None when there is no such word."""
    match word:
        case "german":
            inner = _GERMAN.format(w=30)
        case "english":
            inner = _ENGLISH.format(w=30, m=15)
        case "japanese-german":
            inner = _beside(_GERMAN.format(w=15))
        case "japanese-english":
            inner = _beside(_ENGLISH.format(w=15, m=7.5))
        case _:
            return None
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">{inner}</svg>'


def _beside(other: str) -> str:
    return f'{_JAPANESE}<g transform="translate(15)">{other}</g>'


def cover(show: Show) -> str:
    """A poster: rings in the show's colour, its name, and that it is a stand-in."""
    rings = "".join(
        f'<circle cx="{_WIDTH * 0.72:.0f}" cy="120" r="{radius}" fill="none" '
        f'stroke="hsl({show.hue + radius // 3} 70% 70%)" '
        f'stroke-opacity="{0.75 - radius / 400:.2f}" stroke-width="{2 + radius // 24}"/>'
        for radius in range(16, 260, 22)
    )
    lines = _wrap(show.name)
    top = _HEIGHT - 62 - 34 * len(lines)
    text = "".join(
        f'<text x="24" y="{top + 34 * row}" font-size="28" font-weight="700">{escape(line)}</text>'
        for row, line in enumerate(lines, start=1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" fill="#fff" '
        'font-family="system-ui, DejaVu Sans, sans-serif">'
        '<defs><linearGradient id="g" x2=".4" y2="1">'
        f'<stop stop-color="hsl({show.hue} 55% 42%)"/>'
        f'<stop offset="1" stop-color="hsl({show.hue + 40} 60% 14%)"/></linearGradient></defs>'
        f'<path fill="url(#g)" d="M0 0h{_WIDTH}v{_HEIGHT}H0z"/>{rings}{text}'
        f'<text x="24" y="{_HEIGHT - 28}" font-size="13" opacity=".75">erfunden · invented</text>'
        "</svg>"
    )


def _wrap(name: str) -> list[str]:
    lines = [""]
    for word in name.replace("-", "-\u200b").replace("\u200b", " ").split():
        joint = "" if lines[-1].endswith("-") or not lines[-1] else " "
        if lines[-1] and len(lines[-1]) + len(joint) + len(word) > _LINE:
            lines.append(word)
        else:
            lines[-1] += joint + word
    return lines
