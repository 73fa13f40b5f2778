# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The podman network of a lab, and the machine's foot in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_network
from typing import Any

from . import subnet
from .lock import lock
from .shell import output, run

PREFIX = "maestro-lab-"
LABEL = "maestro.lab"


@dataclass(frozen=True)
class Network:
    """A lab's network."""

    name: str
    bridge: str
    addresses: IPv4Network

    @property
    def gateway(self) -> IPv4Address:
        """The machine's own address there."""
        return subnet.gateway(self.addresses)


def find(lab: str) -> Network | None:
    """Return the network of a lab, if it has one."""
    done = run(["podman", "network", "inspect", PREFIX + lab], check=False)
    if done.returncode != 0:
        return None
    found = json.loads(done.stdout)[0]
    return Network(found["name"], found["network_interface"], IPv4Network(found["subnets"][0]["subnet"]))


def ensure(lab: str) -> Network:
    """Return the network of a lab, made when missing, with its bridge up."""
    network = find(lab)
    if network is None:
        with lock("network"):
            addresses = subnet.choose(lab, taken())
            argv = ["podman", "network", "create", "--subnet", str(addresses), "--gateway", str(addresses[1])]
            run([*argv, "--label", f"{LABEL}={lab}", PREFIX + lab], what=f"make the network of {lab}")
        network = find(lab)
        assert network is not None
    hold_bridge(network)
    return network


def taken() -> list[IPv4Network]:
    """Return every network that podman or the kernel knows."""
    networks = json.loads(output(["podman", "network", "ls", "--format", "json"]) or "[]")
    found = [ip_network(part["subnet"]) for network in networks for part in network.get("subnets") or []]
    routes: list[dict[str, Any]] = json.loads(output(["ip", "-j", "-4", "route", "show", "table", "all"]) or "[]")
    found += [ip_network(route["dst"], strict=False) for route in routes if route["dst"] != "default"]
    return [network for network in found if isinstance(network, IPv4Network)]


def anchor(network: Network) -> str:
    """Return the name of the idle port that keeps the bridge when no host runs."""
    return f"{network.bridge}-keep"


def hold_bridge(network: Network) -> None:
    """Bring the bridge up before the first host, and keep it: the lab's own servers listen on its address."""
    links = {link["ifname"] for link in json.loads(output(["ip", "-j", "link"]))}
    what = f"bring up the bridge of {network.name}"
    if network.bridge not in links:
        run(["ip", "link", "add", network.bridge, "type", "bridge"], what=what)
    if anchor(network) not in links:
        # A pair rather than a dummy device: podman itself needs veth, so the kernel has it.
        run(["ip", "link", "add", anchor(network), "type", "veth", "peer", f"{network.bridge}-idle"], what=what)
        run(["ip", "link", "set", f"{network.bridge}-idle", "up"], what=what)
    run(["ip", "link", "set", anchor(network), "master", network.bridge, "up"], what=what)
    address = f"{network.gateway}/{network.addresses.prefixlen}"
    run(["ip", "address", "replace", address, "dev", network.bridge], what=what)
    run(["ip", "link", "set", network.bridge, "up"], what=what)


def remove(lab: str) -> None:
    """Remove the network of a lab and its bridge."""
    network = find(lab)
    if network is None:
        return
    run(["podman", "network", "rm", "-f", network.name], what=f"remove the network of {lab}")
    run(["ip", "link", "delete", anchor(network)], check=False)
    run(["ip", "link", "delete", network.bridge], check=False)
