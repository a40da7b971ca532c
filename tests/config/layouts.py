"""Files in every layout that people write, for hypothesis: the text, and where its scalars are."""

from collections.abc import Iterator

import yaml
from hypothesis import strategies as st

from aniworldd.config import marks, values
from aniworldd.config.marks import Loader
from aniworldd.config.values import Keys, View

WORDS = st.sampled_from(
    ["German Dub", "x", "a-b", "yes", "3", "22:00", "Pokémon", "C#", "", "null"]
)
ANY = st.one_of(
    st.text(
        st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\ufffe\uffff"),
        max_size=12,
    ),
    WORDS,
    st.integers(-99, 99),
    st.booleans(),
    st.none(),
)
COMMENTS = st.sampled_from(["", "", "  # a note", " # [live]: not 'b'"])
BLANKS = st.sampled_from(["", "", "\n", "# alone\n", "\n# one: 1\n\n"])
PLAIN = st.sampled_from(
    ["1", "true", "text", "two words", "https://x.example/a?b=1", "~", "7 days"]
)
QUOTED = st.sampled_from(["'it''s'", "'a: b'", '"a \\"b\\" # c"', '"\\u00e9"', "''", "!env HOME"])
SCALARS = st.one_of(PLAIN, QUOTED)
FLOW_ITEMS = st.sampled_from(["1", "a b", "'c, d'", '"e]"', "x"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file of sections, lists and values."""
    text = draw(BLANKS) + "".join(
        draw(entries(f"key{number}", 0, 3)) + draw(BLANKS)
        for number in range(draw(st.integers(0, 5)))
    )
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.booleans()) and not text.rstrip().endswith("# no comment"):
        text = text.rstrip("\r\n")  # behind a block of text it would be a part of the value
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


@st.composite
def entries(draw: st.DrawFn, key: str, indent: int, depth: int) -> str:
    margin, note = " " * indent, draw(COMMENTS)
    kind = draw(
        st.sampled_from(["scalar", "scalar", "flow", "map", "text", "empty", "list", "section"])
    )
    if kind == "flow":
        items = draw(st.lists(FLOW_ITEMS, max_size=4))
        glue = draw(st.sampled_from([", ", ",", " , "]))
        return f"{margin}{key}: [{glue.join(items)}]{note}\n"
    if kind == "map":
        items = draw(st.lists(FLOW_ITEMS, max_size=3))
        inner = ", ".join(f"f{at}: {item}" for at, item in enumerate(items))
        return f"{margin}{key}: {{{inner}}}{note}\n"
    if kind == "text":
        mark = draw(st.sampled_from(["|", ">", "|-", ">-"]))
        return f"{margin}{key}: {mark}\n{margin}  line one\n{margin}  # no comment\n"
    if kind == "empty":
        return f"{margin}{key}:{note}\n"
    if kind == "list":
        more = draw(st.sampled_from([0, 2, 4]))
        items = draw(st.lists(SCALARS, min_size=1, max_size=3))
        lines = "".join(f"{margin}{' ' * more}- {item}{draw(COMMENTS)}\n" for item in items)
        return f"{margin}{key}:{note}\n{lines}"
    if kind == "section" and depth:
        more = draw(st.sampled_from([1, 2, 4]))
        inner = "".join(
            draw(entries(f"in{at}", indent + more, depth - 1))
            for at in range(draw(st.integers(1, 3)))
        )
        return f"{margin}{key}:{note}\n{inner}"
    return f"{margin}{key}: {draw(SCALARS)}{note}\n"


def loaded(source: bytes) -> View:
    node, problems = marks.compose(source, "config.yaml")
    assert node is not None, problems
    return values.view(node.raw, len(source))


def at(source: bytes, keys: Keys) -> View:
    """What stands at these keys."""
    node, _ = marks.compose(source, "config.yaml")
    found = node.find(*keys) if node else None
    assert found is not None
    return values.view(found.raw, len(source))


def scalars(source: bytes) -> list[Keys]:
    """The keys of every value that stands in one line."""
    node, _ = marks.compose(source, "config.yaml")
    assert node is not None
    return list(_scalars(node.raw, ()))


def _scalars(raw: yaml.Node, above: Keys) -> Iterator[Keys]:
    if isinstance(raw, yaml.MappingNode):
        for key, value in raw.value:
            yield from _scalars(value, (*above, key.value))
    elif isinstance(raw, yaml.SequenceNode):
        for at, item in enumerate(raw.value):
            yield from _scalars(item, (*above, at))
    elif isinstance(raw, yaml.ScalarNode) and raw.style not in {"|", ">"}:
        yield above


def spans(source: bytes, loader: Loader) -> list[tuple[int, int]]:
    """Where every node begins and ends by this reader; of lists and sections the beginning."""
    node, _ = marks.compose(source, "config.yaml", loader=loader)
    assert node is not None
    return list(_spans(node.raw))


def _spans(raw: yaml.Node) -> Iterator[tuple[int, int]]:
    start, end = raw.start_mark.index, raw.end_mark.index
    if isinstance(raw, yaml.ScalarNode):
        # behind a block of text one of them counts the blank lines, too
        yield start, end if raw.style not in {"|", ">"} else 0
        return
    yield start, end if isinstance(raw, yaml.CollectionNode) and raw.flow_style else 0
    for part in marks.parts_of(raw):
        yield from _spans(part)


def changed_lines(before: bytes, after: bytes) -> int | None:
    """How many lines differ; None when there are more or fewer than before."""
    ours, theirs = before.split(b"\n"), after.split(b"\n")
    if len(ours) != len(theirs):
        return None
    return sum(one != other for one, other in zip(ours, theirs, strict=True))
