"""Every subject at hand, for whoever answers people."""

from dataclasses import dataclass

from aniworldd.desk.adding import Adding, Removing
from aniworldd.desk.answering import Answering
from aniworldd.desk.config import Configuration
from aniworldd.desk.copies import Copies
from aniworldd.desk.moving import Moving
from aniworldd.desk.ordering import Ordering
from aniworldd.desk.pausing import Pausing
from aniworldd.desk.queue import Downloads
from aniworldd.desk.rescan import Rescan
from aniworldd.desk.schedule import Schedule
from aniworldd.desk.search import Search
from aniworldd.desk.series import Shelf


@dataclass(frozen=True, slots=True)
class Desk:
    """Made by hand in `daemon/desk.py`; there is none while the state is locked."""

    rescan: Rescan
    answering: Answering
    series: Shelf
    config: Configuration
    copies: Copies
    moving: Moving
    schedule: Schedule
    search: Search
    adding: Adding
    removing: Removing
    downloads: Downloads
    ordering: Ordering
    pausing: Pausing
