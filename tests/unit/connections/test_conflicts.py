# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C008: what the user set by hand is told and left alone."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.conflicts import (
    conflicts,
    host_of,
    own_conflicts,
)

OURS = {
    "POSTGRESQL_URL": "postgresql://shop:s3cret@10.0.0.3:5432/shop",
    "POSTGRESQL_REPORTS_URL": "postgresql://shop:s3cret@10.0.0.4:5432/shop",
    "POSTGRESQL_PASSWORD": "s3cret",
}


def told(**theirs: str) -> list[str]:
    return [str(one) for one in conflicts("Environment=", theirs, OURS)]


def test_a_database_url_that_leads_elsewhere() -> None:
    assert told(DATABASE_URL="postgres://root:0ld@old-db/db") == [
        "DATABASE_URL in Environment= leads to old-db, our POSTGRESQL_URL to 10.0.0.3"
    ]
    assert told(DATABASE_URL="postgres://root:old@:/db") == [
        "DATABASE_URL in Environment= leads to no host, our POSTGRESQL_URL to 10.0.0.3"
    ]
    assert told(DATABASE_URL="postgresql+psycopg://root:0ld@old-db/db") != []


@pytest.mark.parametrize("scheme", ["jdbc:postgresql", "postgis", "pgsql"])
def test_the_spellings_of_other_readers(scheme: str) -> None:
    assert told(DATABASE_URL=f"{scheme}://old-db:5432/db?user=root&password=0ld") == [
        "DATABASE_URL in Environment= leads to old-db, our POSTGRESQL_URL to 10.0.0.3"
    ]
    assert told(DATABASE_URL=f"{scheme}://10.0.0.4/shop") == []


def test_trilogy_is_mysql() -> None:
    ours = {"MYSQL_URL": "mysql://shop:s3cret@10.0.0.5:3306/shop"}
    assert [str(one) for one in conflicts("a", {"DATABASE_URL": "trilogy://root:0ld@old-db/db"}, ours)] == [
        "DATABASE_URL in a leads to old-db, our MYSQL_URL to 10.0.0.5"
    ]


def test_one_of_the_users_own_among_ours() -> None:
    stale = own_conflicts("maestro_variables", {**OURS, "DATABASE_URL": "postgres://root:0ld@old-db/db"})
    assert [str(one) for one in stale] == [
        "DATABASE_URL in maestro_variables leads to old-db, our POSTGRESQL_URL to 10.0.0.3"
    ]
    assert list(own_conflicts("maestro_variables", OURS)) == []
    assert list(own_conflicts("maestro_variables", {**OURS, "DATABASE_URL": OURS["POSTGRESQL_REPORTS_URL"]})) == []


def test_what_leads_to_the_former_primary_is_told_when_that_changes() -> None:
    """Before and afterwards it may be meant, as one that leads to any other group of ours."""
    former = {"POSTGRESQL_URL": OURS["POSTGRESQL_REPORTS_URL"]}
    behind, other = (
        {"DATABASE_URL": "postgres://me:0ld@10.0.0.4/shop"},
        {"DATABASE_URL": "postgres://me:0ld@10.0.0.3/s"},
    )
    told = "leads to 10.0.0.4, our POSTGRESQL_URL to 10.0.0.3 from now on"
    assert [str(one) for one in conflicts("a", behind, OURS, former)] == [f"DATABASE_URL in a {told}"]
    assert [str(one) for one in own_conflicts("a", {**OURS, **behind}, former)] == [f"DATABASE_URL in a {told}"]
    outside = {"POSTGRESQL_URL_EXT": "postgresql://shop:s3cret@192.0.2.4:5432/shop", **former}
    ours = {"POSTGRESQL_REPORTS_URL_EXT": outside["POSTGRESQL_URL_EXT"], **OURS}
    (one,) = conflicts("a", {"DATABASE_URL": "postgres://me:0ld@192.0.2.4/shop"}, ours, outside)
    assert str(one) == "DATABASE_URL in a leads to 192.0.2.4, our POSTGRESQL_URL to 10.0.0.3 from now on"
    assert list(conflicts("a", behind, OURS, OURS)) == list(conflicts("a", behind, OURS)) == []
    assert list(conflicts("a", other, OURS, former)) == []


def test_what_leads_to_one_of_ours_or_to_another_engine_is_no_conflict() -> None:
    assert told(DATABASE_URL="postgres://shop:x@10.0.0.4/shop") == []
    assert told(DATABASE_URL="mysql://root:x@old-db/db") == []
    assert told(DATABASE_URL="sqlite3:db.sqlite", PORT="1", SEARCH_URL="postgres://root:x@old-db/db") == []


def test_a_variable_of_the_same_name() -> None:
    assert told(POSTGRESQL_PASSWORD="other") == ["POSTGRESQL_PASSWORD in Environment= has another value than ours"]
    assert told(POSTGRESQL_PASSWORD="s3cret") == []
    assert told(POSTGRESQL_URL="postgresql://shop:x@old-db/shop") == [
        "POSTGRESQL_URL in Environment= leads to old-db, our POSTGRESQL_URL to 10.0.0.3"
    ]


@pytest.mark.parametrize("url", ["postgres://root:p/w@db1/x", "postgres://root:p#w@db1/x", "postgres://root:p?w@db1/x"])
def test_a_badly_written_url_tells_nothing_of_its_password(url: str) -> None:
    assert host_of(url) == ""
