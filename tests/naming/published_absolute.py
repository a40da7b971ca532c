"""Facts from the same lists: numbers counted through all seasons, dates, and what holds nothing."""

import datetime as dt

from tests.naming.published import (
    ABSOLUTE,
    COUNTED,
    CRAP,
    DAILY,
    DATES,
    EXTRAS,
    KODI,
    MULTI,
    NO_SEASON,
    SIMPLE,
    SINGLE,
    Fact,
)


def _counted(source: str, series: str, name: str, *numbers: int) -> Fact:
    return Fact(source, series, name, None, (), numbers)


COUNTED_THROUGH = [
    _counted(ABSOLUTE, "Show One", "[SubDESU]_Show_One_07_(1280x720_x264-AAC)_[6B7FD717]", 7),
    _counted(ABSOLUTE, "Show!!", "[Chihiro]_Show!!_-_06_[848x480_H.264_AAC][859EEAFA]", 6),
    _counted(ABSOLUTE, "Some Anime Show", "[HorribleSubs]_Some_Anime_Show_-_145_[720p]", 145),
    _counted(ABSOLUTE, "Some Anime Show", "[K-F] Some Anime Show 214", 214),
    _counted(
        ABSOLUTE, "Some Anime Show", "Some Anime Show - 031 - The Resolution to Kill [Lunar]", 31
    ),
    _counted(
        ABSOLUTE, "Some Anime Show", "[ACX]Some Anime Show 01 Role Play [Kosaka] [9C57891E]", 1
    ),
    _counted(ABSOLUTE, "Some Anime Show", "Some_Anime_Show_e66_time_is_money_part_one", 66),
    _counted(ABSOLUTE, "Series Title", "[Doki]Series Title - 07 (1280x720 Hi10P AAC) [80AF7D]", 7),
    _counted(ABSOLUTE, "Series Title", "[CR] Series Title - 004 [480p][48CE2D0F]", 4),
    _counted(ABSOLUTE, "Series Title!!", "[Chibiki] Series Title!! - 42 [360p][7A4FC77B]", 42),
    _counted(ABSOLUTE, "Series Title", "[DeadFish] Series Title - 09v2 [720p][AAC]", 9),
    _counted(ABSOLUTE, "Initial Series Title", "Initial_Series_Title - 01 DVD - Central Anime", 1),
    _counted(
        ABSOLUTE,
        "Initial Series Title",
        "Initial_Series_Title_-_01(DVD)_-_(Central_Anime)[5AF6F1E4]",
        1,
    ),
    _counted(ABSOLUTE, "Series Title", "Series Title - 049 - The Day of Fated Meeting", 49),
    _counted(
        ABSOLUTE,
        "Series Title",
        "Series Title - 050 - Special Request Watch Out for the Guy You Like!",
        50,
    ),
    _counted(ABSOLUTE, "Series Title", "[Exiled-Destiny] Series Title Ep01 (D2201EC5)", 1),
    _counted(ABSOLUTE, "Series Title", "[Hatsuyuki]Series_Title-01[1280x720][122E6EF8]", 1),
    _counted(ABSOLUTE, "Series Title", "[CBM]_Series_Title_-_11_-_511_Kinderheim_[6C70C4E4]", 11),
    _counted(ABSOLUTE, "Series Title 2", "[HorribleSubs] Series Title 2 - 05 [720p]", 5),
    _counted(ABSOLUTE, "Series Title", "[DRONE]Series.Title.100", 100),
    _counted(
        ABSOLUTE,
        "Series Title",
        "Series Title - 130 - Found You, Gohan! Harsh Training in the Kaioshin Realm! [Baaro]",
        130,
    ),
    _counted(
        ABSOLUTE, "Series Title (2014)", "[Hatsuyuki] Series Title (2014) - 017 (115) [B2CFBC]", 17
    ),
    _counted(ABSOLUTE, "Series Title 21", "[HorribleSubs] Series Title 21 - 101 [480p]", 101),
    _counted(ABSOLUTE, "Series Title", "[Cthuyuu] Series Title - 03 [720p H264 AAC][8AD82C3A]", 3),
    _counted(
        ABSOLUTE, "Series Title", "Series Title Episode 56 [VOSTFR V2][720p][AAC]-Mystic Z-Team", 56
    ),
    _counted(
        ABSOLUTE, "Series Title", "[Shark-Raws] Series Title #957 (NBN 1280x720 x264 AAC)", 957
    ),
    _counted(ABSOLUTE, "Series Title", "Series Title EP06 720p x265 AOZ", 6),
    _counted(
        ABSOLUTE, "Abc x Abc (2011)", "Abc x Abc (2011) - 141 - Magician [KaiDubs] [1080p]", 141
    ),
    _counted(ABSOLUTE, "Abc Abc", "Abc Abc 484 VOSTFR par Abc-Abc (1280*720) - version MQ", 484),
    _counted(
        ABSOLUTE,
        "SeriesTitle",
        "SeriesTitle.E1135.Lasst.den.Mond.am.Himmel.stehen.GERMAN.1080p.WEBRip.x264-Group",
        1135,
    ),
    _counted(ABSOLUTE, "Series 100", "[HorribleSubs] Series 100 - 07 [1080p]", 7),
    _counted(
        ABSOLUTE,
        "Super Long Anime",
        "[Cheetah-Raws] Super Long Anime - 1000 (YTV 1280x720 x264 AAC)",
        1000,
    ),
    _counted(
        ABSOLUTE,
        "Anime Title 300-nen, With Even More Title",
        "[SubsPlease] Anime Title 300-nen, With Even More Title - 01 (1080p) [8DE44442]",
        1,
    ),
    _counted(ABSOLUTE, "86", "[BakeSubs] 86 - 01 [1080p][D40A9E55]", 1),
    _counted(ABSOLUTE, "Anime Title", "[HatSubs] Anime Title 1004 [E63F2984]", 1004),
    _counted(ABSOLUTE, "SeriesTitle", "[ANBU-AonE]_SeriesTitle_26-27_[F224EF26]", 26, 27),
    _counted(NO_SEASON, "The Simpsons", "The Simpsons - 02 - Ep Name", 2),
    _counted(NO_SEASON, "The Simpsons", "02", 2),
    _counted(NO_SEASON, "The Simpsons", "02-Ep Name", 2),
    _counted(NO_SEASON, "The Simpsons", "02.EpName", 2),
    _counted(NO_SEASON, "The Simpsons", "The Simpsons - 02 Ep Name", 2),
    _counted(NO_SEASON, "GJ Club (2013)", "GJ Club - 07", 7),
    _counted(COUNTED, "The Simpsons", "The Simpsons 12", 12),
    _counted(COUNTED, "The Simpsons", "The Simpsons 889", 889),
    _counted(SIMPLE, "Foo", "[Baz-Bar] Foo - 05 [1080p][Multiple Subtitle]", 5),
    _counted(
        SIMPLE,
        "Tensura Nikki - Tensei Shitara Slime Datta Ken",
        "[YuiSubs] Tensura Nikki - Tensei Shitara Slime Datta Ken - 12 (NVENC H.265 1080p)",
        12,
    ),
    # Kodi takes these as season 1, which only a catalogue can say
    _counted(KODI, "foo", "foo.Ep03", 3),
    _counted(KODI, "foo", "foo.Ep_03", 3),
    _counted(KODI, "foo", "foo.E03", 3),
    _counted(KODI, "foo", "foo ep01-ep02", 1, 2),
    _counted(KODI, "foo", "foo ep01-02", 1, 2),
    _counted(KODI, "foo", "foo.ep03-ep05", 3, 4, 5),
]

DATED = [
    (DATES, "anything", "anything_1996.11.14", dt.date(1996, 11, 14)),
    (DATES, "anything", "anything_1996-11-14", dt.date(1996, 11, 14)),
    (DATES, "ABC News", "ABC News 2018_03_24_19_00_00", dt.date(2018, 3, 24)),
    (DATES, "Jeopardy", "Jeopardy 2023 07 14 HDTV x264 AC3", dt.date(2023, 7, 14)),
    (DAILY, "Conan", "Conan 2011 04 18 Emma Roberts HDTV XviD BFF", dt.date(2011, 4, 18)),
    (DAILY, "The Daily Show", "The Daily Show - 2011-04-12 - Gov. Patrick", dt.date(2011, 4, 12)),
    (DAILY, "Series", "2011.01.10 - Denis Leary - HD TV", dt.date(2011, 1, 10)),
    (DAILY, "Series", "2019_08_20_1080_all", dt.date(2019, 8, 20)),
]

# What the lists say holds no episode, or what they refuse.
NOTHING = [
    (CRAP, "76El6LcgLzqb426WoVFg1vVVVGx4uCYopQkfjmLe"),
    (CRAP, "Vrq6e1Aba3U amCjuEgV5R2QvdsLEGYF3YQAQkw8"),
    (CRAP, "oxXo8S2272KE1 lfppvxo3iwEJBrBmhlQVK1gqGc"),
    (CRAP, "185d86a343e39f3341e35c4dad3f9959"),
    (CRAP, "ba27283b17c00d01193eacc02a8ba98eeb523a76"),
    (CRAP, "THIS SHOULD NEVER PARSE"),
    (KODI, "foo.S01E01-S02E03"),  # nobody knows how many season 1 has
    (KODI, "foo.S01E03-S01E01"),  # backwards
    (KODI, "foo.S01E03-E01"),
    (EXTRAS, "300-trailer"),
    (EXTRAS, "300-scene"),
    (EXTRAS, "300-clip"),
    (EXTRAS, "300-deleted"),
    (EXTRAS, "300-deletedscene"),
    (EXTRAS, "300-interview"),
    (EXTRAS, "300-behindthescenes"),
    (EXTRAS, "300-sample"),
]

# Where a list gives a number that we call unsure: it must be nothing, or that very number.
UNSURE = [
    Fact(KODI, "foo", "foo.203", 2, (3,), (203,)),
    Fact(KODI, "foo", "foo.2009.E03", 1, (3,), (3,)),
    Fact(KODI, "foo", "foo.Part.3", 1, (3,), (3,)),
    Fact(KODI, "foo", "foo.Part.III", 1, (3,)),
    Fact(KODI, "foo", "foo S02E01-bar-S02E02-bar", 2, (1, 2)),
    Fact(SINGLE, "Series Title", "Series.Title.525", 5, (25,), (525,)),
    Fact(SINGLE, "Series", "11-02 The Series Reaction (HD)", 11, (2,)),
    Fact(SINGLE, "this is a show", "this.is.a.show.2015.0308-yestv", 3, (8,)),
    Fact(SINGLE, "Series Title", "Series.Title.5of9.The.Universe.Of.Development.1990", 1, (5,)),
    Fact(MULTI, "extant", "extant.10708.hdtv-lol", 1, (7, 8)),
    Fact(MULTI, "the office", "the.office.101.102.hdtv-lol", 1, (1, 2)),
    Fact(ABSOLUTE, "Series Title", "[Erai-raws] Series Title - 01 ~ 10 [1080p]", None, (), (1,)),
    Fact(ABSOLUTE, "Some Anime Show", "Some Anime Show - 01 - OVA [BD][720p]", None, (), ()),
    Fact(ABSOLUTE, "Some Anime Show", "Some Anime Show - 01 - Special [BD]", None, (), ()),
    Fact(ABSOLUTE, "Some Anime Show", "[HorribleSubs] Some Anime Show (01-25) [1080p]", None),
    Fact(NO_SEASON, "Case Closed (1996-2007)", "Case Closed - 317", 3, (17,), (317,)),
]
