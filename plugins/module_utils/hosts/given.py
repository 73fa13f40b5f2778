# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files, packages and services as several modules take them: what may be said of each, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .files import Wanted
from .problem import HostError
from .service import Probe, Service

_FILE = {
    "path": {"type": "path", "required": True},
    "state": {"type": "str", "choices": ["file", "directory", "absent"], "default": "file"},
    "content": {"type": "str"},
    "secret_content": {"type": "str", "no_log": True},
    "owner": {"type": "str", "default": "root"},
    "group": {"type": "str", "default": "root"},
    "mode": {"type": "str"},
    "validate": {"type": "str", "default": ""},
    "notify": {"type": "str", "default": ""},
    "early": {"type": "bool", "default": False},
}
#: The option that is a list of files, without `required` and `default`.
FILES: Mapping[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": _FILE,
    "mutually_exclusive": [["content", "secret_content"]],
}

#: The options of an installation.
INSTALL: Mapping[str, Any] = {
    "packages": {"type": "list", "elements": "str", "required": True},
    "recommends": {"type": "bool", "default": False},
    "engine": {"type": "str", "default": ""},
    "repository": {"type": "dict", "default": {}},
    "data_directory": {"type": "str", "default": ""},
}

_PROBE = {
    "address": {"type": "str", "default": "127.0.0.1"},
    "port": {"type": "int", "default": 0},
    "path": {"type": "path"},
}
_KERNEL = {name: {"type": "str", "required": True} for name in ("name", "value", "otherwise")}
#: The options of one service.
SERVICE: Mapping[str, Any] = {
    "name": {"type": "str", "required": True},
    "units": {"type": "list", "elements": "str", "required": True},
    "action": {"type": "str", "choices": ["reload", "restart"], "default": "restart"},
    "probes": {"type": "list", "elements": "dict", "default": [], "options": _PROBE},
    "timeout": {"type": "int", "default": 60},
    "kernel": {"type": "list", "elements": "dict", "default": [], "options": _KERNEL},
}


def files(given: Iterable[Mapping[str, Any]]) -> list[Wanted]:
    """The files of an option.

    Raises:
        HostError: The permissions of one are no octal digits.
    """
    return [_file(one) for one in given]


def _file(given: Mapping[str, Any]) -> Wanted:
    secret = given["secret_content"] is not None
    mode = given["mode"]
    try:
        bits = None if mode is None else int(mode, 8)
    except ValueError as error:
        raise HostError(f"{given['path']}: mode '{mode}': write octal digits in quotes, such as \"0640\"") from error
    return Wanted(
        path=given["path"],
        content=(given["secret_content"] if secret else given["content"]) or "",
        owner=given["owner"],
        group=given["group"],
        mode=bits,
        validate=given["validate"],
        state=given["state"],
        secret=secret,
        notify=given["notify"],
        early=given["early"],
    )


def service(given: Mapping[str, Any]) -> Service:
    """A service, with a look at its units."""
    return Service(
        name=given["name"],
        unit_names=given["units"],
        probes=[Probe(one["address"], one["port"], one["path"] or "") for one in given["probes"]],
        action=given["action"],
        timeout=given["timeout"],
        kernel=given["kernel"],
    )
