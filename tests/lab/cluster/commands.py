# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each command about Kubernetes does."""

from __future__ import annotations

import argparse
import json
import os

from .. import hosts, machine, network
from ..daemon import Daemon
from ..errors import LabError
from ..lock import lock
from . import assets, node, pod, publisher
from .servers import Cluster


def of(lab: str) -> Cluster:
    """Return the cluster of a lab whose network is there."""
    found = network.find(lab)
    if found is None:
        raise LabError(f"lab {lab} is down", f"lab --name {lab} up … or lab --name {lab} kubernetes up")
    return Cluster(lab, found)


def up(options: argparse.Namespace) -> int:
    """Bring the servers up."""
    machine.ensure_root()
    machine.ensure_programs(machine.HOST_PROGRAMS | machine.KUBERNETES_PROGRAMS)
    # Before the lab's own lock: a build may take minutes, and hosts need not wait for it.
    assets.prepare()
    with lock(f"lab-{options.name}"):
        cluster = Cluster(options.name, network.ensure(options.name))
        cluster.up(controllers=options.controllers)
        node.restore(cluster, hosts.listing(options.name))
    print(cluster.admin)
    return 0


def down(options: argparse.Namespace) -> int:
    """End the servers; hosts stay."""
    machine.ensure_root()
    with lock(f"lab-{options.name}"):
        if network.find(options.name):
            of(options.name).down()
    return 0


def status(options: argparse.Namespace) -> int:
    """Show the servers; succeed only when the API is ready."""
    cluster = of(options.name)
    ready = cluster.folder.exists() and cluster.running()
    servers = {
        pid_file.stem: Daemon(pid_file.stem, cluster.folder).pid() for pid_file in sorted(cluster.folder.glob("*.pid"))
    }
    if options.json:
        found = {"ready": ready, "server": cluster.server, "kubeconfig": str(cluster.admin), "servers": servers}
        print(json.dumps(found, indent=2))
    else:
        print(f"{cluster.server} {'ready' if ready else 'not ready'}")
        for name, pid in servers.items():
            print(f"  {name:<26} {f'pid {pid}' if pid else 'dead'}")
    return 0 if ready else 1


def kubeconfig(options: argparse.Namespace) -> int:
    """Print a kubeconfig, or its path."""
    cluster = of(options.name)
    cluster.require()
    path = publisher.config(cluster, options.namespace, options.role) if options.namespace else cluster.admin
    print(path if options.path else path.read_text(), end="\n" if options.path else "")
    return 0


def make_node(options: argparse.Namespace) -> int:
    """Make hosts nodes."""
    with lock(f"lab-{options.name}"):
        cluster = of(options.name)
        cluster.require()
        for host in options.hosts:
            node.ensure(cluster, hosts.find(options.name, host))
    return 0


def build(options: argparse.Namespace) -> int:
    """Fetch and build the programs ahead of their first use."""
    assets.prepare()
    assets.kubectl()
    if options.controllers:
        assets.controllers()
    return 0


def in_pod(options: argparse.Namespace) -> int:
    """Become a command in a pod."""
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    if not words:
        raise LabError("lab pod needs a command", "lab pod HOST sh")
    host = hosts.find(options.name, options.host)
    given = {"secrets": options.mount, "variables": options.env_from}
    pod.execute(of(options.name), host, options.namespace, words, inside=options.inside, **given)


def kubectl(options: argparse.Namespace) -> int:
    """Become kubectl, as the administrator."""
    cluster = of(options.name)
    cluster.require()
    program = str(assets.kubectl())
    os.execve(program, [program, *options.words], {**os.environ, "KUBECONFIG": str(cluster.admin)})
