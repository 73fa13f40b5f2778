# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What those saw who watched the servers from before their installation until all was verified."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES
from ansible_collections.maestro.databases.tests.watchers import judge, lines
from ansible_collections.maestro.databases.tests.watchers.logins import PACKAGED
from ansible_collections.maestro.databases.tests.watchers.ports import CONTROL

testinfra_hosts = ["ansible://web1"]
ENGINE = ENGINES[os.environ["MOLECULE_SCENARIO_NAME"].partition("_")[0]]


@pytest.fixture
def addresses(host):
    """Those of all database hosts. Here the inventory has the lab's groups, and not the scenario's."""
    known = yaml.safe_load((Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "hosts.yml").read_text())
    variables = host.backend.ansible_runner.get_variables
    return [variables(name)["ansible_host"] for name in known["all"]["children"]["database"]["hosts"]]


def told(host, name):
    """What a watcher saw."""
    return json.loads(host.check_output(lines.stop(name)))


def test_a_host_that_is_not_allowed_never_found_an_open_port(stranger, addresses):
    assert judge.of_scanner(told(stranger, "scanner"), addresses) == []


def test_a_host_that_is_allowed_finds_the_servers(web, address, addresses):
    """They are there to be found, where the one above found none."""
    for server in addresses:
        question = shlex.quote(json.dumps([address, server, [CONTROL, ENGINE.port]]))
        found = json.loads(web.check_output(f"echo {question} | {lines.once('caller')}"))
        assert found == [CONTROL, ENGINE.port], server


def test_a_host_that_is_allowed_never_got_in_with_packaged_or_empty_credentials(web, addresses):
    # Who knows no logins lets in whoever comes to its port, and nobody was set on it.
    assert (ENGINE.name in PACKAGED) == bool(ENGINE.accounts) == web.file(lines.answer("intruder")).exists
    if not ENGINE.accounts:
        return
    seen = told(web, "intruder")
    assert {server: judge.of_intruder(one, [ENGINE.name]) for server, one in seen.items()} == {
        server: [] for server in addresses
    }
    assert min(one["rounds"] for one in seen.values()) > 20
