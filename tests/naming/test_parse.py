import datetime as dt
import timeit
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aniworldd.naming import parse
from aniworldd.naming.parse import Kind, SkipReason

TAKEN = [
    # one episode with a code
    ("Attack on Titan (2013)/Season 01/Attack on Titan - S01E05 - First Battle.mkv", 1, (5,)),
    ("Show/Show S01E01.mkv", 1, (1,)),
    ("Show/s2e7.mkv", 2, (7,)),
    ("Show/Show.S01.E03.1080p.WEB.x264-GRP.mkv", 1, (3,)),
    ("Show/Show S01 - E02.mkv", 1, (2,)),
    ("Show/Show - S02E019 - Long.mp4", 2, (19,)),
    ("Show/Show S01E1071.mkv", 1, (1071,)),
    ("Show/Show S2019E07.mkv", 2019, (7,)),
    ("Show/Show_S01E04_720p.avi", 1, (4,)),
    ("Show/[Group] Show S01E01v2 [A1B2C3D4].mkv", 1, (1,)),
    ("Show/Show S03EP04.mkv", 3, (4,)),
    ("Show/Show.S01E02.German.DL.1080p.WEB.h264.mkv", 1, (2,)),
    ("Show/Show S01E02 (German Dub).mp4", 1, (2,)),
    ("Show/進撃の巨人S01E03.mkv", 1, (3,)),
    ("Show/Show S01E00 Prologue.mkv", 1, (0,)),
    ("Show/S01E02.TS", 1, (2,)),
    # a size, a year and a check sum are no further episodes
    ("Show/Show.S01E01-1080p.mkv", 1, (1,)),
    ("Show/Show S01E01-2019.mkv", 1, (1,)),
    ("Show/Show S01E05-720.mkv", 1, (5,)),
    ("Show/Show S01E05 1920x1080.mkv", 1, (5,)),
    ("Show/Show - S01E02-03 (2012).mkv", 1, (2, 3)),
    ("Show/Show S01E01-2.mkv", 1, (1,)),
    # several
    ("Show/Show S01E01E02.mkv", 1, (1, 2)),
    ("Show/Show S01E01E02E03.mkv", 1, (1, 2, 3)),
    ("Show/Show S01E01-E03.mkv", 1, (1, 2, 3)),
    ("Show/Show S01E01-03.mkv", 1, (1, 2, 3)),
    ("Show/Show S01E01-S01E03.mkv", 1, (1, 2, 3)),
    ("Show/Show S01E09-E10-E11 Name.mkv", 1, (9, 10, 11)),
    ("Show/Show.S01E01.E02.mkv", 1, (1, 2)),
    ("Show/Show S01E01-E24.mkv", 1, tuple(range(1, 25))),
    # crosses
    ("Show/Show 2x14.mkv", 2, (14,)),
    ("Show/Show - 1x02 - Name.avi", 1, (2,)),
    ("Show/Show 2x01-02.mkv", 2, (1, 2)),
    ("Show/Show 2x01-2x03.mkv", 2, (1, 2, 3)),
    ("Show/Show 2x01x02.mkv", 2, (1, 2)),
    ("Show/Show [1x05].mkv", 1, (5,)),
    ("Show/Show 1x05 1920x1080.mkv", 1, (5,)),
    # the file beats the folder
    ("Show/Season 02/Show S01E04.mkv", 1, (4,)),
    ("Show/Season 02/Show 3x04.mkv", 3, (4,)),
    ("Show/Some Arc/Show S01E04.mkv", 1, (4,)),
    # a mere number in a season's folder
    ("Show/Season 01/01.mkv", 1, (1,)),
    ("Show/Season 1/01 - Titel.mkv", 1, (1,)),
    ("Show/Staffel 1/Folge 12.mkv", 1, (12,)),
    ("Show/Staffel 01/Folge 12 - Der Anfang.mp4", 1, (12,)),
    ("Show/S01/E01.mkv", 1, (1,)),
    ("Show/S2/Ep 1.mkv", 2, (1,)),
    ("Show/Season 1/Episode 001.mkv", 1, (1,)),
    ("Show/Season 1/#01.mkv", 1, (1,)),
    ("Show/Season 1/第1話.mkv", 1, (1,)),
    ("Show/Season 1/Show - 01.mkv", 1, (1,)),
    ("Show/Season 1/Show_01_(1280x720).mkv", 1, (1,)),
    ("Show/Season 1/[Group] Show - 01v2 (1080p) [A1B2C3D4].mkv", 1, (1,)),
    ("Show/Season 1/07. Name.mkv", 1, (7,)),
    ("Show/Season 1/02 Der Anfang.mkv", 1, (2,)),
    ("Show/Season 1/12 - Name (German Dub).mkv", 1, (12,)),
    ("Show/Season 1/01.1080p.WEB.mkv", 1, (1,)),
    ("Show/Season 1/E01-E02.mkv", 1, (1, 2)),
    ("Show/Season 1/01-02.mkv", 1, (1, 2)),
    ("Show/Season 01 (2013)/03.mkv", 1, (3,)),
    ("Show/Season 20/1071 - Name.mkv", 20, (1071,)),
    ("Show/Season 2/201.mkv", 2, (1,)),  # season and episode in one
    ("Show/Season 2/Show - 212 - Name.mkv", 2, (12,)),
    ("Show/Season 2/Show 201 German.mkv", 2, (1,)),
    # seasons in words
    ("Show/Show S2 - 08.mkv", 2, (8,)),
    ("Show/[Group] Show S2 - 08v2 (1080p) [A1B2C3D4].mkv", 2, (8,)),
    ("Show/[Group] Other Name S2 - 08 [720p].mkv", 2, (8,)),
    ("Show/Show 2nd Season - 06.mkv", 2, (6,)),
    ("Show/[Group] Show 3rd Season - 12 [1080p].mkv", 3, (12,)),
    ("Show/Show Season 2 Episode 3.mkv", 2, (3,)),
    ("Show/Show Season 2 - 06.mkv", 2, (6,)),
    ("Show/Show (Season 2) - 06 [1080p].mkv", 2, (6,)),
    ("Show/Show - Staffel 2 Folge 3.mkv", 2, (3,)),
    ("Show/Show 2. Staffel Folge 03 - Der Anfang.mkv", 2, (3,)),
    ("Show/Staffel 2 - Folge 3 - Name.mp4", 2, (3,)),
    ("Show/Show S2 [05][1080p].mkv", 2, (5,)),
    ("Show/Show II - 03.mkv", 2, (3,)),
    ("Show/[Group] Show III - 12 [1080p].mkv", 3, (12,)),
    ("Show/Show II - Episode 5 VOSTFR (1080p).mkv", 2, (5,)),
    ("Show/Season 2/Show II - 03.mkv", 2, (3,)),
    ("Show II/Season 1/Show II - 03.mkv", 1, (3,)),  # here it is the title
    ("Show/第2期 第3話.mkv", 2, (3,)),
    # folders of seasons
    ("Show/1. Staffel/05.mkv", 1, (5,)),
    ("Show/2nd Season/05.mkv", 2, (5,)),
    ("Show/Show Season 2/05.mkv", 2, (5,)),
    ("Show/Show - Staffel 2/05.mkv", 2, (5,)),
    ("Show/Show S02/05.mkv", 2, (5,)),
    ("Show/Staffel 0/05.mkv", 0, (5,)),
    # boxes
    ("Show/Season 1/[Group][Show][01][1080p].mkv", 1, (1,)),
    ("Show/Season 1/Show [01] [1080p].mkv", 1, (1,)),
    ("Show/Season 1/[01].mkv", 1, (1,)),
    # what German names add
    ("Show/Staffel 1/Folge 01.mkv", 1, (1,)),
    ("Show/Staffel 1/Teil 2.mkv", 1, (2,)),
    ("Show/Season 1/Show - Teil 2 - Name.mkv", 1, (2,)),
    ("Show/Season 1/Folge 12 Deutsch.mkv", 1, (12,)),
    ("Show/Season 1/12 Deutsch.mkv", 1, (12,)),
    ("Show/Season 1/12 [Sub].mkv", 1, (12,)),
    ("Show/Season 1/Show.E05.German.DL.1080p.WEB.h264.mkv", 1, (5,)),
    ("Show/Season 1/Show - 05 - 24 Hours.mkv", 1, (5,)),
    # titles with numbers in them
    ("86/Season 1/86 - 05.mkv", 1, (5,)),
    ("2x2 Shinobuden/2x2 Shinobuden - 1x03.mkv", 1, (3,)),
    ("12 Monkeys (2015)/Season 01/12 Monkeys - 04.mkv", 1, (4,)),
    ("Re：ZERO/Season 1/Re ZERO 05.mkv", 1, (5,)),
    ("Steins;Gate 0/Season 1/steins gate 0 - 07.mkv", 1, (7,)),
    ("24/24 - S01E05.mkv", 1, (5,)),
    ("Twelve Monkeys/12 Monkeys - S01E05.mkv", 1, (5,)),
    ("12 - The Show/12 - The Show - S01E05.mkv", 1, (5,)),
    ("S1E1 The Show/S1E1 The Show - S02E03.mkv", 2, (3,)),
    ("Fate-Zero (2011)/Season 1/Fate Zero (2011) - 03.mkv", 1, (3,)),
    # season 0
    ("Show/Show S00E01.mkv", 0, (1,)),
    ("Show/Season 00/Show - S00E02 - Film.mkv", 0, (2,)),
    ("Show/Specials/03.mkv", 0, (3,)),
    ("Show/Season 00/001 - Name.mkv", 0, (1,)),
    ("Show/Filme/Film01 - Name.mkv", 0, (1,)),
    ("Show/Filme/Show - Film01 - Name.mkv", 0, (1,)),
    ("Show/Film01 - Name.mkv", 0, (1,)),
    ("Show/Movies/Movie 3.mkv", 0, (3,)),
    ("Show/SP1.mkv", 0, (1,)),
    ("Show/[Group] Show - SP02 [1080p].mkv", 0, (2,)),
    ("Show/Specials/Special 3.mkv", 0, (3,)),
    ("Show/Filme/Film 2.mkv", 0, (2,)),
    ("Show/Filme/01 - Name.mkv", 0, (1,)),
    ("Show/Specials/Show S01E04.mkv", 1, (4,)),
]

ABSOLUTE = [
    ("Show/Show - 05.mkv", (5,)),
    ("Show/05.mkv", (5,)),
    ("Show/Folge 12.mkv", (12,)),
    ("Show/第1話.mkv", (1,)),
    ("Show/#01.mkv", (1,)),
    ("Show/[Group][Show][01][1080p][A1B2C3D4].mkv", (1,)),
    ("Show/Show - 105.mkv", (105,)),
    ("Show/One.mkv", ()),
    ("Show/Some Arc/105.mkv", ()),
]

UNKNOWN = [
    "Show/Show.mkv",
    "Show/Show (2013).mkv",
    "Show/Some Arc/05.mkv",
    "Show/Season 1/German/05.mkv",
    "Show/Show S01E07.5.mkv",  # a recap is no episode
    "Show/Show 1x07.5.mkv",
    "Show/Season 1/07.5.mkv",
    "Show/Season 1/07.5 - Recap.mkv",
    "Show/Season 1/2013.mkv",  # a year
    "Show/Season 1/Show 2013.mkv",
    "Show/Season 1/0102.mkv",
    "Show/Season 1/Other Name - 05.mkv",  # OVA - 05, Menu - 05 …
    "Show/Season 1/PV 01.mkv",
    "Show/Season 1/OVA 01.mkv",
    "Show/Season 1/24 Hours.mkv",
    "Show/Season 1/01 - 24 Hours.mkv",
    "Show/Season 1/01 ~ 12.mkv",
    "Show/Season 1/01 & 02.mkv",
    "Show/Season 1/01 - Trailer.mkv",
    "Show/Season 1/01-48.mkv",
    "Show/Season 1/05-03.mkv",
    "Show/Season 1/第1.mkv",
    "Show/Season 1/０１.mkv",  # no digits that we count with
    "Show/Season 1/1½.mkv",
    "Show/Season 1/Show2 - 05.mkv",  # another title
    "Show/Show S01E01 and S02E05.mkv",
    "Show/Show S01E24-S02E01.mkv",
    "Show/Show S01E10-E05.mkv",
    "Show/Show S01E01a.mkv",
    "Show/Show S01E12END.mkv",
    "Show/Show 16x9.mkv",
    "Show/Show 1920x1080.mkv",
    "Show/Show x264.mkv",
    "Show/Show - 1x02 - 3x04.mkv",
    "Show/Season 2/01 - Recap of S01E05.mkv",
    "Show/Show - 2x01 - Recap of S01E05.mkv",
    "Show/Filme/The Movie.mkv",
    "Show/OVA/01.mkv",  # numbered by nobody's rule
    "Show/Show OVA - 01.mkv",
    "Show/Season 1/01 - OVA.mkv",
    "Show/Season 1/01 - Special.mkv",
    "Show/Season 1/SP1.mkv",  # of which season?
    "Show/Season 1/Film01.mkv",
    "Show/Filme/Show Teil 2.mkv",  # half a film
    "Show/Season 1/101.mkv",  # season and episode in one, or a long season
    "Show/Season 2/0201.mkv",
    "Show/Season 2/2013.mkv",
    "Show/Season 1/Show 720.mkv",  # a height
    "Show/Season 1/Show 2 - 05.mkv",  # perhaps another season
    "Show/Season 1/Show 2 - 05 Name.mkv",
    "Show/Season 1/Show II - 03.mkv",  # two seasons are named
    "Show/Season 1/Show S2 - 08.mkv",
    "Show/Season 1/Show Part 2 - 05.mkv",
    "Show/Show X - 03.mkv",  # a word as well as a number
    "Show/Show S2 - 01-12.mkv",
    "Show/Show S2 - 12 Angry Men.mkv",
    "Show/Show 4x3.mkv",  # the shape of a picture
    "Show/Season 1/Show [720].mkv",
    "Show/Season 1/[Show][2013][05].mkv",
    "Show/Season 1/05 - 2x2.mkv",  # an episode's name
    "Show/Show - 05 - 10x20.mkv",
    "Show/Show - 05 - Season 2 Episode 3.mkv",
    "Show.mkv",
]

SKIPPED = [
    ("Show/Show S01E01.mkv.part", SkipReason.PARTIAL),
    ("Show/Show S01E01.mp4.ytdl", SkipReason.PARTIAL),
    ("Show/Show S01E01.mkv.crdownload", SkipReason.PARTIAL),
    ("Show/Show S01E01.mkv.!qB", SkipReason.PARTIAL),
    ("Show/Show S01E01.tmp", SkipReason.PARTIAL),
    ("Show/Show S01E01.temp.mkv", SkipReason.PARTIAL),
    ("Show/Show S01E01.f137.mp4", SkipReason.PARTIAL),
    ("Show/Show S01E01.f251-drc.webm", SkipReason.PARTIAL),
    ("Show/Show S01E01.mp4.part-Frag12", SkipReason.PARTIAL),
    ("Show/.temp_Show S01E01.mkv", SkipReason.PARTIAL),
    ("Show/._Show S01E01.mkv", SkipReason.HIDDEN),
    ("Show/.@__thumb/Show S01E01.mkv", SkipReason.HIDDEN),
    ("Show/@eaDir/Show S01E01.mkv", SkipReason.HIDDEN),
    (".aniworldd/parts/1/Show S01E01.mkv", SkipReason.HIDDEN),
    ("Show/Sample/Show S01E01.mkv", SkipReason.SAMPLE),
    ("Show/sample-show.s01e01.mkv", SkipReason.SAMPLE),
    ("Show/show.s01e01-sample.mkv", SkipReason.SAMPLE),
    ("Show/Show S01E01-trailer.mkv", SkipReason.EXTRA),
    ("Show/Season 1/Extras/01.mkv", SkipReason.EXTRA),
    ("Show/Behind The Scenes/Show S01E01.mkv", SkipReason.EXTRA),
    ("Show/Show NCOP1.mkv", SkipReason.EXTRA),
    ("Show/Show - NCED.mkv", SkipReason.EXTRA),
    ("Show/Season 1/NCED 02.mkv", SkipReason.EXTRA),
    ("Show/Show S01E01.srt", SkipReason.SUBTITLE),
    ("Show/Show S01E01.German.ass", SkipReason.SUBTITLE),
    ("Show/Show S01E01.nfo", SkipReason.EXTRA),
    ("Show/Show S01E01-thumb.jpg", SkipReason.EXTRA),
    ("Show/Show S01E01", SkipReason.EXTRA),
]


@pytest.mark.parametrize("path, season, episodes", TAKEN, ids=[case[0] for case in TAKEN])
def test_a_sure_name_is_taken(path: str, season: int, episodes: tuple[int, ...]) -> None:
    reading = parse.read(PurePath(path))

    assert (reading.take, reading.season, reading.episodes) == (True, season, episodes)
    assert reading.kind in {Kind.EPISODE, Kind.SPECIAL, Kind.MOVIE}
    assert reading.path == path


@pytest.mark.parametrize("path, numbers", ABSOLUTE, ids=[case[0] for case in ABSOLUTE])
def test_a_number_without_a_season_is_absolute(path: str, numbers: tuple[int, ...]) -> None:
    reading = parse.read(PurePath(path))

    assert (reading.take, reading.season, reading.absolute) == (bool(numbers), None, numbers)


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unsure_name_is_unknown_and_never_counts(path: str) -> None:
    reading = parse.read(PurePath(path))

    assert not reading.take
    assert reading.kind is not Kind.SKIP
    assert (reading.season, reading.episodes) == (None, ())


@pytest.mark.parametrize("path, reason", SKIPPED, ids=[case[0] for case in SKIPPED])
def test_what_is_no_episode_is_skipped_with_its_reason(path: str, reason: SkipReason) -> None:
    reading = parse.read(PurePath(path))

    assert (reading.take, reading.kind, reading.skip_reason) == (False, Kind.SKIP, reason)


def test_the_folder_gives_series_and_year_without_the_tags_of_other_programs() -> None:
    path = "Attack on Titan (2012-2018) [imdbid-tt2560140] {tmdb-1429}/Season 01/01.mkv"

    reading = parse.read(PurePath(path))

    assert (reading.series, reading.year) == ("Attack on Titan", 2012)


def test_a_file_in_no_folder_says_its_series_itself() -> None:
    reading = parse.read(PurePath("[Group] Some.Show.S01E02.mkv"))

    assert (reading.series, reading.year, reading.season) == ("Some Show", None, 1)


def test_a_file_in_no_folder_may_have_a_cross() -> None:
    assert parse.read(PurePath("Some Show - 1x02.mkv")).series == "Some Show"


def test_a_known_title_is_removed_before_numbers_are_looked_for() -> None:
    path = PurePath("Eighty-Six/Season 1/86 - 05.mkv")

    assert not parse.read(path).take
    assert parse.read(path, "86").episodes == (5,)


def test_a_title_is_recognised_in_another_normal_form() -> None:
    reading = parse.read(PurePath("Pokémon/Season 1/Poke\u0301mon - 05.mkv"))

    assert reading.episodes == (5,)


def test_a_title_of_signs_only_hides_nothing() -> None:
    assert parse.read(PurePath("!!!/Season 1/05.mkv")).episodes == (5,)


def test_a_file_that_is_called_like_its_title_has_no_number() -> None:
    assert not parse.read(PurePath("86/Season 1/86.mkv")).take


def test_films_are_told_apart_from_specials() -> None:
    film = parse.read(PurePath("Show/Filme/Show S00E01.mkv"))
    special = parse.read(PurePath("Show/Specials/01.mkv"))

    assert (film.kind, special.kind) == (Kind.MOVIE, Kind.SPECIAL)


@pytest.mark.parametrize("name", ["2020-01-31", "Show 31.01.2020", "Show.2020.01.31.1080p"])
def test_a_date_is_read_as_a_date(name: str) -> None:
    assert parse.read(PurePath(f"Show/{name}.mkv")).date == dt.date(2020, 1, 31)


def test_a_date_that_does_not_exist_is_none() -> None:
    assert parse.read(PurePath("Show/2020-13-31.mkv")).date is None


@given(st.text(max_size=60), st.text(max_size=40))
def test_no_name_breaks_the_reading(folder: str, name: str) -> None:
    where = parse.place((folder, "Season 1"))

    reading = parse.read_name(where, f"{name}.mkv")

    assert reading.take == bool(reading.episodes or reading.absolute or reading.date)


def test_an_explicit_name_is_read_in_microseconds() -> None:
    path = PurePath(TAKEN[0][0])

    best = min(timeit.repeat(lambda: parse.read(path), number=1000, repeat=20)) / 1000

    assert best < 50e-6  # about 4 on an idle machine; the benchmark holds the real limit
