"""The invented titles: none of them exists, and none means to resemble one that does."""

from dataclasses import replace
from datetime import date, timedelta

from aniworldd.demo.faults import Faults
from aniworldd.demo.shelf import (
    CHAIN,
    HOSTERS,
    LOOSE,
    Episode,
    Hoster,
    Language,
    Podcast,
    Season,
    Shelf,
    Show,
    Talk,
)

_ALL = (Language.GERMAN_DUB, Language.GERMAN_SUB, Language.ENGLISH_SUB)
_SUBTITLED = (Language.GERMAN_SUB, Language.ENGLISH_SUB)
_MISHAPS = {  # by the episode's number; the busy one answers when the others have been gone on with
    1: Faults(truncated=True, kept=0.75, linger=1.0),
    2: Faults(truncated=True, kept=0.75, linger=1.0),
    3: Faults(delay=8.0, status=503, retry_after="20"),
}

LATE = "kommissar-giesskanne"


def invented(*, drip: float | None = None) -> Shelf:
    """The demo's: a finished series with a film, a running one, a hostile name, one that comes as
    a stream, one whose dub comes later, one on a host with a loose contact, and a podcast.

    Where clips drip, that host is the only one that has its series.
    """
    dog = _dog((LOOSE,) if drip else (LOOSE, HOSTERS[0]))
    shows = (_kettle(), _chair(), _roll(), _tower(), _can(), dog)
    shelf = Shelf(shows, (_lamp(),), drip=drip)
    for number, mishap in _MISHAPS.items():
        path = shelf.links(dog.key, 1, number)[0].path
        shelf.mishaps[path] = [replace(mishap)]
    return shelf


def dub_comes_out(shelf: Shelf) -> None:
    """What was to be had with subtitles only."""
    for episode in shelf.season(LATE, 1).episodes:
        shelf.set_languages(LATE, 1, episode.number, _ALL)


def _kettle() -> Show:
    first = (
        ("Der Ruf des Wasserkochers", "The Call of the Kettle"),
        ("Zwei Stück Zucker für den König", "Two Lumps for the King"),
        ("Wer stahl die Untertasse?", "Who Stole the Saucer?"),
    )
    second = (
        ("Die Rückkehr der Kamille", "Return of the Camomile"),
        ("Abwarten und Tee trinken", "Keep Calm and Steep"),
    )
    film = Episode(
        1,
        "",
        "Storm in a Teacup",
        (Language.GERMAN_DUB, Language.GERMAN_SUB),
        date(2023, 12, 1),
        "Ein Sturm zieht auf. Er ist sehr klein. Das macht ihn nicht weniger schlimm.",
    )
    return Show(
        key="die-teekesselritter",
        name="Die Teekesselritter",
        start=2021,
        end=2023,
        clip="kettle.mp4",
        film_clip="storm.webm",
        alternatives=("Knights of the Teapot", "Tīpotto no Kishi", "ティーポットの騎士"),
        plot="Fünf Ritter, eine Kanne und die Frage, wie lange er ziehen muss. Ihre Rüstungen "
        "pfeifen, sobald es ernst wird, und ernst wird es jeden Nachmittag gegen fünf.",
        genres=("Abenteuer", "Komödie", "Heißgetränke"),
        imdb="tt99990001",
        hue=18,
        seasons=(
            Season(1, _weekly(date(2021, 4, 3), first, _ALL)),
            Season(2, _weekly(date(2023, 4, 1), second, _ALL)),
            Season(0, (film,)),
        ),
    )


def _chair() -> Show:
    """Running: the dub lags behind, and the newest episode is in English only."""
    names = (
        ("Rollen auf Deck drei", "Casters on Deck Three"),
        ("Die Lehne gibt nach", "The Backrest Gives In"),
        ("Fünf Beine, kein Kompass", "Five Legs, No Compass"),
        ("Höhe verstellt", "Height Adjusted"),
        ("Feierabend im Nebel", "Closing Time in the Nebula"),
    )
    start = date(2026, 3, 6)
    dubbed = _weekly(start, names[:2], _ALL)
    subtitled = _weekly(start, names, _SUBTITLED)
    newest = _weekly(start, names, (Language.ENGLISH_SUB,))
    return Show(
        key="buerostuhl-galaxis",
        name="Bürostuhl-Galaxis",
        start=2026,
        end=None,
        clip="chair.mp4",
        alternatives=("Office Chair Galaxy", "Isu Ginga", "椅子銀河"),
        plot="Die Besatzung der MS Aktenzeichen treibt ohne Antrieb durchs All, aber mit 120 "
        "hervorragenden Drehstühlen. Irgendwo muss die Kaffeeküche sein.",
        genres=("Weltraum", "Büro"),
        imdb="tt99990002",
        hue=195,
        seasons=(Season(1, (*dubbed, *subtitled[2:4], newest[4])),),
    )


def _roll() -> Show:
    """What names may hold: colon, question mark, fraction, slash, brackets, a trailing dot."""
    names = (
        ("Wohin <jetzt>?", "Where To <Now>?"),
        ("Rührei & Reue / Teil 1", "Scrambled & Sorry / Part 1"),
        ("Alles in Butter.", "All in Butter."),
    )
    return Show(
        key="noch-ein-halbes-broetchen",
        name="Noch ½ Brötchen, Käpt’n?: Die Krümel-Odyssee",
        start=2024,
        end=2024,
        clip="roll.mp4",
        alternatives=("½ More Roll, Captain?: A Crumb Odyssey", "Ato Hanbun no Pan"),
        plot='Eine Seereise in drei Mahlzeiten. Der Smutje sagt "fast fertig" & meint es so.',
        genres=("Seefahrt", "Frühstück"),
        imdb="tt99990003",
        hue=74,
        seasons=(Season(1, _weekly(date(2024, 9, 7), names, _ALL)),),
    )


def _tower() -> Show:
    """As a stream in two qualities, and nowhere else."""
    names = (
        ("Ouvertüre in Nebelhorn", "Overture for Foghorn"),
        ("Das Solo der Möwe", "The Gull's Solo"),
    )
    return Show(
        key="das-leuchtturm-orchester",
        name="Das Leuchtturm-Orchester",
        start=2025,
        end=2025,
        clip="tower.mp4",
        small_clip="tower-small.mp4",
        hosters=(CHAIN,),
        alternatives=("The Lighthouse Orchestra", "Tōdai Gakudan", "灯台楽団"),
        plot="Zwölf Leuchttürme, ein Dirigent im Ruderboot. Gespielt wird nur bei Nebel, und "
        "das Publikum fährt meistens vorbei.",
        genres=("Musik", "Küste"),
        imdb="tt99990004",
        hue=262,
        seasons=(Season(1, _weekly(date(2025, 5, 2), names, _ALL)),),
    )


def _can() -> Show:
    """Its dub comes when its subtitled version is here already, and is wanted all the same."""
    names = (
        ("Der Fall der Fuchsie", "The Fall of the Fuchsia"),
        ("Mord im Hochbeet", "Murder in the Raised Bed"),
    )
    return Show(
        key=LATE,
        name="Kommissar Gießkanne",
        start=2025,
        end=None,
        clip="can.mp4",
        alternatives=("Inspector Watering Can", "Jōro Keiji", "じょうろ刑事"),
        plot="Er tropft, er zögert, er kommt immer zu spät. Aber er gießt, wo andere nur Staub "
        "aufwirbeln.",
        genres=("Krimi", "Garten"),
        imdb="tt99990005",
        hue=130,
        seasons=(Season(1, _weekly(date(2025, 11, 7), names, _SUBTITLED)),),
        upgrade=True,
    )


def _dog(hosters: tuple[Hoster, ...]) -> Show:
    """Two of its files break off first, and the third is refused for a while."""
    names = (
        ("Ja, ja, ja", "Yes, Yes, Yes"),
        ("Die Hutablage", "The Parcel Shelf"),
        ("Nein", "No"),
    )
    return Show(
        key="die-wackeldackel-chroniken",
        name="Die Wackeldackel-Chroniken",
        start=2022,
        end=2022,
        clip="dog.mp4",
        hosters=hosters,
        alternatives=("The Nodding Dog Chronicles", "Unazuki Inu Nendaiki", "うなずき犬年代記"),
        plot="Auf der Hutablage eines Kombis nickt ein Dackel seit vierzig Jahren zu allem. Jetzt "
        "fragt ihn jemand etwas.",
        genres=("Drama", "Straße"),
        imdb="tt99990006",
        hue=330,
        seasons=(Season(1, _weekly(date(2022, 2, 4), names, _ALL)),),
    )


def _lamp() -> Podcast:
    names = ("Warum Licht müde macht", "Die Glühbirne im Interview", "Schatten: ein Nachruf")
    return Podcast(
        key="lampengespraeche",
        name="Lampengespräche",
        clip="chair.mp4",
        talks=tuple(Talk(name, date(2026, 4, 6 + day)) for day, name in enumerate(names)),
        plot="Zwei Stehlampen sprechen über das, was sie sehen. Meistens Teppich.",
    )


def _weekly(
    start: date, names: tuple[tuple[str, str], ...], languages: tuple[Language, ...]
) -> tuple[Episode, ...]:
    return tuple(
        Episode(
            number,
            german,
            english,
            languages,
            start + timedelta(weeks=number - 1),
            f"„{german}“: mehr wird vorher nicht verraten.",
        )
        for number, (german, english) in enumerate(names, start=1)
    )
