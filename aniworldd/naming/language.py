"""Which language a name says that its file is in: a tag in the name, or a folder of its own. Pure.

Sites name languages as they like; what they call `German Dub` is the same as `[GerDub]`,
`german-dub/` and `.German.DL.`. What is not understood is a language of its own name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aniworldd.naming import grammar, safe

_LANGUAGES = {
    "German": ("german", "deutsch", "ger", "deu"),
    "English": ("english", "englisch", "eng", "engl"),
    "Japanese": ("japanese", "japanisch", "jap", "jpn", "jp"),
    "French": ("french", "französisch", "francais", "français", "fre", "fra"),
    "Spanish": ("spanish", "spanisch", "español", "espanol", "spa", "esp"),
    "Italian": ("italian", "italienisch", "italiano", "ita"),
    "Portuguese": ("portuguese", "portugiesisch", "português", "por"),
    "Polish": ("polish", "polnisch", "pol"),
    "Russian": ("russian", "russisch", "rus"),
    "Turkish": ("turkish", "türkisch", "tur"),
    "Dutch": ("dutch", "niederländisch", "nld"),
    "Korean": ("korean", "koreanisch", "kor"),
    "Chinese": ("chinese", "chinesisch", "chi", "zho"),
}
_FORMS = {
    "Dub": ("dub", "dubbed", "dubs", "dl", "synchro", "synchronisiert", "audio", "ton"),
    "Sub": ("sub", "subs", "subbed", "subtitled", "subtitles", "untertitel", "ut", "omu"),
}
NAMES = tuple(f"{language} {form}" for language in _LANGUAGES for form in _FORMS)
_FILLING = {"mit", "with", "und", "and"}
_LANGUAGE = {word: name for name, words in _LANGUAGES.items() for word in words}
_FORM = {word: name for name, words in _FORMS.items() for word in words}

_SIGNS = re.compile(r"[ ._\-:()\[\]]+")
_JOINED = re.compile(rf"({'|'.join(_LANGUAGE)})({'|'.join(_FORM)})")  # `GerDub`
_BRACKETED = re.compile(r"[\[(]([^\[\]()]{2,40})[\])]")
_SEVERAL = re.compile(r"\s*[,+/&|]\s*")
_LAST = re.compile(r" [-–—] ([^-–—]{3,30})$")
_FULL = {word for words in _LANGUAGES.values() for word in words if len(word) > 4}


@dataclass(frozen=True, slots=True)
class Meaning:
    language: str  # "" = any, as in `[Sub]`
    form: str  # Dub or Sub

    def __str__(self) -> str:
        return f"{self.language} {self.form}".strip()


def of(path: str) -> str:
    """The language of a video by its path below the library root; "" when nothing says it."""
    *folders, name = path.split("/")
    said = _in_name(name.rpartition(".")[0])
    if said is None:
        said = next(filter(None, map(_tag, reversed(folders[1:]))), None)
    if said is not None:
        return str(said)
    return root(folders[0]) if folders else ""


@lru_cache(maxsize=256)
def root(folder: str) -> str:
    """The language whose series a folder holds, as `german-dub` does; "" for any other folder."""
    said = understood(folder)
    return str(said) if said is not None and said.language and _has_form(folder) else ""


def fits(label: str, language: str) -> bool:
    """Whether a file in this language is what a wish calls so; "" fits everything."""
    if not language or label == language:
        return True
    wished, said = understood(label), understood(language)
    if wished is None or said is None:
        return safe.fold(label) == safe.fold(language)
    same = "" in (wished.language, said.language) or wished.language == said.language
    return same and wished.form == said.form


@lru_cache(maxsize=1024)
def understood(text: str) -> Meaning | None:
    """What `German Dub`, `GerSub` or `Deutsch` mean; None when a word of it is not known."""
    language = form = ""
    words = [word for word in _SIGNS.split(text.casefold()) if word and word not in _FILLING]
    for word in words:
        joined = _JOINED.fullmatch(word)
        if joined:
            language, form = language or _LANGUAGE[joined[1]], _FORM[joined[2]]
        elif word in _LANGUAGE:
            language = language or _LANGUAGE[word]
        elif word in _FORM:
            form = form or _FORM[word]
        else:
            return None
    return Meaning(language, form or "Dub") if language or form else None


def _has_form(text: str) -> bool:
    words = _SIGNS.split(text.casefold())
    return any(word in _FORM or _JOINED.fullmatch(word) for word in words)


def _tag(text: str) -> Meaning | None:
    """A whole folder's name or a bracket's content that is nothing but a language."""
    said = understood(text)
    return said if said is not None and text.casefold() not in {"dl", "audio", "ton"} else None


def _in_name(stem: str) -> Meaning | None:
    """What is spoken comes before what can be read."""
    said = list(_said(stem))
    return next((one for one in said if one.form == "Dub"), said[0] if said else None)


def _said(stem: str) -> Iterator[Meaning]:
    for box in _BRACKETED.findall(stem):
        yield from filter(None, map(_tag, _SEVERAL.split(box)))
    if (match := _LAST.search(stem)) and _has_form(match[1]) and (tag := _tag(match[1])):
        yield tag
    if " " not in stem and (tag := _between_dots(stem)):
        yield tag


def _between_dots(stem: str) -> Meaning | None:
    """`Show.S01E01.Name.German.DL.1080p`: a language before a word of quality, or at the end."""
    code = grammar.EXPLICIT.search(stem)
    words = re.split(r"[._]", stem[code.end() :]) if code else []
    for index, word in enumerate(words):
        if word.casefold() not in _FULL:
            continue
        after = words[index + 1] if index + 1 < len(words) else ""
        form = _FORM.get(after.casefold(), "")
        if form or not after or grammar.QUALITY.fullmatch(after) or after.casefold() == "anime":
            return Meaning(_LANGUAGE[word.casefold()], form or "Dub")
    return None
