# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's own administrator of a shared server: who makes it, who logs in by it, and what is left of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.host_admin import HostAdmin
from ansible_collections.maestro.databases.plugins.module_utils.accounts.plan import Plan
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

USER = {"name": {"required": True}, "password": {}, "kind": {"default": "application"}, "state": {"default": "present"}}
GIVEN = {"users": [{"name": "boss", "kind": "admin", "password": "p", "state": "present"}], "login_user": None}


def steps(admin: HostAdmin) -> list[tuple[str, str, str]]:
    plan: Plan[Any] = Plan()
    admin.tell(plan)
    return [(step.kind, os.path.basename(step.name), step.state) for step in plan.steps]


def test_a_server_that_nobody_shares_has_none(tmp_path: Path) -> None:
    admin = HostAdmin("mongodb", "absent", str(tmp_path))
    assert admin.among(GIVEN, USER) == GIVEN
    assert steps(admin) == []
    admin.keep()
    admin.forget()
    assert list(tmp_path.iterdir()) == []


def test_it_is_made_once_and_guests_log_in_by_it(tmp_path: Path) -> None:
    first = HostAdmin("mongodb", "present", str(tmp_path))
    made = {"name": "maestro_host", "password": first.password, "kind": "admin", "state": "present"}
    assert first.among(GIVEN, USER)["users"] == [*GIVEN["users"], made]
    assert steps(first) == [("file", "mongodb.admin.json", "created")]
    assert list(tmp_path.iterdir()) == []
    first.keep()
    (file,) = tmp_path.iterdir()
    assert (file.name, file.stat().st_mode & 0o777, file.stat().st_uid) == ("mongodb.admin.json", 0o600, os.getuid())
    assert json.loads(file.read_text()) == {"name": "maestro_host", "password": first.password}
    assert len(first.password) >= 43

    again = HostAdmin("mongodb", "present", str(tmp_path))
    assert again.among(GIVEN, USER)["users"] == [*GIVEN["users"], made]
    assert steps(again) == []

    guest = HostAdmin("mongodb", "login", str(tmp_path))
    login = {"login_user": "maestro_host", "login_password": first.password}
    assert guest.among({**GIVEN, "users": []}, USER) == {"users": [], **login}
    assert steps(guest) == []


def test_it_goes_where_the_server_is_shared_no_more(tmp_path: Path) -> None:
    HostAdmin("mongodb", "present", str(tmp_path)).keep()
    last = HostAdmin("mongodb", "absent", str(tmp_path))
    gone = {"name": "maestro_host", "password": None, "kind": "admin", "state": "absent"}
    assert last.among(GIVEN, USER)["users"] == [*GIVEN["users"], gone]
    assert steps(last) == [("file", "mongodb.admin.json", "removed")]
    last.forget()
    assert list(tmp_path.iterdir()) == []
    last.forget()


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"password": ""}'])
def test_a_guest_that_finds_none_is_told_who_makes_it(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "mongodb.admin.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(HostError) as refused:
        HostAdmin("mongodb", "login", str(tmp_path))
    assert str(refused.value) == (f"{path}: is not there or not as it was made; deploy the server's owner again first")


def test_no_password_is_shown(tmp_path: Path) -> None:
    admin = HostAdmin("mongodb", "present", str(tmp_path))
    plan: Plan[Any] = Plan()
    admin.tell(plan)
    assert admin.password not in f"{admin!r} {plan.result()}"
