# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What files of ours have in common: their head, and how the addition to a server's unit starts."""

from __future__ import annotations

from . import firewall

HEAD = "# Made by maestro.databases; the next run replaces changes made here.\n"


def guard(engine: str) -> str:
    """The line of a unit that starts no server without its rules: they are loaded if they are not in force.

    A dependency on the firewall's unit would stop servers together with it.
    """
    there = f"/usr/sbin/nft list chain inet {firewall.TABLE} {engine} >/dev/null"
    return (
        "# Nobody reaches it whom the firewall does not let in.\n"
        f"ExecStartPre=+/bin/sh -c '{there} 2>&1 || {{ /usr/sbin/nft -f {firewall.MAIN}; {there}; }}'\n"
    )


def confined(*written: str) -> str:
    """Lines of the section Service that keep a server from what it does not need.

    Args:
        written: Folders that it writes to besides those of its package.
    """
    lines = "NoNewPrivileges=true\nPrivateTmp=true\nProtectHome=true\nProtectSystem=full\n"
    return f"{lines}ReadWritePaths={' '.join(written)}\n" if written else lines


def drop_in(engine: str, service: str = "", *, unit: str = "", sysctl: str = "") -> str:
    """An addition to the unit of a server that binds named addresses.

    Args:
        engine: Its engine, which the firewall's rules are called after.
        service: Lines of the section Service.
        unit: Further lines of the section Unit.
        sysctl: File of kernel settings that the server wants before it starts.
    """
    kernel = (
        "# A container may not set this; the server then says so in its log and runs all the same.\n"
        f"ExecStartPre=-+/usr/lib/systemd/systemd-sysctl {sysctl}\n"
    )
    return (
        f"{HEAD}[Unit]\n"
        "# Named addresses can be bound only once they are there.\n"
        "Wants=network-online.target\n"
        f"After=network-online.target {firewall.UNIT}\n"
        f"{unit}\n"
        "[Service]\n"
        f"{guard(engine)}{kernel if sysctl else ''}{service}"
    )
