# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's own resolver: asks the server of the names, and goes on to the host's other servers."""

from __future__ import annotations

import os

from ..hosts import units
from ..hosts.files import Wanted
from ..hosts.ours import HEAD
from .dns_server import DOMAINS, DROP_INS, FOLDER, LINK, SERVER, UNIT

RESOLV = "/etc/resolv.conf"
RESOLVED = "systemd-resolved.service"
#: Notices what writes `/etc/resolv.conf` anew, such as a DHCP client.
WATCHER = "maestro-names-resolver.path"
SCRIPT = f"{FOLDER}/resolver.sh"
#: Of the files that have the resolver ask, the one that is written and taken away last.
DROP_IN = f"{DROP_INS}/resolver.conf"
_BEGIN, _END = (f"# {word} maestro.databases\n" for word in ("BEGIN", "END"))
#: Where systemd-resolved has the files that it answers by, which a link in the place of /etc/resolv.conf leads to.
_ITS_OWN = ("/run/systemd/resolve/", "/usr/lib/systemd/")

_DROP_IN = f"""{HEAD}[Unit]
Wants={WATCHER}
After={RESOLVED}

[Service]
ExecStartPost=+/bin/sh {SCRIPT}
"""
_WATCHER = f"""{HEAD}[Unit]
PartOf={UNIT}
# It looks before the server puts itself in: what is written after that, such as while the host starts, is noticed.
Before={UNIT}

[Path]
PathChanged={RESOLV}
"""
_KEEPER = f"""{HEAD}[Unit]
After={UNIT}

[Service]
Type=oneshot
ExecStart=/bin/sh {SCRIPT}
"""
_SCRIPT = f"""{HEAD}set -eu
if systemctl is-active --quiet {RESOLVED}; then
    # Of the servers in its configuration one is asked about everything. Servers of a link are asked about its domains
    # alone, so there is a link, which nothing goes over.
    if [ ! -e /sys/class/net/{LINK} ]; then
        ip link add {LINK} type veth peer name {LINK}-2
        ip address add 169.254.53.55/32 dev {LINK}
        ip link set {LINK}-2 up
        ip link set {LINK} up
    fi
    # It learns of the link a moment later.
    tries=50
    until resolvectl dns {LINK} @ADDRESS@; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || exit 1
        sleep 0.1
    done
    resolvectl default-route {LINK} no
    resolvectl llmnr {LINK} no
    resolvectl mdns {LINK} no
    resolvectl domain {LINK} $(sed -n 's,^local=/\\(.*\\)/$,~\\1,p' {DOMAINS}/*.conf)
fi
case $(readlink -f {RESOLV}) in
{"|".join(f"{folder}*" for folder in _ITS_OWN)}) exit 0 ;;
esac
# What was written anew, such as by a DHCP client, lacks the server.
if [ -e {RESOLV} ] && ! grep -qx '{_BEGIN.strip()}' {RESOLV}; then
    {{
        echo '{_BEGIN.strip()}'
        echo 'nameserver @ADDRESS@'
        echo '{_END.strip()}'
        cat {RESOLV}
    }} > /run/maestro-names.conf
    cat /run/maestro-names.conf > {RESOLV}
    rm /run/maestro-names.conf
fi
"""


def resolved() -> bool:
    """Whether systemd-resolved runs."""
    return units.show([RESOLVED])[RESOLVED].active


def asking(address: str, *, runs: bool, path: str = RESOLV) -> list[Wanted]:
    """What has the host's resolver ask the server; without an address, what has it ask no longer.

    Args:
        address: Where the server answers.
        runs: Whether systemd-resolved does.
        path: The resolver's configuration.
    """
    wanted = kept(address) if address or os.path.exists(DROP_IN) else []
    if runs and os.path.realpath(path).startswith(_ITS_OWN):
        return wanted
    return [*wanted, *asked_first(address, path)]


def kept(address: str) -> list[Wanted]:
    """The files by which the server has itself asked when it starts, and when `/etc/resolv.conf` is written anew."""
    contents = {
        SCRIPT: _SCRIPT.replace("@ADDRESS@", address),
        f"/etc/systemd/system/{WATCHER}": _WATCHER,
        f"/etc/systemd/system/{WATCHER.replace('.path', '.service')}": _KEEPER,
        DROP_IN: _DROP_IN,
    }
    state = "file" if address else "absent"
    return [
        Wanted(path=path, content=content, mode=0o644, state=state, notify=SERVER) for path, content in contents.items()
    ]


def let_go() -> None:
    """Lets nothing put the server back into `/etc/resolv.conf`."""
    if units.show([WATCHER])[WATCHER].active:
        units.control("stop", WATCHER)


def asked_first(address: str, path: str = RESOLV) -> list[Wanted]:
    """`/etc/resolv.conf` with the server before the others, or without it.

    Who is asked first says nothing when it is down, and the resolver goes on to the next at once.
    """
    try:
        with open(path, encoding="utf-8", errors="replace") as text:
            before = text.read()
    except FileNotFoundError:
        before = ""
    after = first(before, address)
    return [Wanted(path=path, content=after)] if after != before else []


def first(text: str, address: str) -> str:
    """The text with our block at its beginning, once; without an address, without it."""
    head, begin, rest = text.partition(_BEGIN)
    _ours, end, tail = rest.partition(_END)
    # A block without its end is somebody's own text by now.
    others = head + tail if begin and end else text
    return f"{_BEGIN}nameserver {address}\n{_END}{others}" if address else others
