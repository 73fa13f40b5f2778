# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which credentials a plan needs, and what is missing of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .generate import password

#: ``{username, password}`` by ``engine/group/kind``, where a further user has the kind ``user/name``.
Credentials = dict[str, dict[str, str]]


def key(engine: str, group: str, kind: str) -> str:
    """Where a credential stands in the store."""
    return f"{engine}/{group}/{kind}"


def account_key(group: Mapping[str, Any], account: Mapping[str, Any]) -> str:
    """Where the credential of a group's account stands in the store; a kind that may be there twice has a name."""
    kind = "/".join(account[part] for part in ("kind", "name") if part in account)
    return key(group["engine"], group["group"], kind)


def wanted(plan: Mapping[str, Any]) -> dict[str, str]:
    """User names that a plan needs, by key of the store."""
    return {
        account_key(group, account): account["username"] for group in plan["groups"] for account in group["accounts"]
    }


def complete(stored: Mapping[str, dict[str, str]], plan: Mapping[str, Any]) -> tuple[Credentials, list[str]]:
    """The stored credentials with what a plan lacks made anew, and the keys of the new ones.

    What is stored is never changed: a password stays what it was.
    """
    credentials: Credentials = {name: dict(entry) for name, entry in stored.items()}
    made = []
    for name, username in wanted(plan).items():
        entry = credentials.get(name, {})
        if not {"username", "password"} <= entry.keys():
            credentials[name] = {"username": username, "password": password(), **entry}
            made.append(name)
    return credentials, made


def without(stored: Mapping[str, dict[str, str]], engine: str, group: str) -> Credentials:
    """The store without what it keeps of a group."""
    return {name: dict(entry) for name, entry in stored.items() if not name.startswith(key(engine, group, ""))}


def logins(stored: Mapping[str, dict[str, str]]) -> Credentials:
    """The user names and passwords of a store, without what else it keeps."""
    return {name: entry for name, entry in stored.items() if "password" in entry}


def named(plan: Mapping[str, Any], credentials: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The plan with the user names that are kept, which need not be those that it made up itself."""
    groups = []
    names: dict[tuple[str, str], dict[str, str]] = {}
    for group in plan["groups"]:
        kept = {one["username"]: credentials[account_key(group, one)]["username"] for one in group["accounts"]}
        names[group["engine"], group["group"]] = kept
        accounts = [{**one, "username": kept[one["username"]]} for one in group["accounts"]]
        groups.append({**group, "accounts": accounts})
    servers = {
        host: [_renamed(asked, names[asked["engine"], asked["owner"]["group"]]) for asked in carried]
        for host, carried in plan.get("servers", {}).items()
    }
    return {**plan, "groups": groups, "servers": servers}


def _renamed(asked: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The question to a host with the user names that are kept."""
    if "shared" not in asked:
        return dict(asked)
    users = {key: [names[name] for name in asked["shared"][key]] for key in ("users", "admins")}
    return {**asked, "shared": {**asked["shared"], **users}}
