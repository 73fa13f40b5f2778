# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host's repositories offer, and apt-get."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from . import locks, together
from .command import run, tail
from .problem import HostError
from .version import matches

LISTS = "/var/lib/apt/lists"
_QUIET = {
    "DEBIAN_FRONTEND": "noninteractive",
    "APT_LISTCHANGES_FRONTEND": "none",
    # Restarting other services after an installation is not ours to decide.
    "NEEDRESTART_SUSPEND": "1",
}
# A version with its priority, and below it the repositories that have it.
_VERSION = re.compile(r"^ (?:   |\*\*\*) ?(\S+) -?\d+\n((?: {6,}.*\n?)*)", flags=re.MULTILINE)
_BUSY = re.compile(r"Could not get lock|Unable to (acquire|lock)")
# What apt says of packages that do not go together, of which each line is one.
_UNMET = re.compile(r"dependencies:\n((?: .+\n?)+)")
# What a mirror, or a proxy before it, answers now and then; apt-get itself tries again only where a connection failed.
_PASSING = re.compile(r"Failed to fetch \S+ +(?:429|5\d\d) |Hash Sum mismatch|File has unexpected size")
# Seconds until it is started again after such an answer; it keeps what it got.
_PAUSES = (2, 8)
_GONE = re.compile(r"404 +Not Found|Failed to fetch|Unable to fetch|Hash Sum mismatch|Unable to locate package")


@dataclass(frozen=True)
class Offer:
    """What the repositories have of one package."""

    candidate: str = ""
    #: Newest first, as apt prints them.
    versions: tuple[str, ...] = ()

    def matching(self, pin: str) -> str:
        """The newest version that a pin means, the candidate first; empty where there is none."""
        ordered = [self.candidate, *self.versions] if self.candidate else list(self.versions)
        return next((version for version in ordered if matches(pin, version)), "")


def lists_present(folder: str = LISTS) -> bool:
    """Whether the host ever fetched its package lists; a fresh image has none."""
    try:
        return any("_Packages" in name for name in os.listdir(folder))
    except OSError:
        return False


def offers(names: Sequence[str]) -> dict[str, Offer]:
    """What the present package lists offer, by name; nothing for packages they lack."""
    if not names:
        return {}
    return parse_policy(run(["apt-cache", "policy", *names], check=False, what="apt-cache policy").stdout)


def parse_policy(text: str) -> dict[str, Offer]:
    """Reads the output of `apt-cache policy`; installed versions that no repository has do not count."""
    found: dict[str, Offer] = {}
    for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        name, mark, rest = block.partition(":\n")
        if not mark:
            continue
        candidate = re.search(r"^  Candidate: (\S+)$", rest, flags=re.MULTILINE)
        versions = [
            version
            for version, sources in _VERSION.findall(rest)
            if any(line.strip() and "/var/lib/dpkg/status" not in line for line in sources.splitlines())
        ]
        best = candidate.group(1) if candidate and candidate.group(1) in versions else ""
        if versions:
            found[name] = Offer(best, tuple(versions))
    return found


def refresh(lock_timeout: float, source: str = "") -> None:
    """Fetches the package lists, again where a mirror does not answer for a moment.

    Args:
        lock_timeout: Seconds to wait for the package manager.
        source: File of a source that was just added; lists that are there of all the others stay as they are.

    Raises:
        HostError: A repository did not answer, or another process kept the lists locked.
    """
    alone = []
    if source and lists_present():
        # Without the last one, lists of the sources that are left out would be cleaned away.
        alone = [f"Dir::Etc::SourceList={source}", "Dir::Etc::SourceParts=-", "APT::Get::List-Cleanup=0"]
    options = [f"--option={one}" for one in alone]
    _download(["update", "--error-on=any", *options], lock_timeout, "apt-get update")


def install(packages: Sequence[str], together_with: Sequence[str], *, recommends: bool, lock_timeout: float) -> None:
    """Installs packages, again where a mirror is busy for a moment; lists that name gone files are fetched once more.

    Args:
        packages: `name` or `name=version`.
        together_with: Those of them whose whole source package comes in their version.
        recommends: Whether what they recommend is installed too.
        lock_timeout: Seconds to wait for the package manager.

    Raises:
        HostError: It failed; the message has apt-get's last lines.
    """
    what = f"apt-get install {' '.join(packages)}"
    with together.pinned(together_with) as options:
        words = _install_words(packages, options, recommends=recommends)
        try:
            _download(words, lock_timeout, what)
        except HostError as error:
            if not _GONE.search(str(error)):
                raise
            refresh(lock_timeout)
            _apt_get(words, lock_timeout, what)


def hindrance(packages: Sequence[str], together_with: Sequence[str], *, recommends: bool) -> str:
    """What keeps packages from being installed by `install`, in apt-get's words; empty where nothing does."""
    with together.pinned(together_with) as options:
        # Solves what an installation solves, and ends there; a simulation takes twice as long.
        words = ["--print-uris", *_install_words(packages, options, recommends=recommends)]
        ended = run(
            ["apt-get", "--quiet", "--yes", *words], check=False, env=_QUIET, what="apt-get --print-uris install"
        )
    if ended.returncode == 0:
        return ""
    unmet = _UNMET.search(ended.stdout) or _UNMET.search(ended.stderr)
    told = unmet.group(1) if unmet else tail(ended.stderr or ended.stdout, 12)
    return " ".join(told.split())


def _install_words(packages: Sequence[str], options: Sequence[str], *, recommends: bool) -> list[str]:
    return [
        "install",
        "--install-recommends" if recommends else "--no-install-recommends",
        "--allow-downgrades" if any("=" in package for package in packages) else "--no-remove",
        *options,
        *packages,
    ]


def finish_interrupted(lock_timeout: float) -> None:
    """Lets dpkg end what a killed one left half done."""
    locks.wait_for_packages(lock_timeout)
    run(["dpkg", "--configure", "--pending", "--force-confdef", "--force-confold"], env=_QUIET, what="dpkg --configure")


def _download(words: Sequence[str], lock_timeout: float, what: str) -> None:
    """Runs what fetches first, again where a mirror does not answer for a moment."""
    for pause in _PAUSES:
        try:
            return _apt_get(words, lock_timeout, what)
        except HostError as error:
            if not _PASSING.search(str(error)):
                raise
            time.sleep(pause)
    return _apt_get(words, lock_timeout, what)


def _apt_get(words: Sequence[str], lock_timeout: float, what: str) -> None:
    """Runs apt-get once nobody holds the package manager; a lock taken in between starts the wait again."""
    ends = time.monotonic() + lock_timeout
    while True:
        left = locks.wait_for_packages(max(ends - time.monotonic(), 0.0))
        argv = [
            "apt-get",
            "--quiet",
            "--yes",
            "--option=Dpkg::Use-Pty=0",
            "--option=Dpkg::Options::=--force-confdef",
            "--option=Dpkg::Options::=--force-confold",
            f"--option=DPkg::Lock::Timeout={int(left)}",
            *words,
        ]
        ended = run(argv, check=False, env=_QUIET, what=what)
        if ended.returncode == 0:
            return
        if not _BUSY.search(ended.stderr) or time.monotonic() >= ends:
            raise HostError(f"{what}: {tail(ended.stderr or ended.stdout, 12)}")
