# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of an application as text, passwords hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..connections.url import connection_url
from ..engines import ENGINES

HIDDEN = "********"
#: Stands for a password while a URL is built, so that the asterisks are not percent-encoded.
_PLACEHOLDER = "PASSWORD"


def report(plan: Mapping[str, Any], recorded: Sequence[Mapping[str, Any]] = (), kubernetes: bool = False) -> str:
    """All groups of a plan, each with type, hosts, Service, variables and connection strings.

    Args:
        plan: The plan.
        recorded: Groups of the state file, which know the version that runs.
        kubernetes: True where the Services are published.
    """
    application = plan["application"]
    versions = {(group["engine"], group["group"]): group["version"] for group in recorded}
    lines = [f"Databases of {application['name']} ({application['environment']})"]
    for group in plan["groups"]:
        lines += ["", *_group(group, versions.get((group["engine"], group["group"]), ""), application, kubernetes)]
    if not plan["groups"]:
        lines.append("  none declared")
    for warning in plan["warnings"]:
        lines += ["", f"Note: {warning}"]
    return "\n".join(lines)


def _group(group: Mapping[str, Any], running: str, application: Mapping[str, Any], kubernetes: bool) -> list[str]:
    primary = ", primary" if group["primary"] else ""
    lines = [f"  {group['engine']} group '{group['group']}' ({group['deployment']}{primary})"]
    if group["deployment"] == "external":
        return [
            *lines,
            _row("answers at", f"{group['address']}:{group['port']}"),
            _row("managed", "elsewhere: nothing is installed or generated"),
        ]
    version = running or group["version"] or "the distribution's own"
    lines.append(_row("server", f"{group['flavour']} {version}"))
    lines += [
        _row("host" if index == 0 else "", f"{host['name']} ({host['address']}:{group['port']}), {host['role']}")
        for index, host in enumerate(group["hosts"])
    ]
    further = [f"{one['username']} ({one['access']})" for one in group["accounts"] if "access" in one]
    lines += [_row("users", ", ".join(further))] if further else []
    lines.append(_row("variables", ", ".join(f"{prefix}_*" for prefix in reversed(group["prefixes"]))))
    lines.append(_row("on hosts", _reached(group, group["address"], group["port"])))
    options = group.get("options", {})
    lines += [
        _row("volume", f"{volume['name']} at {volume['mount']} on {', '.join(options['mounts']) or 'no host'}")
        for volume in options.get("volumes", ())
    ]
    if kubernetes:
        lines.append(_row("Service", f"{group['service']} in namespace {application['namespace']}"))
        lines.append(_row("from pods", _reached(group, group["service"], None)))
    return lines


def _reached(group: Mapping[str, Any], host: str, port: int | None) -> str:
    """The way to a group: its URL, or host and port where its engine has none."""
    if not ENGINES[group["engine"]].scheme:
        return f"{host}:{port or group['port']}"
    username = next((account["username"] for account in group["accounts"] if account["kind"] == "application"), None)
    url = connection_url(
        group["engine"],
        host,
        database=group["database"],
        username=username,
        password=_PLACEHOLDER if username else None,
        port=port,
    )
    return url.replace(f":{_PLACEHOLDER}@", f":{HIDDEN}@", 1)


def _row(label: str, text: str) -> str:
    return f"    {label:<12}{text}"
