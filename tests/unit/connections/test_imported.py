# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A manifest's environment variables in our own words: what is shown, what is only named, what is left out."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.imported import as_user_variables

DATABASES = [
    {"engine": "mysql", "group": "blue-sky"},
    {"engine": "redis"},
    {"engine": "postgresql", "deployment": "external"},
]


def test_what_refers_or_is_made_is_shown_and_the_rest_is_named() -> None:
    given = {
        "A": "s3cret",
        "B": "AUTO_GENERATE",
        "C": "AUTO_GENERATE_15",
        "D": "",
        "E": "{{ MYSQL_ADDRESS }}",
        "F": "_env(APP[blog-production].MYSQL_ADDRESS)",
        "G": "_env:REDIS_PORT",
        "H": "tcp://{{MYSQL_ADDRESS}}",
        "I": "_env(X:s3cret)",
        "J": "AUTO_GENERATE_0",
        "K": "_env(",
    }
    assert as_user_variables(given, DATABASES, "manifest.yml") == (
        {
            "B": "AUTO_GENERATE",
            "C": "AUTO_GENERATE_15",
            "D": "",
            "E": "_env(MYSQL_ADDRESS)",
            "F": "_env(APP[blog-production].MYSQL_ADDRESS)",
            "G": "_env(REDIS_PORT)",
        },
        [
            (
                "manifest.yml: environment_variables A, H, I, J, K may hold secrets and are not shown; write them into "
                "maestro_variables, too, where they count at every deployment"
            )
        ],
    )


@pytest.mark.parametrize(
    "name",
    [
        *("MYSQL_ADDRESS", "MYSQL_BLUE_SKY_URL_INT", "REDIS_DEFAULT_PASSWORD", "REDIS_SLAVE_ADDRESSES_EXT"),
        *("SERVER_NAME", "WEB_ADDRESS", "WEB_ADDRESSES_INT"),
    ],
)
def test_a_manifest_never_overrides_what_is_generated(name: str) -> None:
    """As maestro_variables it would."""
    told = f"m.yml: environment_variables {name} are generated, so they are left out"
    assert as_user_variables({name: "_env(A)"}, DATABASES, "m.yml") == ({}, [told])


@pytest.mark.parametrize("name", ["POSTGRESQL_ADDRESS", "MYSQL_OTHER_ADDRESS", "MYSQL_POOL", "REDIS_PORTS", "MY_URL"])
def test_what_is_not_generated_is_the_users(name: str) -> None:
    assert as_user_variables({name: "_env(A)"}, DATABASES, "m.yml") == ({name: "_env(A)"}, [])


def test_nothing_is_nothing() -> None:
    assert as_user_variables({}, DATABASES, "m.yml") == ({}, [])
