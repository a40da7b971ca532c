"""Real mounts, in a mount namespace of their own: a library that is away is not an empty one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shim import Shim
from tests.parts import NAMESPACE, mounts_permitted

TIMES = 300


pytestmark = pytest.mark.skipif(
    not mounts_permitted(), reason="no mount namespace is permitted here"
)


def absences(folder: Path, times: int, seed: int) -> tuple[int, ...]:
    shim = Shim.build(folder, folder / "point")
    call = [*NAMESPACE, sys.executable, "-m", "tests.library.absences"]
    ended = subprocess.run(
        [*call, str(folder), str(times), str(seed)],
        env={**os.environ, **shim.environ},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return tuple(map(int, ended.stdout.split()))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_absences_at_random_start_no_download_and_write_nothing_below_the_mount(
    tmp_path: Path, seed: int
) -> None:
    started, written, noticed, placed = absences(tmp_path, 20, seed)

    assert (started, written) == (0, 0)
    assert (noticed, placed) == (20, 20)


@pytest.mark.slow
def test_300_absences_at_random_start_no_download_and_write_nothing(tmp_path: Path) -> None:
    started, written, noticed, placed = absences(tmp_path, TIMES, 4)

    assert (started, written) == (0, 0)
    assert (noticed, placed) == (TIMES, TIMES)


def ntfs(folder: Path) -> tuple[Path, Path]:
    """An image with an empty NTFS, and a folder; skips where it cannot be mounted."""
    image, mount = folder / "ntfs.img", folder / "mount"
    mount.mkdir()
    image.touch()
    os.truncate(image, 16 * 1024**2)
    makes = ["mkfs.ntfs", "-F", "-q", "-Q", str(image)]
    tries = [*NAMESPACE, "sh", "-c", f"ntfs-3g '{image}' '{mount}' && umount '{mount}'"]
    path = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    try:
        for call in (makes, tries):
            subprocess.run(call, check=True, capture_output=True, env=path)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("no NTFS can be mounted here")
    return image, mount


def test_without_renames_that_refuse_to_replace_nothing_is_replaced_either(tmp_path: Path) -> None:
    image, mount = ntfs(tmp_path)

    call = [*NAMESPACE, sys.executable, "-m", "tests.library.elsewhere", str(image), str(mount)]
    ended = subprocess.run(call, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "exchange False",
        "placed b'old'",
        "refused b'old'",
        "replaced b'new'",
        "recycled b'old'",
        "beside ['S01E01.mkv']",
        "pruned []",
    ]
