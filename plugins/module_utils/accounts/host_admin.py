# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's own administrator of a server that applications share.

Its password is made on the host and lies there, in a file that root alone reads. By it the guests' runs log in to a
server whose owner's password they do not have; neither learns the other's.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..engines import HOST_ADMIN
from ..hosts import sharing
from ..hosts.files import Files, Wanted
from ..hosts.problem import HostError
from .plan import Plan

ABSENT, PRESENT, LOGIN = "absent", "present", "login"


def option() -> dict[str, Any]:
    """The option of an accounts module that says what becomes of it."""
    return {"type": "str", "choices": [ABSENT, PRESENT, LOGIN], "default": ABSENT}


class HostAdmin:
    """What an accounts module does about it: nothing, unless the server is shared or was."""

    def __init__(self, engine: str, wanted: str, folder: str = sharing.FOLDER) -> None:
        """Reads its password.

        Args:
            engine: The engine.
            wanted: Whether it is to be `absent` or `present`, or whether this run is a guest's, which logs in by it.
            folder: Where the file lies.

        Raises:
            HostError: A guest is to log in by it, and it is not there.
        """
        self._wanted = wanted
        self._path = sharing.admin_path(engine, folder)
        stored = _stored(self._path)
        self._there = bool(stored)
        if wanted == LOGIN and not stored:
            raise HostError(f"{self._path}: is not there or not as it was made; deploy the server's owner again first")
        self.password = stored or secrets.token_urlsafe(32)

    def among(self, given: Mapping[str, Any], user: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The module's arguments with it.

        Args:
            given: The arguments.
            user: The options of one user.
        """
        if self._wanted == LOGIN:
            return {**given, "login_user": HOST_ADMIN, "login_password": self.password}
        if self._wanted == ABSENT and not self._there:
            return dict(given)
        entry = {name: one.get("default") for name, one in user.items()}
        entry |= {"name": HOST_ADMIN, "kind": "admin", "state": self._wanted}
        if self._wanted == PRESENT:
            entry["password"] = self.password
        return {**given, "users": [*given["users"], entry]}

    def tell(self, plan: Plan[Any]) -> None:
        """Adds to a plan what becomes of the file."""
        if self._wanted == PRESENT and not self._there:
            plan.add("file", self._path, state="created")
        elif self._wanted == ABSENT and self._there:
            plan.add("file", self._path, state="removed")

    def keep(self) -> None:
        """Keeps the password, before the server has it: a run that is killed in between finds it here."""
        if self._wanted == PRESENT and not self._there:
            text = json.dumps({"name": HOST_ADMIN, "password": self.password}) + "\n"
            files = Files([Wanted(self._path, text, owner="root", group="root", mode=0o600, secret=True)])
            files.check(predict=False)
            files.apply()

    def forget(self) -> None:
        """Removes the file of one that the server has no more."""
        if self._wanted == ABSENT and self._there:
            with suppress(FileNotFoundError):
                os.unlink(self._path)


def joined(module: Any, engine: str) -> tuple[HostAdmin, Mapping[str, Any]]:
    """What a module does about it, and the module's arguments with it; ends the module where it cannot log in.

    Args:
        module: An accounts module with the option, and with those of its users.
        engine: The engine.
    """
    try:
        admin = HostAdmin(engine, module.params["host_admin"])
    except HostError as error:
        module.fail_json(msg=str(error))
    module.no_log_values.add(admin.password)
    return admin, admin.among(module.params, module.argument_spec["users"]["options"])


def _stored(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as text:
            values = json.load(text)
    except (OSError, ValueError):
        return ""
    return str(values.get("password") or "") if isinstance(values, dict) else ""
