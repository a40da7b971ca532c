"""Facts from the published test lists of other programs: a name, and what it holds.

Each row: the list it stands in, the folders as a library has them (the lists give most names
without any), the name, then season and episodes, or the number counted through all seasons. Where
a list knows no folder, one with the series' name stands here, because a library always has it.
"""

from typing import NamedTuple

_SONARR = "Sonarr/Sonarr src/NzbDrone.Core.Test/ParserTests/"
SINGLE = f"{_SONARR}SingleEpisodeParserFixture.cs"
MULTI = f"{_SONARR}MultiEpisodeParserFixture.cs"
ABSOLUTE = f"{_SONARR}AbsoluteEpisodeNumberParserFixture.cs"
PATHS = f"{_SONARR}PathParserFixture.cs"
DAILY = f"{_SONARR}DailyEpisodeParserFixture.cs"
CRAP = f"{_SONARR}CrapParserFixture.cs"
_JELLYFIN = "jellyfin/jellyfin tests/Jellyfin.Naming.Tests/"
NUMBERS = f"{_JELLYFIN}TV/EpisodeNumberTests.cs"
SEVERAL = f"{_JELLYFIN}TV/MultiEpisodeTests.cs"
SIMPLE = f"{_JELLYFIN}TV/SimpleEpisodeTests.cs"
EPISODE_PATHS = f"{_JELLYFIN}TV/EpisodePathParserTest.cs"
SEASON_PATHS = f"{_JELLYFIN}TV/SeasonPathParserTests.cs"
NO_SEASON = f"{_JELLYFIN}TV/EpisodeNumberWithoutSeasonTests.cs"
COUNTED = f"{_JELLYFIN}TV/AbsoluteEpisodeNumberTests.cs"
DATES = f"{_JELLYFIN}TV/DailyEpisodeTests.cs"
EXTRAS = f"{_JELLYFIN}Video/ExtraTests.cs"
KODI = "xbmc/xbmc xbmc/video/test/TestVideoInfoScanner.cpp"


class Fact(NamedTuple):
    source: str
    folders: str
    name: str
    season: int | None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.folders}/{self.name}.mkv"


SEASONED = [
    Fact(SINGLE, "Series With Title", "Series.With.Title.S02E15", 2, (15,)),
    Fact(SINGLE, "Series Title", "Series.Title.4x05.HDTV.XviD-LOL", 4, (5,)),
    Fact(SINGLE, "Series Title", "Series.Title.S10E27.WS.DSR.XviD-2HD", 10, (27,)),
    Fact(SINGLE, "Series Title (2010)", "Series.Title.2010.S02E14.HDTV.XviD-LOL", 2, (14,)),
    Fact(SINGLE, "Series Title 0", "Series Title 0 S01E19 720p WEB DL DD5 1 H 264 NT", 1, (19,)),
    Fact(SINGLE, "Series", "S03E09 WS PDTV XviD FUtV", 3, (9,)),
    Fact(SINGLE, "Series", "5x10 WS PDTV XviD FUtV", 5, (10,)),
    Fact(SINGLE, "Series Title", "Series.Title.S03E115.DVDRip.XviD-OSiTV", 3, (115,)),
    Fact(SINGLE, "Series Title", "Series Title - S02E21 - 94 Meetings - 720p TV", 2, (21,)),
    Fact(
        SINGLE,
        "24-7 Series - Title - Road to the Sonarr",
        "24-7 Series - Title - Road to the Sonarr - S01E03 - Episode 3",
        1,
        (3,),
    ),
    Fact(SINGLE, "Series Title-0 (2010)", "Series Title-0 (2010) - 1x05 - Title", 1, (5,)),
    Fact(SINGLE, "Series Title", "Series Title - S06E13 - 5 to 9 [DVD]", 6, (13,)),
    Fact(SINGLE, "Series Title", "Series Title - S02E21 - 18-5-4", 2, (21,)),
    Fact(
        SINGLE,
        "Series Title",
        "Series.Title.S01E07.21.0.Jump.Street.720p.WEB-DL.DD5.1.h.264-KiNGS",
        1,
        (7,),
    ),
    Fact(SINGLE, "Series Title", "Series Title - 10x12 - 24 Hour Propane People [SDTV]", 10, (12,)),
    Fact(SINGLE, "Series Title", "Series Title S01E06 3 Beers For Batali DVDRip XviD", 1, (6,)),
    Fact(SINGLE, "Series", "S6E02-Unwrapped-(Playing With Food) - [DarkData]", 6, (2,)),
    Fact(SINGLE, "Series", "01x04 - Halloween, Part 1 - 720p WEB-DL", 1, (4,)),
    Fact(SINGLE, "series", "series.s03.e05.ws.dvdrip.xvid-m00tv", 3, (5,)),
    Fact(SINGLE, "Series Title", "Series Title - S1936E18 - I Love to Singa", 1936, (18,)),
    Fact(SINGLE, "Series Title!", "Series_Title!_-_7x6_-_The_Scarlett_Getter_[SDTV]", 7, (6,)),
    Fact(SINGLE, "Series Title", "Series_Title_-_1x1_-_Live_and_Learn_[HDTV-720p]", 1, (1,)),
    Fact(SINGLE, "Top Series", "Top Series - 07x03 - 2005.11.70", 7, (3,)),
    Fact(SINGLE, "Series", "S08E20 50-50 Carla [DVD]", 8, (20,)),
    Fact(SINGLE, "Series Title", "Series_Title.19x06.720p_HDTV_x264-FoV", 19, (6,)),
    Fact(SINGLE, "Series", "Series.S01E04.2-45.PM.[HDTV-720p]", 1, (4,)),
    Fact(SINGLE, "Series", "1x04", 1, (4,)),
    Fact(
        SINGLE,
        "10 Lines You Know About Code",
        "10.Lines.You.Know.About.Code.S02E04.Prohibition.HDTV.XviD-AFG",
        2,
        (4,),
    ),
    Fact(SINGLE, "666 Series Title", "666 Series Title - S01E01", 1, (1,)),
    Fact(SINGLE, "Warehouse 13", "Warehouse.13.S01E01", 1, (1,)),
    Fact(SINGLE, "42", "42 S01E01", 1, (1,)),
    Fact(SINGLE, "Series", "Series - 2x4 - New Car Smell [HDTV-1080p]", 2, (4,)),
    Fact(SINGLE, "Top Series", "Top Series - 06x11 - 2005.08.07", 6, (11,)),
    Fact(SINGLE, "The Series US", "The_Series_US_s06e19_04.28.2014_hdtv.x264.Poke", 6, (19,)),
    Fact(SINGLE, "Series", "2009x09 [SDTV]", 2009, (9,)),
    Fact(SINGLE, "Series", "S2009E09 [SDTV]", 2009, (9,)),
    Fact(SINGLE, "Series", "[Impatience] Series - 0x01 [720p][34073169]", 0, (1,)),
    Fact(SINGLE, "Series Title", "Series Title - S15 E06 - City Code", 15, (6,)),
    Fact(SINGLE, "Series", "Series S1-E1-WEB-DL-1080p-NZBgeek", 1, (1,)),
    Fact(SINGLE, "Series", "Series.S010E16.720p.HDTV.X264-DIMENSION", 10, (16,)),
    Fact(SINGLE, "Series", "Series - Season 1 - Episode 01 (Resolution)", 1, (1,)),
    Fact(SINGLE, "Series", "1x03 - 274 [1080p BluRay]", 1, (3,)),
    Fact(SINGLE, "20-1 2014", "20-1.2014.S02E01.720p.HDTV.x264-CROOKS", 2, (1,)),
    Fact(SINGLE, "Series", "Series - S01E09 - Debate 109", 1, (9,)),
    Fact(SINGLE, "Series And Show", "Series And Show - S41 E10478 - 2014-08-15", 41, (10478,)),
    Fact(SINGLE, "Series Title", "Series Title [1x05] Episode Title", 1, (5,)),
    Fact(SINGLE, "Series Title", "Series Title Season 01 Episode 05 720p", 1, (5,)),
    Fact(SINGLE, "Series (2009)", "Series (2009) - [06x16] - Room 147", 6, (16,)),
    Fact(SINGLE, "zoo", "grp-zoo-s01e11-1080p", 1, (11,)),
    Fact(SINGLE, "Series!", "Series!.S2016E14.2016-01-20", 2016, (14,)),
    Fact(SINGLE, "Judge Developer", "Judge Developer 2016 02 25 S20E142", 20, (142,)),
    Fact(SINGLE, "Red Show", "Red Show - S02 - E06 - Parallel Series", 2, (6,)),
    Fact(SINGLE, "Series", "Series - 2016x231", 2016, (231,)),
    Fact(SINGLE, "Series 104", "Series 104 - S01E07 The Developers [SDTV]", 1, (7,)),
    Fact(SINGLE, "Series Title", "Series.Title.S01.Ep.01.English.AC3.DL.1080p.BluRay", 1, (1,)),
    Fact(SINGLE, "Series Title", "Series.Title.S01.E.01.English.AC3.DL.1080p.BluRay", 1, (1,)),
    Fact(SINGLE, "Series Title", "Series Title - S02E01 1920x910", 2, (1,)),
    Fact(SINGLE, "Anime Title", "Anime Title - S2020E1527 [1527] [2020-10-11] - X", 2020, (1527,)),
    Fact(SINGLE, "Series Title", "Series Title 1x1", 1, (1,)),
    Fact(MULTI, "WEEDS", "WEEDS.S03E01-06.DUAL.BDRip.XviD.AC3.-HELLYWOOD", 3, (1, 2, 3, 4, 5, 6)),
    Fact(MULTI, "Weeds", "Weeds.S03E01.S03E02.720p.HDTV.X264-DIMENSION", 3, (1, 2)),
    Fact(MULTI, "The Borgias", "The Borgias S01e01 e02 ShoHD On Demand 1080i DD5 1", 1, (1, 2)),
    Fact(MULTI, "White Collar", "White.Collar.2x04.2x05.720p.BluRay-FUTV", 2, (4, 5)),
    Fact(
        MULTI,
        "Desperate Housewives",
        "Desperate.Housewives.S07E22E23.720p.HDTV.X264-DIMENSION",
        7,
        (22, 23),
    ),
    Fact(
        MULTI,
        "Desparate Housewives",
        "Desparate Housewives - S07E22 - S07E23 - And Lots of Security.. [HDTV-720p]",
        7,
        (22, 23),
    ),
    Fact(MULTI, "Series", "2x04x05.720p.BluRay-FUTV", 2, (4, 5)),
    Fact(MULTI, "Series", "S02E03-04-05.720p.BluRay-FUTV", 2, (3, 4, 5)),
    Fact(MULTI, "Breakout Kings", "Breakout.Kings.S02E09-E10.HDTV.x264-ASAP", 2, (9, 10)),
    Fact(MULTI, "Breakout Kings", "Breakout Kings - 2x09-2x10 - Served Cold [SDTV] ", 2, (9, 10)),
    Fact(MULTI, "Kaamelott", "Kaamelott.S01E91-E100", 1, tuple(range(91, 101))),
    Fact(
        MULTI,
        "Shortland Street",
        "Shortland.Street.S22E5363-E5366.HDTV.x264-FiHTV",
        22,
        (5363, 5364, 5365, 5366),
    ),
    Fact(
        MULTI,
        "World Series of Poker",
        "World Series of Poker - 2013x15 - 2013x16 - HD TV",
        2013,
        (15, 16),
    ),
    Fact(ABSOLUTE, "Some Anime Show", "[K-F] Some Anime Show S10E14 214", 10, (14,)),
    Fact(ABSOLUTE, "Some Anime Show", "[K-F] Some Anime Show 214 10x14", 10, (14,)),
    Fact(
        ABSOLUTE, "Series Title", "[RlsGrp]Series.Title.2010.S01E01.001.HDTV-720p.x264-DTS", 1, (1,)
    ),
    Fact(
        ABSOLUTE,
        "Series Title (2010)",
        "[RlsGrp] Series Title (2010) - S01E01-02-03 - 001-002-003 - Episode Title HDTV-720p v2",
        1,
        (1, 2, 3),
    ),
    Fact(
        PATHS,
        "battlestar galactica (2003)/Season 3",
        "S03E05 - Collaborators",
        3,
        (5,),
    ),
    Fact(PATHS, "robot chicken/Specials", "S00E16 - Dear Consumer - SD TV", 0, (16,)),
    Fact(PATHS, "House/Season 6", "S06E13 - 5 to 9 - 720p BluRay", 6, (13,)),
    Fact(NUMBERS, "Elementary/Season 2", "02x03 - 02x04 - 02x15 - Ep Name", 2, (3, 4, 15)),
    Fact(NUMBERS, "seriesname/Season 1", "S01x02 blah", 1, (2,)),
    Fact(NUMBERS, "seriesname/Season 1", "seriesname S01xE02 blah", 1, (2,)),
    Fact(NUMBERS, "Series/Season 2", "Episode - 16", 2, (16,)),
    Fact(NUMBERS, "Series/Season 2", "Episode 16 - Some Title", 2, (16,)),
    Fact(NUMBERS, "Uchuu Senkan Yamato/Season 4", "Uchuu.Senkan.Yamato.2199.S04E03", 4, (3,)),
    Fact(NUMBERS, "Running Man", "Running Man S2017E368", 2017, (368,)),
    Fact(NUMBERS, "Series/Season 2009", "seriesname 2009x02 blah", 2009, (2,)),
    Fact(NUMBERS, "Series/Season 2009", "seriesname S2009xE02 blah", 2009, (2,)),
    Fact(NUMBERS, "Series/Season 1", "02 - blah-02 a", 1, (2,)),
    Fact(NUMBERS, "Series/Season 2", "02 - blah 14 blah", 2, (2,)),
    Fact(NUMBERS, "Series/Season 2", "02", 2, (2,)),
    Fact(NUMBERS, "Series/Season 2", "2. Infestation", 2, (2,)),
    Fact(SEVERAL, "Series/Season 1", "4x01 – 20 Hours in America (1)", 4, (1,)),
    Fact(SEVERAL, "Series/Season 2", "My show name 02x03 - 04 Ep Name", 2, (3,)),
    Fact(SEVERAL, "Series/Season 1", "02-03 - blah", 1, (2, 3)),
    Fact(SEVERAL, "Series/Season 2", "02-04 - blah 14 blah", 2, (2, 3, 4)),
    Fact(SEVERAL, "Series/Season 2", "02-04", 2, (2, 3, 4)),
    Fact(SEVERAL, "series/Season 1", "series-s09e14-720i", 9, (14,)),
    Fact(SEVERAL, "MOONLIGHTING/Season 1", "MOONLIGHTING_s01e01-e04", 1, (1, 2, 3, 4)),
    Fact(SIMPLE, "anything", "anything_s1e2", 1, (2,)),
    Fact(SIMPLE, "anything", "anything_1x02", 1, (2,)),
    Fact(SIMPLE, "the_simpsons", "the_simpsons-s02e01_18536", 2, (1,)),
    Fact(SIMPLE, "LA X", "LA X, Pt. 1_s06e32", 6, (32,)),
    Fact(
        SIMPLE,
        "Love Death and Robots",
        "Love.Death.and.Robots.S01E01.Sonnies.Edge.1080p.NF.WEB-DL.DDP5.1.x264-NTG",
        1,
        (1,),
    ),
    Fact(EPISODE_PATHS, "Foo", "Foo-S01E01", 1, (1,)),
    Fact(EPISODE_PATHS, "Foo (2019)/Season 4", "Foo (2019).S04E03", 4, (3,)),
    Fact(EPISODE_PATHS, "Foo", "Foo s01x01", 1, (1,)),
    Fact(SEASON_PATHS, "Seinfeld/S02", "05", 2, (5,)),
    Fact(SEASON_PATHS, "Seinfeld/Seinfeld - S02", "05", 2, (5,)),
    Fact(SEASON_PATHS, "Seinfeld/Season 7 (2016)", "05", 7, (5,)),
    Fact(SEASON_PATHS, "Seinfeld/Staffel 7 (2016)", "05", 7, (5,)),
    Fact(SEASON_PATHS, "Seinfeld/3.Staffel", "05", 3, (5,)),
    Fact(SEASON_PATHS, "The Wonder Years/The.Wonder.Years.S04.PDTV.x264-JCH", "05", 4, (5,)),
    Fact(KODI, "foo", "foo.S02E03", 2, (3,)),
    Fact(
        KODI,
        "The Legend of Korra",
        "The Legend of Korra - S01E01-02 - Welcome to Republic City & A Leaf in the Wind",
        1,
        (1, 2),
    ),
    Fact(KODI, "foo", "foo.S01E03E04E05", 1, (3, 4, 5)),
    Fact(KODI, "foo", "foo.S02E01-S02E02", 2, (1, 2)),
    Fact(KODI, "foo", "foo S02E01-S02E02-S02E03", 2, (1, 2, 3)),
    Fact(KODI, "foo", "foo 2x01-2x02", 2, (1, 2)),
    Fact(KODI, "foo", "foo S02E01-02-03", 2, (1, 2, 3)),
    Fact(KODI, "foo", "foo 2x01x02", 2, (1, 2)),
    Fact(KODI, "foo", "foo.5x03-5x05", 5, (3, 4, 5)),
    Fact(KODI, "foo", "foo.S05E03-05", 5, (3, 4, 5)),
    Fact(KODI, "foo", "foo.S05E03-E05", 5, (3, 4, 5)),
    Fact(KODI, "foo", "foo.S05E03-S05E05", 5, (3, 4, 5)),
    Fact(KODI, "foo", "foo.S05E01-E03-E05", 5, (1, 3, 5)),
    Fact(KODI, "foo", "foo.S05E01-S05E03-S05E05", 5, (1, 3, 5)),
]
