"""A downloader as somebody may write it for `kind: command`: `fetching.py URL FOLDER`."""

import sys
import urllib.error
import urllib.request
from pathlib import Path

NO_MEDIA, DOWN = 65, 69


def main(url: str, folder: Path) -> int:
    try:
        answer = urllib.request.urlopen(url)
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"the server says {error.code}\n")
        return DOWN if error.code in (429, 503) else 1
    with answer, (folder / "film.mp4.part").open("wb") as file:
        if answer.headers.get_content_type() == "text/html":
            return NO_MEDIA
        total = answer.headers["Content-Length"] or ""
        while data := answer.read1(65536):
            file.write(data)
            sys.stdout.write(f"progress {file.tell()} {total}".strip() + "\n")
            sys.stdout.flush()
    (folder / "film.mp4.part").rename(folder / "film.mp4")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
