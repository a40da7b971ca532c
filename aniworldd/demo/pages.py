"""The catalogue's pages, in the markup of the family that site definitions describe."""

from collections.abc import Iterable, Sequence
from html import escape

from aniworldd.demo.shelf import Episode, Language, Link, Season, Show

_PIXEL = "/public/img/pixel.svg"
_NEWEST = 150  # rows on the page of new episodes


def home(shows: Sequence[Show]) -> str:
    return _page(
        "Startseite",
        '<h1 class="headline">Alles erfunden, alles da.</h1>'
        f'<ul class="shelf">{"".join(map(_card, shows))}</ul>',
    )


def missing() -> str:
    """What an address that leads nowhere answers, with status 200."""
    return _page(
        "Nicht gefunden",
        '<div class="messageAlert danger">Die gewünschte Seite wurde nicht gefunden.</div>',
    )


def alphabet(shows: Iterable[Show]) -> str:
    rows = "".join(
        f'<li><a href="/anime/stream/{show.key}" title="{escape(show.name)} anschauen" '
        f'data-alternative-title="{escape(_alternatives(show))}">{escape(show.name)}</a></li>'
        for show in sorted(shows, key=lambda show: show.name)
    )
    return _page(
        "Alle Titel von A bis Z",
        f'<h1 class="headline">Von A bis Z</h1><div id="seriesContainer"><ul>{rows}</ul></div>',
    )


def latest(shows: Iterable[Show]) -> str:
    """Episodes by the day they aired, newest first; films are not among them."""
    found = sorted(
        (
            (episode.aired, show.name, season.number, episode.number, show, episode)
            for show in shows
            for season in show.seasons
            if season.number
            for episode in season.episodes
        ),
        key=lambda row: row[:4],
        reverse=True,
    )[:_NEWEST]
    rows = "".join(
        f'<div class="row"><a href="{_episode_path(show, season, number)}">'
        f'<strong>{escape(name)}</strong> <span class="listTag">St. {season} Ep. {number}</span>'
        f"</a> {_flags(episode.languages, lazy=True)}"
        f'<span class="elementFloatRight">{aired:%d.%m.%Y}</span></div>'
        for aired, name, season, number, show, episode in found
    )
    return _page(
        "Neue Episoden",
        f'<h1 class="headline">Neue Episoden</h1><div class="newEpisodeList">{rows}</div>',
    )


def series(show: Show, season: Season | None, origin: str) -> str:
    """The page of a series or of one of its seasons: they differ in the table only."""
    table = _table(show, season) if season else ""
    return _page(show.name, _head(show) + _navigation(show, season, origin) + table)


def episode(show: Show, season: Season, episode: Episode, links: Iterable[Link]) -> str:
    rows = "".join(
        f'<li data-lang-key="{link.language.site}" data-link-id="{link.id}" '
        f'data-link-target="/redirect/{link.id}"><a class="watchEpisode" '
        f'href="/redirect/{link.id}" target="_blank" rel="noreferrer">'
        f'<i class="icon {link.hoster.name}" title="Hoster {link.hoster.name}"></i>'
        f"<h4>{link.hoster.name}</h4>{_flags([link.language])}</a></li>"
        for link in links
    )
    body = (
        f"{_head(show)}<h2><span class='episodeGermanTitle'>{escape(episode.german)}</span> "
        f"<small class='episodeEnglishTitle'>{escape(episode.english)}</small></h2>"
        f'<p class="descriptionSpoiler">{escape(episode.text)}</p>'
        f'<div class="hosterSiteVideo"><ul class="row">{rows}</ul></div>'
    )
    return _page(f"{show.name}, {_episode_name(season.number, episode.number)}", body)


def player(title: str, source: str, media_type: str) -> str:
    """A hoster's page that plays the file, as the second hoster gives it."""
    return (
        f'<!doctype html><html lang="de"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<link rel="stylesheet" href="/public/style.css"><body class="player">'
        f'<video controls preload="metadata"><source src="{escape(source)}" type="{media_type}">'
        "</video></body></html>"
    )


def challenge() -> str:
    """What a shield in front of a site shows instead of the page."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Just a moment...</title>'
        "<body><h1>Checking your browser before you proceed</h1>"
        '<form id="challenge-form" action="/?challenge=1" method="post"></form>'
        "<noscript>Please enable JavaScript and cookies to continue</noscript></body></html>"
    )


def _page(title: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Stand-in catalogue</title>
<link rel="stylesheet" href="/public/style.css">
</head>
<body>
<p class="standin"><strong>This catalogue is a stand-in.</strong> Every title in it is invented; it
is served by <code>aniworldd demo</code> on this machine only. <span lang="de">Alle Titel sind
erfunden.</span></p>
<header><a class="brand" href="/">Die Attrappe</a>
<nav><a href="/neue-episoden">Neue Episoden</a> <a href="/animes-alphabet">A–Z</a></nav></header>
<main>
{body}
</main>
</body>
</html>
"""


def _card(show: Show) -> str:
    cover = f"/public/img/cover/{show.key}.svg"
    return (
        f'<li><a href="/anime/stream/{show.key}"><img src="{cover}" alt="" width="300" '
        f'height="430"><strong>{escape(show.name)}</strong><small>{_years(show)}</small></a></li>'
    )


def _head(show: Show) -> str:
    cover = f"/public/img/cover/{show.key}.svg"
    cut = show.plot[:80].rstrip() + " …"
    end = "Heute" if show.end is None else str(show.end)
    genres = "".join(
        f'<a itemprop="genre" href="/genre/{number}">{escape(genre)}</a> '
        for number, genre in enumerate(show.genres, start=1)
    )
    return f"""<section class="title">
<div class="backdrop" style="background-image: url({cover})"></div>
<div class="seriesCoverBox" style="background-image: url({cover})"><img src="{_PIXEL}"
 data-src="{cover}" alt="{escape(show.name)}"></div>
<div class="series-meta">
<div class="series-title"><h1 itemprop="name" title="{escape(show.name)} anschauen"
 data-alternativetitles="{escape(_alternatives(show))}"><span>{escape(show.name)}</span></h1>
<small>(<span itemprop="startDate"><a href="/jahr/{show.start}">{show.start}</a></span> -
 <span itemprop="endDate"><a href="/jahr/{show.end or ""}">{end}</a></span>)</small></div>
<div class="fsk" data-fsk="6">ab 6</div>
<p class="seri_des" data-full-description="{escape(show.plot)}">{escape(cut)}</p>
<a class="imdb-link" data-imdb="{show.imdb}" title="an invented id">IMDb</a>
<div class="genres">{genres}</div>
</div>
</section>"""


def _navigation(show: Show, shown: Season | None, origin: str) -> str:
    """Two lists: seasons with absolute addresses, the season's episodes with relative ones."""
    base = f"{origin}/anime/stream/{show.key}"
    numbers = sorted(each.number for each in show.seasons)
    seasons = "".join(
        f'<li><a href="{base}/staffel-{number}" title="Staffel {number}">{number}</a></li>'
        if number
        else f'<li><a href="{base}/filme" title="Alle Filme">Filme</a></li>'
        for number in numbers
    )
    episodes = "".join(
        f'<li><a href="{_episode_path(show, season.number, episode.number)}">{episode.number}</a>'
        "</li>"
        for season in ([shown] if shown else [])
        for episode in season.episodes
    )
    return (
        f'<div class="hosterSiteDirectNav" id="stream"><ul><li><span>Staffeln:</span></li>{seasons}'
        f"</ul><ul><li><span>Episoden:</span></li>{episodes}</ul></div>"
    )


def _table(show: Show, season: Season) -> str:
    rows = "".join(_row(show, season.number, episode) for episode in season.episodes)
    return (
        '<table class="seasonEpisodesList"><thead><tr><th>Folge</th><th>Titel</th><th>Hoster</th>'
        f'<th>Sprache</th></tr></thead><tbody id="season{season.number}">{rows}</tbody></table>'
    )


def _row(show: Show, season: int, episode: Episode) -> str:
    path = _episode_path(show, season, episode.number)
    kind = "Folge" if season else "Film"
    number = f'<meta itemprop="episodeNumber" content="{episode.number}">' if season else ""
    icons = " ".join(
        f'<i class="icon {hoster.name}" title="{hoster.name}"></i>'
        for hoster in (show.hosters if episode.languages else ())
    )
    return (
        f'<tr data-episode-id="{season * 1000 + episode.number}" data-episode-season-id='
        f'"{episode.number}" itemprop="episode" itemscope>'
        f'<td class="season{season}EpisodeID">{number}<a itemprop="url" href="{path}">'
        f"{kind} {episode.number}</a></td>"
        f'<td class="seasonEpisodeTitle"><a href="{path}"><strong>{escape(episode.german)}</strong>'
        f" <span>{escape(episode.english)}</span></a></td>"
        f"<td>{icons}</td>"
        f'<td class="editFunctions">{_flags(episode.languages)}</td></tr>'
    )


def _flags(languages: Iterable[Language], *, lazy: bool = False) -> str:
    return "".join(
        f'<img class="flag" src="{_PIXEL}" data-src="{address}" title="{language.value}" '
        f'style="background-image: url({address})" alt="{language.value}">'
        if lazy
        else f'<img class="flag" src="{address}" title="{language.value}" alt="{language.value}">'
        for language in languages
        for address in (f"/public/img/{language.word}.svg",)
    )


def _episode_path(show: Show, season: int, number: int) -> str:
    part = f"staffel-{season}/episode-{number}" if season else f"filme/film-{number}"
    return f"/anime/stream/{show.key}/{part}"


def _episode_name(season: int, number: int) -> str:
    return f"Staffel {season} Folge {number}" if season else f"Film {number}"


def _alternatives(show: Show) -> str:
    """Comma separated, as the family has it: a comma inside a title therefore splits it."""
    return ", ".join(show.alternatives)


def _years(show: Show) -> str:
    return f"({show.start} - {'Heute' if show.end is None else show.end})"
