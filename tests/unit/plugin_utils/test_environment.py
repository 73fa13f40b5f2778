# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked at before anything is changed, of an application that runs in pods alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.plugin_utils.environment import check_environment

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


def test_what_only_a_file_could_not_carry_is_no_problem(tmp_path: Path) -> None:
    assert warnings(tmp_path, LINES="a\rb", QUOTES="it's $5") == []


@pytest.mark.parametrize("text", ["_env(SERVER_NAME)", "a\0b"])
def test_what_no_pod_can_have_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises((ProblemsError, ValueError), match="MINE: "):
        warnings(tmp_path, MINE=text)
