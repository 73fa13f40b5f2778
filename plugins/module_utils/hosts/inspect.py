# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at a host: what stands there, for several engines at once, and what speaks against using it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..engines import ENGINES
from ..problem import Problem
from . import apt, data, dpkg, initialising, marker, overrides, release, resources, sharing, units
from . import repository as maker
from .listeners import Listener, listeners
from .neighbours import neighbours
from .packages import Packages
from .pending import Pending
from .problem import HostError
from .repository import Repository
from .servers import SERVERS, Server, server
from .version import major, matches, upstream

#: Needed on every database host.
COMMON_PACKAGES = ("nftables",)
#: What there is to do instead of a change in place.
MOVE = "use another host and move the data there by dump and restore"


@dataclass(frozen=True)
class Asked:
    """What somebody wants of an engine on this host."""

    engine: str
    flavour: str = ""
    version: str = ""
    #: What the host is to run, such as ``debian13``; empty for any.
    operating_system: str = ""
    port: int = 0
    owner: dict[str, str] = field(default_factory=dict)
    data_directory: str = ""
    packages: tuple[str, ...] = ()
    #: Extensions that databases are to have, for the packages that they come in.
    extensions: tuple[str, ...] = ()
    #: Of a server that others may use too: `listen`, `clients` and `names` of one's own, and the names of `settings`.
    shared: dict[str, Any] = field(default_factory=dict)


@dataclass
class Seen:
    """What is there of an engine."""

    asked: Asked
    server: Server
    #: Major version that runs or would run; empty where nobody can tell yet.
    version: str
    marker: dict[str, Any]
    packages: Packages
    units: dict[str, units.Unit]
    data_directory: str
    initialised: bool
    listeners: list[Listener]
    overrides: list[dict[str, str]]
    #: The maker's repository, with the host's values in it.
    repository: Repository | None = None
    #: Whether the host has it.
    repository_current: bool = False
    #: What the owner of a shared server asked of its files.
    inputs: dict[str, Any] = field(default_factory=dict)
    #: Whether that owner left all that a guest needs.
    shared_ready: bool = False
    #: MiB that it may count on.
    memory_mb: int = 0

    @property
    def package_version(self) -> str:
        """Version of the server's package; empty where it is not installed."""
        return self.packages.installed.get(self.fill(self.server.packages[0]), "")

    @property
    def claim(self) -> bool:
        """Whether something is still to be installed here, or the marker to be written.

        The marker comes first: what a killed run leaves behind is then known to be ours.
        """
        behind = self.repository is not None and not self.repository_current
        return self.packages.changed or not self.marker or behind

    def fill(self, text: str) -> str:
        """A name with the version in its place."""
        return text.replace("{version}", self.version)

    def facts(self) -> dict[str, Any]:
        """As plain data."""
        first, last = (self.fill(name) for name in (self.server.units[0], self.server.units[-1]))
        return {
            "asked": asdict(self.asked),
            "flavour": self.server.flavour,
            "version": self.version,
            "package_version": self.package_version,
            "packages": list(self.packages.wanted),
            "claim": self.claim,
            "missing": [f"{name}={pin}" if pin else name for name, pin in self.packages.missing.items()],
            "installed": self.packages.installed,
            "offered": self.packages.offered,
            "unit": first,
            "units": {name: unit.as_dict() for name, unit in self.units.items()},
            "running": self.units[first].active,
            # Whether a killed run wrote files that are not in force.
            "unfinished": bool(Pending(self.server.engine).paths()),
            "enabled": self.units[last].enabled,
            "data_directory": self.data_directory,
            "memory_mb": self.memory_mb,
            "initialised": self.initialised,
            "marker": self.marker,
            "guest": sharing.is_guest(self.marker, self.asked.owner),
            "inputs": self.inputs,
            "listeners": [one.as_dict() for one in self.listeners],
            "overrides": self.overrides,
            # Whose packages they are.
            "source": "vendor" if self.repository else "distribution",
            "repository": {**asdict(self.repository), "current": self.repository_current} if self.repository else {},
        }


@dataclass
class Host:
    """The whole look."""

    facts: dict[str, Any]
    problems: list[Problem]
    refreshed: bool = False
    #: What is worth a word and stops nobody.
    notes: list[str] = field(default_factory=list)


def look(
    asked: Sequence[Asked],
    *,
    refresh: bool,
    lock_timeout: float = 300,
    repositories: Mapping[str, Mapping[str, Any]] | None = None,
    application: bool = False,
) -> Host:
    """Looks at the host and weighs it.

    Args:
        asked: The engines, each at most once.
        refresh: Whether package lists may be fetched when they do not know what is wanted.
        lock_timeout: Seconds to wait for the package manager then.
        repositories: By flavour, what the user says of the maker's repository instead of what we know.
        application: Whether the application runs here as well, which is left a part of the memory.
    """
    given = repositories or {}
    here = release.read_release()
    host = Host(_host_facts(here), [])
    if not (here.apt and here.systemd):
        lacking = " and ".join(name for name, there in (("apt", here.apt), ("systemd", here.systemd)) if not there)
        host.problems.append(
            Problem("host", f"has no {lacking}", "databases are installed on Debian hosts that run systemd")
        )
        return host
    known: list[tuple[Asked, Server]] = []
    for one in asked:
        found = server(one.engine, one.flavour)
        if found is None:
            host.problems.append(_unknown(one))
        else:
            known.append((one, found))
    seen = [_see(one, found, here, host, given.get(found.flavour, {})) for one, found in known]
    if refresh and any(_lacks_lists(one) for one in seen):
        host.refreshed = _refresh(host, lock_timeout)
        seen = [_see(one, found, here, host, given.get(found.flavour, {})) for one, found in known]
    others = neighbours([one.engine for one in asked], [one.owner for one in asked])
    memory_mb = host.facts["memory_mb"]
    part_mb = resources.share_mb([*map(_needed, seen), *others], memory_mb, application=application)
    for placed in seen:
        placed.memory_mb = part_mb if placed.server.sized else placed.server.least_memory_mb
    needed = [*map(_needed, seen), *others]
    disks = {one.directory: resources.disk(one.directory) for one in needed if one.new and one.directory}
    host.problems += resources.problems(needed, memory_mb, disks)
    for found_one in seen:
        host.problems += weigh(found_one) + system(found_one, here)
        host.facts["engines"][found_one.asked.engine] = found_one.facts()
    # A host may have been looked at twice.
    host.problems, host.notes = list(dict.fromkeys(host.problems)), list(dict.fromkeys(host.notes))
    return host


def _needed(seen: Seen) -> resources.Needed:
    kept_mb = seen.server.keeps_free(seen.memory_mb) if seen.server.keeps_free else 0
    return resources.Needed(
        engine=seen.asked.engine,
        new=not seen.marker and not seen.initialised,
        memory_mb=seen.server.least_memory_mb,
        disk_mb=seen.server.least_disk_mb + kept_mb,
        directory=seen.data_directory,
        sized=seen.server.sized,
    )


def _host_facts(here: release.Release) -> dict[str, Any]:
    return {
        "release": asdict(here),
        "python": release.python_version(),
        "memory_mb": release.memory_mb(),
        "cores": release.cores(),
        "addresses": release.addresses(),
        "engines": {},
    }


def _unknown(asked: Asked) -> Problem:
    flavours = list(dict.fromkeys(known.flavour for known in SERVERS if known.engine == asked.engine))
    if flavours:
        return Problem(
            f"{asked.engine} flavour", f"'{asked.flavour}' is not installed by us", f"use {', '.join(flavours)}"
        )
    return Problem(asked.engine, "no server of this engine is installed by us yet", "use an external one")


def _lacks_lists(seen: Seen) -> bool:
    """Whether package lists are needed that are not there."""
    if seen.server.repository and not seen.repository_current:
        # They are fetched once that repository is there, all at once.
        return False
    return bool(seen.packages.unknown) or not _knows_version(seen)


def _knows_version(seen: Seen) -> bool:
    """Whether the version is more than the table's guess."""
    return not seen.server.versioned or not seen.packages.missing or apt.lists_present()


def _refresh(host: Host, lock_timeout: float) -> bool:
    try:
        apt.refresh(lock_timeout)
    except HostError as error:
        host.problems.append(Problem("package lists", str(error), "mend the host's repositories, or its network"))
        return False
    return True


def _see(asked: Asked, found: Server, here: release.Release, host: Host, given: Mapping[str, Any]) -> Seen:
    try:
        marked = marker.read(asked.engine)
    except HostError as error:
        place, _colon, what = str(error).partition(": ")
        host.problems.append(Problem(place, what, "move the file away"))
        marked = {}
    version = marked.get("version") or _version(asked, found, here)
    extending = (found.extensions[name] for name in asked.extensions if name in found.extensions)
    wanted = dict.fromkeys((*found.packages, *asked.packages, *extending))
    names = [name.replace("{version}", version) for name in wanted]
    if asked.version:
        names[0] = f"{names[0]}={asked.version}"
    packages = Packages.look([*names, *COMMON_PACKAGES])
    first = names[0].partition("=")[0]
    installed = packages.installed.get(first, "")
    if marked and installed and first in packages.missing and _fits(asked.version, installed, found):
        series = major(installed, found.version_parts)
        host.notes.append(
            f"{asked.engine}: {asked.version} is pinned and {upstream(installed)} is here, of the same series, in "
            f"which the host's own upgrades decide: it stays; pin {series} to say just that"
        )
        packages = Packages.look([first, *names[1:], *COMMON_PACKAGES])
    # A pin may say less than the series.
    known_version = packages.offered.get(first) or installed
    if not found.versioned and matches(version, known_version):
        version = major(known_version, found.version_parts)
    unit_names = [name.replace("{version}", version) for name in found.units]
    directory = (
        asked.data_directory or marked.get("data_directory") or found.data_directory.replace("{version}", version)
    )
    port = asked.port
    pinned = found.pinned_repository
    if pinned and not (_lacks_pinned(asked, first, packages) and (given or version in pinned.series)):
        pinned = None
    repository = _repository(found, found.repository or pinned, version, here, given, host)
    inputs = sharing.read(asked.engine)
    return Seen(
        asked=asked,
        server=found,
        version=version,
        marker=marked,
        packages=packages,
        units=units.show(unit_names),
        data_directory=directory,
        initialised=data.initialised(directory, found.initialised_by)
        and not initialising.interrupted(asked.engine, directory),
        listeners=listeners([port, *ENGINES[asked.engine].beside]) if port else [],
        overrides=overrides.read([name.replace("{data_directory}", directory) for name in found.override_files]),
        repository=repository,
        repository_current=repository is not None and maker.current(asked.engine, repository),
        inputs=inputs,
        shared_ready=sharing.ready(asked.engine, inputs),
    )


def _lacks_pinned(asked: Asked, package: str, packages: Packages) -> bool:
    """Whether the distribution lacks a pinned version, or lacked it when it was installed."""
    unknown = packages.lists_present and package in packages.missing and package not in packages.offered
    return bool(asked.version) and (unknown or maker.present(asked.engine))


def _repository(
    found: Server,
    source: Repository | None,
    version: str,
    here: release.Release,
    given: Mapping[str, Any],
    host: Host,
) -> Repository | None:
    """The maker's repository as this host is to have it."""
    if source is None:
        return None
    try:
        source = source.with_given(given)
        if version.count(".") + 1 < found.version_parts and "{version}" in source.uri + source.suite:
            what = f"'{version}' does not say which of its maker's series is meant"
            known = ", ".join((*source.series, *source.fingerprints))
            mend = f"pin one of {known}" if known else f"write {found.version_parts} parts of it"
            host.problems.append(Problem(f"{found.engine} version", what, mend))
            return source
        return source.filled(version=version, id=here.id, codename=here.codename)
    except HostError as error:
        what, _semicolon, mend = str(error).removeprefix("repository: ").partition("; ")
        host.problems.append(Problem(f"{found.engine} repository", what, mend or "correct it"))
        return source


def _version(asked: Asked, found: Server, here: release.Release) -> str:
    """The major version that was asked for, or the distribution's own; empty where names carry none."""
    if asked.version:
        return major(asked.version, found.version_parts)
    if found.default_version:
        return found.default_version
    if not found.versioned:
        return ""
    offer = apt.offers([found.version_package]).get(found.version_package)
    if offer is not None and offer.candidate:
        return major(offer.candidate, found.version_parts)
    return found.versions.get(here.codename, "") or max(found.versions.values(), key=int)


def weigh(seen: Seen) -> list[Problem]:
    """Everything that speaks against the host for one engine."""
    asked = seen.asked
    whose = sharing.problems(asked.engine, seen.marker, asked.owner, asked.port, asked.shared, ready=seen.shared_ready)
    found = [*whose, _flavour(seen), _version_change(seen), _data(seen), _port(seen), *_packages(seen)]
    return [problem for problem in found if problem is not None]


def system(seen: Seen, here: release.Release) -> list[Problem]:
    """Another operating system than was asked for. Of a server that is there, the plan has compared it."""
    wanted, runs = seen.asked.operating_system, release.system_name(here.id, here.version)
    if seen.marker or wanted in ("", runs):
        return []
    what = f"this host runs {runs}, and {wanted} is asked for"
    return [Problem(f"{seen.asked.engine} operating_system", what, f"name a host that runs {wanted}, or write {runs}")]


def _flavour(seen: Seen) -> Problem | None:
    marked = seen.marker.get("flavour", "")
    if marked and marked != seen.server.flavour:
        return Problem(
            f"{seen.asked.engine} flavour",
            f"{marked} runs here and {seen.server.flavour} is asked for; no server is turned into another in place",
            f"keep {marked}, or {MOVE}",
        )
    rivals = sorted(dpkg.installed(seen.server.conflicts)) if seen.packages.missing else []
    if rivals:
        return Problem(
            seen.server.packages[0],
            f"{', '.join(rivals)} is installed and cannot stay beside it",
            "use another host, or purge that package if nobody needs its data",
        )
    return None


def _version_change(seen: Seen) -> Problem | None:
    pin, marked = seen.asked.version, seen.marker.get("version", "")
    there = ""
    if pin and marked and not _agree(upstream(pin), marked):
        there = marked
    elif pin and seen.package_version and seen.initialised and not _fits(pin, seen.package_version, seen.server):
        there = seen.package_version
    if not there:
        return None
    return Problem(
        f"{seen.asked.engine} version",
        f"{there} runs here and {pin} is asked for; there is no in-place upgrade",
        f"leave the version at {marked or major(there, seen.server.version_parts)}, or {MOVE}",
    )


def _fits(pin: str, version: str, found: Server) -> bool:
    """Whether a version is what was pinned, or another release of its series, which upgrades of the host may bring."""
    parts = found.version_parts
    return matches(pin, version) or major(pin, parts) == major(version, parts)


def _agree(one: str, other: str) -> bool:
    """Whether two versions are the same as far as both go."""
    return all(left == right for left, right in zip(one.split("."), other.split(".")))


def _data(seen: Seen) -> Problem | None:
    marked = seen.marker.get("data_directory", "")
    if marked and seen.asked.data_directory and marked != seen.asked.data_directory:
        return Problem(
            f"{seen.asked.engine} data directory",
            f"is {marked}, and {seen.asked.data_directory} is asked for; data is not moved in place",
            f"keep {marked}, or {MOVE}",
        )
    unit = seen.fill(seen.server.units[0])
    if not seen.marker and not seen.server.data_directory and seen.units[unit].active:
        return Problem(
            units.full_name(unit),
            f"a {seen.server.flavour} server that we did not make runs on this host",
            "use another host, or purge that package if nobody needs it",
        )
    if seen.initialised and not seen.marker:
        return Problem(
            seen.data_directory,
            f"holds data of a {seen.server.flavour} server that we did not make",
            "use another host or data directory; where nobody needs the data, remove that server with its data first",
        )
    return None


def _port(seen: Seen) -> Problem | None:
    ours = {units.full_name(name) for name in seen.units}
    for stranger in (one for one in seen.listeners if one.unit not in ours):
        if stranger.port == seen.asked.port:
            return Problem(f"{seen.asked.engine} port", str(stranger), "stop it, or choose another port")
        if stranger.keeps_off_loopback:
            mend = f"stop it, or use another host: {seen.asked.engine} takes that port on loopback, and no other"
            return Problem(seen.asked.engine, str(stranger), mend)
    return None


def _packages(seen: Seen) -> list[Problem]:
    """What the repositories lack, as far as there are lists to say so."""
    if not seen.packages.unknown or not seen.packages.lists_present:
        return []
    if seen.repository and not seen.repository_current:
        # It comes with the packages, and then they are looked for again.
        return []
    first = seen.fill(seen.server.packages[0])
    problems = []
    for wanted in seen.packages.unknown:
        name, _equals, pin = wanted.partition("=")
        if name == first and seen.asked.version:
            # A pinned revision is another one; of the maker's version there may be many.
            offered = _offered(seen, name, whole="-" in pin)
            makers = seen.server.pinned_repository.series if seen.server.pinned_repository else ()
            problems.append(
                Problem(
                    f"{seen.asked.engine} version",
                    f"the host's repositories have no {seen.server.flavour} {pin}"
                    + (f"; they have {', '.join(offered)}" if offered else "")
                    + (f", and its maker's has {', '.join(makers)}" if makers else ""),
                    "leave the version out to get the distribution's own, or add a repository that has it",
                )
            )
        else:
            mend = "add the repository that has it"
            others = [one.flavour for one in SERVERS if one.engine == seen.asked.engine and one != seen.server]
            if name == first and others:
                mend += f", or take another flavour of {seen.asked.engine}: {', '.join(others)}"
            problems.append(Problem(wanted, "the host's repositories have no such package", mend))
    return problems


def _offered(seen: Seen, name: str, *, whole: bool) -> list[str]:
    offers = apt.offers([name, *([seen.server.version_package] if seen.server.version_package else [])])
    return sorted({version if whole else upstream(version) for offer in offers.values() for version in offer.versions})
