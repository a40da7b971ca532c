"""`python -m aniworldd` is the command."""

import sys

from aniworldd.daemon.cli import main

sys.exit(main())
