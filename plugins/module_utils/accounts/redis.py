# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converge the users of Redis and Valkey: in the running server, or in its file while it does not run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from ..hosts.problem import HostError
from ..problem import Problem
from .plan import Plan
from .redis_access import Access
from .redis_file import AccessFile
from .redis_plan import Change, Decision, decide, differences
from .redis_rules import Catalogue
from .redis_server import LoginRefusedError, Server, connect
from .redis_wanted import Wanted


@dataclass
class Converging:
    """What is to be done, how, and what a caller must know."""

    plan: Plan[Change] = field(default_factory=Plan)
    problems: list[Problem] = field(default_factory=list)
    apply: Callable[[], None] = lambda: None
    #: `server` or `file`.
    through: str = "file"
    #: The server runs and does not read the file before it starts anew.
    restart_required: bool = False


@dataclass(frozen=True)
class Place:
    """Where the server is."""

    socket: str
    aclfile: str
    #: The operating system's user that it runs as.
    user: str
    #: Whether it is known to run with this socket, so that silence is an error.
    running: bool = False


def prepare(wanted: Wanted, place: Place, *, reset_admin: bool = False) -> Converging:
    """Looks at the server, or at its file while it does not run, and decides. Nothing is changed yet.

    Args:
        wanted: What should be.
        place: Where the server is.
        reset_admin: Whether a server that does not take the admin's password is amended through its file.

    Raises:
        HostError: The server is not to be reached, does not take the password, or keeps its list elsewhere.
    """
    file = AccessFile(place.aclfile)
    connection = connect(place.socket)
    if connection is None:
        if place.running:
            raise HostError(f"{place.socket}: the server runs and does not answer there; restart it, or see its log")
        return _through_file(wanted, place, file)
    server = Server(connection, place.socket, wanted.login_user, wanted.login_password)
    try:
        server.log_in()
        keeps = server.aclfile()
    except LoginRefusedError as error:
        server.close()
        if not (reset_admin and any(user.name == wanted.login_user and user.password for user in wanted.users)):
            raise HostError(
                f"{error}; give back the credentials that this server was set up with, "
                "or allow the reset of the admin (redis_reset_admin: true), which restarts the server"
            ) from error
        converging = _through_file(wanted, place, file)
        converging.restart_required = True
        return converging
    if keeps != os.path.realpath(place.aclfile):
        server.close()
        raise HostError(
            f"{place.socket}: the server keeps its users in {keeps or 'its configuration'}, not in {place.aclfile}"
        )
    return _through_server(wanted, place, file, server)


def first_file(wanted: Wanted) -> tuple[str, list[Problem]]:
    """The text of the file that a server starts with which never ran, and what is wrong with its users."""
    decision = decide(wanted, {}, None)
    return AccessFile("").amended(decision.plan.work), decision.problems


def _through_file(wanted: Wanted, place: Place, file: AccessFile) -> Converging:
    decision = decide(wanted, file.users(), None)
    text = file.amended(decision.plan.work)
    return Converging(decision.plan, decision.problems, lambda: file.write(text, place.user))


def _through_server(wanted: Wanted, place: Place, file: AccessFile, server: Server) -> Converging:
    catalogue, present, kept = server.catalogue(), server.users(), file.users()
    decision = decide(wanted, present, catalogue)
    unsaved = not decision.plan.changed and _unsaved(wanted, present, kept, catalogue)
    if unsaved:
        decision.plan.add("file", place.aclfile, state="changed", changes=["what the server has was not saved"])
    strangers = sorted(set(kept) - set(present) - {user.name for user in wanted.users})
    if decision.plan.changed and strangers:
        decision.problems.append(_unread(place, strangers))

    def apply() -> None:
        for change in decision.plan.work:
            server.change(change)
        file.make_folder(place.user)
        server.save()

    return Converging(decision.plan, decision.problems, apply, through="server")


def _unsaved(wanted: Wanted, present: dict[str, Access], kept: dict[str, Access], catalogue: Catalogue) -> bool:
    """Whether the file lacks what the server has of our users, such as after a run that was killed."""
    for user in wanted.users:
        one, other = present.get(user.name), kept.get(user.name)
        if (one is None) != (other is None):
            return True
        if one is not None and other is not None and differences(one, other, catalogue):
            return True
    return False


def _unread(place: Place, names: list[str]) -> Problem:
    return Problem(
        place.aclfile,
        f"names {', '.join(names)}, of whom the running server knows nothing and whom saving would drop",
        "run ACL LOAD on the server, or take them out of the file",
    )


__all__ = ["Converging", "Decision", "Place", "prepare"]
