"""What only all files together show: links that nobody takes, and languages that nobody has."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.config.files import Reading
from aniworldd.config.problems import Place, Problem, quoted
from aniworldd.config.reading import closest
from aniworldd.model.watch import Watch
from aniworldd.naming import language
from aniworldd.providers import Feed, Labelling, Provider, lacking, taker
from aniworldd.watchlist.watchlist import Wishes

_SLIP = 0.88  # Germna, but not Danish for Spanish: languages that we do not know are languages, too


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whose each wish is."""

    by_provider: Mapping[str, Sequence[Watch]]
    unrecognised: frozenset[str]  # links


def assign(watches: Sequence[Watch], providers: Mapping[str, Provider]) -> Assigned:
    """Each wish goes to the first provider, in the config's order, that recognises its link."""
    by_provider: dict[str, list[Watch]] = {name: [] for name in providers}
    unrecognised = set()
    for watch in watches:
        whose = taker(watch.link, providers)
        if whose is None:
            unrecognised.add(watch.link)
        else:
            by_provider[whose.name].append(watch)
    return Assigned(by_provider, frozenset(unrecognised))


def judge(reading: Reading, wishes: Wishes, providers: Mapping[str, Provider]) -> list[Problem]:
    """Each file by itself may be right. Blocking, when there are thousands of wishes."""
    assigned = assign(wishes.watches, providers)
    return [
        *_links(wishes, assigned, providers),
        *_languages(wishes, assigned, providers),
        *_usual_languages(reading, providers),
    ]


def _links(
    wishes: Wishes, assigned: Assigned, providers: Mapping[str, Provider]
) -> Iterator[Problem]:
    """A problem at each link that no provider takes, or one that lacks a program for it."""
    missing = {
        watch.id: f"'{watch.link}' is for the provider {name}, but {why}"
        for name, watches in assigned.by_provider.items()
        if watches and (why := lacking(providers[name]))
        for watch in watches
    }
    known = ", ".join(providers)
    hint = f"providers in config.yaml: {known}" if known else "config.yaml says: providers: {}"
    for watch in wishes.watches:
        if watch.link in assigned.unrecognised:
            message, code = f"no provider recognises '{watch.link}'", "C402"
            place = wishes.place(watch.id, "link")
            yield Problem.at(place, code, message, path="link", hint=hint)
        elif watch.id in missing:
            message, place = missing[watch.id], wishes.place(watch.id, "link")
            yield Problem.at(place, "C306", message, path="link", severity="warning")
        for at, link in enumerate(watch.also):
            if message := _not_elsewhere(link, providers):
                place = wishes.place(watch.id, "also", at)
                yield Problem.at(place, "C402", message, path=f"also[{at}]", hint=hint)


def _not_elsewhere(link: str, providers: Mapping[str, Provider]) -> str:
    one = taker(link, providers)
    if one is None:
        return f"no provider recognises '{link}'"
    if isinstance(one, Feed):
        return f"'{link}' is a feed, which shows only its newest episodes and counts those"
    return ""


def _languages(
    wishes: Wishes, assigned: Assigned, providers: Mapping[str, Provider]
) -> Iterator[Problem]:
    """A problem at each language of a wish that its provider seems to call otherwise."""
    for name, watches in assigned.by_provider.items():
        known, told = labels([providers[name]]), dict[str, str | None]()
        for watch in watches:
            for at, label in enumerate(watch.languages or ()):
                if label not in told:
                    told[label] = _unknown(label, known, f"{name} names")
                if message := told[label]:
                    place = wishes.place(watch.id, "languages", at)
                    yield _warning(message, known, place, f"languages[{at}]")


def _usual_languages(reading: Reading, providers: Mapping[str, Provider]) -> Iterator[Problem]:
    """The same for those of config.yaml, of which any provider may know some."""
    if reading.settings is None or reading.node is None or reading.last_good:
        return
    known = labels(providers.values())
    for at, label in enumerate(reading.settings.languages):
        if message := _unknown(label, known, "the providers name"):
            place = reading.node.place_at("languages", at)
            yield _warning(message, known, place, f"languages[{at}]")


def labels(providers: Iterable[Provider]) -> tuple[str, ...]:
    """The languages that they name, in their order."""
    found = (label for one in providers if isinstance(one, Labelling) for label in one.labels())
    return tuple(dict.fromkeys(found))


def _unknown(label: str, known: Collection[str], who: str) -> str | None:
    """What is wrong with it, when something surely is: sites have words of their own, too."""
    if label in known:
        return None
    said = language.understood(label)
    if said is not None:
        same = next((one for one in known if language.understood(one) == said), "")
        return f"{who} this language '{same}', not {quoted(label)}" if same else None
    meant = closest(label, known) if known else closest(label, language.NAMES, _SLIP)
    if meant:
        return f"{quoted(label)} is no language that is known; did you mean '{meant}'?"
    return f"{who} no language {quoted(label)}" if known else None


def _warning(message: str, known: Collection[str], place: Place, path: str) -> Problem:
    hint = f"languages in the definitions: {', '.join(known)}" if known else ""
    return Problem.at(place, "C406", message, path=path, hint=hint, severity="warning")
