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
UNIT = "maestro-names.service"
#: What the files wait under: for a restart, and for a signal that loses no query.
SERVER = "names"
RECORDS = "names-records"

_UNIT = f"""{HEAD}[Unit]
Description=Names of databases (maestro.databases)
Documentation=man:dnsmasq(8)
Wants=network-online.target nss-lookup.target
Before=nss-lookup.target
After=network-online.target

[Service]
ExecStartPre=/usr/sbin/dnsmasq --test --conf-file={FOLDER}/dnsmasq.conf
ExecStart=/usr/sbin/dnsmasq --keep-in-foreground --conf-file={FOLDER}/dnsmasq.conf
ExecReload=+/bin/kill -HUP $MAINPID
Restart=on-failure
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


def config(listen: Sequence[str], ttl: int) -> str:
    """The server's configuration, the same for all applications of a host.

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
            "# Addresses of containers' networks come and go.\n",
            "bind-dynamic\n",
            *(f"listen-address={address}\n" for address in listen),
            "# What is no name of ours goes to the host's own servers.\n",
            "resolv-file=/etc/resolv.conf\n",
            "no-hosts\n",
            f"conf-dir={FOLDER}/domains,*.conf\n",
            f"addn-hosts={FOLDER}/records\n",
            f"local-ttl={ttl}\n",
            f"neg-ttl={ttl}\n",
        )
    )


def files(
    application: str, environment: str, domain: str, known: Iterable[Name], listen: Sequence[str], ttl: int
) -> list[dict[str, Any]]:
    """The files, as M(maestro.databases.database_files) takes them.

    Raises:
        ValueError: An address to listen on cannot be one.
    """
    own = f"{application}-{environment}"
    records = HEAD + "".join(f"{name.address} {name.name}\n" for name in known)
    return [
        {"path": f"/etc/systemd/system/{UNIT}", "content": _UNIT, "mode": "0644", "notify": SERVER},
        *({"path": f"{FOLDER}{below}", "state": "directory", "mode": "0755"} for below in ("", "/domains", "/records")),
        {"path": f"{FOLDER}/dnsmasq.conf", "content": config(listen, ttl), "mode": "0644", "notify": SERVER},
        {
            "path": f"{FOLDER}/domains/{own}.conf",
            "content": f"{HEAD}# Nobody else is asked about it.\nlocal=/{domain}/\n",
            "mode": "0644",
            "notify": SERVER,
        },
        {"path": f"{FOLDER}/records/{own}.hosts", "content": records, "mode": "0644", "notify": RECORDS},
    ]
