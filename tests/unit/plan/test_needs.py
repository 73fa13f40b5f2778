# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code needs against what is declared, and the question which of several applications is meant."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.plan.needs import missing


def need(engine, kind="required", *alternatives):
    evidence = [{"path": f"{engine}.txt", "line": 1, "kind": "dependency", "detail": engine}]
    return {"engine": engine, "need": kind, "alternatives": list(alternatives), "evidence": evidence}


FOUND = [need("mysql"), need("postgresql")]
APPLICATIONS = [
    {"path": "blog", "databases": [need("postgresql"), need("sqlite")]},
    {
        "path": "shop",
        "databases": [need("mysql", "one_of", "sqlite"), need("redis"), need("sqlite", "one_of", "mysql")],
    },
    {"path": "site", "databases": [need("redis", "optional"), need("memcached")]},
]
QUESTION = (
    "maestro_source: the folder holds several applications, and they need different databases: "
    "blog (postgresql), shop (redis, mysql), site (no database); set maestro_source to the folder of the one that is "
    "meant, such as blog in it, or set maestro_source_whole: true where one deployment serves all of them"
)


def told(*arguments):
    return [str(problem) for problem in missing(*arguments)]


def test_several_applications_are_one_question():
    assert told(FOUND, APPLICATIONS, [], []) == [QUESTION]
    assert told(FOUND, APPLICATIONS, ["mysql"], []) == [QUESTION]


def test_no_question_where_all_is_declared_or_answered_for():
    assert told(FOUND, APPLICATIONS, ["mysql", "postgresql"], []) == []
    assert told(FOUND, APPLICATIONS, ["mysql"], ["postgresql"]) == []


def test_one_application_is_told_what_to_declare():
    assert told(FOUND, [], ["mysql"], []) == [
        (
            "maestro_databases: the code needs postgresql (postgresql.txt line 1: postgresql); "
            "declare postgresql, or list postgresql in maestro_ignore"
        )
    ]


def test_what_is_not_managed_need_not_be_declared():
    assert told([need("memcached"), need("sqlite")], [], [], []) == []
