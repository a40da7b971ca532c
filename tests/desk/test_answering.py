"""What the page's buttons do in the daemon: each answers just the question that was shown."""

import shutil

import pytest

from aniworldd.errors import Conflict, NotFound
from aniworldd.overview import questions
from aniworldd.overview.records import Question
from tests.daemon.conftest import KETTLE, World

ONE = "S01E01"
STOPPED = ("library:", "downloads: {running: false}\nlibrary:")


async def complete(world: World) -> None:
    """Everything was fetched, and the queue is stopped."""
    world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    await world.why(KETTLE, ONE, "here")
    await world.stop()
    world.configure(STOPPED)
    await world.start()
    await world.why(KETTLE, ONE, "here")


def asked(world: World) -> Question:
    [concern] = world.now().concerns
    assert concern.question is not None
    return concern.question


async def test_files_that_are_gone_count_as_missing_once_that_is_said(world: World) -> None:
    await complete(world)
    [folder] = (path for path in world.stage.library.iterdir() if not path.name.startswith("."))
    shutil.rmtree(folder)
    await world.daemon.parts.reconciler.settle(scan=True)
    question = asked(world)

    said = await world.daemon.parts.answering.agree(question.about, question.seen)

    assert said == f"{len(world.stage.expected(KETTLE))} files are gone"
    assert not world.now().concerns
    await world.why(KETTLE, ONE, "queue_stopped")


async def test_a_question_that_has_gone_is_not_answered(world: World) -> None:
    await complete(world)
    [folder] = (path for path in world.stage.library.iterdir() if not path.name.startswith("."))
    folder.rename(world.folder / "aside")
    await world.daemon.parts.reconciler.settle(scan=True)
    question = asked(world)
    (world.folder / "aside").rename(folder)
    await world.daemon.parts.reconciler.settle(scan=True)

    with pytest.raises(Conflict, match="changed meanwhile"):
        await world.daemon.parts.answering.agree(question.about, question.seen)

    await world.why(KETTLE, ONE, "here")


async def test_the_answer_about_files_marks_no_folder(world: World) -> None:
    """Between the page and the button a disk may go: what lies below it must stay bare."""
    await complete(world)
    [folder] = (path for path in world.stage.library.iterdir() if not path.name.startswith("."))
    shutil.rmtree(folder)
    await world.daemon.parts.reconciler.settle(scan=True)
    question = asked(world)
    library = world.stage.library
    library.rename(world.folder / "unplugged")
    library.mkdir()

    await world.daemon.parts.answering.agree(question.about, question.seen)

    assert list(library.iterdir()) == []
    found = [concern.question for concern in world.now().concerns if concern.question]
    assert questions.ROOT in {one.about for one in found}


async def test_a_folder_that_is_the_library_already_keeps_its_mark(world: World) -> None:
    await complete(world)
    mark = (world.stage.library / ".aniworldd-root").read_bytes()

    await world.daemon.parts.control.commands["root accept"]([])

    assert (world.stage.library / ".aniworldd-root").read_bytes() == mark
    await world.why(KETTLE, ONE, "here")


async def test_there_is_nothing_to_say_about_a_list_that_is_whole(world: World) -> None:
    await complete(world)

    with pytest.raises(NotFound, match="no question about"):
        await world.daemon.parts.control.commands["root accept"]([KETTLE])
    with pytest.raises(Conflict):
        await world.daemon.parts.answering.agree(f"{questions.LIST}{KETTLE}", "x")
    with pytest.raises(Conflict):
        await world.daemon.parts.answering.agree(questions.WISHES, "x")
