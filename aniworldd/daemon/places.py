"""Where the worker's files go: the library, under the names that the config and the pins say."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from pathlib import Path, PurePath

from aniworldd.catalogue import Catalogue
from aniworldd.errors import Conflict, NotFound
from aniworldd.library import layout
from aniworldd.library.library import Library, Made
from aniworldd.model.download import Download
from aniworldd.model.release import Release
from aniworldd.naming import home
from aniworldd.naming.format import Template
from aniworldd.reconcile.apply import Memory

_ANY = ".mkv"  # the content decides; the name is made with the longest usual one


class LibraryPlaces:
    """Joins what the library needs to know about a download."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        memory: Memory,
        template: Callable[[], Template],
    ) -> None:
        self._library = library
        self._catalogue = catalogue
        self._memory = memory
        self._template = template

    def available(self) -> str:
        return self._library.available()

    def free(self) -> int:
        return self._library.free()

    async def ask(self) -> bool:
        return await self._library.ask()

    def parts(self, download: str) -> AbstractAsyncContextManager[Path]:
        return self._library.parts(download)

    async def discard(self, download: str) -> None:
        await self._library.discard(download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        await self._library.keep_only(downloads)

    async def take_in(self, part: Path, download: Download, release: Release) -> str:
        target = self._target(download, release.language)
        made = Made(download.item, release.language, target, replaces=download.replaces)
        return await self._library.take_in(part, release, made)

    def _target(self, download: Download, language: str) -> PurePath:
        """The file's path below the root, without its extension.

        A better file has the name of the one that it replaces, so what lies beside it still fits;
        unless that lies in the folder of another language.
        """
        first = frozenset(one.partition("/")[0] for one in self._library.shelf().folders)
        old = home.of_file(download.replaces)
        if old and home.in_language(old, language, first) == old:
            return PurePath(download.replaces).with_suffix("")
        listed = self._catalogue.find(download.item)
        folder = self._memory.pins.get(download.item.title)
        if listed is None:
            raise NotFound(f"the catalogue does not list {download.item} any more")
        if folder is None:
            raise Conflict(f"the folder of {download.item.title} is not decided")
        title = self._catalogue.listings[download.item.title].title
        folder = home.in_language(folder, language, first)
        path = layout.target(self._template(), folder, title, listed.item, _ANY)
        return path.with_name(path.name.removesuffix(_ANY))
