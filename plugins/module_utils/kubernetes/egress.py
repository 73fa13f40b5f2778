# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pod may reach of a database, for clusters that let nothing out by default."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

_DNS_NAMESPACE = {"kubernetes.io/metadata.name": "kube-system"}


def egress(pods: Mapping[str, str], addresses: Iterable[str], port: int) -> dict[str, Any]:
    """The rules of a NetworkPolicy: to the database, and to the cluster's DNS without which its name is nothing.

    Args:
        pods: Labels of the pods. Once a policy selects a pod, all that no policy allows is closed to it.
        addresses: Those of the hosts. Most clusters compare them after the Service's address was replaced.
        port: The database's.
    """
    hosts = [{"ipBlock": {"cidr": str(ipaddress.ip_network(address))}} for address in addresses]
    dns = [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]
    return {
        "podSelector": {"matchLabels": dict(pods)},
        "policyTypes": ["Egress"],
        "egress": [
            {"to": hosts, "ports": [{"protocol": "TCP", "port": port}]},
            {"to": [{"namespaceSelector": {"matchLabels": _DNS_NAMESPACE}}], "ports": dns},
        ],
    }
