"""The shelf changes while it is served, and says what is behind each link."""

import hashlib
import itertools

import pytest

from aniworldd.demo.shelf import Language, Shelf
from aniworldd.errors import NotFound


def test_links_keep_their_ids_when_an_episode_is_added(shelf: Shelf) -> None:
    before = shelf.links("die-teekesselritter", 1, 2)
    shelf.add_episode("die-teekesselritter", 1, 9)
    after = shelf.links("die-teekesselritter", 1, 2)

    assert [link.id for link in before] == [link.id for link in after]
    assert all(shelf.link(link.id) == link for link in after)


def test_ids_of_links_differ(shelf: Shelf) -> None:
    ids = [
        link.id
        for show in shelf.shows
        for season in show.seasons
        for episode in season.episodes
        for link in shelf.links(show.key, season.number, episode.number)
    ]

    assert len(ids) == len(set(ids)) > 60


def test_an_added_episode_stands_in_order_and_airs_later(shelf: Shelf) -> None:
    shelf.add_episode("buerostuhl-galaxis", 1, 6, ["German Sub"], german="Endlich Kaffee")

    episodes = shelf.season("buerostuhl-galaxis", 1).episodes
    assert [episode.number for episode in episodes] == [1, 2, 3, 4, 5, 6]
    assert episodes[5].german == "Endlich Kaffee"
    assert episodes[5].languages == (Language.GERMAN_SUB,)
    assert episodes[5].aired > episodes[4].aired


def test_languages_may_arrive_later(shelf: Shelf) -> None:
    shelf.set_languages("buerostuhl-galaxis", 1, 3, ["German Dub", "German Sub"])

    episode = shelf.episode("buerostuhl-galaxis", 1, 3)
    assert episode.languages == (Language.GERMAN_DUB, Language.GERMAN_SUB)
    assert episode.german == "Fünf Beine, kein Kompass"
    episodes = shelf.season("buerostuhl-galaxis", 1).episodes
    assert [each.number for each in episodes] == [1, 2, 3, 4, 5]


def test_an_episode_may_go_away(shelf: Shelf) -> None:
    shelf.drop_episode("buerostuhl-galaxis", 1, 3)

    with pytest.raises(NotFound, match="buerostuhl-galaxis has no S01E03"):
        shelf.episode("buerostuhl-galaxis", 1, 3)


def test_a_show_may_go_away(shelf: Shelf) -> None:
    shelf.drop("buerostuhl-galaxis")

    with pytest.raises(NotFound, match="has no buerostuhl-galaxis"):
        shelf.show("buerostuhl-galaxis")


def test_every_episode_and_language_has_bytes_of_its_own(shelf: Shelf) -> None:
    clips = [
        hashlib.sha256(shelf.clip(show.key, season.number, episode.number, language)).hexdigest()
        for show in shelf.shows
        for season in show.seasons
        for episode, language in itertools.product(season.episodes, Language)
    ]

    assert len(set(clips)) == len(clips)


def test_clips_are_the_same_in_each_run(shelf: Shelf) -> None:
    clip = shelf.clip("die-teekesselritter", 1, 1, "German Dub")

    known = "e057316f667234392a3e33b857d69ecaba9b7cd608435ed22ac0d6553ea49ab0"
    assert hashlib.sha256(clip).hexdigest() == known


def test_an_unknown_language_is_refused(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="Klingon"):
        shelf.clip("die-teekesselritter", 1, 1, "Klingon")
