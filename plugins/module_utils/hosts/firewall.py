# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's firewall for database ports: one nftables table of ours, one chain an engine, one unit that loads them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any

from .command import run
from .problem import HostError
from .service import Service

TABLE = "maestro_databases"
FOLDER = "/etc/maestro/nftables.d"
MAIN = "/etc/maestro/nftables.conf"
UNIT = "maestro-databases-firewall.service"
UNIT_PATH = f"/etc/systemd/system/{UNIT}"
#: The name under which the files wait to be loaded.
SERVICE = "firewall"

_MAIN = f"""\
# Made by maestro.databases; the engines' own rules are in {FOLDER}.
# Loaded as one transaction: no moment without rules. Tables of others are not touched.
table inet {TABLE}
delete table inet {TABLE}
table inet {TABLE} {{
}}
include "{FOLDER}/*.nft"
"""

_UNIT = f"""\
# Made by maestro.databases.
[Unit]
Description=Firewall of the database ports (maestro.databases)
Documentation=man:nft(8)
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target
After=nftables.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f {MAIN}
ExecReload=/usr/sbin/nft -f {MAIN}
# Stopped, it leaves the rules in force, also in the middle of a restart: servers may run.

[Install]
WantedBy=sysinit.target
"""


def sources(allowed: Iterable[str]) -> tuple[list[str], list[str]]:
    """Splits addresses and networks into IPv4 and IPv6, each once, sorted, networks that hold others merged.

    Raises:
        HostError: One of them is neither an address nor a network.
    """
    four: list[ipaddress.IPv4Network] = []
    six: list[ipaddress.IPv6Network] = []
    for text in allowed:
        try:
            network = ipaddress.ip_network(text.strip(), strict=False)
        except ValueError as error:
            raise HostError(f"allowed source '{text}': {error}; write an address or a network") from error
        if isinstance(network, ipaddress.IPv4Network):
            four.append(network)
        else:
            six.append(network)
    return (
        [_short(network) for network in sorted(ipaddress.collapse_addresses(four))],
        [_short(network) for network in sorted(ipaddress.collapse_addresses(six))],
    )


def _short(network: Any) -> str:
    """A network of one address as that address."""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def render(engine: str, ports: Sequence[int], allowed: Iterable[str]) -> str:
    """An engine's chain: its ports are open to loopback and the allowed sources, and to nobody else."""
    four, six = sources(allowed)
    runs = _runs(ports)
    port = runs[0] if len(runs) == 1 else "{ " + ", ".join(runs) + " }"
    lines = [f'tcp dport {port} iifname "lo" accept']
    lines += [f"tcp dport {port} ip saddr {{ {', '.join(four)} }} accept"] if four else []
    lines += [f"tcp dport {port} ip6 saddr {{ {', '.join(six)} }} accept"] if six else []
    lines += [f"tcp dport {port} drop"]
    rules = "".join(f"\t\t{line}\n" for line in lines)
    return (
        f"# Made by maestro.databases: who may reach {engine} on this host.\n"
        f"table inet {TABLE} {{\n"
        f"\tchain {engine} {{\n"
        f"\t\ttype filter hook input priority filter; policy accept;\n"
        f"{rules}"
        "\t}\n"
        "}\n"
    )


def _runs(ports: Sequence[int]) -> list[str]:
    """Ports, those that follow one another as a range."""
    runs: list[list[int]] = []
    for port in sorted(set(ports)):
        if runs and port == runs[-1][-1] + 1:
            runs[-1].append(port)
        else:
            runs.append([port])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def files(engine: str, ports: Sequence[int], allowed: Iterable[str]) -> list[dict[str, Any]]:
    """The files of the firewall, as database_files takes them."""
    common: dict[str, Any] = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE}
    check = "/usr/sbin/nft --check --file %s"
    return [
        {"path": UNIT_PATH, "content": _UNIT, **common},
        # The main file is left out of the check: it includes the others as they stand now.
        {"path": MAIN, "content": _MAIN, **common},
        {"path": f"{FOLDER}/{engine}.nft", "content": render(engine, ports, allowed), "validate": check, **common},
    ]


def service() -> Service:
    """The unit that loads the rules, with the files that wait for it."""
    return Service(name=SERVICE, unit_names=[UNIT], action="reload")


def loaded(engine: str) -> bool:
    """Whether the engine's rules are in force."""
    try:
        shown = run(["nft", "list", "table", "inet", TABLE], check=False, timeout=30)
    except HostError:
        return False
    return any(line.split()[:2] == ["chain", engine] for line in shown.stdout.splitlines())
