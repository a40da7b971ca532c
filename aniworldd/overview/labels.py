"""What messages say of an item besides its key: thousands may ask for it at once."""

from collections.abc import Mapping

from aniworldd.config.problems import printable
from aniworldd.model.title import ItemKey
from aniworldd.overview import titles
from aniworldd.overview.records import Label
from aniworldd.reconcile.state import Observed, Plan


class Labels:
    """Remembers what it gathered, until the plan is another one."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._folders: Mapping[str, str] = {}
        self._names: dict[str, Mapping[ItemKey, str]] = {}

    def of(self, item: ItemKey, plan: Plan, observed: Observed) -> Label:
        """Also of an item that the plan has only just come to, and of one that nobody wishes for;
        `observed` is what the plan was made of."""
        if plan is not self._plan:
            homes = titles.whereabouts(plan, observed)
            self._folders = {key: folder for key, (folder, _) in homes.items()}
            self._names = {}
            self._plan = plan
        if item.title not in self._names:
            listing = observed.listings.get(item.title)
            items = listing.items if listing else ()
            self._names[item.title] = {one.item.key: one.item.name for one in items}
        folder, name = self._folders.get(item.title, ""), self._names[item.title].get(item, "")
        return Label(printable(folder), printable(name))
