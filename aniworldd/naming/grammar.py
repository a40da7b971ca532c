"""The tables and expressions by which names in a library are read."""

import re

_I = re.IGNORECASE

VIDEO = frozenset(
    {"mkv", "mk3d", "mp4", "m4v", "webm", "avi", "mov", "ts", "m2ts", "mts", "wmv", "asf"}
    | {"flv", "f4v", "mpg", "mpeg", "m2v", "ogm", "ogv", "rmvb", "vob", "3gp", "strm"}
)
FILM_FILES = VIDEO - {"strm"}  # a .strm only says where one is
SUBTITLE = frozenset({"srt", "ass", "ssa", "vtt", "sub", "idx", "sup", "smi", "ttml"})
PARTIAL = frozenset(
    {"part", "ytdl", "crdownload", "!qb", "!ut", "tmp", "temp", "download", "partial"}
    | {"opdownload", "aria2", "filepart", "bc!", "jdpart", "dtapart", "xltd", "unfinished"}
)
UNPACKED = ("_unpack_", "_failed_")  # how the names of what is being unpacked, or was not, begin

# Folders of programs and systems: never looked into.
HIDDEN_FOLDERS = frozenset(
    {"@eadir", "#recycle", "plex versions", "lost+found", "$recycle.bin"}
    | {"system volume information"}
)
EXTRA_FOLDERS = frozenset(
    {"extras", "extra", "featurettes", "behind the scenes", "deleted scenes", "interviews"}
    | {"scenes", "shorts", "trailers", "trailer", "other", "backdrops", "clips", "theme-music"}
    | {"bonus"}
)
SAMPLE_FOLDERS = frozenset({"sample", "samples"})

_TAGGED = r"(?: *[\[(][^\])]*[\])])?"  # `Season 1 (2013)`
SEASON_FOLDER = re.compile(
    rf"(?:(?:season|staffel)[ ._-]*|s)([0-9]{{1,4}}){_TAGGED}"
    rf"|([0-9]{{1,2}})(?:\.|st|nd|rd|th)? *[ ._-]?(?:season|staffel){_TAGGED}",
    _I,
)
# What may follow the series' own name: `Show S02`, `Show - Season 2`, `Show.S04.PDTV.x264-GRP`.
SEASON_IN_FOLDER = re.compile(
    r"^[ ._-]+(?:(?:season|staffel)[ ._-]*|s)([0-9]{1,4})(?=$|[ ._\[(])(?!.*s[0-9]+[ex])", _I
)
SPECIALS_FOLDER = re.compile(r"specials?", _I)
MOVIES_FOLDER = re.compile(r"filme?|movies?", _I)
UNNUMBERED_FOLDER = re.compile(r"o[vna][ad]s?", _I)  # OVA, OAD, ONA: numbered by nobody's rule

# What a stem may not end in, by reason; one search in its last signs instead of three in all.
TAIL = 40  # signs, more than any of these has
ENDING = re.compile(
    r"\.(?P<partial>te?mp|part|f[0-9]{1,5}(?:-[0-9a-z]+)?|f(?:hls|dash)[-\w]*)$"
    r"|[-._](?P<sample>sample)(?:[-._][0-9A-Za-z]{1,20})?$"
    r"|-(?P<extra>trailer|behindthescenes|deleted|deletedscene|featurette|interview|scene|short"
    r"|other|clip|extra|theme)$",
    _I,
)
SAMPLE = re.compile(r"sample(?:$|[-._ ])", _I)  # at the start of a stem
CREDITLESS = re.compile(r"(?<![0-9A-Za-z])NC(?:OP|ED)(?![A-Za-z])", _I)
NOT_A_NAME = re.compile(
    r"(?:trailer|teaser|preview|promo|pv|sample|o[vn]a|oad|ovd|(?:special|recap) *(?=$|\[|\())"
    r"(?![0-9A-Za-z])",
    _I,
)

# What comes with an episode and is none: `S01E02 - Trailer`, `Trailer Show S01E02`. What follows
# may say how it was made, and nothing else: `S01E02 - Trailer Park` is one.
BESIDES = ("trailer", "teaser", "preview", "making", "sample")
BESIDE = re.compile(
    r"[ ._–—\[(-]{1,4}(?:trailer|teaser|preview|vorschau|promo|sample|featurette|making[ ._-]of"
    r"|behind[ ._]the[ ._]scenes|deleted[ ._]scenes?)[ ._-]*[0-9]{0,2}"
    r"(?:$|[])]|[ ._-]*[\[(]|[ ._-]+(?:[0-9]{3,4}p|german|deutsch|english|web|bluray|hdtv|x26)"
    r"(?![a-z]))",
    _I,
)

# `S01E02`, `S01.E03`, `S01 - E02`, `S01x02`; several: `S01E01E02`, `S01E01-E03`, `S01E01-03`.
EXPLICIT = re.compile(
    r"(?<![0-9A-Za-z])S([0-9]{1,4})(?:(?: ?- ?|[ ._x]?)EP?[ ._]?|x)([0-9]{1,5})"
    r"((?:(?: - |[-+&~ ._]?)(?:S[0-9]{1,4})?EP?[0-9]{1,5}|-[0-9]{2,5}(?![0-9A-Za-z]))*)"
    r"(?:v[0-9])?(?![0-9A-Za-z])",
    _I,
)
EXPLICIT_MORE = re.compile(r"( - |[-+&~ ._]?)(?:S([0-9]{1,4}))?(EP?)?([0-9]{1,5})", _I)

# `2x14`, `2016x14`; several: `2x01-02`, `2x01-2x02`, `2x01x02`, `2x01 - x02`, `2x01-E03`.
_YEAR = r"(?:19[6-9]|20[0-3])[0-9]"  # no width of a picture, as 1920 is
CROSS = re.compile(
    rf"(?<![0-9A-Za-z])([0-9]{{1,2}}(?=x[0-9]{{2,4}})|{_YEAR}(?=x[0-9]{{2,3}}(?![0-9])))x([0-9]{{2,4}})"
    r"((?:(?: - |[-+&~ ._]?)(?:[0-9]{1,2}|20[0-3][0-9])?x[0-9]{2,4}(?![0-9])"
    r"|-(?:EP?)?[0-9]{2,4}(?![0-9A-Za-z]))*)"
    r"(?:v[0-9])?(?![0-9A-Za-z])",
    _I,
)
CROSS_MORE = re.compile(
    r"( - |[-+&~ ._]?)(?:([0-9]{1,4})(?=x[0-9]))?(x|EP?)?([0-9]{2,4})(?![0-9x])", _I
)
# `2x4 - Name`: one digit only where nothing else can be meant, and no shape of a picture.
SHORT_CROSS = re.compile(
    r"^[ ._-]*\[?(?!(?:4x3|5x4|3x2|16x9|21x9)(?![0-9]))([0-9]{1,2})x([0-9])"
    r"(?=[ ._]-[ ._]|\]|$)()",
    _I,
)

# `S2 - 08`, `2nd Season - 06`, `Season 2 Episode 3`, `2. Staffel Folge 3`, `(Season 2) - 33`.
_SEASON = (
    r"(?<![0-9A-Za-z])(?:(?:season|staffel)[ ._-]?([0-9]{1,4})"
    r"|([0-9]{1,2})(?:\.|st|nd|rd|th)[ ._-]?(?:season|staffel)|S([0-9]{1,2}))[)\]]?"
)
_ITS_NUMBER = (
    r"(?:[ ._,]*(?:-[ ._]*)?(?P<mark>(?:episode|folge|eps?|e|#)[ ._-]?)(?P<marked>[0-9]{1,4})"
    r"|[ ._]*[-–—][ ._]*(?P<dashed>[0-9]{2,4})"
    r"|[ ._]*\[(?P<boxed>[0-9]{2,4})(?:v[0-9])?\])"
    r"(?:v[0-9])?(?![0-9A-Za-z])(?P<rest>.*)"
)
SEASONED = re.compile(_SEASON + _ITS_NUMBER, _I | re.DOTALL)
ROMAN = re.compile(  # right after the title; I, V and X are words as well
    r"[ ._]+(II|III|IV|VI|VII|VIII|IX)(?![0-9A-Za-z])(?i:" + _ITS_NUMBER + ")", re.DOTALL
)
ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
JAPANESE = re.compile(
    r"第([0-9]{1,2})[期季][ ._-]*第?([0-9]{1,4})[話话集回](?P<rest>.*)", re.DOTALL
)

# A season that a name speaks of, wherever: `05 (Season 2)`.
SEASON_SAID = re.compile(
    r"(?<![0-9A-Za-z])(?:S|(?:season|staffel)[ ._-]?)([0-9]{1,2})(?![0-9A-Za-z])", _I
)
SEQUEL = re.compile(r"[ ._]+[1-9](?![0-9])")  # right after the title: `Shrek 2` is no episode

# `02 - Recap of …`, `1x02 - Recap of …`: what follows is an episode's name, whatever it holds.
NUMBERED = re.compile(
    r"^[ ._-]*[0-9]{1,4} - .*[^\W0-9_]|(?<![0-9A-Za-z])[0-9]{1,2}x[0-9]{2,4}(?![0-9A-Za-z])", _I
)

COUNTED = re.compile(r"^[ ._-]*[0-9]{1,4}[ _]*[-–—][ _]")  # what follows is a name

DIGIT = re.compile(r"[0-9]")
FRACTION = re.compile(r"[.,][0-9](?![0-9A-Za-z]|-[0-9])")

# A number at the start of what is left of a name once its title and its brackets are gone.
NUMBER = re.compile(
    r"(?P<mark>(?:episode|folge|eps?|e|#)(?:[ ._]-[ ._]|[ ._])?|(?P<part>(?:teil|part)[ ._]?)|第)?"
    r"(?P<first>[0-9]{1,4})"
    r"(?:(?P<to>-(?:ep?)?)(?P<last>[0-9]{2,4})(?![0-9A-Za-z]))?"
    r"(?:v[0-9])?(?![0-9A-Za-z])(?P<rest>.*)",
    _I | re.DOTALL,
)
BOXED = re.compile(r"[ ._-]*\[([0-9]{2,4})(?:v[0-9])?\]")
BOXES = re.compile(r"\[([^\]]*)\]")
HEIGHTS = frozenset({"360", "480", "540", "576", "720", "1080", "1440", "2160"})  # of pictures
MOVIE_MARK = re.compile(r"(?:film|movie)[ ._-]?(?=[0-9])", _I)
SPECIAL_MARK = re.compile(r"(?:sp|specials?)[ ._-]?(?=[0-9])", _I)
UNNUMBERED = re.compile(r"(?<![0-9A-Za-z])(?:OVA|OAD|OVD|ONA)s?(?![A-Za-z])")
COUNTER = re.compile(r"[話话集回]")
AFTER_NUMBER = re.compile(r"(?P<strong>[ _]*[-–—.:][ _]*|_+| *$|(?=[(\[]))|(?P<weak> +)")
QUALITY = re.compile(
    r"(?:[0-9]{3,4}[pi]|[0-9]{3,4}x[0-9]{3,4}|german|deutsch|ger|english|eng|vostfr|dual"
    r"|sub(?:bed)?|dub(?:bed)?|dl|uncut|dvd|bd|web|hdtv|blu-?ray|hevc|[xh][. ]?26[45]|av1|10bit)"
    r"(?![0-9A-Za-z])",
    _I,
)
NAME_WITH_A_NUMBER = re.compile(r"[0-9]+[ _]+[^\W0-9_]{3}")  # `24 Hours`
FIRST_OF_A_NAME = re.compile(r"[^\W0-9_]|[\"'“”„‚‘’«»¿¡(\[…]")

LEADING_BRACKETS = re.compile(r"(?:\[[^\]]*\][ ._]*)+")
TRAILING_BRACKETS = re.compile(r"(?:[ ._]*(?:\[[^\]]*\]|\([^)]*\)))+$")
YEAR_BRACKET = re.compile(r"[ ._]*\((?:19|20)[0-9]{2}(?: *- *(?:(?:19|20)[0-9]{2})?)?\)")

# A series folder: `Title (2012-2018) [imdbid-tt1234567] {tmdb-1}`.
ID_TAGS = re.compile(r" *(?:\[[a-z]+(?:id)?[-=][^\]]*\]|\{[a-z]+(?:id)?[-=][^}]*\})", _I)
FOLDER_YEAR = re.compile(r"^(.+?) *[(\[]((?:19|20)[0-9]{2})(?: *[-–] *(?:[0-9]{4})?)?[)\]] *$")

ISO_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-._ ])([0-9]{2})\2([0-9]{2})(?![0-9])")
GERMAN_DATE = re.compile(r"(?<![0-9])([0-9]{2})\.([0-9]{2})\.((?:19|20)[0-9]{2})(?![0-9])")
