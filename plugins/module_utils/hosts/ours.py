# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What files of ours have in common: their head, and how the addition to a server's unit starts."""

from __future__ import annotations

HEAD = "# Made by maestro.databases; the next run replaces changes made here.\n"


def drop_in(service: str = "", *, unit: str = "", sysctl: str = "") -> str:
    """An addition to the unit of a server that binds named addresses.

    Args:
        service: Lines of the section Service.
        unit: Further lines of the section Unit.
        sysctl: File of kernel settings that the server wants before it starts.
    """
    kernel = (
        "# A container may not set this; the server then says so in its log and runs all the same.\n"
        f"ExecStartPre=-+/usr/lib/systemd/systemd-sysctl {sysctl}\n"
    )
    own = f"{kernel if sysctl else ''}{service}"
    return (
        f"{HEAD}[Unit]\n"
        "# Named addresses can be bound only once they are there.\n"
        "Wants=network-online.target\n"
        "After=network-online.target maestro-databases-firewall.service\n"
        + unit
        + (f"\n[Service]\n{own}" if own else "")
    )
