"""Which characters a body's bytes mean: what the server says, what the page says, else UTF-8."""

import codecs
import re

_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.I)
_IN_PAGE = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.I)
_IN_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})", re.I)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"))
_BROWSERS_READ = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_KNOWN = re.compile(
    r"utf-8|utf-16(-[bl]e)?|cp(125\d|866|874|932|949)|iso8859-\d{1,2}|koi8-[ru]|mac-roman"
    r"|gb18030|big5|euc_(jp|kr)|shift_jis|iso2022_jp"
)


def decode(body: bytes, content_type: str) -> str:
    """The body as text; bytes that fit nothing become U+FFFD rather than an error."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    return body.decode(_declared(body, content_type), "replace")


def _declared(body: bytes, content_type: str) -> str:
    in_header = _IN_HEADER.search(content_type)
    if in_header and (codec := _codec(in_header[1])):
        return codec
    in_page = _IN_XML.search(body[:200]) or _IN_PAGE.search(body[:2048])
    if in_page and (codec := _codec(in_page[1].decode("ascii"))):
        # A page whose declaration was readable as ASCII cannot be UTF-16.
        return "utf-8" if codec.startswith("utf-16") else codec
    return "utf-8" if _is_utf8(body) else "cp1252"


def _codec(label: str) -> str | None:
    """Python's codec of that label, read as browsers do; None for what no page is written in.

    Python knows codecs that are none (rot13, zlib) or slow on purpose-made input (punycode).
    """
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    name = _BROWSERS_READ.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
