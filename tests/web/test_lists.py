"""Lists as bytes: made once for each question, and only while the rows are the same."""

import orjson

from aniworldd.overview import series
from aniworldd.overview.series import SeriesRow
from aniworldd.store import JSON
from aniworldd.web.aniworld.lists import Lists, Page
from aniworldd.web.aniworld.series_shapes import Listing
from tests.factories import make_watch


def make_rows(count: int) -> tuple[SeriesRow, ...]:
    return tuple(
        series.unknown(make_watch(id=f"{number}.yaml", link=f"https://x.example/{number}"), ())
        for number in range(count)
    )


class Written:
    def __init__(self) -> None:
        self.keys: list[str] = []
        self.lists = Lists(self.write)

    def write(self, row: SeriesRow) -> JSON:
        self.keys.append(row.key)
        return {"key": row.key}

    def ask(self, rows: tuple[SeriesRow, ...], page: int = 1, per_page: int = 2) -> Page:
        asked = Listing(page=page, per_page=per_page)
        known = self.lists.known(rows, asked)
        return known or self.lists.make(rows, asked, page, per_page)


def test_a_line_is_written_once_as_long_as_nothing_changes() -> None:
    written, rows = Written(), make_rows(4)

    pages = [written.ask(rows), written.ask(rows), written.ask(rows, 2), written.ask(rows, 1, 4)]

    assert written.keys == ["0", "1", "2", "3"]
    assert pages[0] is pages[1]
    assert orjson.loads(pages[2].body) == [{"key": "2"}, {"key": "3"}]
    assert written.lists.known(make_rows(4), Listing(page=1, per_page=2)) is None
    written.ask(make_rows(4))
    assert written.keys == ["0", "1", "2", "3", "0", "1"]


def test_what_says_something_else_has_another_tag() -> None:
    written, rows = Written(), make_rows(5)

    tags = {
        written.ask(rows).headers["ETag"],
        written.ask(rows, 2).headers["ETag"],
        written.ask(rows[:4]).headers["ETag"],  # the same lines, of fewer in all
    }

    assert len(tags) == 3
    assert Written().ask(make_rows(5)).headers["ETag"] in tags


def test_only_so_many_questions_are_remembered() -> None:
    written, rows = Written(), make_rows(1)

    first = written.ask(rows, 1)
    for page in range(2, 102):
        written.ask(rows, page)

    assert written.ask(rows, 1) is not first


def test_the_ends_have_no_pages_beyond_them() -> None:
    written, rows = Written(), make_rows(3)

    one, last, beyond = (written.ask(rows, page).headers["Link"] for page in (1, 2, 9))

    assert 'rel="prev"' not in one
    assert '<?per_page=2&page=2>; rel="next"' in one.replace("page=1&per", "per")
    assert 'rel="next"' not in last
    assert '<?per_page=2&page=2>; rel="prev"' in beyond
    assert 'rel="next"' not in beyond
