"""Which addresses may be fetched from."""

import re
from ipaddress import ip_address

import pytest

from aniworldd.errors import FetchRefused
from aniworldd.net.policy import AddressPolicy, is_public, read_range

INSIDE = [
    "127.0.0.1",
    "127.255.0.9",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "0.1.2.3",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.5",
    "192.88.99.1",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    "2001:0:a00:1:8000:63bf:3fff:fdd2",
    "2001:2::1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]
ODD = [
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.01",
    "0",
    "1",
    "10.256",
    "1.2.3.4.5",
    "10.0.0.256",
    "name.0x7f",
    "127.0.0.1..",
    "%31%32%37.0.0.1",
    "fe80::1%25eth0",
]


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_address_outside_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", INSIDE)
def test_a_url_with_an_address_inside_is_refused_naming_it_and_the_cure(text: str) -> None:
    host = f"[{text}]" if ":" in text else text

    with pytest.raises(FetchRefused, match=r"inside the network.*fetch\.allow_private"):
        AddressPolicy().check_url(f"http://{host}/")


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_url_with_an_address_outside_is_accepted(text: str) -> None:
    host = f"[{text}]" if ":" in text else text

    AddressPolicy().check_url(f"http://{host}/")


@pytest.mark.parametrize("text", ODD)
def test_an_odd_way_to_write_an_address_is_refused_even_when_all_is_allowed(text: str) -> None:
    host = f"[{text}]" if "::" in text else text

    with pytest.raises(FetchRefused):
        AddressPolicy(["0.0.0.0/0", "::/0"]).check_url(f"http://{host}/")


def test_digits_of_another_script_are_read_as_the_address_they_mean() -> None:
    with pytest.raises(FetchRefused, match=r"127\.0\.0\.1 is an address inside"):
        AddressPolicy().check_url("http://①②⑦.0.0.1/")


@pytest.mark.parametrize(
    "url, sentence",
    [
        ("ftp://files.example/a", "is neither http nor https"),
        ("file:///etc/passwd", "is neither http nor https"),
        ("javascript:alert(1)", "is neither http nor https"),
        ("//files.example/a", "is neither http nor https"),
        ("", "is neither http nor https"),
        ("http:///a", "names no host"),
        ("http://[::1", "is not a URL"),
        ("http://files.example:99999/", "is not a URL"),
        ("http://files.example:0/", "names no host"),
        ("http://me:secret@files.example/", "user name or password"),
        ("http://me@files.example/", "user name or password"),
        ("http://8.8.8.8:25/", "port 25, which belongs to another service"),
    ],
)
def test_a_url_that_is_not_for_us_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(FetchRefused, match=sentence) as refusal:
        AddressPolicy().check_url(url)

    assert "secret" not in str(refusal.value)


def test_a_name_is_accepted_until_it_is_resolved() -> None:
    url = AddressPolicy().check_url("https://catalogue.example/a?b=c#part")

    assert str(url) == "https://catalogue.example/a?b=c"


@pytest.mark.parametrize(
    "allowed, host, port",
    [
        ("192.168.1.0/24", "192.168.1.9", 8080),
        ("127.0.0.1/32:8080", "127.0.0.1", 8080),
        ("127.0.0.1", "::ffff:127.0.0.1", 80),
        ("[fd00::/8]:8080", "fd00::1", 8080),
        ("[fd00::]/8:8080", "fd00::1", 8080),
        ("fd00::/8", "fd00::1", 80),
        ("8.8.8.8:25", "8.8.8.8", 25),
    ],
)
def test_a_listed_range_is_open(allowed: str, host: str, port: int) -> None:
    AddressPolicy([allowed]).check_address("nas", ip_address(host), port)


@pytest.mark.parametrize(
    "allowed, host, port",
    [
        ("192.168.1.0/24", "192.168.2.9", 8080),
        ("127.0.0.1/32:8080", "127.0.0.1", 8081),
        ("[fd00::]/8:8080", "fd00::1", 80),
        ("10.0.0.0/8", "64:ff9b::a00:1", 80),
    ],
)
def test_a_listed_range_opens_nothing_beside_itself(allowed: str, host: str, port: int) -> None:
    cure = rf"nas \({re.escape(host)}\).*fetch\.allow_private lists it: .*:{port}$"

    with pytest.raises(FetchRefused, match=cure):
        AddressPolicy([allowed]).check_address("nas", ip_address(host), port)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("nas.local", "'nas.local' is not an address range; write numbers, for example 192"),
        ("", "'' is not an address range"),
        ("10.0.0", "'10.0.0' is not an address range"),
        ("10.0.0.0/33", "'10.0.0.0/33' is not an address range"),
        ("192.168.1.5/24", "begins in the middle of its range; write 192.168.1.0/24"),
        ("fd00::1/8", "begins in the middle of its range; write fd00::/8"),
        ("1.2.3.4:0", "names port 0; ports go from 1 to 65535"),
        ("1.2.3.4:99999", "names port 99999"),
        ("1.2.3.4:", "is not an address range"),
        ("[::1", "is not an address range"),
        ("fe80::1%eth0", "is not an address range"),
    ],
)
def test_what_is_no_range_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as problem:  # noqa: PT011
        read_range(text)

    assert sentence in str(problem.value)
