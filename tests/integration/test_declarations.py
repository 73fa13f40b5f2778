# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations in files, through the playbooks: what is imported, what is pending, what is refused. No host is met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.play import Run, ansible_playbook

INVENTORY = {
    "all": {
        "hosts": {
            "web1": {"ansible_host": "192.0.2.1"},
            "db1": {"ansible_host": "192.0.2.11", "maestro_address6": "2001:db8::11"},
            "db2": {"ansible_host": "192.0.2.12"},
        }
    }
}
MANIFEST = """
production:
  mysql:
    groups:
      main: {configuration: {version: 8.0}, servers: [{server: {unique_name: db1, size: m3.medium}}]}
      spare: {primary: true, servers: [{server: {unique_name: lion, address: 192.0.2.12}}]}
"""
STATE = {
    "format": 1,
    "groups": [
        {
            "engine": "mysql",
            "group": name,
            "flavour": "mysql",
            "version": "8.0.36",
            "deployment": "dedicated",
            "primary": name == "main",
            "database": "shop_production",
        }
        for name in ("main", "spare")
    ],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump(INVENTORY))
    (tmp_path / "manifest.yml").write_text(MANIFEST)
    (tmp_path / "service.yml").write_text("databases: [mysql, redis]")
    state = tmp_path / "maestro" / "shop-production"
    state.mkdir(parents=True)
    (state / "state.yml").write_text(yaml.safe_dump(STATE))
    return tmp_path


def run(project: Path, playbook: str, *options: str, must_pass: bool = True, **variables: Any) -> Run:
    given = {
        "maestro_application": "shop",
        "maestro_web": "web1",
        "maestro_manifest_file": str(project / "manifest.yml"),
        **variables,
    }
    name = f"maestro.databases.{playbook}"
    return ansible_playbook(name, project / "inventory.yml", given, *options, must_pass=must_pass)


def test_a_manifest_is_shown_in_our_words(project: Path) -> None:
    done = run(project, "import_manifest", maestro_service_file=str(project / "service.yml"))
    result = done.of("maestro.databases.import_manifest")
    assert yaml.safe_load(result["text"]) == {"maestro_databases": result["databases"]}
    assert result["databases"] == [
        {"engine": "redis"},
        {"engine": "mysql", "group": "main", "version": "8.0", "hosts": ["db1"]},
        {"engine": "mysql", "group": "spare", "primary": True, "hosts": ["db2"]},
    ]
    assert result["warnings"] == [
        "manifest.yml: hosts come from the inventory, so these keys have no effect here: size"
    ]
    assert "- {engine: redis}" in done.output
    assert done.changed() == []


def test_a_manifests_variables_are_shown_as_ours_and_no_value_is(project: Path) -> None:
    variables = "{A: kanarienvogel, B: AUTO_GENERATE_15, C: '{{MYSQL_ADDRESS}}', MYSQL_ADDRESS: kanarienvogel}"
    (project / "manifest.yml").write_text(f"{MANIFEST}environment_variables: {variables}\n")
    done = run(project, "import_manifest", "-vvv")
    result = done.of("maestro.databases.import_manifest")
    ours = {"B": "AUTO_GENERATE_15", "C": "_env(MYSQL_ADDRESS)"}
    assert yaml.safe_load(result["text"]) == {"maestro_databases": result["databases"], "maestro_variables": ours}
    assert result["warnings"][1:] == [
        (
            "manifest.yml: environment_variables A may hold secrets and are not shown; write them into "
            "maestro_variables, too, where they count at every deployment"
        ),
        "manifest.yml: environment_variables MYSQL_ADDRESS are generated, so they are left out",
    ]
    assert "maestro_variables: {B: AUTO_GENERATE_15, C: _env(MYSQL_ADDRESS)}" in done.output
    assert "kanarien" not in done.output


def test_check_mode_says_what_is_pending(project: Path) -> None:
    done = run(project, "show", "--check")
    planned = done.of("maestro.databases.plan")
    main, spare = planned["plan"]["groups"]
    assert (main["service"], spare["service"]) == ("mysql-main", "mysql")
    assert main["listen"] == ["127.0.0.1", "192.0.2.11", "2001:db8::11"]
    assert [change["what"] for change in planned["pending"]] == ["primary", "primary"]
    assert "  mysql group 'spare': primary no -> yes (at the next deployment)" in done.output
    assert "Pending changes" not in run(project, "show").output


def test_another_version_is_refused_where_it_stands(project: Path) -> None:
    (project / "manifest.yml").write_text(MANIFEST.replace("8.0", "8.4"))
    failed = run(project, "deploy", "--check", must_pass=False).of("maestro.databases.plan")
    assert failed["problems"] == [
        (
            "manifest.yml line 5: production.mysql.groups.main.configuration.version: main was deployed with 8.0.36, "
            "not 8.4, and nothing is upgraded in place; keep it, or declare a new group on another host and move the "
            "data there by dump and restore"
        )
    ]
    assert [change["what"] for change in failed["pending"] if not change["applies"]] == ["version"]


def test_a_file_that_is_not_there_is_one_problem(project: Path) -> None:
    missing = str(project / "nothing.yml")
    failed = run(project, "import_manifest", must_pass=False, maestro_manifest_file=missing)
    assert failed.of("maestro.databases.import_manifest")["problems"] == [
        f"maestro_manifest_file: {missing} cannot be read (No such file or directory); name a file of this machine"
    ]


def test_an_application_that_could_not_be_told_from_another_is_refused(project: Path) -> None:
    failed = run(project, "show", must_pass=False, maestro_application="Shop").of("maestro.databases.plan")
    assert failed["problems"] == [
        (
            f"maestro_application: 'Shop' in 'production' and the application of {project}/maestro/shop-production, "
            "which was deployed before, would both be called shop_production: they would share databases, users, "
            "namespace and state folder; give this one another name"
        )
    ]


def test_what_a_manifest_says_too_late_is_pending_and_warned_of(project: Path) -> None:
    """Its variables count for the first build, and a value may be a secret."""
    (project / "vault").write_text("a vault password")
    redis = [{"engine": "redis", "address": "192.0.2.7"}]
    given = {
        "maestro_application": "blog",
        "maestro_web": "",
        "maestro_databases": redis,
        "maestro_external_check": False,
    }

    def deploy(variables: str, *options: str, **more: Any) -> Run:
        (project / "manifest.yml").write_text(f"environment_variables: {variables}\n")
        return run(project, "deploy", f"--vault-password-file={project / 'vault'}", *options, **given, **more)

    credentials = "maestro.databases.credentials"
    assert "has no effect" not in deploy("{A: kanarienvogel, B: AUTO_GENERATE}").output.replace("\n", " ")
    late = "{A: kanarienhahn, B: AUTO_GENERATE, C: kanarienhahn}"
    predicted, done = deploy(late, "--check"), deploy(late)
    for one in ("A set -> set otherwise", "C none -> set"):
        assert f"  environment_variables of the manifest: {one} (never: they count until the first" in predicted.output
    assert [
        one for one in done.of(credentials)["warnings"] if "has no effect: A, C; set it in maestro_variables" in one
    ]
    assert "kanarien" not in predicted.output + done.output
    set_there = deploy(late, maestro_variables={"A": "kanarienhahn", "C": "kanarienhahn"})
    assert set_there.of(credentials)["pending"] == []
