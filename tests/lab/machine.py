# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab needs of this machine: programs from the distribution's packages."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from .errors import LabError
from .lock import lock
from .paths import folder
from .shell import output, run

# program → the Debian package that has it
HOST_PROGRAMS = {
    "podman": "podman",
    "runc": "runc",
    "crun": "crun",
    "mmdebstrap": "mmdebstrap",
    "ip": "iproute2",
    "iptables": "iptables",
    "nft": "nftables",
    "conntrack": "conntrack",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "/usr/lib/podman/netavark": "netavark",
    "/usr/lib/podman/aardvark-dns": "aardvark-dns",
    "/usr/share/keyrings/debian-archive-keyring.gpg": "debian-archive-keyring",
}
#: A host takes about 20 of them; the kernel's own limit of 128 is for all hosts together.
INOTIFY_INSTANCES = 8192
KUBERNETES_PROGRAMS = {"openssl": "openssl", "nsenter": "util-linux"}


def ensure_root() -> None:
    """Refuse early, with words, what would fail later without root."""
    if os.geteuid() != 0:
        raise LabError("the lab makes containers that boot systemd, which needs root", "run it with sudo")


def ensure_watches() -> None:
    """Raise the kernel's limit of inotify instances, which all hosts of all labs share.

    A systemd that gets none no longer sees units' control groups empty or file systems being mounted.
    """
    limit = Path("/proc/sys/fs/inotify/max_user_instances")
    if int(limit.read_text()) < INOTIFY_INSTANCES:
        limit.write_text(str(INOTIFY_INSTANCES))


def ensure_programs(programs: dict[str, str]) -> None:
    """Install the packages of the programs that are missing."""
    absent = missing_packages(programs)
    if not absent:
        return
    with lock("machine"):
        absent = missing_packages(programs)
        if absent:
            install(absent)
    still = missing_packages(programs)
    if still:
        raise LabError(f"packages {' '.join(still)} are installed but their programs are not found", "look at PATH")


def missing_packages(programs: dict[str, str]) -> list[str]:
    """Return the packages that are to be installed, each once."""
    return sorted({package for program, package in programs.items() if not present(program)})


def path_of(program: str) -> str:
    """Return where a program is."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise LabError(f"the program {program} is not installed", "`lab up` installs what it needs")
    return found


def present(program: str) -> bool:
    """Tell whether a program (or, with a slash, a file) is there."""
    if "/" in program:
        return Path(program).exists()
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is not None


def install(packages: list[str]) -> None:
    """Install packages with apt-get."""
    if not shutil.which("apt-get"):
        raise LabError(f"this machine has no apt-get, and {' '.join(packages)} are missing", "install them by hand")
    print(f"installing {' '.join(packages)} on this machine", file=sys.stderr)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    mend = "run `apt-get update` and the same apt-get install by hand to see why"
    run(["apt-get", "-q", "update"], what="apt-get update", mend=mend, env=quiet)
    command = ["apt-get", "-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "install", *packages]
    run(command, what=f"apt-get install {' '.join(packages)}", mend=mend, env=quiet)


def unpack(package: str, program: str) -> Path:
    """Return a program of a Debian package that is unpacked in the cache, not installed.

    Installing a server's package would start its daemon on this machine; the lab only wants the program.
    """
    target = folder("programs") / package
    found = target / program.lstrip("/")
    with lock(f"unpack-{package}"):
        if found.exists():
            return found
        ensure_programs({"dpkg-deb": "dpkg"})
        work = folder("programs") / f".{package}.half"
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        work.mkdir(mode=0o755)
        mend = f"run `apt-get update` and `apt-get download {package}` by hand to see why"
        command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package]
        if run(command, cwd=work, check=False).returncode != 0:
            run(["apt-get", "-q", "update"], what="apt-get update", mend=mend)
            run(command, cwd=work, what=f"apt-get download {package}", mend=mend)
        for archive in work.glob("*.deb"):
            run(["dpkg-deb", "-x", archive, work], what=f"unpack {archive.name}")
            archive.unlink()
        if not (work / program.lstrip("/")).exists():
            raise LabError(f"the package {package} has no {program}", "is this a Debian release that the lab knows?")
        work.rename(target)
    return found


# All hosts share the kernel's limits: a systemd takes several inotify instances, a MySQL thousands of aio slots.
LIMITS = {"fs/inotify/max_user_instances": 8192, "fs/inotify/max_user_watches": 524288, "fs/aio-max-nr": 1048576}


def raise_limits() -> None:
    """Lift those of the kernel's limits that are too low for many hosts; never lower one."""
    for name, least in LIMITS.items():
        path = Path("/proc/sys") / name
        if path.exists() and int(path.read_text()) < least:
            path.write_text(str(least))


def unified_cgroups() -> bool:
    """Tell whether the kernel mounts cgroup v2 only."""
    return output(["stat", "-fc", "%T", "/sys/fs/cgroup"]) == "cgroup2fs"
