# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A manifest as maestro_databases: the same thing in our own words, which makes the same plan."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.declaration.declare import (
    Sources,
    as_variables,
    declare,
)
from ansible_collections.maestro.databases.plugins.module_utils.declaration.document import read_text
from tests.unit.plan.test_manifest_table import TABLE, VALUES
from tests.unit.plan.world import World, plan


def imported(manifest: str = "", service: str = "") -> tuple[list[dict[str, Any]], list[str], list[str]]:
    documents = [
        read_text(text, name)[0] if text else None
        for text, name in ((manifest, "manifest.yml"), (service, "service.yml"))
    ]
    sources = Sources(manifest=documents[0], service=documents[1])
    databases, problems, warnings = as_variables(declare(sources, "production", World(), ["web1", "web2"]))
    return databases, [str(problem) for problem in problems], warnings


MANIFESTS = {**{name: row[0] for name, row in TABLE.items()}, **{name: row[0] for name, row in VALUES.items()}}


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_what_is_imported_makes_the_same_plan(manifest: str) -> None:
    databases, problems, _warnings = imported(manifest)
    assert problems == []
    assert plan(databases).groups == plan(manifest=manifest).groups


def test_a_manifest_in_our_words() -> None:
    manifest = """
production:
  mysql:
    configuration: {version: 8.0, engine: percona, encoding: latin1}
    servers:
    - server: {unique_name: lion, address: 192.0.2.11, size: m3.medium}
  postgresql:
    groups:
      main:  {configuration: {postgis: true}, servers: [{server: {unique_name: db2}}], primary: true}
      spare: {configuration: {version: 13}, servers: [{server: {same_as: web1}}]}
  redis: {server: external}
"""
    assert imported(manifest, "databases: [mysql, mongodb]") == (
        [
            {"engine": "mongodb"},
            {"engine": "mysql", "flavour": "percona", "version": "8.0", "hosts": ["db1"], "encoding": "latin1"},
            {"engine": "postgresql", "group": "main", "primary": True, "hosts": ["db2"], "extensions": ["postgis"]},
            {"engine": "postgresql", "group": "spare", "deployment": "local", "version": "13"},
            {"engine": "redis", "deployment": "external"},
        ],
        [],
        [
            "manifest.yml: hosts come from the inventory, so these keys have no effect here: size",
            "manifest.yml line 11: production.redis: is external; add its 'address', where the database answers",
        ],
    )


def test_mistakes_are_told_as_ever() -> None:
    _databases, problems, _warnings = imported("mysql: {configuration: {verison: 8}}", "databases: [postgres]")
    assert problems == [
        "manifest.yml line 1: mysql.configuration.verison: is no key of a manifest there; did you mean 'version'?",
        "service.yml line 1: databases[0]: 'postgres' is no engine; did you mean 'postgresql'?",
    ]
