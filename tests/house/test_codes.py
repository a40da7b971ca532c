"""Every code that a problem can have is listed, and explained."""

import re

import pytest

from aniworldd.config.problems import CODES as CONFIG
from aniworldd.daemon.telling import CODES, EXPLAINED
from aniworldd.providers.site.faults import CODES as SITE
from tests.house.tree import modules

_CODE = re.compile(r'"([CS][0-9]{3})"')
_TABLES = {
    "aniworldd.config.problems",
    "aniworldd.config.explained",
    "aniworldd.providers.site.faults",
    "aniworldd.providers.site.explained",
}


def test_the_codes_of_the_source_are_those_of_the_tables() -> None:
    used = {
        code
        for module in modules()
        if module.name not in _TABLES
        for code in _CODE.findall(module.text)
    }

    assert used == set(CODES)
    assert not set(CONFIG) & set(SITE)


def test_every_code_is_explained() -> None:
    assert set(EXPLAINED) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_a_few_sentences_and_an_example(code: str) -> None:
    text, example = EXPLAINED[code]

    assert 60 < len(text) < 400
    assert text.endswith(".")
    assert example.strip()
    assert max(map(len, example.splitlines())) <= 88
