# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes that a client is to have no more: what others mounted in their place stays."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..hosts import units
from ..hosts.command import run
from ..hosts.files import Files, Wanted
from ..hosts.problem import HostError
from .mounts import RETRY, TYPE, UNITS, Mount, Mounted, made, mounted, others, retry_unit


@dataclass
class Leaver:
    """The mounts that go from a host, as far as they are still there."""

    mounts: Sequence[Mount]
    there: Mapping[str, Mounted] = field(default_factory=mounted)
    folder: str = UNITS

    def __post_init__(self) -> None:
        self.ours = [mount for mount in self.mounts if made(f"{self.folder}/{mount.unit}")]
        #: Those of another application on this host, which are still to be tried.
        self.stay = others(self.mounts, self.folder)
        self.retry = f"{self.folder}/{RETRY}"
        wanted = [Wanted(f"{self.folder}/{mount.unit}", state="absent") for mount in self.ours]
        if not self.stay:
            wanted.append(Wanted(self.retry, state="absent"))
        elif self.ours:
            wanted.append(Wanted(self.retry, retry_unit(self.stay), mode=0o644))
        self.files = Files(wanted)

    def steps(self) -> dict[str, list[str]]:
        """By unit, what is needed of `unmount`, `remove` and `write`."""
        found = {mount.unit: [*(["unmount"] if self._mounted(mount) else []), "remove"] for mount in self.ours}
        if self.retry in self.files.changed:
            found[RETRY] = ["write" if self.stay else "remove"]
        return found

    def _mounted(self, mount: Mount) -> bool:
        found = self.there.get(mount.path)
        return found is not None and found.kind == TYPE and found.source.partition(":/")[2] == mount.volume

    def apply(self, steps: Mapping[str, Sequence[str]]) -> None:
        """Takes the steps.

        Raises:
            HostError: A volume could not be unmounted; its unit stays, and the next run goes on.
        """
        if os.path.exists(self.retry):
            # It would mount them again.
            units.control("stop", RETRY)
        for mount in self.ours:
            if "unmount" in steps[mount.unit]:
                self._unmount(mount)
        gone = [name for name, needed in steps.items() if "remove" in needed]
        if gone:
            units.control("disable", "--quiet", *gone)
        self.files.check(predict=False)
        self.files.apply()
        units.control("daemon-reload")
        if self.stay:
            units.control("enable", "--now", "--quiet", RETRY)

    @staticmethod
    def _unmount(mount: Mount) -> None:
        # Were its unit stopped, systemd would stop the services that work there with it.
        try:
            run(["umount", "--no-canonicalize", mount.path], what=f"unmount {mount.path}")
        except HostError as error:
            what = f"{mount.path}: cannot be unmounted; stop what uses it there, and run again"
            raise HostError(f"{what} ({error})") from error
