# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked at before anything is changed, of an application that runs in pods alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.plan.state import record, write_state
from ansible_collections.maestro.databases.plugins.plugin_utils.environment import check_environment
from ansible_collections.maestro.databases.plugins.plugin_utils.state import save_state, state_text

GROUP = {
    "engine": "postgresql",
    "group": "default",
    "deployment": "dedicated",
    "port": 5432,
    "database": "shop",
    "service": "postgresql",
    "prefixes": ["POSTGRESQL_DEFAULT", "POSTGRESQL"],
    "hosts": [{"name": "db1", "address": "192.0.2.3", "address_ext": "198.51.100.3"}],
    "writer": "db1",
    "address": "192.0.2.3",
    "accounts": [{"kind": "application", "username": "shop"}],
}
PLAN = {"application": {"name": "shop", "environment": "production", "hosts": []}, "groups": [GROUP]}
STORED = {"postgresql/default/application": {"username": "shop", "password": "s3cret"}}


def warnings(folder: Path, **user: str) -> list[str]:
    return check_environment(PLAN, STORED, folder, user, ["unit"])


def test_a_database_url_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    """C008."""
    (told,) = warnings(tmp_path, DATABASE_URL="postgres://root:0ld@old-db/db")
    assert told == (
        "DATABASE_URL in maestro_variables leads to old-db, our POSTGRESQL_URL to postgresql; "
        "take it out, or let it follow ours with _env()"
    )
    for ours in ("_env(POSTGRESQL_URL)", "postgres://shop:x@postgresql/shop", "postgres://shop:x@198.51.100.3/shop"):
        assert warnings(tmp_path, DATABASE_URL=ours) == []


def test_a_database_url_that_leads_to_the_former_primary_is_told_at_the_switch(tmp_path: Path) -> None:
    def group(name: str, number: int, *prefixes: str) -> dict[str, Any]:
        there = {"name": f"db{number}", "address": f"192.0.2.{number}", "address_ext": f"198.51.100.{number}"}
        return {
            **GROUP,
            "group": name,
            "flavour": "postgresql",
            "version": "17",
            "primary": len(prefixes) > 1,
            "prefixes": list(prefixes),
            "hosts": [there],
            "writer": there["name"],
            "address": there["address"],
        }

    def told(groups: list[dict[str, Any]]) -> list[str]:
        hosts = [{"name": "web1", "address": "192.0.2.1", "address_ext": ""}]
        plan = {"application": {**PLAN["application"], "hosts": hosts}, "groups": groups}
        login = STORED["postgresql/default/application"]
        stored = {"postgresql/main/application": login, "postgresql/spare/application": login}
        user = {"DATABASE_URL": "postgres://shop:x@192.0.2.3/shop"}
        return check_environment(plan, stored, tmp_path, user, ["unit"])

    before = [group("main", 3, "POSTGRESQL_MAIN", "POSTGRESQL"), group("spare", 4, "POSTGRESQL_SPARE")]
    after = [group("main", 3, "POSTGRESQL_MAIN"), group("spare", 4, "POSTGRESQL_SPARE", "POSTGRESQL")]
    # Before the first deployment it may be meant, as it may be after the switch.
    assert told(before) == told(after) == []
    save_state(tmp_path, state_text(write_state(record((), before, {}))))
    assert told(before) == []
    (behind,) = told(after)
    assert behind == (
        "DATABASE_URL in maestro_variables leads to 192.0.2.3, our POSTGRESQL_URL to 192.0.2.4 from now on; "
        "take it out, or let it follow ours with _env()"
    )
    save_state(tmp_path, state_text(write_state(record((), after, {}))))
    assert told(after) == []


def test_what_only_a_file_could_not_carry_is_no_problem(tmp_path: Path) -> None:
    assert warnings(tmp_path, LINES="a\rb", QUOTES="it's $5") == []


@pytest.mark.parametrize("text", ["_env(SERVER_NAME)", "a\0b"])
def test_what_no_pod_can_have_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises((ProblemsError, ValueError), match="MINE: "):
        warnings(tmp_path, MINE=text)
