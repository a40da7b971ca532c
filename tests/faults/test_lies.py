"""Whatever servers say: no wrong file ever shows in the library, and what can arrive does."""

import random
from pathlib import Path

import pytest

from tests.faults.killed import Killed
from tests.faults.lied_to import LIES, Liars, Victim
from tests.faults.witness import Witness

KIB = 1024
MIB = 1024 * KIB
ARRIVING = {lie.name for lie in LIES.values() if lie.arrives}
NEVER = {lie.name for lie in LIES.values() if lie.arrives is False}


def judge(witness: Witness, here: set[str], liars: Liars) -> None:
    assert witness.wrong == []
    assert here & NEVER == set()
    assert here >= ARRIVING
    assert all(film.asked for film in liars.films.values())


def test_there_are_lies_enough() -> None:
    assert len(LIES) >= 40


@pytest.mark.parametrize(
    "size, seed",
    [
        (300 * KIB, 1),
        *(
            pytest.param(size, seed, marks=pytest.mark.slow)
            for size in (20 * KIB, 300 * KIB, 4 * MIB)
            for seed in (2, 3, 4)
        ),
    ],
)
async def test_no_lie_ever_puts_a_wrong_file_into_the_library(
    tmp_path: Path, size: int, seed: int
) -> None:
    chance = random.Random(seed)

    async with Liars(LIES.values(), size, seed).telling() as liars:
        victim = Victim(tmp_path, liars)
        with Witness(victim.library, liars.truths) as witness:
            for _ in range(3):
                await victim.start()
                steps = iter(range(chance.randint(2, 40)))
                await victim.drive(lambda: next(steps, None) is None)  # noqa: B023
                await victim.stop()
            await victim.start()
            await victim.drive(lambda: victim.here >= ARRIVING)
            await victim.stop()
            here = victim.here

    judge(witness, here, liars)


@pytest.mark.slow
@pytest.mark.parametrize("size", [20 * KIB, 300 * KIB, 4 * MIB])
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_lie_does_so_when_the_daemon_is_killed_in_between(
    tmp_path: Path, size: int, seed: int
) -> None:
    chance = random.Random(seed)

    async with Liars(LIES.values(), size, seed).telling() as liars:
        victim = Killed(tmp_path, liars)
        with Witness(victim.library, liars.truths) as witness:
            for _ in range(8):
                async with victim.running():
                    await victim.retries(chance.uniform(1.0, 4.0))
            async with victim.running():
                await victim.retries(120.0, lambda: victim.here >= ARRIVING)
                here = victim.here

    judge(witness, here, liars)


def test_the_witness_sees_what_is_wrong(tmp_path: Path) -> None:
    with Witness(tmp_path, lambda path: ()) as witness:
        (tmp_path / ".hidden").write_bytes(b"not looked at")
        (tmp_path / "wrong.mp4").write_bytes(b"not the truth")

    assert witness.wrong == ["wrong.mp4: 13 bytes that are not the truth"]
