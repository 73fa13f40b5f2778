# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each command does."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from . import hosts, images, inventory, keys, machine, network, packagecache, ssh
from .cluster import assets, node
from .cluster.servers import GRACE, Cluster
from .daemon import Daemon
from .errors import LabError
from .lock import lock
from .mirror import mirror
from .paths import cache, folder, run_folder
from .shell import run


def up(options: argparse.Namespace) -> int:
    """Bring hosts up."""
    machine.ensure_root()
    machine.ensure_watches()
    machine.ensure_programs(machine.HOST_PROGRAMS)
    machine.raise_limits()
    if options.kubernetes:
        machine.ensure_programs(machine.KUBERNETES_PROGRAMS)
    prepare: Callable[[], None] = assets.prepare if options.kubernetes else lambda: None
    with ThreadPoolExecutor(max_workers=1) as background:
        # A cold build takes minutes: the hosts come up meanwhile.
        programs = background.submit(prepare)
        booted = _hosts_up(options)
        programs.result()
    if options.kubernetes:
        with lock(f"lab-{options.name}"):
            cluster = Cluster(options.name, network.ensure(options.name))
            cluster.up(controllers=options.controllers)
            for host in booted:
                node.ensure(cluster, host)
    for host in booted:
        print(f"{host.name} {host.release} {host.address}")
    return 0


def _hosts_up(options: argparse.Namespace) -> list[hosts.Host]:
    asked: dict[str, hosts.Wanted] = {}
    for host in options.hosts:
        if asked.setdefault(host.name, host) != host:
            raise LabError(f"host {host.name} is named twice, with two releases", "name it once")
    fresh = frozenset(asked) if "*" in options.fresh else frozenset(options.fresh)
    unknown = fresh - asked.keys()
    with lock(f"lab-{options.name}"):
        for host in hosts.listing(options.name):
            # `up --fresh db1` alone makes db1 again as it was; `up` alone brings dead hosts back.
            if host.name in unknown or (not options.hosts and not host.running):
                asked.setdefault(host.name, hosts.Wanted(host.name, host.release))
        unknown = fresh - asked.keys()
        if unknown:
            raise LabError(f"--fresh {' '.join(sorted(unknown))}: no such host in this lab", "name it as HOST:RELEASE")
        foot = network.ensure(options.name)
        packagecache.ensure(str(foot.gateway), packagecache.PORT, run_folder(options.name))
        booted = hosts.up(options.name, foot, asked.values(), fresh)
        node.restore(Cluster(options.name, foot), hosts.listing(options.name))
    return booted


def down(options: argparse.Namespace) -> int:
    """Take a lab down, whatever state it is in."""
    machine.ensure_root()
    with lock(f"lab-{options.name}"):
        state = run_folder(options.name)
        if shutil.which("podman"):
            hosts.remove_all(options.name)
        for pid_file in state.rglob("*.pid"):
            Daemon(pid_file.stem, pid_file.parent).stop(GRACE)
        Daemon("package-cache", state).stop(GRACE)
        if shutil.which("podman"):
            network.remove(options.name)
        shutil.rmtree(state)
    return 0


def serve_mirror(options: argparse.Namespace) -> int:
    """Serve packages of engines that Debian lacks to the lab's hosts."""
    machine.ensure_root()
    machine.ensure_programs(machine.HOST_PROGRAMS)
    names = mirror.chosen(options.products)
    mirror.ensure(names)
    with lock(f"lab-{options.name}"):
        address = str(network.ensure(options.name).gateway)
        mirror.serve(options.name, address)
        mirror.remember(options.name, mirror.repositories(address, names))
    print(f"http://{address}:{mirror.PORT}/")
    return 0


def status(options: argparse.Namespace) -> int:
    """Show hosts and servers."""
    known = hosts.listing(options.name) if shutil.which("podman") else []
    foot = network.find(options.name) if shutil.which("podman") else None
    servers = {
        pid_file.stem: Daemon(pid_file.stem, pid_file.parent).pid()
        for pid_file in sorted((cache() / "run" / options.name).rglob("*.pid"))
    }
    if options.json:
        found = {
            "name": options.name,
            "network": str(foot.addresses) if foot else None,
            "gateway": str(foot.gateway) if foot else None,
            "hosts": {
                host.name: {"release": host.release, "address": str(host.address), "state": host.state, "pid": host.pid}
                for host in known
            },
            "servers": servers,
        }
        print(json.dumps(found, indent=2))
        return 0
    if not foot and not known:
        print(f"lab {options.name} is down")
        return 0
    print(f"lab {options.name}: network {foot.addresses if foot else 'missing'}")
    for host in known:
        print(f"  {host.name:<20} {host.release:<10} {host.address!s:<15} {host.state}")
    for server, pid in servers.items():
        print(f"  {server:<20} {f'pid {pid}' if pid else 'dead'}")
    return 0


def listing(_options: argparse.Namespace) -> int:
    """Show the labs that there are."""
    # Also those of which a killed run left no more than a folder, so that `down` can be told of them.
    found = {path.name for path in folder("run").iterdir()}
    if shutil.which("podman"):
        command = ["podman", "network", "ls", "--filter", f"label={network.LABEL}", "--format", "{{.Name}}"]
        found |= {name.removeprefix(network.PREFIX) for name in run(command).stdout.split()}
    for lab in sorted(found):
        print(lab)
    return 0


def ssh_to(options: argparse.Namespace) -> int:
    """Become ssh."""
    host = hosts.find(options.name, options.host)
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    # As ssh does: one word is a shell line; several are an argument list, kept apart.
    line = words if len(words) < 2 else [shlex.join(words)]
    terminal = ["-t"] if not words and sys.stdin.isatty() else []
    command = ssh.command(host.address)
    argv = [command[0], *terminal, *command[1:], *line]
    sys.stdout.flush()
    os.execvp(argv[0], argv)


def print_inventory(options: argparse.Namespace) -> int:
    """Print the inventory of the hosts that run."""
    running = [host for host in hosts.listing(options.name) if host.running]
    repositories = mirror.known(options.name)
    text = inventory.render(running, keys.private_key(), (*ssh.OPTIONS, *ssh.control_options()), repositories)
    print(text, end="")
    return 0


def reboot(options: argparse.Namespace) -> int:
    """Restart a host."""
    with lock(f"lab-{options.name}"):
        host = hosts.reboot(options.name, options.host)
        foot = network.find(options.name)
        if foot:
            node.restore(Cluster(options.name, foot), [host])
    return 0


def build_images(options: argparse.Namespace) -> int:
    """Build images ahead of their first use."""
    machine.ensure_root()
    machine.ensure_programs(machine.HOST_PROGRAMS)
    for release in options.releases or images.RELEASES:
        print(images.ensure(release))
    return 0


def prepare(_options: argparse.Namespace) -> int:
    """Fetch and build all that hosts, clusters and mirror are made from, ahead of their first use."""
    machine.ensure_root()
    machine.ensure_programs({**machine.HOST_PROGRAMS, **machine.KUBERNETES_PROGRAMS})
    for release in images.RELEASES:
        images.ensure(release)
    assets.prepare()
    assets.controllers()
    mirror.ensure(mirror.chosen([]))
    return 0
