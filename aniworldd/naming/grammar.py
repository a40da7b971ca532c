"""The tables and expressions by which names in a library are read."""

import re

_I = re.IGNORECASE

VIDEO = frozenset(
    {"mkv", "mk3d", "mp4", "m4v", "webm", "avi", "mov", "ts", "m2ts", "mts", "wmv", "asf"}
    | {"flv", "f4v", "mpg", "mpeg", "m2v", "ogm", "ogv", "rmvb", "vob", "3gp", "strm"}
)
SUBTITLE = frozenset({"srt", "ass", "ssa", "vtt", "sub", "idx", "sup", "smi", "ttml"})
PARTIAL = frozenset(
    {"part", "ytdl", "crdownload", "!qb", "!ut", "tmp", "temp", "download", "partial"}
    | {"opdownload", "aria2", "filepart", "bc!"}
)

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

SEASON_FOLDER = re.compile(
    r"(?:(?:season|staffel)[ ._-]*|s)([0-9]{1,4})(?: *[\[(][^\])]*[\])])?", _I
)
SPECIALS_FOLDER = re.compile(r"specials?", _I)
MOVIES_FOLDER = re.compile(r"filme?|movies?", _I)

# What a stem may not end in, by reason; one search in its last signs instead of three in all.
TAIL = 40  # signs, more than any of these has
ENDING = re.compile(
    r"\.(?P<partial>temp|part|f[0-9]{1,5}(?:-[0-9a-z]+)?|f(?:hls|dash)[-\w]*)$"
    r"|[-._](?P<sample>sample)$"
    r"|-(?P<extra>trailer|behindthescenes|deleted|deletedscene|featurette|interview|scene|short"
    r"|other|clip|extra|theme)$",
    _I,
)
SAMPLE = re.compile(r"sample(?:$|[-._ ])", _I)  # at the start of a stem
CREDITLESS = re.compile(r"(?<![0-9A-Za-z])NC(?:OP|ED)(?![A-Za-z])", _I)
NOT_A_NAME = re.compile(r"(?:trailer|teaser|preview|promo|pv|sample)(?![0-9A-Za-z])", _I)

# `S01E02`, `S01.E03`, `S01 - E02`, and several: `S01E01E02`, `S01E01-E03`, `S01E01-03`.
EXPLICIT = re.compile(
    r"(?<![0-9A-Za-z])S([0-9]{1,4})(?: ?- ?|[ ._]?)EP?[ ._]?([0-9]{1,5})"
    r"((?:[-+&~ ._]?(?:S[0-9]{1,4})?EP?[0-9]{1,5}|-[0-9]{2,5}(?![0-9A-Za-z]))*)"
    r"(?:v[0-9])?(?![0-9A-Za-z])",
    _I,
)
EXPLICIT_MORE = re.compile(r"([-+&~ ._]?)(?:S([0-9]{1,4}))?(EP?)?([0-9]{1,5})", _I)

# `2x14`, and several: `2x01-02`, `2x01-2x02`, `2x01x02`.
CROSS = re.compile(
    r"(?<![0-9A-Za-z])([0-9]{1,2})x([0-9]{2,4})"
    r"((?:-[0-9]{1,2}x[0-9]{2,4}|x[0-9]{2,4}|-[0-9]{2,4}(?![0-9A-Za-z]))*)"
    r"(?:v[0-9])?(?![0-9A-Za-z])",
    _I,
)
CROSS_MORE = re.compile(r"(-?)(?:([0-9]{1,2})(?=x[0-9]))?(x)?([0-9]{2,4})", _I)

# `02 - Recap of …`, `1x02 - Recap of …`: what follows is an episode's name, whatever it holds.
NUMBERED = re.compile(
    r"^[ ._-]*[0-9]{1,4} - .*[^\W0-9_]|(?<![0-9A-Za-z])[0-9]{1,2}x[0-9]{2,4}(?![0-9A-Za-z])", _I
)

FRACTION = re.compile(r"[.,][0-9](?![0-9A-Za-z])")

# A number at the start of what is left of a name once its title and its brackets are gone.
NUMBER = re.compile(
    r"(?P<mark>(?:episode|folge|eps?|e|#)[ ._]?|第)?(?P<first>[0-9]{1,4})"
    r"(?:(?P<to>-(?:ep?)?)(?P<last>[0-9]{2,4})(?![0-9A-Za-z]))?"
    r"(?:v[0-9])?(?![0-9A-Za-z])(?P<rest>.*)",
    _I | re.DOTALL,
)
MOVIE_MARK = re.compile(r"(?:film|movie)[ ._-]?(?=[0-9])", _I)
COUNTER = re.compile(r"[話话集回]")
AFTER_NUMBER = re.compile(r"(?P<strong> *[-–—_.:] *| *$)|(?P<weak> +)")
QUALITY = re.compile(r"[0-9]{3,4}[pi](?![0-9A-Za-z])", _I)
FIRST_OF_A_NAME = re.compile(r"[^\W0-9_]|[\"'“”„‚‘’«»¿¡(\[…]")

LEADING_BRACKETS = re.compile(r"(?:\[[^\]]*\][ ._]*)+")
TRAILING_BRACKETS = re.compile(r"(?:[ ._]*(?:\[[^\]]*\]|\([^)]*\)))+$")
YEAR_BRACKET = re.compile(r"[ ._]*\((?:19|20)[0-9]{2}(?: *- *(?:(?:19|20)[0-9]{2})?)?\)")

# A series folder: `Title (2012-2018) [imdbid-tt1234567] {tmdb-1}`.
ID_TAGS = re.compile(r" *(?:\[[a-z]+(?:id)?[-=][^\]]*\]|\{[a-z]+(?:id)?[-=][^}]*\})", _I)
FOLDER_YEAR = re.compile(r"^(.+?) *[(\[]((?:19|20)[0-9]{2})(?: *[-–] *(?:[0-9]{4})?)?[)\]] *$")

ISO_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-._])([0-9]{2})\2([0-9]{2})(?![0-9])")
GERMAN_DATE = re.compile(r"(?<![0-9])([0-9]{2})\.([0-9]{2})\.((?:19|20)[0-9]{2})(?![0-9])")
