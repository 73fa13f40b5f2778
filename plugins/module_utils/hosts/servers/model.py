# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of what we know of a server on a Debian host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..repository import Repository


@dataclass(frozen=True)
class Server:
    """A flavour of an engine, as the distribution or its maker packs it.

    `{version}` in packages, units and data_directory stands for the major version where the distribution
    ships each under a name of its own.
    """

    engine: str
    flavour: str
    #: To be installed; the first one carries the server's version.
    packages: tuple[str, ...]
    #: Units of systemd; the first one is the server itself, and the last one is what is enabled at boot.
    units: tuple[str, ...]
    #: Names of its processes, as /proc/PID/comm has them.
    processes: tuple[str, ...]
    data_directory: str
    #: A path within the data directory that is there once the server was initialised.
    initialised_by: str
    #: MiB of memory without which it does not come up, or is killed with its first clients.
    least_memory_mb: int
    #: MiB of disk: about twice what it takes with nothing in it.
    least_disk_mb: int
    #: Whether its sizes follow from the host's memory; otherwise it holds its least.
    sized: bool = True
    #: MiB of disk that it wants to stay free besides, by the MiB of memory that it may count on.
    keeps_free: Callable[[int], int] | None = None
    #: Names, with `*`, of the packages that carry the server's version; what a later major version would come with.
    series: tuple[str, ...] = ()
    #: Package whose candidate tells the distribution's own major version; empty where names carry no version.
    version_package: str = ""
    #: The distribution's own major version by its code name, for hosts whose package lists are not there yet.
    versions: Mapping[str, str] = field(default_factory=dict)
    #: How many leading parts of a version make two data directories incompatible.
    version_parts: int = 1
    #: Packages of other servers of this engine that cannot stay beside it.
    conflicts: tuple[str, ...] = ()
    #: Packages of extensions that do not come with the server's own, by extension.
    extensions: Mapping[str, str] = field(default_factory=dict)
    #: Files in which the server keeps settings changed at run time, which win over ours; knows `{data_directory}`.
    override_files: tuple[str, ...] = ()
    #: Whether files of ours stand where its packages have some.
    replaces: bool = False
    #: True where installing the packages initialises the data directory (with our policy nothing is started).
    initialised_on_install: bool = False
    #: The maker's repository, for a server that does not come from the distribution's.
    repository: Repository | None = None
    #: The maker's repository, for a pinned version that the distribution's lack.
    pinned_repository: Repository | None = None
    #: What `{version}` stands for where nobody asked for one and no package list tells: the maker's current major.
    default_version: str = ""

    @property
    def versioned(self) -> bool:
        """Whether names carry the major version."""
        return "{version}" in self.packages[0]
