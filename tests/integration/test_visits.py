# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role application and the example visits: installed, given an environment, restarted when that changes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.play import Run

INSTALL = ROOT / "examples/visits/install.yml"
FILE = "/etc/maestro/applications/visits-test.env"
ROLE_FILE = "maestro.databases.environment_file"


@pytest.fixture(scope="module")
def host(lab: LabFactory) -> Lab:
    return lab("web:bookworm")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("visits") / "vault"
    path.write_text("of the test\n")
    return path


def hand_over(host: Lab, vault: Path, engines: list[str], *options: str, **variables: Any) -> Run:
    """What a deployment does for the application: plan, credentials, role."""
    state = {"state_dir": str(vault.parent / "state")}
    asked = {"application": "visits", "environment": "test", "web": "web", "databases": "{{ databases }}", **state}
    plan = "{{ planned.plan }}"
    tasks = [
        {"maestro.databases.plan": asked, "register": "planned"},
        {"maestro.databases.credentials": {"plan": plan, **state}},
        {
            "ansible.builtin.include_role": {"name": "maestro.databases.application"},
            "vars": {"application_plan": plan, "application_state_dir": state["state_dir"], **variables},
        },
    ]
    return host.playbook(
        [{"hosts": "web", "gather_facts": False, "tasks": tasks}],
        {"databases": [{"engine": engine, "deployment": "local"} for engine in engines]},
        f"--vault-password-file={vault}",
        *options,
    )


def get(host: Lab, path: str) -> tuple[int, dict[str, Any]]:
    """Status and answer of the application."""
    script = (
        "import urllib.request as r, urllib.error as e\n"
        "try: a = r.urlopen('http://127.0.0.1:8080{path}')\n"
        "except e.HTTPError as error: a = error\n"
        "print(a.status, a.read().decode())"
    ).replace("{path}", path)
    wait = "for _ in $(seq 50); do ss -Hltn sport = :8080 | grep -q . && break; sleep 0.1; done"
    status, _dummy, answer = host.ssh("web", f'{wait}; python3 -c "{script}"').stdout.partition(" ")
    return int(status), json.loads(answer)


def test_the_example_installs_once_and_runs_without_a_database(host: Lab) -> None:
    host.playbook(INSTALL)
    assert host.playbook(INSTALL).changed() == []
    assert get(host, "/") == (200, {"server": "", "visits": {}, "silent": {}})
    assert get(host, "/health") == (200, {"healthy": True, "databases": [], "silent": {}})


def test_the_role_hands_it_its_databases(host: Lab, vault: Path) -> None:
    predicted = hand_over(host, vault, ["postgresql"], "--check", "--diff", application_units=["visits"])
    assert predicted.of(ROLE_FILE)["restart"] == ["visits.service"]
    assert host.ssh("web", f"ls {FILE}", check=False).stdout == ""

    done = hand_over(host, vault, ["postgresql"], "-vvvv", "--diff", application_units=["visits"])
    assert "POSTGRESQL_URL" in done.of(ROLE_FILE)["variables"]["added"]
    assert done.of(ROLE_FILE)["variables"] == predicted.of(ROLE_FILE)["variables"]
    again = hand_over(host, vault, ["postgresql"], "-vvvv", "--diff", application_units=["visits"])
    assert again.changed() == []
    remote = [one.action for one in again.results if one.status == "ok" and not one.action.endswith(PARTS)]
    assert remote == [ROLE_FILE]

    # Nothing listens there yet: the application says so, and tells no more than the name.
    status, answer = get(host, "/")
    assert (status, answer["server"], answer["visits"]) == (503, "web", {})
    assert list(answer["silent"]) == ["postgresql"]

    text = host.ssh("web", f"cat {FILE}").stdout
    (password,) = set(re.findall(r"^POSTGRESQL_PASSWORD='(.+)'$", text, re.MULTILINE))
    assert f"postgresql://visits_test:{password}@127.0.0.1:5432/visits_test" in text
    assert password not in predicted.output + done.output + again.output + json.dumps(answer)
    assert password not in host.ssh("web", "journalctl --no-pager -o verbose").stdout
    found = host.ssh("web", f"grep -rlF -- {password} /tmp /var /root /run /etc 2>/dev/null", check=False).stdout
    assert found.split() == [FILE]


#: What runs on the controller.
PARTS = ("maestro.databases.plan", "maestro.databases.credentials", "include_role", "validate_argument_spec")


def test_a_second_engine_changes_what_it_must(host: Lab, vault: Path) -> None:
    done = hand_over(host, vault, ["postgresql", "redis"], application_units=["visits"])
    variables = done.of(ROLE_FILE)["variables"]
    assert {name.partition("_")[0] for name in variables["added"]} == {"REDIS"}
    assert variables["changed"] == variables["removed"] == []
    assert set(get(host, "/health")[1]["silent"]) == {"postgresql", "redis"}


def test_the_restart_can_be_left_to_somebody_else(host: Lab, vault: Path) -> None:
    more = {"application_units": ["visits"], "application_restart": False}
    done = hand_over(host, vault, ["redis"], **more)
    assert done.of(ROLE_FILE)["restart"] == ["visits.service"]
    assert set(get(host, "/health")[1]["silent"]) == {"postgresql", "redis"}
    # The next run that may do it finds what is left to do.
    hand_over(host, vault, ["redis"], application_units=["visits"])
    assert set(get(host, "/health")[1]["silent"]) == {"redis"}
    assert hand_over(host, vault, ["redis"], application_units=["visits"]).changed() == []
