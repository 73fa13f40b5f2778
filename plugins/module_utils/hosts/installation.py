# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages with the files that have to be there before them and the repository they come from, in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from . import repository as maker
from .files import Files, Wanted
from .locks import one_run
from .packages import Packages
from .problem import HostError
from .repository import Repository


@dataclass(frozen=True)
class Installation:
    """What is to be installed."""

    #: `name` or `name=pin`.
    packages: Sequence[str]
    #: Whether what they recommend is installed too.
    recommends: bool = False
    #: Whose packages they are.
    engine: str = ""
    #: The maker's, with the host's values in it.
    repository: Repository | None = None
    #: Where they make the server's first data; empty for those that make none.
    data_directory: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Installation:
        """From a module's options.

        Raises:
            HostError: The engine is not named, whose repository or data they are.
        """
        # Whether the host has it is what a look told of it.
        repository = {name: value for name, value in given["repository"].items() if name != "current"}
        if repository and not given["engine"]:
            raise HostError("engine: is missing; the repository's files are called by it")
        if given["data_directory"] and not given["engine"]:
            raise HostError("engine: is missing; it says whose data are made in data_directory")
        return cls(
            given["packages"],
            recommends=given["recommends"],
            engine=given["engine"],
            repository=Repository.of(repository) if repository else None,
            data_directory=given["data_directory"],
        )

    def converge(
        self, claim: Sequence[Wanted], *, fetch: Callable[[str], str], predict: bool, lock_timeout: float
    ) -> dict[str, Any]:
        """Writes the files and installs what is missing; returns a module's result.

        Args:
            claim: Files to write before anything is installed; they stay where that fails.
            fetch: Gets the text of a URL.
            predict: Change nothing, as in check mode.
            lock_timeout: Seconds to wait for the package manager, and for another run on the host.

        Raises:
            HostError: It could not be done. Nothing was written for what the repositories do not have.
        """
        files = Files(claim)
        coming = self.repository if self.repository and not maker.current(self.engine, self.repository) else None
        told: list[str] = []
        packages: Packages | None = None
        with ExitStack() as lock:
            first = bool(files.changes) or coming is not None
            if predict:
                files.check(predict=True)
            elif first:
                lock.enter_context(one_run(lock_timeout))
                packages = self._made_sure(coming, fetch, lock_timeout)
                files.check(predict=False)
                files.apply()
            # Only now, where none is pinned: a file may hold the packages in a series.
            packages = packages or Packages.look(self.packages)
            before = dict(packages.installed)
            if packages.changed and predict:
                told = self._foresee(packages, coming=coming is not None)
            elif packages.changed:
                if not first:
                    lock.enter_context(one_run(lock_timeout))
                packages.apply(
                    recommends=self.recommends,
                    lock_timeout=lock_timeout,
                    engine=self.engine,
                    data_directory=self.data_directory,
                )
        return {
            "changed": first or packages.changed,
            "claimed": {change.wanted.path: change.what for change in files.changes},
            "repository": coming is not None,
            "installed": packages.installed,
            "missing": {name: packages.offered.get(name, "") for name in packages.missing},
            "diff": [*(change.diff() for change in files.changes), packages.diff(before)],
            "told": told,
        }

    def _made_sure(
        self, coming: Repository | None, fetch: Callable[[str], str], lock_timeout: float
    ) -> Packages | None:
        """Before the first file is written: a pin or a repository that cannot be had leaves nothing behind."""
        pinned = any("=" in name for name in self.packages)
        if coming is None and not pinned:
            return None
        with ExitStack() as repository:
            if coming is not None:
                repository.enter_context(maker.added(self.engine, coming, fetch, lock_timeout))
            packages = Packages.look(self.packages)
            packages.find(lock_timeout)
            packages.prove(recommends=self.recommends)
        return packages if pinned else None

    def _foresee(self, packages: Packages, *, coming: bool) -> list[str]:
        """What the package lists do not know yet, in check mode."""
        if not packages.unknown:
            packages.prove(recommends=self.recommends)
        elif packages.lists_present and not coming:
            what = f"the present package lists have no {', '.join(packages.unknown)}"
            return [f"{what}; a run fetches them first, and fails if they still have not"]
        return []
