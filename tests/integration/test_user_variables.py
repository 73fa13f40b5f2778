# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's variables and credentials through ansible-playbook, from an inventory to the files of a host."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checkout import VENV
from tests.play import Run, ansible_playbook

CANARY = "kanarienvogel"
#: C008: what a former database left behind.
STALE = f"mysql://root:{CANARY}@old-db/shop"
TOLD = "leads to old-db, our MYSQL_URL to 10.0.0.3; take it out, or let it follow ours with _env()"
ACTION, FILE = "maestro.databases.credentials", "maestro.databases.environment_file"
#: Ansible would take the braces for its own, so they are tagged; `_env()` is no template.
VARIABLES = """
  BRACES: !unsafe "tcp://{{MYSQL_ADDRESS}}:{{ MYSQL_PORT }}"
  CALL: tcp://_env(MYSQL_ADDRESS):_env(MYSQL_PORT)
  TEMPLATE: "{{ 'a' ~ 'nsible' }}"
  KEY: AUTO_GENERATE_20
  LINES: "a\\nb"
  OTHER: _env(APP[blog-production].MYSQL_ADDRESS:none)
  MYSQL_ADDRESS: _env(MYSQL_ADDRESS_EXT)
"""
HOST = {"name": "web1", "address": "10.0.0.2", "address_ext": "192.0.2.2"}
MEMBER = {"name": "db1", "address": "10.0.0.3", "address_ext": "192.0.2.3"}
GROUP = {
    "engine": "mysql",
    "group": "default",
    "deployment": "dedicated",
    "port": 3306,
    "database": "shop_production",
    "prefixes": ["MYSQL_DEFAULT", "MYSQL"],
    "hosts": [MEMBER],
    "writer": "db1",
    "address": "10.0.0.3",
    "accounts": [{"kind": "application", "username": "shop_production"}],
}
PLAN = {"application": {"name": "shop", "environment": "production", "hosts": [HOST]}, "groups": [GROUP]}

Deploy = Callable[..., Run]


@pytest.fixture
def deploy(tmp_path: Path) -> Deploy:
    """Makes the credentials and writes the files, on this machine."""
    inventory = tmp_path / "hosts.yml"
    host = {"ansible_connection": "local", "ansible_python_interpreter": str(VENV / "bin/python")}
    inventory.write_text(
        yaml.safe_dump({"all": {"hosts": {"web1": host}}})
        + "  vars:\n    maestro_variables:"
        + VARIABLES.replace("\n", "\n    ")
    )
    password = tmp_path / "vault"
    password.write_text("vault")
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(f"environment_variables: {{FIRST: '1', DRAWN: AUTO_GENERATE, DATABASE_URL: '{STALE}'}}\n")
    lookups = "plan, host='web1', user_variables=maestro_variables, manifest=manifest, state_dir=state"
    files = [{"path": str(tmp_path / f"shop.{name}"), "format": name} for name in ("shell", "systemd")]
    tasks = [
        {
            ACTION: {
                "plan": "{{ plan }}",
                "given": "{{ maestro_credentials | default({}) }}",
                "variables": "{{ maestro_variables }}",
                "formats": ["shell", "systemd"],
                "manifest": "{{ manifest }}",
                "state_dir": "{{ state }}",
            },
        },
        {
            FILE: {
                "path": str(tmp_path / "shop.env"),
                "content": f"{{{{ lookup('maestro.databases.environment', {lookups}, format='unit') }}}}",
                "files": f"{{{{ lookup('maestro.databases.environment_files', {lookups}, files=files) }}}}",
            },
        },
    ]
    play = {"hosts": "web1", "gather_facts": False, "tasks": tasks}
    known = {"plan": PLAN, "manifest": str(manifest), "state": str(tmp_path / "state"), "files": files}

    def run(*options: str, must_pass: bool = True, **variables: Any) -> Run:
        vault = f"--vault-password-file={password}"
        return ansible_playbook(
            [play], inventory, {**known, **variables}, "--diff", vault, *options, must_pass=must_pass
        )

    return run


def environment(path: Path, options: str = "-u") -> dict[str, str]:
    """What a shell with these options gets of the file."""
    command = ["env", "-i", "sh", "-c", f'set {options}; . "$0"; /usr/bin/env -0', path]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(entry.split("=", 1) for entry in output.split("\0") if entry)


def test_from_the_inventory_to_the_file(deploy: Deploy, tmp_path: Path) -> None:
    predicted, done = deploy("--check"), deploy()
    assert predicted.changed() == done.changed() == [ACTION, FILE]
    assert predicted.of(FILE)["variables"] == done.of(FILE)["variables"]
    assert deploy().changed() == []
    found = environment(tmp_path / "shop.shell")
    assert {
        name: found[name] for name in ("BRACES", "CALL", "TEMPLATE", "LINES", "OTHER", "FIRST", "MYSQL_ADDRESS")
    } == {
        "BRACES": "tcp://192.0.2.3:3306",
        "CALL": "tcp://192.0.2.3:3306",
        "TEMPLATE": "ansible",
        "LINES": "a\nb",
        "OTHER": "none",
        "FIRST": "1",
        "MYSQL_ADDRESS": "192.0.2.3",
    }
    assert (len(found["KEY"]), len(found["DRAWN"])) == (20, 10)
    assert found["KEY"] not in done.output
    assert found["KEY"] not in (tmp_path / "state/shop-production/credentials.yml").read_text()


def test_given_credentials_win(deploy: Deploy, tmp_path: Path) -> None:
    deploy()
    made = environment(tmp_path / "shop.shell")
    # No quoting of it means the same to all readers; those that are asked for take it.
    password = f"{CANARY} 'x $5"
    given = {"mysql": {"username": "mine", "password": password}}
    predicted = deploy("--check", "-vvv", maestro_credentials=given)
    done = deploy("-vvv", maestro_credentials=given)
    assert predicted.changed() == done.changed() == [ACTION, FILE]
    assert done.of(ACTION)["replaced"] == ["mysql/default/application"]
    assert done.of(ACTION)["plan"]["groups"][0]["accounts"] == [{"kind": "application", "username": "mine"}]
    assert CANARY not in predicted.output + done.output
    for name in ("shop.shell", "shop.env"):
        found = environment(tmp_path / name, "-a")
        assert (found["MYSQL_USERNAME"], found["MYSQL_PASSWORD"]) == ("mine", password)
    warning, stale = done.of(ACTION)["warnings"]
    assert stale == f"DATABASE_URL in environment_variables {TOLD}"
    assert warning.startswith("MYSQL_DEFAULT_PASSWORD, MYSQL_PASSWORD: no quoting means the same to all readers")
    assert found["KEY"] == made["KEY"]
    # What is not given any more stays.
    assert deploy().changed() == []


def test_a_further_user_is_handed_on_by_a_variable_and_not_by_itself(deploy: Deploy, tmp_path: Path) -> None:
    """From the first run, in which its password is made."""
    access = {"name": "reports", "access": "read_only", "databases": ["shop_production"]}
    further = {"kind": "user", "username": "reports", **access}
    plan = {**PLAN, "groups": [{**GROUP, "accounts": [*GROUP["accounts"], further]}]}
    key = "'mysql/default/user/reports', application='shop', environment='production', state_dir=state, default=''"
    reader = f"{{{{ lookup('maestro.databases.credential', {key}) }}}}"
    given = {"plan": plan, "maestro_variables": {"READER": reader, "DATABASE_URL": STALE}}
    done = deploy(**given)
    assert done.of(ACTION)["warnings"] == [f"DATABASE_URL in maestro_variables {TOLD}"]
    assert CANARY not in done.output
    assert "mysql/default/user/reports" in done.of(ACTION)["created"]
    found = environment(tmp_path / "shop.shell")
    assert len(found["READER"]) == 32
    assert found["READER"] != found["MYSQL_PASSWORD"]
    assert found["READER"] not in done.output
    assert deploy(**given).changed() == []
    deploy(plan=plan)
    assert "READER" not in environment(tmp_path / "shop.shell")
    assert found["READER"] not in (tmp_path / "shop.shell").read_text()


def test_all_problems_before_anything_is_changed(deploy: Deploy, tmp_path: Path) -> None:
    wrong = {"A": "_env(MYSQL_ADRESS)", "B": f"_env(B){CANARY}", "MYSQL_PORT": 1}
    failed = deploy(must_pass=False, maestro_variables=wrong)
    assert failed.of(ACTION)["msg"].splitlines() == [
        "3 problems, nothing was changed:",
        (
            "- maestro_variables.MYSQL_PORT: is a generated variable that cannot be set; "
            "set 'port' of the group in maestro_databases"
        ),
        "- maestro_variables.A: refers to MYSQL_ADRESS, which there is none of; did you mean 'MYSQL_ADDRESS'?",
        "- maestro_variables.B: refers to itself: B -> B; break the circle",
    ]
    failed = deploy(must_pass=False, maestro_variables={"A": f"{CANARY}\r"})
    assert (
        "format unit: cannot be written to an environment file: A: holds a control character"
        in failed.of(ACTION)["msg"]
    )
    assert CANARY not in failed.output
    assert not (tmp_path / "state").exists()
