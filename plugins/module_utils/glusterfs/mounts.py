# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes mounted on a client: one mount unit each, and a service that tries again until their servers answer."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..hosts import units
from ..hosts.command import run
from ..hosts.files import Files, Wanted
from ..hosts.ours import HEAD
from ..hosts.problem import HostError
from ..problem import Problem

UNITS = "/etc/systemd/system"
RETRY = "maestro-glusterfs-mounts.service"
TYPE = "fuse.glusterfs"

_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._-]+){2,}")


@dataclass(frozen=True)
class Mount:
    """A volume with its place."""

    volume: str
    path: str
    #: Addresses; the first one that answers tells where the bricks are.
    servers: tuple[str, ...]

    @property
    def unit(self) -> str:
        """Name of the mount unit, which systemd prescribes."""
        return f"{escaped(self.path)}.mount"

    def text(self) -> str:
        """The unit."""
        options = ["_netdev"]
        if len(self.servers) > 1:
            options.append(f"backup-volfile-servers={':'.join(self.servers[1:])}")
        return (
            f"{HEAD}[Unit]\n"
            f"Description=GlusterFS volume {self.volume} (maestro.databases)\n"
            "Wants=network-online.target\n"
            "# The server may be on this host.\n"
            "After=network-online.target glusterd.service\n"
            "\n"
            "[Mount]\n"
            f"What={self.servers[0]}:/{self.volume}\n"
            f"Where={self.path}\n"
            "Type=glusterfs\n"
            f"Options={','.join(options)}\n"
            "\n"
            "[Install]\n"
            "WantedBy=remote-fs.target\n"
        )


def escaped(path: str) -> str:
    """A path of plain signs as the name of a unit, as systemd-escape --path does."""
    name = path.strip("/").replace("-", "\\x2d").replace("/", "-")
    return f"\\x2e{name[1:]}" if name.startswith(".") else name


def retry_unit(mounts: Sequence[Mount]) -> str:
    """A host that comes up before its servers would stay without the volumes: systemd tries a mount once."""
    paths = sorted(mount.path for mount in mounts)
    # A mount whose servers do not answer is there for a moment, for which systemd calls it started: looking into it
    # waits until it is decided.
    looks = "".join(f" && mountpoint -q {path}" for path in paths)
    return (
        f"{HEAD}[Unit]\n"
        "Description=Mounts GlusterFS volumes as soon as their servers answer (maestro.databases)\n"
        "Wants=network-online.target\n"
        "After=network-online.target glusterd.service\n"
        "StartLimitIntervalSec=0\n"
        "\n"
        "[Service]\n"
        f"ExecStart=/bin/sh -c 'systemctl start {' '.join(paths)}{looks}'\n"
        "RemainAfterExit=yes\n"
        "Restart=on-failure\n"
        "RestartSec=5\n"
        "\n"
        "[Install]\n"
        "WantedBy=multi-user.target\n"
    )


def read(entries: Sequence[Mapping[str, Any]], *, leaving: bool = False) -> tuple[list[Mount], list[Problem]]:
    """What the module's arguments ask for, and what is wrong with them; mounts that leave need no servers."""
    mounts = [Mount(entry["volume"], entry["path"], tuple(entry["servers"])) for entry in entries]
    problems = []
    for index, mount in enumerate(mounts):
        place = f"mounts[{index}]"
        if not _PATH.fullmatch(mount.path):
            mend = "write it as /mnt/data-store, below a folder, of letters, digits, '.', '-' and '_'"
            problems.append(Problem(f"{place}.path", f"'{mount.path}' is no place to mount at", mend))
        if any(other.path == mount.path for other in mounts[:index]):
            problems.append(Problem(f"{place}.path", f"{mount.path} stands there twice", "use each once"))
        if not (mount.servers or leaving):
            problems.append(Problem(f"{place}.servers", "is empty", "name the volume's servers"))
    return mounts, problems


@dataclass(frozen=True)
class Mounted:
    """What is mounted at a place."""

    kind: str
    source: str


def mounted(table: str = "/proc/self/mounts") -> dict[str, Mounted]:
    """What is mounted, by place; the last of several is what one sees."""
    with open(table, encoding="utf-8", errors="replace") as lines:
        words = [line.split() for line in lines]
    return {_plain(word[1]): Mounted(word[2], _plain(word[0])) for word in words if len(word) > 3}


def _plain(text: str) -> str:
    """The kernel's \\040 as what it stands for."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found.group(1), 8)), text)


@dataclass
class Client:
    """The mounts of a host: what is, what should be, what differs."""

    mounts: Sequence[Mount]
    there: Mapping[str, Mounted] = field(default_factory=mounted)
    folder: str = UNITS

    def __post_init__(self) -> None:
        #: Those of another application on this host, or of a former declaration, which are tried as well.
        self.others = others(self.mounts, self.folder)
        wanted = [(mount.unit, mount.text()) for mount in self.mounts]
        wanted.append((RETRY, retry_unit([*self.mounts, *self.others])))
        self.files = Files([Wanted(f"{self.folder}/{name}", text, mode=0o644) for name, text in wanted])
        self.units = units.show([*(mount.unit for mount in self.mounts), RETRY])

    def problems(self) -> list[Problem]:
        """What stands in the way."""
        return [problem for mount in self.mounts for problem in self._weigh(mount)]

    def _weigh(self, mount: Mount) -> list[Problem]:
        found = self.there.get(mount.path)
        if found is not None:
            if found.kind == TYPE and found.source.partition(":/")[2] == mount.volume:
                return []
            return [Problem(mount.path, f"{found.source} is mounted there", "unmount it, or mount elsewhere")]
        if os.path.lexists(mount.path) and not os.path.isdir(mount.path):
            return [Problem(mount.path, "is no folder", "move it away, or mount elsewhere")]
        if os.path.isdir(mount.path) and any(os.scandir(mount.path)):
            mend = "move them away and copy them into the mounted volume, or mount elsewhere"
            return [Problem(mount.path, "holds files, which the mount would hide", mend)]
        return []

    def steps(self) -> dict[str, list[str]]:
        """By unit, what is needed of `write`, `enable`, `unmount`, `mount` and `start`; what is in use stays in use."""
        found: dict[str, list[str]] = {}
        dead = {mount.unit for mount in self.mounts if mount.path in self.there and _dead(mount.path)}
        changed = {os.path.basename(path) for path in self.files.changed}
        for name, unit in self.units.items():
            steps = ["write"] if name in changed else []
            steps += [] if unit.enabled else ["enable"]
            if name in dead:
                steps += ["unmount", "mount"]
            elif not unit.active:
                steps.append("start" if name == RETRY else "mount")
            if steps:
                found[name] = steps
        return found

    def apply(self, steps: Mapping[str, Sequence[str]]) -> None:
        """Takes the steps.

        Raises:
            HostError: A volume could not be mounted.
        """
        self.files.check(predict=False)
        self.files.apply()
        units.control("daemon-reload")
        for mount in self.mounts:
            if "unmount" in steps.get(mount.unit, ()):
                run(["umount", "--lazy", mount.path], what=f"unmount {mount.path}")
        names = list(self.units)
        units.control("enable", "--quiet", *names)
        for name in names:
            if {"mount", "start"} & set(steps.get(name, ())):
                run(["systemctl", "reset-failed", name], check=False)
                try:
                    units.control("start", name)
                except HostError as error:
                    raise units.start_error(name, error) from error
        for mount in self.mounts:
            # In this order: the look waits for a mount that is still to fail, and is then gone from the table.
            if _dead(mount.path) or mount.path not in mounted():
                raise HostError(f"{mount.path}: was mounted and lost at once; see `journalctl -u '{mount.unit}'`")


def _dead(path: str) -> bool:
    """Whether the client's process of a mount is gone, which leaves nothing but errors there."""
    try:
        os.statvfs(path)
    except OSError as error:
        return error.errno == errno.ENOTCONN
    return False


def others(mounts: Sequence[Mount], folder: str = UNITS) -> list[Mount]:
    """The mounts that we made beside these; of their servers, the first one."""
    named = {mount.unit for mount in mounts}
    found = sorted(name for name in os.listdir(folder) if name.endswith(".mount") and name not in named)
    return [mount for mount in (made(os.path.join(folder, name)) for name in found) if mount]


def made(path: str) -> Mount | None:
    """The mount of a unit that we made; None where it is somebody else's, or not there."""
    try:
        with open(path, encoding="utf-8", errors="replace") as text:
            lines = text.readlines()
    except FileNotFoundError:
        return None
    values = dict(line.rstrip("\n").partition("=")[::2] for line in lines)
    server, _dummy, volume = values.get("What", "").partition(":/")
    return Mount(volume, values.get("Where", ""), (server,)) if lines[:1] == [HEAD] else None
