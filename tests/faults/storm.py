"""`python -m tests.faults.storm FOLDER COUNT SECONDS`: drop that many watch files, good and bad."""

import os
import sys
import time
from pathlib import Path

LINK = "http://site.example/anime/stream/title-{number}"


def main(folder: Path, count: int, seconds: float) -> None:
    """Evenly spread over the time."""
    (folder.parent / "elsewhere").mkdir()
    begin = time.monotonic()
    for number in range(count):
        drop(folder, number)
        early = begin + seconds * number / count - time.monotonic()
        if early > 0:
            time.sleep(early)


def drop(folder: Path, number: int) -> None:
    """Of each twenty fourteen are good at once, two later, and four never."""
    path = folder / f"{number:05}.yaml"
    text = f"link: {LINK.format(number=number)}\n"
    match number % 20:
        case 0:  # cut off in the middle of its key
            path.write_text(text[:3])
        case 1:  # a link that leads nowhere, or in a circle
            path.symlink_to("nowhere" if number % 40 == 1 else path.name)
        case 2:  # nobody can read it, nor ever wait for it
            os.mkfifo(path)
        case 3:
            path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
        case 4:
            target = folder.parent / "elsewhere" / path.name
            target.write_text(text)
            path.symlink_to(target)
        case 5:  # the atomic save
            beside = folder / f".{path.name}.tmp"
            beside.write_text(text)
            beside.rename(path)
        case 6 | 7:  # the first half of it now, the rest with the file that comes next
            path.write_text(text[: len(text) // 2])
        case _:
            path.write_text(text)
    if number % 20 in {7, 8}:
        before = folder / f"{number - 1:05}.yaml"
        before.write_text(f"link: {LINK.format(number=number - 1)}\n")


def good(count: int) -> set[str]:
    """The links of those that are wishes in the end."""
    return {LINK.format(number=number) for number in range(count) if number % 20 > 3}


def bad(count: int) -> set[str]:
    """The names of the others."""
    return {f"{number:05}.yaml" for number in range(count) if number % 20 <= 3}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
