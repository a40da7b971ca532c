"""A page as a tree, so that tests ask about what a browser would see."""

from html.parser import HTMLParser
from typing import Self

VOID = {"meta", "link", "img", "br", "hr", "input"}
LINKING = {"href", "src", "action", "srcset", "poster", "data", "formaction"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: Self | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.content: list[Element | str] = []

    @property
    def children(self) -> list["Element"]:
        return [one for one in self.content if isinstance(one, Element)]

    def all(self, *tags: str) -> list["Element"]:
        mine = [child for child in self.children if not tags or child.tag in tags]
        return mine + [found for child in self.children for found in child.all(*tags)]

    def id(self, name: str) -> "Element":
        [found] = [one for one in self.all() if one.attributes.get("id") == name]
        return found

    @property
    def text(self) -> str:
        return " ".join("".join(self._words()).split())

    def _words(self) -> list[str]:
        # What stands in different cells or blocks is apart, as on a screen.
        inner = [one if isinstance(one, str) else "".join(one._words()) for one in self.content]
        return (
            inner if self.tag in {"a", "b", "code", "i", "small", "strong"} else [" ", *inner, " "]
        )

    @property
    def shown(self) -> bool:
        hidden = "hidden" in self.attributes
        return not hidden and (self.parent is None or self.parent.shown)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        new = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(new)
        if tag not in VOID:
            self.here = new

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)


def read(text: str) -> Element:
    """The tree; fails on tags that do not match."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root
