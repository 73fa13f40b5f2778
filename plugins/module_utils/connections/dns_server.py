# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the DNS server that knows the names: dnsmasq under a unit of ours, on named addresses."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any

from ..hosts.ours import HEAD
from .dns_names import Name

FOLDER = "/etc/maestro/names"
#: A file an application; whose is there has names on the host.
DOMAINS = f"{FOLDER}/domains"
RECORDS_FOLDER = f"{FOLDER}/records"
CONFIG = f"{FOLDER}/dnsmasq.conf"
UNIT = "maestro-names.service"
DROP_INS = f"/etc/systemd/system/{UNIT}.d"
#: The link that is there where systemd-resolved asks the server; it goes with the server.
LINK = "maestro-names"
#: What the files wait under: for a restart, and for a signal that loses no query.
SERVER = "names"
RECORDS = "names-records"
#: Options of a module that say whose names they are.
OWNER: dict[str, Any] = {
    "application": {"type": "str", "required": True},
    "environment": {"type": "str", "required": True},
}

_UNIT = f"""{HEAD}[Unit]
Description=Names of databases (maestro.databases)
Documentation=man:dnsmasq(8)
Wants=network-online.target nss-lookup.target
Before=nss-lookup.target
After=network-online.target
# Whatever has it fail now may be over in a minute, and nobody finds a database until it runs.
StartLimitIntervalSec=0

[Service]
ExecStartPre=/usr/sbin/dnsmasq --test --conf-file={CONFIG}
ExecStart=/usr/sbin/dnsmasq --keep-in-foreground --conf-file={CONFIG}
ExecReload=+/bin/kill -HUP $MAINPID
ExecStopPost=-+/bin/sh -c '[ ! -e /sys/class/net/{LINK} ] || ip link delete {LINK}'
Restart=on-failure
RestartSec=1
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_NET_ADMIN CAP_NET_RAW CAP_SETUID CAP_SETGID CAP_CHOWN

[Install]
WantedBy=multi-user.target
"""


def owner(application: str, environment: str) -> str:
    """What an application's files are called."""
    return f"{application}-{environment}"


def domain_path(own: str) -> str:
    """The file with an application's domain."""
    return f"{DOMAINS}/{own}.conf"


def addresses_path(own: str) -> str:
    """The file with what an application adds to the unit."""
    return f"{DROP_INS}/{own}.conf"


def records_path(own: str) -> str:
    """The file with an application's names."""
    return f"{RECORDS_FOLDER}/{own}.hosts"


def config(ttl: int) -> str:
    """The server's configuration, the same for all applications of a host."""
    return "".join(
        (
            HEAD,
            "# Addresses of containers' networks come and go.\n",
            "bind-dynamic\n",
            "# What is no name of ours goes to the host's own servers, in their order: the first may know more.\n",
            "resolv-file=/etc/resolv.conf\n",
            "strict-order\n",
            "no-hosts\n",
            f"conf-dir={DOMAINS},*.conf\n",
            f"addn-hosts={RECORDS_FOLDER}\n",
            f"local-ttl={ttl}\n",
            f"neg-ttl={ttl}\n",
        )
    )


def domain_file(domain: str, listen: Sequence[str]) -> str:
    """What one application adds: its domain, and the addresses on which it wants to be answered.

    Raises:
        ValueError: An address is none, or is one that stands for all.
    """
    for address in listen:
        if ipaddress.ip_address(address).is_unspecified:
            raise ValueError(f"{address} stands for all addresses; name those that are to be asked")
    if not listen:
        raise ValueError("no address to listen on")
    return "".join(
        (
            HEAD,
            "# Nobody else is asked about it.\n",
            f"local=/{domain}/\n",
            *(f"listen-address={address}\n" for address in listen),
        )
    )


def addresses_file(listen: Sequence[str]) -> str:
    """What an application adds to the unit: the addresses of loopback that no interface has.

    Such a one the server would bind once more whenever an interface comes, until it has no file descriptors left.
    """
    own = [address for address in listen if ipaddress.ip_address(address).is_loopback]
    lines = [
        line
        for address in own
        if address not in ("127.0.0.1", "::1")
        for line in (
            f"ExecStartPre=-+ip address replace {address}/32 dev lo\n",
            f"ExecStopPost=-+ip address delete {address}/32 dev lo\n",
        )
    ]
    return "".join((HEAD, "[Service]\n", *lines))


def files(
    application: str, environment: str, domain: str, known: Iterable[Name], listen: Sequence[str], ttl: int
) -> list[dict[str, Any]]:
    """The files, as M(maestro.databases.database_files) takes them.

    Raises:
        ValueError: An address to listen on cannot be one.
    """
    own = owner(application, environment)
    records = HEAD + "".join(f"{name.address} {name.name}\n" for name in known)
    return [
        {"path": f"/etc/systemd/system/{UNIT}", "content": _UNIT, "mode": "0644", "notify": SERVER},
        *({"path": path, "state": "directory", "mode": "0755"} for path in (FOLDER, DOMAINS, RECORDS_FOLDER)),
        {"path": CONFIG, "content": config(ttl), "mode": "0644", "notify": SERVER},
        {
            "path": domain_path(own),
            "content": domain_file(domain, listen),
            "mode": "0644",
            "notify": SERVER,
        },
        {"path": addresses_path(own), "content": addresses_file(listen), "mode": "0644", "notify": SERVER},
        {"path": records_path(own), "content": records, "mode": "0644", "notify": RECORDS},
    ]
