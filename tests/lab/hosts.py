# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a lab: containers that boot systemd, known by their labels and by nothing else."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TypeVar

from . import images, keys, machine, packagecache, ssh, subnet
from .errors import LabError, last_lines
from .network import LABEL, PREFIX, Network
from .shell import run

T = TypeVar("T")

HOST_LABEL = "maestro.lab.host"
RELEASE_LABEL = "maestro.lab.release"
ADDRESS_LABEL = "maestro.lab.address"
BOOT_TIMEOUT = 90.0

# Runs before systemd at every start of the container; $1 is the public key, $2 the lines for apt.
PREPARE = r"""
# Each boot has an identity of its own, as on a real host: who reboots one waits for it to change.
cat /proc/sys/kernel/random/uuid > /run/boot-id
mount --bind /run/boot-id /proc/sys/kernel/random/boot_id
[ -z "$UNIFY" ] || { umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup; }
mkdir -p -m 0700 /root/.ssh
echo "$1" > /root/.ssh/authorized_keys
echo "$2" > /etc/apt/apt.conf.d/00lab-package-cache
[ -e /etc/ssh/ssh_host_ed25519_key ] || {
    ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
    touch /var/lib/apt/lists
}
unset UNIFY
exec /sbin/init
"""


@dataclass(frozen=True)
class Host:
    """One host, as podman sees it."""

    name: str
    release: str
    address: IPv4Address
    state: str
    pid: int
    container: str

    @property
    def running(self) -> bool:
        """Whether its container runs (not whether it has booted)."""
        return self.state == "running"


@dataclass(frozen=True)
class Wanted:
    """A host that the user asks for."""

    name: str
    release: str


def container(lab: str, host: str) -> str:
    """Return the name of a host's container."""
    return f"{PREFIX}{lab}-{host}"


def listing(lab: str) -> list[Host]:
    """Return the hosts of a lab, by name, in whatever state they are."""
    done = run(["podman", "ps", "--all", "--filter", f"label={LABEL}={lab}", "--format", "json"], what="list hosts")
    found = []
    for entry in json.loads(done.stdout or "[]"):
        labels = entry["Labels"]
        if not {HOST_LABEL, RELEASE_LABEL, ADDRESS_LABEL} <= labels.keys():
            continue
        found.append(
            Host(
                name=labels[HOST_LABEL],
                release=labels[RELEASE_LABEL],
                address=IPv4Address(labels[ADDRESS_LABEL]),
                state=entry["State"],
                pid=entry["Pid"],
                container=entry["Names"][0],
            )
        )
    return sorted(found, key=lambda host: host.name)


def find(lab: str, name: str) -> Host:
    """Return a running host, or say what there is instead."""
    known = listing(lab)
    for host in known:
        if host.name == name:
            if host.running:
                return host
            raise LabError(f"host {name} of lab {lab} is {host.state}", f"lab --name {lab} up {name}")
    names = ", ".join(host.name for host in known) or "none"
    raise LabError(f"lab {lab} has no host {name} (there is: {names})", f"lab --name {lab} up {name}:bookworm")


def up(lab: str, network: Network, wanted: Iterable[Wanted], fresh: frozenset[str] = frozenset()) -> list[Host]:
    """Make what is missing, replace what is dead or to be fresh, leave the rest; return those asked for, booted."""
    asked = {host.name: host for host in wanted}
    present = {host.name: host for host in listing(lab)}
    for name, host in asked.items():
        found = present.get(name)
        if found and found.running and found.release != host.release and name not in fresh:
            raise LabError(
                f"host {name} of lab {lab} is {found.release}, not {host.release}",
                f"`up --fresh {name} {name}:{host.release}` replaces it, with all that is on it",
            )
    kept = {name for name in asked if name in present and present[name].running and name not in fresh}
    gone = [present[name] for name in asked if name in present and name not in kept]
    remove(gone)
    addresses = {host.address for host in present.values() if host not in gone}
    missing: list[tuple[Wanted, IPv4Address]] = []
    for name, host in asked.items():
        if name not in kept:
            address = subnet.next_address(network.addresses, addresses)
            addresses.add(address)
            missing.append((host, address))
    for release in sorted({host.release for host, _address in missing}):
        images.ensure(release)
    _at_once(lambda pair: create(lab, network, *pair), missing)
    booted = [host for host in listing(lab) if host.name in asked]
    _at_once(wait_booted, booted)
    return booted


def create(lab: str, network: Network, host: Wanted, address: IPv4Address) -> None:
    """Start a host's container."""
    name = container(lab, host.name)
    # A container that was half made by a killed run may have the name but not yet the labels.
    run(["podman", "rm", "--force", "--time", "0", "--ignore", name], what=f"replace {name}")
    unify = not machine.unified_cgroups()
    direct = f'Acquire::http::Proxy::{network.gateway} "DIRECT";'
    proxy = f'Acquire::http::Proxy "http://{network.gateway}:{packagecache.PORT}"; Acquire::https::Proxy "DIRECT";'
    argv = ["podman"]
    # On a hybrid cgroup v1 mount crun refuses what runc does.
    argv += ["--runtime", machine.path_of("runc")] if unify else []
    argv += ["run", "--detach", "--name", name, "--hostname", host.name]
    argv += ["--network", network.name, "--ip", str(address), "--mac-address", subnet.mac(address)]
    argv += ["--network-alias", host.name]
    argv += ["--label", f"{LABEL}={lab}", "--label", f"{HOST_LABEL}={host.name}"]
    argv += ["--label", f"{RELEASE_LABEL}={host.release}", "--label", f"{ADDRESS_LABEL}={address}"]
    argv += ["--privileged", "--systemd=always", "--pids-limit=0", "--restart=always"]
    argv += ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=10000:10000"]
    argv += ["--env", f"UNIFY={'yes' if unify else ''}"]
    argv += [images.reference(host.release), "sh", "-c", PREPARE, "prepare", keys.public_key(), f"{proxy} {direct}"]
    run(argv, what=f"start host {host.name}", mend="`podman ps -a` and `podman logs` of that container say more")


def wait_booted(host: Host) -> None:
    """Return once systemd has started everything and SSH answers."""
    deadline = time.monotonic() + BOOT_TIMEOUT
    command = ssh.command(host.address, "-o ConnectTimeout=1")
    while time.monotonic() < deadline:
        done = run([*command, "systemctl is-system-running --wait"], check=False, timeout=BOOT_TIMEOUT)
        said = done.stdout.strip()
        if said == "degraded":
            print(f"host {host.name} runs, but some of it failed:\n{_ask_systemd(host)}", file=sys.stderr)
        if said in ("running", "degraded"):
            return
        time.sleep(0.1)
    raise LabError(
        f"host {host.name} ({host.container}) has not booted after {BOOT_TIMEOUT:.0f} s",
        f"`up --fresh {host.name}` replaces it; `podman exec -it {host.container} journalctl -b` says more",
        f"{done.stderr.strip()}\n{_ask_systemd(host)}",
    )


def _ask_systemd(host: Host) -> str:
    """Return what failed and what is still being started, asked not over SSH, which may be what failed."""
    script = (
        "systemctl --failed --no-legend --plain; systemctl list-jobs --no-legend; ps -o pid,stat,args -e | head -40"
    )
    done = run(["podman", "exec", host.container, "sh", "-c", script], check=False, timeout=20)
    return last_lines(done.stdout + done.stderr, 40)


def reboot(lab: str, name: str) -> Host:
    """Restart a host; it keeps its address and its disk."""
    host = find(lab, name)
    ssh.forget(host.address)
    run(["podman", "restart", "--time", "60", host.container], what=f"reboot {name}")
    host = find(lab, name)
    wait_booted(host)
    return host


def remove(gone: list[Host]) -> None:
    """Remove hosts."""
    for host in gone:
        ssh.forget(host.address)
    _remove_containers([host.container for host in gone])


def remove_all(lab: str) -> None:
    """Remove every container of a lab, complete or not."""
    remove(listing(lab))
    command = ["podman", "ps", "--all", "--filter", f"label={LABEL}={lab}", "--format", "{{.Names}}"]
    _remove_containers(run(command, what="list hosts").stdout.split())


def _remove_containers(names: list[str]) -> None:
    # With their anonymous volumes, and without waiting for their systemd.
    if names:
        run(["podman", "rm", "--force", "--time", "0", "--volumes", *names], what="remove hosts")


def _at_once(action: Callable[[T], object], items: list[T]) -> None:
    if items:
        with ThreadPoolExecutor(max_workers=min(8, len(items))) as pool:
            list(pool.map(action, items))
