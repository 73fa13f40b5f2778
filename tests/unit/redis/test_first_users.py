# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users that a server starts with which never ran."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.filter.redis_users_files import redis_users_files
from ansible_collections.maestro.databases.plugins.module_utils.accounts.redis_file import AccessFile

ADMIN = {"name": "boss", "kind": "admin", "password": "a-password-of-the-admin"}
READER = {"name": "reports", "password": "r", "commands": ["+@read"], "keys": ["shop:*"], "channels": []}


def test_everybody_is_off_and_passwords_are_there_as_their_sums() -> None:
    folder, file = redis_users_files([READER, ADMIN], "valkey")
    assert folder == {
        "path": "/etc/maestro/redis",
        "state": "directory",
        "mode": "0750",
        "owner": "valkey",
        "group": "valkey",
        "notify": "redis",
    }
    text = file.pop("secret_content")
    assert file == {
        "path": "/etc/maestro/redis/users.acl",
        "mode": "0640",
        "owner": "valkey",
        "group": "valkey",
        "notify": "redis",
    }
    off, reports, boss = text.splitlines()
    assert off == "user default off resetpass resetkeys resetchannels -@all"
    # printf r | sha256sum
    assert reports == (
        "user reports on #454349e422f05297191ead13e21d3db520e5abef52055e4964b82fb213f593a1 ~shop:* resetchannels +@read"
    )
    assert boss.startswith("user boss on #")
    assert "a-password-of-the-admin" not in text


def test_the_list_is_read_as_it_was_meant(tmp_path: Any) -> None:
    path = tmp_path / "users.acl"
    path.write_text(redis_users_files([READER, ADMIN])[1]["secret_content"])
    found = AccessFile(str(path)).users()
    assert (sorted(found), found["default"].enabled, found["boss"].enabled) == (
        ["boss", "default", "reports"],
        False,
        True,
    )


def test_a_server_that_ran_keeps_its_own_list() -> None:
    assert redis_users_files([{"name": "shop"}, ADMIN], first=False) == []


@pytest.mark.parametrize(
    ("users", "told"),
    [
        ([READER], "- redis_users: none is an admin with a password; add one of the kind admin: it keeps the others"),
        ([ADMIN, ADMIN], "user 'boss'"),
        ([{"name": "shop"}, ADMIN], "user 'shop': has no stored password, and none is given; give one"),
        ([{**ADMIN, "kind": "king"}], "redis_users: value of kind must be one of"),
        ([{**ADMIN, "pasword": "secret-word"}], "redis_users: "),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_installed(users: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        redis_users_files(users)
    assert told in str(caught.value)
    assert "secret-word" not in str(caught.value)
    assert ADMIN["password"] not in str(caught.value)


def test_without_an_admin_a_server_that_ran_is_left_alone_too() -> None:
    with pytest.raises(AnsibleFilterError, match="redis_users: none is an admin with a password"):
        redis_users_files([READER], first=False)
