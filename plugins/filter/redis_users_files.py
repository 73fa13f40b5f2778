# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter maestro.databases.redis_users_files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.maestro.databases.plugins.module_utils.accounts import redis, redis_wanted
from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_file import FOLDER_MODE, MODE
from ansible_collections.maestro.databases.plugins.module_utils.problem import told
from ansible_collections.maestro.databases.plugins.module_utils.redis.config import ACLFILE, FOLDER, SERVICE

DOCUMENTATION = r"""
name: redis_users_files
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: The users that a Redis or Valkey server starts with
description:
  - Returns the access control list of a server that never ran, and its folder, as M(maestro.databases.database_files)
    takes them. The list is the one that M(maestro.databases.redis_accounts) writes, and secret, though it holds the
    passwords as their SHA-256 alone.
  - Fails where something is wrong with the users, also of a server that ran, whose list is its own.
positional: server_user
options:
  _input:
    description: The users, as M(maestro.databases.redis_accounts) takes them.
    type: list
    elements: dict
    required: true
  server_user:
    description: The operating system's user that the server runs as.
    type: str
    default: redis
  first:
    description: Whether the server never ran. There are no files of one that did.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Write the server's first users
  maestro.databases.database_files:
    files: "{{ redis_users | maestro.databases.redis_users_files('valkey') }}"
"""

RETURN = r"""
_value:
  description: The files.
  type: list
  elements: dict
"""

_VALIDATOR = ArgumentSpecValidator(
    {"users": {"type": "list", "elements": "dict", "required": True, "options": redis_wanted.OPTIONS}}
)


def redis_users_files(
    users: Sequence[Mapping[str, Any]], server_user: str = "redis", *, first: bool = True
) -> list[dict[str, Any]]:
    """The first access control list of a server, or nothing but a look at the users."""
    # Plain data: what is templated lazily would be copied with its whole templar.
    plain = [{name: list(one) if isinstance(one, list) else one for name, one in user.items()} for user in users]
    given = _VALIDATOR.validate({"users": plain})
    if given.error_messages:
        raise AnsibleFilterError(f"redis_users: {'; '.join(given.error_messages)}")
    wanted, problems = redis_wanted.read(given.validated_parameters)
    text = ""
    if first and not problems:
        text, problems = redis.first_file(wanted)
    if problems:
        # What the module calls `users` is the role's variable here.
        raise AnsibleFilterError(
            told(replace(one, place=f"redis_{one.place}") if one.place == "users" else one for one in problems)
        )
    own = {"owner": server_user, "group": server_user, "notify": SERVICE}
    files = [
        {"path": FOLDER, "state": "directory", "mode": f"{FOLDER_MODE:04o}", **own},
        {"path": ACLFILE, "secret_content": text, "mode": f"{MODE:04o}", **own},
    ]
    return files if first else []


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"redis_users_files": redis_users_files}
