from hypothesis import given
from hypothesis import strategies as st

from aniworldd.library import packed
from aniworldd.library.packed import Found
from aniworldd.naming.parse import Kind

names = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=30)
numbers = st.lists(st.integers(0, 99999), min_size=1, max_size=4).map(tuple)


@given(
    folder=st.sampled_from(["Show", "Show (2013)/Season 01", "s/m"]),
    files=st.lists(
        st.tuples(
            names, st.none() | st.integers(-3, 9999), numbers, st.sampled_from(list(Kind)[:3])
        ),
        max_size=6,
    ),
)
def test_what_was_packed_is_unpacked_as_it_was(
    folder: str, files: list[tuple[str, int | None, tuple[int, ...], Kind]]
) -> None:
    series = folder.partition("/")[0]
    found = [
        Found(f"{folder}/{name}", series, season, episodes, kind)
        for name, season, episodes, kind in files
    ]

    text = packed.pack(found)

    assert list(packed.unpack(text, folder)) == found
    assert list(packed.paths(text, folder)) == [file.path for file in found]
    assert packed.count(text) == len(found)


def test_what_names_have_in_common_is_kept_once() -> None:
    found = [
        Found(f"Show/Show - S01E0{number} - Name.mkv", "Show", 1, (number,), Kind.EPISODE)
        for number in (1, 2)
    ]

    assert packed.pack(found) == "Show - S01E0\0001.1/1 - Name.mkv\0001.2/2 - Name.mkv"
