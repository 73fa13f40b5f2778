# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a lab host a node: kube-proxy in its network namespace, and a way out for pods, so that they reach Services."""

from __future__ import annotations

import os

from .. import hosts
from ..errors import LabError
from ..shell import run
from . import assets
from .pod import RANGE
from .servers import GRACE, PROXY_USER, Cluster

PREFIX = "kube-proxy-"
# Other hosts see pods by their node's address.
PODS = f"""
add table ip lab-pods
flush table ip lab-pods
table ip lab-pods {{
    chain postrouting {{
        type nat hook postrouting priority srcnat;
        ip saddr {RANGE} ip daddr != {RANGE} masquerade
    }}
}}
"""


def ensure(cluster: Cluster, host: hosts.Host) -> None:
    """Leave the Node object and a proxy that works on the host's present network namespace."""
    cluster.require()
    path = f"/api/v1/nodes/{host.name}"
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": host.name}}
    addresses = [{"type": "InternalIP", "address": str(host.address)}, {"type": "Hostname", "address": host.name}]
    cluster.api.apply(path, node)
    cluster.api.apply(f"{path}/status", {**node, "status": {"addresses": addresses}})
    inside = ["nsenter", "-t", str(host.pid), "-n"]
    run([*inside, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"], what=f"let pods on {host.name} out")
    run([*inside, "nft", "-f", "-"], stdin=PODS, what=f"let pods on {host.name} out")
    argv = [
        *inside,
        *assets.proxy(),
        f"--kubeconfig={cluster.config_for(PROXY_USER)}",
        "--proxy-mode=nftables",
        f"--hostname-override={host.name}",
        "--conntrack-max-per-core=0",
        "--conntrack-tcp-timeout-established=0",
        "--conntrack-tcp-timeout-close-wait=0",
        "--healthz-bind-address=127.0.0.1:10256",
        "--metrics-bind-address=127.0.0.1:10249",
    ]

    def ready() -> bool:
        table = run([*inside, "nft", "list", "map", "ip", "kube-proxy", "service-ips"], check=False)
        return table.returncode == 0 and "10.96.0.1 " in table.stdout

    daemon = cluster.daemon(f"{PREFIX}{host.name}")
    daemon.ensure(argv, ready=ready, digest=_namespace(host), grace=GRACE, timeout=40)


def restore(cluster: Cluster, running: list[hosts.Host]) -> None:
    """Bring back the proxies of hosts that were nodes before they were restarted or replaced."""
    were = {pid_file.stem.removeprefix(PREFIX) for pid_file in cluster.folder.glob(f"{PREFIX}*.pid")}
    if not were or not cluster.running():
        return
    for host in running:
        if host.name in were and host.running:
            ensure(cluster, host)


def _namespace(host: hosts.Host) -> str:
    """Return the identity of a host's network namespace, which a restart changes."""
    try:
        return os.readlink(f"/proc/{host.pid}/ns/net")
    except OSError as error:
        raise LabError(f"host {host.name} ended meanwhile", f"lab up {host.name}") from error
