"""The invented titles: none of them exists, and none means to resemble one that does."""

from datetime import date, timedelta

from aniworldd.demo.shelf import CHAIN, Episode, Language, Podcast, Season, Shelf, Show, Talk

_ALL = (Language.GERMAN_DUB, Language.GERMAN_SUB, Language.ENGLISH_SUB)
_SUBTITLED = (Language.GERMAN_SUB, Language.ENGLISH_SUB)


def invented(*, drip: float | None = None) -> Shelf:
    """The demo's: a finished series with a film, a running one, a hostile name, a podcast, and
    one that comes as a stream.
    """
    return Shelf((_kettle(), _chair(), _roll(), _tower()), (_lamp(),), drip=drip)


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
        hue=48,
        seasons=(Season(1, _weekly(date(2025, 5, 2), names, _ALL)),),
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
