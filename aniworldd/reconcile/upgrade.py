"""What becomes of a file that is here, and could be in a better language. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePath

from aniworldd.catalogue import Listed
from aniworldd.library.shelf import Here
from aniworldd.model.download import Download, DownloadState
from aniworldd.model.title import Item
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.reconcile import languages
from aniworldd.reconcile.case import Case, Ruling, waits_for_plan
from aniworldd.reconcile.obstacles import excluded, held_back, on_its_way

AGAIN = timedelta(days=7)  # after all tries at a better file failed, until there are more


def judge(case: Case, listed: Listed, here: Here) -> Ruling:
    """It is here; and, if its wish wants that, when and why not yet in a better language."""
    satisfied = languages.satisfies(case.languages, here)
    verdict = Verdict(
        listed.item.key,
        Reason.HERE if satisfied else Reason.OTHER_LANGUAGE,
        file=here.path,
        before=_before(case, here),
        languages=(here.language,) if here.language else (),
        what="" if satisfied else ", ".join(case.languages),
    )
    wanted = languages.better(case.languages, here)
    if not wanted or excluded(case, listed) or not (case.watch.upgrade or not satisfied):
        return Ruling(verdict)
    if not case.watch.upgrade:
        off = Verdict(listed.item.key, Reason.UPGRADE_OFF, languages=wanted)
        return Ruling(replace(verdict, upgrade=off))
    ruling = _upgrade(case, listed, here, wanted)
    better = replace(ruling.verdict, languages=wanted)
    return replace(ruling, verdict=replace(verdict, upgrade=better))


def over(download: Download, verdict: Verdict, now: datetime) -> str:
    """Why an upgrade is taken out of the queue, to be queued anew; "" when it stays."""
    if download.state is DownloadState.FAILED and verdict.until and verdict.until <= now:
        return "its tries failed a week ago, and it gets new ones"
    return ""


def _before(case: Case, here: Here) -> str:
    """The folder of the one that ours has replaced; "" when there was none, or it is gone."""
    recycled = case.observed.shelf.recycled
    if not recycled or not here.ours:  # as nearly always, and asked of every file in every pass
        return ""
    return recycled.get(str(PurePath(here.path).with_suffix("")), "")


def _upgrade(case: Case, listed: Listed, here: Here, wanted: tuple[str, ...]) -> Ruling:
    """As for an item that is missing, but only for what is better than what is here.

    A provider that does not say an item's languages offers none that is known to be better.
    """
    item = listed.item
    if not here.ours:
        return Ruling(Verdict(item.key, Reason.NOT_OURS))
    available = languages.among(wanted, item.languages)
    download = case.observed.downloads.get(item.key)
    if download is not None and (download.replaces != here.path or not waits_for_plan(download)):
        return Ruling(_on_its_way(case, item, download), languages=available)
    if not available:
        return Ruling(Verdict(item.key, Reason.NOT_IN_WANTED_LANGUAGE))
    if not case.download_asked:
        return Ruling(Verdict(item.key, Reason.NOT_ASKED))
    if download is not None:
        return Ruling(on_its_way(case, item, download), languages=available)
    held = held_back(case, item)
    if held is not None:
        return Ruling(held)
    return Ruling(Verdict(item.key, Reason.QUEUED), enqueue=True, languages=available)


def _on_its_way(case: Case, item: Item, download: Download) -> Verdict:
    verdict = on_its_way(case, item, download)
    if download.state is DownloadState.FAILED and download.ended_at is not None:
        return replace(verdict, until=download.ended_at + AGAIN)
    return verdict
