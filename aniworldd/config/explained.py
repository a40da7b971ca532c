"""What the codes of problems mean: a few sentences and an example each, for `aniworldd explain`."""

from collections.abc import Mapping
from typing import NamedTuple


class Explained(NamedTuple):
    """`example` shows what is wrong, and how it is right."""

    text: str
    example: str


CODES: Mapping[str, Explained] = {
    "C001": Explained(
        "The file is not there, is no file, or the daemon's user may not read it. The last good "
        "version stays in force until it can be read again. Compare its owner and mode with "
        "those of its neighbours: an editor run as root may have taken them away.",
        "ls -l /etc/aniworldd\nsudo chmod a+r /etc/aniworldd/config.yaml",
    ),
    "C002": Explained(
        "A config may have 1 MiB, a watch file 64 KiB and a list of links 1 MiB. A larger file "
        "is most likely another one that got this name, such as a download or a log.",
        "ls -l ~/.config/aniworldd/watchlist",
    ),
    "C003": Explained(
        "Files are read as text in UTF-8. This one is in another alphabet, is UTF-16 (Notepad's "
        "'Unicode'), or is no text at all. Save it again as UTF-8; the place that is named "
        "shows the first byte that does not fit.",
        "iconv -f latin1 -t utf-8 old.yaml > new.yaml",
    ),
    "C004": Explained(
        "YAML gives some characters a meaning: ': ' separates a key from its value, ' #' begins "
        "a comment, and a value cannot begin with one of @ ` % & * ! | > [ { without meaning "
        "it. Sections are indented with spaces, never with tabs, and their keys begin in one "
        "column.",
        'name: Re: Zero      # wrong: a second ": "\nname: "Re: Zero"    # right',
    ),
    "C005": Explained(
        "A line '---' begins a second document, and only one could count. Each wish has a file "
        "of its own; a list of links is a file that ends in .txt.",
        "link: https://catalogue.example/a\n"
        "---                                # wrong\n"
        "link: https://catalogue.example/b",
    ),
    "C006": Explained(
        "The file holds a list, or a text alone, where lines 'key: value' are expected. A list "
        "of links belongs into a file that ends in .txt.",
        "https://catalogue.example/a          # wrong in a file .yaml\n"
        "link: https://catalogue.example/a    # right",
    ),
    "C007": Explained(
        "With '&name' and '*name' a part of a file can be repeated. Repeats of repeats grow "
        "beyond all measure, so the reader stops. Write out what is meant.",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]    # and so on",
    ),
    "C008": Explained(
        "Sections lie in sections more than 40 deep, or one repeats itself. No setting needs "
        "that: look for brackets that are not closed, and for '*name' inside of what '&name' "
        "names.",
        "a: &a {b: *a}    # wrong: it holds itself",
    ),
    "C009": Explained(
        "A word that begins with '!' says how a value is to be read. Here only !env NAME, !env "
        "{NAME: default} and !file PATH are known, and only in config.yaml: wishes and site "
        "definitions may come from strangers, who shall not read your environment.",
        "proxy: !secret proxy         # wrong\n"
        "proxy: !env HTTPS_PROXY      # right\n"
        'name: "!secret"              # right, when the text is meant',
    ),
    "C010": Explained(
        "After 100 problems the reader stops telling. Whoever has so many has opened the wrong "
        "file, or one mistake near the top shifts everything below it.",
        "aniworldd check config.yaml | head",
    ),
    "C011": Explained(
        "In a list of links, a line may say more after the link: options of the form key=value, "
        "each with a | before it. The values of a list are separated by commas.",
        "https://catalogue.example/a | German Dub               # wrong\n"
        "https://catalogue.example/a | languages=German Dub     # right",
    ),
    "C101": Explained(
        "A section needs this key, and has no default for it. It may be there under another "
        "name, or stand in another column and so belong to another section.",
        "mysite: {definition: mysite.yaml}                # wrong\n"
        "mysite: {kind: site, definition: mysite.yaml}    # right",
    ),
    "C102": Explained(
        "A setting is given twice, and which one counts would be a guess. Remove one of the "
        "two; two halves of a section belong below one key. The same holds for a variable and "
        "its twin that ends in __FILE.",
        "server: {port: 8000}\n"
        "server: {host: '::1'}                # wrong\n"
        "server: {port: 8000, host: '::1'}    # right",
    ),
    "C103": Explained(
        "A key is one word, or a text in quotes. A list, a section or nothing cannot be a key; "
        "most likely a ':' stands where it was not meant.",
        ": 8000         # wrong\nport: 8000     # right",
    ),
    "C107": Explained(
        "This section has no such key. A key that nobody reads would look as if it were in "
        "force, so it is an error. Mostly it is misspelt, or stands in another section: look at "
        "the column it begins in.",
        "langauges: [German Dub]    # wrong\nlanguages: [German Dub]    # right",
    ),
    "C201": Explained(
        "A list, a section of keys, or a single value stands where another of the three is "
        "expected. A list of one is written with brackets, too.",
        "languages: German Dub      # wrong\nlanguages: [German Dub]    # right",
    ),
    "C202": Explained(
        "A number, a truth value, a size, a duration or a season is expected. Sizes have the "
        "units B, KB, MB, GB and KiB, MiB, GiB; durations s, min, h, days and weeks. A number "
        "alone means bytes, or what the key's description says.",
        "min_free: 1 gig    # wrong\nmin_free: 1 GiB    # right",
    ),
    "C203": Explained(
        "A time of day is hours and minutes, 00:00 to 23:59; a date is year, month and day.",
        "25:00         # wrong\n"
        "01:00         # right\n"
        "2026-05-31    # right, where a date is meant",
    ),
    "C204": Explained(
        "The value is of the right kind, and too large, too small, too long, or otherwise "
        "outside what is allowed here. The message says what is; etc/aniworldd/config.yaml says "
        "why.",
        "concurrent: 100    # wrong: at most 32\nconcurrent: 4      # right",
    ),
    "C205": Explained(
        "This key takes one of a few words. Upper and lower case are the same.",
        "monitor: futur     # wrong\nmonitor: future    # right: all, future or none",
    ),
    "C206": Explained(
        "The value breaks a rule that only this key has: a folder of wishes has no slashes, a "
        "link begins with https:// or http://, a path is absolute. The message says which.",
        "link: catalogue.example/a            # wrong\n"
        "link: https://catalogue.example/a    # right",
    ),
    "C207": Explained(
        "Providers and downloaders are of a kind, and aniworldd has none of this name. The hint "
        "lists those that there are.",
        "mysite: {kind: webiste}                          # wrong\n"
        "mysite: {kind: site, definition: mysite.yaml}    # right",
    ),
    "C208": Explained(
        "' #' begins a comment and so cuts the value in two. In a site definition a selector "
        "with #id needs quotes; in a list of links a comment has a line of its own.",
        "rows: div #list      # wrong: only 'div' would count\nrows: 'div #list'    # right",
    ),
    "C301": Explained(
        "The library is not there at the moment: the disk is not mounted, or the path is wrong. "
        "The daemon waits for it, and never takes a missing disk for an empty library.",
        "mount /mnt/nas\nls /mnt/nas/series",
    ),
    "C302": Explained(
        "A value is to come from a variable of the environment, and the daemon has none of this "
        "name. Its environment is the service's, not your shell's. A default can be given.",
        "proxy: !env {HTTPS_PROXY: null}\nsystemctl edit aniworldd    # Environment=HTTPS_PROXY=…",
    ),
    "C303": Explained(
        "A value is to come from a file, by !file or by a variable that ends in __FILE, and "
        "that file is not there, is too large, is no text, or cannot be read by the daemon's "
        "user. Relative paths begin in the config's folder.",
        "proxy: !file secrets/proxy",
    ),
    "C304": Explained(
        "The key is written, and something else decides. systemd's $STATE_DIRECTORY comes "
        "before data_dir, so that the unit's rights and the folder fit together.",
        "#data_dir: /srv/aniworldd    # change StateDirectory= in the unit instead",
    ),
    "C305": Explained(
        "Variables that begin with ANIWORLDD__ override single settings: the section and the "
        "key in capitals, with __ between them. This one names no setting, or one that is more "
        "than a value or a list of values; such belong into config.yaml.",
        "ANIWORLDD__SERVER__PROT=9000    # wrong\nANIWORLDD__SERVER__PORT=9000    # right",
    ),
    "C306": Explained(
        "The provider of this link works by another program, which is neither beside aniworldd's "
        "own Python nor on PATH. Nothing is found for the link until it is there; then nothing "
        "else is to be done.",
        "pip install 'aniworldd[ytdlp]'    # or yt-dlp itself, of this year, anywhere on PATH",
    ),
    "C401": Explained(
        "Two wishes name the same series. The one whose file comes first by name counts, in a "
        "list the line that stands first; the other one has no effect until the first is gone.",
        "rm watchlist/copy-of-naruto.yaml",
    ),
    "C402": Explained(
        "Each wish goes to the first provider in config.yaml that recognises its link, by the "
        "site's addresses and by the pattern 'key' of its definition. None does: the site is "
        "not in the config, has moved to another address, or the link is not that of a series.",
        "providers:\n"
        "  mysite: {kind: site, definition: mysite.yaml, links: ['https://new.example']}",
    ),
    "C403": Explained(
        "The folder of wishes is not there or cannot be read. All wishes stay as they were: a "
        "folder that is away is never taken for an empty one.",
        "mkdir ~/.config/aniworldd/watchlist",
    ),
    "C404": Explained(
        "The name of the file looks like that of a wish, and is not: names end in .yaml, .txt "
        "or .url, in small letters, and are UTF-8. The file has no effect.",
        "mv naruto.yml naruto.yaml",
    ),
    "C405": Explained(
        "A key is the name of one series for commands and addresses. Two wishes name different "
        "series and give them one key; the wish whose file comes first by name has it, the other "
        "series goes by its provider's own.",
        "key: naruto-2    # in one of the two files, or no key at all",
    ),
    "C406": Explained(
        "Languages are compared letter by letter with those that the provider of the link names: "
        "the labels in its site definition. This one is none of them; nothing would be downloaded "
        "in it, unless the site says more than its definition. Where providers name none, only "
        "slips of `German Dub`, `English Sub` and the like are told; anything else may be a "
        "language.",
        "languages: [Germna Dub]    # wrong\nlanguages: [German Dub]    # right",
    ),
}
