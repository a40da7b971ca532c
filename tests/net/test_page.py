"""Which characters a body's bytes mean."""

import pytest

from aniworldd.net.page import Page


@pytest.mark.parametrize(
    "content_type, body, text",
    [
        ("text/html; charset=utf-8", "ä".encode(), "ä"),
        ("text/html; charset=ISO-8859-1", "ä€".encode("cp1252"), "ä€"),
        ('text/html; charset="windows-1251"', "д".encode("cp1251"), "д"),
        ("text/html; charset=shift_jis", "鬼".encode("shift_jis"), "鬼"),
        ("text/html; charset=utf-8", b"a\xffb", "a\ufffdb"),
        ("text/html; charset=latin-1", b"\xef\xbb\xbf\xc3\xa4", "ä"),
        ("", b"\xff\xfe\xe4\x00", "ä"),
        ("text/html", b'<meta charset="windows-1251">\xe4', '<meta charset="windows-1251">д'),
        (
            "text/html",
            b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">\xc4',
            '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">д',
        ),
        ("text/html; charset=utf-8", b"<meta charset=latin1>\xc3\xa4", "<meta charset=latin1>ä"),
        ("text/html", b"<meta charset=utf-16>\xc3\xa4", "<meta charset=utf-16>ä"),
        ("text/html", "ä".encode(), "ä"),
        ("text/html", "ä".encode("cp1252"), "ä"),
        ("text/html; charset=nonsense", "ä".encode(), "ä"),
        ("text/html; charset=rot13", b"abc", "abc"),
        ("text/html; charset=punycode", b"abc-", "abc-"),
        ("text/html; charset=unicode_escape", b"\\x41", "\\x41"),
        ("text/html; charset=utf-7", b"+ADw-", "+ADw-"),
        ("text/html; charset=undefined", b"abc", "abc"),
        ("", b"", ""),
    ],
)
def test_a_body_is_read_as_it_says(content_type: str, body: bytes, text: str) -> None:
    assert Page("https://a.example/", 200, {"content-type": content_type}, body).text == text


def test_a_header_is_found_in_any_case() -> None:
    page = Page("https://a.example/", 200, {"X-One": "1"}, b"")

    assert (page.header("x-oNE"), page.header("x-two")) == ("1", "")
