# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has nftables.service keep our rules: it flushes every table when it starts, reloads and stops."""

from __future__ import annotations

from typing import Any

from . import firewall

#: Its name comes after those of others, which may clear what stands before.
DROP_IN = "/etc/systemd/system/nftables.service.d/zz-maestro.conf"
GENERATOR = "/etc/systemd/system-generators/maestro-databases-firewall"

_LOAD = f"-/usr/sbin/nft -f {firewall.MAIN}"

#: For whatever the service runs: ours follow it.
_AFTER = f"""\
# Made by maestro.databases; the next run replaces changes made here.
# This service flushes every table, and servers go on meanwhile: their rules are back at once.
[Service]
ExecStartPost={_LOAD}
ExecReload={_LOAD}
ExecStopPost={_LOAD}
"""


def _with_ours(theirs: str) -> str:
    """A command that does something to tables of others and loads ours, as one transaction.

    Where our files cannot be loaded, what is in force stays; and nothing of ours keeps theirs from being loaded.
    """
    nft = "/usr/sbin/nft"
    in_force = f'now=$$({nft} list table inet {firewall.TABLE} 2>/dev/null) && {nft} "$$0; $$now" 2>/dev/null'
    line = f'{nft} "$$0; $$1" || {{ {in_force}; }} || exec {nft} "$$0"'
    return f"/bin/sh -c '{line}' '{theirs}' 'include \"{firewall.MAIN}\"'"


_START = _with_ours('include "/etc/nftables.conf"')

#: For what Debian has the service run: no moment without ours. A unit of the host's own may load other files, and is
#: known only when systemd reads it.
_AT_ONCE = f"""\
#!/bin/sh
# Made by maestro.databases; the next run replaces changes made here.
# Systemd runs this whenever it reads units: where nftables.service is Debian's own, it does the same as ever, and loads
# our rules in the same transaction, so that servers are never without them.
for folder in /etc /run /usr/local/lib /usr/lib; do
    unit=$folder/systemd/system/nftables.service
    test -e "$unit" && break
done
test "$(grep '^Exec' "$unit" 2>/dev/null | LC_ALL=C sort)" = 'ExecReload=/usr/sbin/nft -f /etc/nftables.conf
ExecStart=/usr/sbin/nft -f /etc/nftables.conf
ExecStop=/usr/sbin/nft flush ruleset' || exit 0
mkdir -p "$1/nftables.service.d"
# Its name comes before those of others, which have the last word.
cat >"$1/nftables.service.d/00-maestro.conf" <<'END'
[Service]
ExecStart=
ExecStart={_START}
ExecReload=
ExecReload={_START}
ExecStop=
ExecStop={_with_ours("flush ruleset")}
END
"""


def files() -> list[dict[str, Any]]:
    """The files, as database_files takes them."""
    common = {"owner": "root", "group": "root", "notify": firewall.SERVICE}
    return [
        {"path": DROP_IN, "content": _AFTER, "mode": "0644", **common},
        {"path": GENERATOR, "content": _AT_ONCE, "mode": "0755", "validate": "/bin/sh -n %s", **common},
    ]
