# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pod may reach of a database, for clusters that let nothing out by default."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_DNS_NAMESPACE = {"kubernetes.io/metadata.name": "kube-system"}


def _ports(first: int, last: int) -> dict[str, Any]:
    return {"protocol": "TCP", "port": first, **({"endPort": last} if last > first else {})}


def egress(pods: Mapping[str, str], ways: Iterable[tuple[Sequence[str], Sequence[tuple[int, int]]]]) -> dict[str, Any]:
    """The rules of a NetworkPolicy: to the database, and to the cluster's DNS without which its name is nothing.

    Args:
        pods: Labels of the pods. Once a policy selects a pod, all that no policy allows is closed to it.
        ways: Addresses of hosts, and ranges of their ports. Most clusters compare addresses after the Service's was
            replaced.
    """
    hosts = [
        {
            "to": [{"ipBlock": {"cidr": str(ipaddress.ip_network(address))}} for address in addresses],
            "ports": [_ports(*ports) for ports in ranges],
        }
        for addresses, ranges in ways
        if addresses
    ]
    dns = [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]
    return {
        "podSelector": {"matchLabels": dict(pods)},
        "policyTypes": ["Egress"],
        "egress": [
            *hosts,
            {"to": [{"namespaceSelector": {"matchLabels": _DNS_NAMESPACE}}], "ports": dns},
        ],
    }
