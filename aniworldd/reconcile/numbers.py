"""The numbers by which programs of people know titles: counted, kept, and never given twice."""

from collections.abc import Iterable

from aniworldd.catalogue import Renamed
from aniworldd.store import Store


class Numbers:
    """A title keeps its number when its wish goes, and has it again when the wish comes back.

    A wish may be counted before anybody knows its title, which then has its number.
    """

    def __init__(self, store: Store) -> None:
        self._table = store.table("numbers")
        self._by_title: dict[str, int] = {}
        self._by_link: dict[str, int] = {}  # of wishes whose title is not known yet
        for id, fields in self._table.documents().items():
            if title := str(fields["title"]):
                self._by_title[title] = int(id)
            else:
                self._by_link[str(fields["link"])] = int(id)

    def find(self, title: str) -> int | None:
        return self._by_title.get(title)

    def of(self, title: str, link: str) -> int:
        """The title's, or its wish's, or a new one, which counts once the store is durable."""
        number = self._by_title.get(title)
        if number is not None:
            return number
        number = self._by_link.pop(link, None)
        if number is None:
            number = self._table.insert({"title": title, "link": link})
        else:
            self._table.put(str(number), {"title": title, "link": link})
        self._by_title[title] = number
        return number

    def of_wish(self, link: str) -> int:
        """Of a wish whose title nobody knows yet."""
        number = self._by_link.get(link)
        if number is None:
            number = self._by_link[link] = self._table.insert({"title": "", "link": link})
        return number

    def moved(self, renamed: Iterable[Renamed]) -> None:
        """A title whose key is another one now keeps its number."""
        for one in renamed:
            if one.key in self._by_title or one.was not in self._by_title:
                continue
            number = self._by_title.pop(one.was)
            self._by_title[one.key] = number
            self._table.change(str(number), {"title": one.key})
