# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that several applications use: the first one owns it and its settings, the others are its guests.

The marker names the guests, and for each application who may come and what is its own within the server. What the owner
asked of the server's files is kept beside it, so that a guest's run writes the same files, open to its own clients too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from ..engines import ENGINES
from ..problem import Problem
from . import marker

FOLDER = "/etc/maestro/shared.d"
#: What an application wants of a shared server: addresses to bind, who may come, and its own databases and users.
OPENINGS = ("listen", "clients", "names", "users")


def path(engine: str, folder: str = FOLDER) -> str:
    """Where lies what the owner asked of an engine's files."""
    return f"{folder}/{engine}.json"


def admin_path(engine: str, folder: str = FOLDER) -> str:
    """Where lies the password of the host's own administrator, by which the runs of guests log in."""
    return f"{folder}/{engine}.admin.json"


def ready(engine: str, inputs: Mapping[str, Any], folder: str = FOLDER) -> bool:
    """Whether the owner left all that a guest needs, besides what it asked of the files; a killed run has not."""
    return bool(inputs) and (not ENGINES[engine].host_admin or os.path.exists(admin_path(engine, folder)))


def read(engine: str, folder: str = FOLDER) -> dict[str, Any]:
    """What the owner asked of the files; nothing where the server is not shared."""
    try:
        with open(path(engine, folder), encoding="utf-8") as text:
            values = json.load(text)
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def files(engine: Mapping[str, Any], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The file with what the owner asks, as database_files takes it; none of a server that never was shared."""
    file = {"path": path(engine["asked"]["engine"]), "owner": "root", "group": "root", "mode": "0600"}
    if engine["asked"].get("shared"):
        return [{**file, "content": json.dumps(asked, indent=2, sort_keys=True) + "\n"}]
    return [{**file, "state": "absent"}] if engine.get("inputs") else []


def is_guest(marked: Mapping[str, Any], owner: Mapping[str, Any]) -> bool:
    """Whether an application that asks is not the one that owns the server."""
    return marker.owner_name(marked) not in {"nobody", marker.owner_name(owner)}


def marked(found: Mapping[str, Any], owner: Mapping[str, Any], port: int, shared: Mapping[str, Any]) -> dict[str, Any]:
    """What the marker says besides the server itself: whose it is, and of a shared one its port and its guests.

    Args:
        found: The marker as it is.
        owner: Who asks; a guest that ``leaves`` is none afterwards, and nothing of it is open any more.
        port: The port that is asked for.
        shared: The openings of who asks; empty where it does not share.
    """
    guest = is_guest(found, owner)
    whose = found if guest else owner
    values: dict[str, Any] = {key: str(whose.get(key) or "") for key in marker.OWNER}
    if not shared:
        return values
    guests = list(found.get("guests", ()))
    others = [one for one in guests if marker.owner_name(one) != marker.owner_name(owner)]
    before = next((one for one in guests if one not in others), {}) if guest else found.get("shared") or {}
    mine = {key: list(shared.get(key) or ()) for key in OPENINGS}
    # A user that got another name stays on the server, and so does what it may do.
    mine["users"] = list(dict.fromkeys((*_users(shared, guest), *before.get("users", ()))))
    if not guest:
        return {**values, "guests": guests, "shared": {**mine, "port": port}}
    me = {**{key: str(owner.get(key) or "") for key in marker.OWNER}, **mine}
    staying = others if owner.get("leaves") else [*others, me]
    return {**values, "guests": sorted(staying, key=marker.owner_name), "shared": found["shared"]}


def united(engine: Mapping[str, Any], key: str, own: Iterable[str]) -> list[str]:
    """What all applications together want of one of the openings: the owner's first, whoever asks; `own` if alone.

    Args:
        engine: What a look at the host told of it.
        key: One of the openings.
        own: What who asks wants.
    """
    asked = engine["asked"]
    shared = asked.get("shared")
    if not shared:
        return list(own)
    whole = marked(engine["marker"], asked["owner"], asked["port"], {**shared, key: list(own)})
    return list(dict.fromkeys(text for one in (whole["shared"], *whole["guests"]) for text in one[key]))


def problems(
    engine: str,
    found: Mapping[str, Any],
    owner: Mapping[str, Any],
    port: int,
    shared: Mapping[str, Any],
    *,
    ready: bool = True,
) -> list[Problem]:
    """What speaks against using a server that bears a marker, for who asks.

    Args:
        engine: The engine.
        found: The marker.
        owner: Who asks.
        port: The port that is asked for.
        shared: The openings of who asks; empty where it does not share.
        ready: Whether the owner left all that a guest needs.
    """
    holder, asking = marker.owner_name(found), marker.owner_name(owner)
    guests = [marker.owner_name(one) for one in found.get("guests", ())]
    if not is_guest(found, owner):
        who = " and ".join(guests)
        if guests and not shared:
            mend = "leave shared: true as long as they do"
            return [Problem(f"{engine} shared", f"{who} have their data on this server", mend)]
        moved = []
        if guests and port not in {0, found["shared"]["port"]}:
            mend = f"leave port: {found['shared']['port']} as long as they do"
            moved.append(Problem(f"{engine} port", f"{who} come to this server by its port", mend))
        return [*moved, *_taken(engine, found.get("guests", ()), shared, guest=False)]
    if not (shared and found.get("shared")):
        mends = {
            (True, False): f"have {holder} share it by shared: true and deploy that first, or use another host",
            (False, True): "say shared: true for this group, as that one does, or use another host",
        }
        return [
            Problem(
                marker.path(engine),
                f"{engine} on this host belongs to {holder}, and {asking} asks for it",
                mends.get(
                    (bool(shared), bool(found.get("shared"))),
                    "use another host, or remove the marker if that application is gone",
                ),
            )
        ]
    told = []
    if not ready:
        told.append(
            Problem(f"{engine} shared", f"{holder} has not finished its own deployment", "deploy it again first")
        )
    if shared.get("settings"):
        names = ", ".join(sorted(shared["settings"]))
        what = f"{names}: the configuration of this server belongs to {holder}"
        told.append(
            Problem(f"{engine} settings", what, f"remove it here, and set it in {holder} if all are to have it")
        )
    if port and port != found["shared"]["port"]:
        what = f"is {found['shared']['port']} on the server of {holder}, and {port} is asked for"
        told.append(Problem(f"{engine} port", what, f"use port: {found['shared']['port']}"))
    others = [one for one in found.get("guests", ()) if marker.owner_name(one) != asking]
    return [*told, *_taken(engine, [{**found, **found["shared"]}, *others], shared, guest=True)]


def _users(shared: Mapping[str, Any], guest: bool) -> list[str]:
    """The users of who asks; a server has one administrator, the owner's."""
    return [*(shared.get("users") or ()), *(() if guest else shared.get("admins") or ())]


def _taken(
    engine: str, others: Iterable[Mapping[str, Any]], shared: Mapping[str, Any], *, guest: bool
) -> list[Problem]:
    """Names of databases or users that another application has on this server."""
    databases = shared.get("names") or ()
    wanted = {*databases, *_users(shared, guest)}
    found = []
    for one in others:
        theirs = {*one.get("names", ()), *one.get("users", ())}
        both = wanted & theirs
        signs = ENGINES[engine].goes_on_after
        both |= {name for name in databases for other in one.get("names", ()) if _nested(name, other, signs)}
        if both:
            what = f"{', '.join(sorted(both))} on this server belongs to {marker.owner_name(one)}"
            mend = "give this application, or this group's database or user, another name"
            found.append(Problem(f"{engine} names", what, mend))
    return found


def _nested(name: str, other: str, signs: str) -> bool:
    """Whether one of two databases would hold the other."""
    shorter, longer = sorted((name, other), key=len)
    return longer.startswith(tuple(f"{shorter}{sign}" for sign in signs))
