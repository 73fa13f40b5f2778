# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a GlusterFS server that are ours; the vendor's stay as they are."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts import firewall
from ..hosts.ours import HEAD, guard
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from .bricks import PORTS

SERVICE = "glusterfs"
VOLFILE = "/etc/maestro/glusterd.vol"


def volfile(server: Placed, address: str, brick_ports: Sequence[int]) -> str:
    """The options of glusterd: the package's own ones, with addresses and ports named.

    The bricks and all helpers follow its address.
    """
    options = {
        "working-directory": server.data_directory,
        "transport-type": "socket",
        "transport.socket.keepalive-time": 10,
        "transport.socket.keepalive-interval": 2,
        "transport.socket.read-fail-log": "off",
        "transport.socket.listen-port": server.port,
        "transport.socket.bind-address": address,
        "ping-timeout": 0,
        "event-threads": 1,
        "base-port": brick_ports[0],
        "max-port": brick_ports[-1],
    }
    lines = "".join(f"    option {name} {value}\n" for name, value in options.items())
    return f"{HEAD}volume management\n    type mgmt/glusterd\n{lines}end-volume\n"


def unit_drop_in() -> str:
    """Additions to the server's unit.

    Some releases start it before the network is online, and a drop-in cannot take that back: a start that finds no
    address to bind is tried again.
    """
    return (
        f"{HEAD}[Unit]\n"
        f"After={firewall.UNIT}\n"
        "StartLimitIntervalSec=300\n"
        "StartLimitBurst=60\n"
        "\n"
        "[Service]\n"
        f"{guard(SERVICE)}"
        "ExecStart=\n"
        f"ExecStart=/usr/sbin/glusterd --pid-file=/run/glusterd.pid --volfile={VOLFILE} --log-level INFO\n"
        "Restart=on-failure\n"
        "RestartSec=3\n"
        "NoNewPrivileges=true\n"
    )


def files(
    server: Placed,
    *,
    listen_addresses: Sequence[str],
    given: Mapping[str, Any] | None = None,
    brick_ports: Sequence[int] = PORTS,
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: The one address to bind; glusterd binds either one or all.
        given: Nothing; what users set are options of volumes.
        brick_ports: The first and the last port that bricks may take.

    Raises:
        HostError: The values cannot be put into force.
    """
    problems = [] if not given else ["glusterfs has no settings of its server; options of volumes are their own"]
    if len(listen_addresses) != 1:
        problems.append("glusterfs_address: name one address; glusterd binds either one or all")
    problems += [f"glusterfs_address: {text}" for text in map(_fault, listen_addresses) if text]
    if len(brick_ports) != 2 or not 1023 < brick_ports[0] <= brick_ports[-1] < 65536:
        problems.append("glusterfs_brick_ports: name the first and the last, above 1023")
    if problems:
        raise HostError("\n".join(problems))
    root = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE, "early": True}
    return [
        {"path": VOLFILE, "content": volfile(server, listen_addresses[0], brick_ports), **root},
        {"path": f"/etc/systemd/system/{server.unit}.service.d/maestro.conf", "content": unit_drop_in(), **root},
    ]


def _fault(text: str) -> str:
    """Why this is no address of a server; empty where it is one."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return f"'{text}': write an address"
    if address.version == 6:
        return f"{text}: IPv6 was never tried with GlusterFS here; use an IPv4 address"
    if address.is_loopback or address.is_unspecified:
        return f"{text}: the others know the server by it; use one of the host's own addresses"
    return ""
