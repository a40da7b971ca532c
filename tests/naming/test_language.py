"""The language of a file by its name or its folder; what is no tag says nothing."""

import pytest

from aniworldd.naming import language


@pytest.mark.parametrize(
    "path, said",
    [
        ("Show/Show - S01E01 (German Dub).mkv", "German Dub"),
        ("Show/Show - S01E01 - (German Sub).mp4", "German Sub"),
        ("Show/Show - S01E01 [GerDub].mkv", "German Dub"),
        ("Show/Show - S01E01 [GerSub][1080p].mkv", "German Sub"),
        ("Show/Show - S01E01 [Sub].mkv", "Sub"),
        ("Show/Show - S01E01 [Deutsch].mkv", "German Dub"),
        ("Show/Show - S01E01 (English Sub, German Dub).mkv", "German Dub"),
        ("Show/Show - S01E01 - Name - German Sub.mkv", "German Sub"),
        ("Show/Show.S01E01.German.DL.1080p.WEB.x264-GRP.mkv", "German Dub"),
        ("Show/Show.S01E01.A.Name.GERMAN.ANiME.DL.720p.mkv", "German Dub"),
        ("Show/Show.S01E01.German.Subbed.720p.mkv", "German Sub"),
        ("Show/Show.S01E01.German.mkv", "German Dub"),
        ("Show/German Sub/Season 1/S01E01.mkv", "German Sub"),
        ("Show/Deutsch/S01E01.mkv", "German Dub"),
        ("german-dub/Show/Season 1/S01E01.mkv", "German Dub"),
        ("German Sub/Show/S01E01.mkv", "German Sub"),
        ("english_sub/Show/S01E01 [GerDub].mkv", "German Dub"),
        # none of these is a tag
        ("Show/Show - S01E01 - The German Job.mkv", ""),
        ("Show/Show.S01E01.The.German.Job.1080p.mkv", ""),
        ("Show/Show - S01E01.mkv", ""),
        ("Show/[SubsPlease] Show - 01 (1080p) [F00D].mkv", ""),
        ("German/S01E01.mkv", ""),
        ("The Dub/S01E01.mkv", ""),
        ("Show/Show - S01E01 [1080p] (2013).mkv", ""),
        ("Dub/S01E01.mkv", ""),
    ],
)
def test_a_path_says_its_language(path: str, said: str) -> None:
    assert language.of(path) == said


@pytest.mark.parametrize(
    "label, said",
    [
        ("German Dub", "German Dub"),
        ("Deutsch", "German Dub"),
        ("GerSub", "German Sub"),
        ("mit deutschem Untertitel", "mit deutschem Untertitel"),
        ("Deutsch mit Untertitel", "German Sub"),
        ("English Sub", "Sub"),
        ("Klingon", "klingon"),
        ("anything", ""),
    ],
)
def test_a_label_fits_what_means_the_same(label: str, said: str) -> None:
    assert language.fits(label, said)


@pytest.mark.parametrize(
    "label, said",
    [
        ("German Dub", "German Sub"),
        ("German Dub", "English Dub"),
        ("German Dub", "Sub"),
        ("A", "B"),
    ],
)
def test_a_label_fits_nothing_else(label: str, said: str) -> None:
    assert not language.fits(label, said)
