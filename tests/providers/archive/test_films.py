import pytest

from aniworldd.providers.archive.answers import File
from aniworldd.providers.archive.films import checksum, films, main
from tests.providers.archive.standin import Json, file, made_of


def read(*files: Json) -> list[File]:
    return [File.model_validate(one) for one in files]


def offers(*files: Json) -> list[str]:
    (film,) = films(read(*files))
    return [offer.name for offer in film.offers]


def test_an_original_that_players_take_comes_before_what_was_made_of_it() -> None:
    assert offers(
        file("film.mp4"),
        made_of("film.mp4", "film.ogv", "Ogg Video"),
        made_of("film.mp4", "film_512kb.mp4", "512Kb MPEG4", size="99999999"),
        made_of("film.mp4", "film.ia.mp4", "h.264", height="480"),
    ) == ["film.mp4", "film.ia.mp4", "film.ogv", "film_512kb.mp4"]


def test_an_original_of_another_age_comes_last() -> None:
    assert offers(
        file("film.mpeg", size="4000000000"),
        made_of("film.mpeg", "film.mp4", "h.264", height="480"),
        made_of("film.mpeg", "film_hd.mp4", "h.264 HD", height="720"),
    ) == ["film_hd.mp4", "film.mp4", "film.mpeg"]


def test_what_was_made_of_what_was_made_is_the_same_film() -> None:
    assert offers(
        file("film.avi"),
        made_of("film.avi", "film.mp4", "h.264"),
        made_of("film.mp4", "film_edit.webm", "WebM"),
    ) == ["film.mp4", "film_edit.webm", "film.avi"]


def test_an_original_that_is_gone_does_not_part_what_was_made_of_it() -> None:
    assert offers(
        made_of("film.iso", "film.mp4", "h.264"), made_of("film.iso", "film.ogv", "Ogg Video")
    ) == ["film.mp4", "film.ogv"]


def test_what_is_no_film_or_not_for_everybody_is_left_out() -> None:
    found = films(
        read(
            file("film.mp4"),
            file("secret.mp4", private="true"),
            file("film.mp3"),
            file("film.srt"),
            made_of("film.mp4", "film.gif", "Animated GIF"),
            file("film_meta.mp4", "metadata"),
        )
    )

    assert [film.name for film in found] == ["film.mp4"]


def test_samples_and_trailers_beside_films_are_left_out() -> None:
    found = films(read(file("a.mp4"), file("a-trailer.mp4"), file("sample/a.mp4")))

    assert [film.name for film in found] == ["a.mp4"]
    assert [film.name for film in films(read(file("a-trailer.mp4")))] == ["a-trailer.mp4"]


def test_films_are_sorted_as_people_do() -> None:
    found = films(read(*(file(f"Part {n}.mp4") for n in (10, 9, 1))))

    assert [film.name for film in found] == ["Part 1.mp4", "Part 9.mp4", "Part 10.mp4"]


@pytest.mark.parametrize(
    "length, seconds",
    {"90.5": 90.5, "20:34": 1234, "1:00:01": 3601, "": 0, "soon": 0, "1:x": 0}.items(),
)
def test_a_length_is_read_in_each_of_its_forms(length: str, seconds: float) -> None:
    (film,) = films(read(file("a.mp4", length=length)))

    assert film.seconds == seconds


def test_the_longest_film_is_the_main_one() -> None:
    found = films(read(file("a.mp4", length="60"), file("b.mp4", length="1:30:00")))

    assert (main(found) or found[0]).name == "b.mp4"
    assert main([]) is None


def test_the_strongest_checksum_counts() -> None:
    assert checksum(File(name="a", sha1="1", md5="2")) == "sha1:1"
    assert checksum(File(name="a", md5="2")) == "md5:2"
    assert checksum(File(name="a")) == ""
