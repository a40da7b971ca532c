"""The program: `aniworldd`, and `python -m aniworldd`."""

import signal
import sys


def main() -> int:
    """Ctrl-C ends it without a word while the rest of it is still being read."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from aniworldd.daemon import cli  # after that

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
