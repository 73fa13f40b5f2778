# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module, the filter and the playbook through Ansible: in check mode, for real and again."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.analysis.record import from_text
from tests.checkout import ROOT, VENV, environment
from tests.play import ansible_playbook

EXAMPLES = Path(__file__).parents[3] / "examples"
MODULE = "maestro.databases.application_info"
PLAYBOOK = "maestro.databases.analyse"
INVENTORY = "localhost,"


def run(source, *options, must_pass=True, **variables):
    return ansible_playbook(PLAYBOOK, INVENTORY, {"maestro_source": source, **variables}, *options, must_pass=must_pass)


def test_check_mode_real_and_again_say_the_same(plant):
    root = plant({"Gemfile": "gem 'pg'\n", "config/database.yml": "production:\n  adapter: sqlserver\n"})
    before = sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*"))
    runs = [run(str(root), "--check", "--diff"), run(str(root)), run(str(root))]
    results = [one.of(MODULE) for one in runs]
    assert results[0] == results[1] == results[2]
    assert [one.changed() for one in runs] == [[], [], []]
    assert sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*")) == before
    assert results[0]["application"]["frameworks"] == []
    assert results[0]["databases"] == [
        {
            "engine": "postgresql",
            "need": "required",
            "reason": "the application depends on a driver for it",
            "alternatives": [],
            "preferred": False,
            "evidence": [{"path": "Gemfile", "line": 1, "kind": "dependency", "detail": 'gem "pg"'}],
            "version_hint": "",
            "flavour_hint": "",
            "external": False,
            "address": "",
        }
    ]
    assert results[0]["warnings"] == [
        "config/database.yml: line 2 names the adapter 'sqlserver', which is not known; add its database yourself"
    ]


def test_the_playbook_prints_the_panel():
    shown = run(str(EXAMPLES / "rails-shop"), maestro_environment="test").output
    assert "About your app\n==============\n  Application   rails-shop\n  Environment   test\n" in shown
    assert "  SQLite        required\n" in shown


def test_a_missing_source_is_one_clear_error(tmp_path):
    for source in ("", None):
        failed = run(source, must_pass=False)
        assert failed.code == 2
        assert failed.results[-1].result["msg"] == (
            "maestro_source is not set; give the folder that holds the application's code, "
            "for example -e maestro_source=~/src/shop"
        )
    gone = run(str(tmp_path / "gone"), must_pass=False).of(MODULE)
    assert gone["msg"] == f"{tmp_path}/gone does not exist; give the folder that holds the application's code"


def test_the_result_as_a_file(plant, tmp_path):
    root, kept = plant({"Gemfile": "gem 'pg'\n"}), tmp_path / "databases.json"

    def keep(*options, **variables):
        return run(str(root), *options, maestro_analysis_file=str(kept), **variables)

    planned = keep("--check", "--diff")
    assert (planned.changed(), kept.exists()) == (["Read the code"], False)
    first = keep("--diff")
    assert first.changed() == ["Read the code"]
    assert first.of(MODULE)["diff"] == planned.of(MODULE)["diff"]
    assert first.of(MODULE)["diff"]["after"] == kept.read_text()
    recorded = json.loads(kept.read_text())
    assert list(recorded) == ["application", "applications", "ambiguous", "databases", "warnings"]
    assert recorded["databases"] == first.of(MODULE)["databases"]
    before = kept.stat()
    assert [keep("--check").changed(), keep().changed()] == [[], []]
    assert kept.stat() == before
    assert kept.stat().st_mode & 0o777 == 0o644

    # The same needs on another line: the file follows, a pipeline goes on.
    (root / "Gemfile").write_text("# A comment\ngem 'pg'\n")
    moved = keep(maestro_analysis_locked=True)
    assert (moved.changed(), moved.of(MODULE)["difference"]) == (["Read the code"], [])

    (root / "Gemfile").write_text("gem 'pg'\ngem 'sidekiq'\n")
    before = kept.read_text()
    failed = run(str(root), must_pass=False, maestro_analysis_file=str(kept), maestro_analysis_locked=True)
    assert failed.of(MODULE)["msg"] == (
        f"the needs are not those of {kept}: redis is required, was not needed; "
        "where that is wanted, run once without fail_on_change and keep the new file"
    )
    assert (failed.of(MODULE)["difference"], kept.read_text()) == (["redis is required, was not needed"], before)
    accepted = keep()
    assert accepted.of(MODULE)["difference"] == ["redis is required, was not needed"]
    assert keep("--check", maestro_analysis_locked=True).changed() == []


def test_what_cannot_keep_the_result(plant, tmp_path):
    root, half, gone = str(plant({"Gemfile": "gem 'pg'\n"})), tmp_path / "half.json", tmp_path / "gone"
    half.write_text('{"databases": ')
    asked = "write it by a run without fail_on_change, and keep it with the code"
    cases = (
        ({"output": f"{tmp_path}/new.json", "fail_on_change": True}, f"{tmp_path}/new.json does not exist; {asked}"),
        ({"output": str(half), "fail_on_change": True}, f"{half} is no record of an analysis; {asked}"),
        (
            {"fail_on_change": True},
            "fail_on_change has nothing to compare with; set output to the file that keeps the result",
        ),
        ({"output": str(tmp_path)}, f"{tmp_path} is no file; name one in output"),
        ({"output": "/dev/null"}, "/dev/null is no file; name one in output"),
        ({"output": str(gone / "x")}, f"{gone} is no folder; make the one that output is to lie in"),
    )
    tasks = [
        {
            "name": message,
            MODULE: {"path": root, **options},
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
            "ignore_errors": True,
        }
        for options, message in cases
    ]
    plays = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    done = ansible_playbook(plays, INVENTORY)
    assert [one.result["msg"] for one in done.results] == [message for _options, message in cases]


def test_paths_are_relative_to_where_the_user_stands(plant, monkeypatch):
    monkeypatch.chdir(plant({"shop/Gemfile": "gem 'pg'\n"}))
    command = [VENV / "bin/ansible-playbook", PLAYBOOK, "-e", "maestro_source=shop maestro_analysis_file=kept.json"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert "  Application   shop\n" in done.stdout
    assert from_text(Path("kept.json").read_text())["databases"][0]["engine"] == "postgresql"


def test_the_name_that_the_user_gave(plant):
    result = run(str(plant({"Gemfile": "gem 'pg'\n"})), maestro_application="shop").of(MODULE)
    assert (result["application"]["name"], result["applications"][0]["name"]) == ("shop", "shop")


def test_a_deployment_asks_which_application_is_meant(plant):
    root = str(plant({"shop/Gemfile": "gem 'mysql2'\n", "blog/Gemfile": "gem 'pg'\n"}))
    tasks = [{"name": "Plan", "ansible.builtin.include_tasks": str(ROOT / "playbooks/tasks/plan.yml")}]
    plays = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]

    def problems(source, must_pass=False, **variables):
        variables = {"maestro_source": source, "maestro_application": "shop", **variables}
        return ansible_playbook(plays, INVENTORY, variables, must_pass=must_pass).of("maestro.databases.plan")

    assert problems(root)["problems"] == [
        (
            "maestro_source: the folder holds several applications, and they need different databases: "
            "blog (postgresql), shop (mysql); set maestro_source to the folder of the one that is meant, such as blog "
            "in it, or set maestro_source_whole: true where one deployment serves all of them"
        )
    ]
    told = problems(root, maestro_source_whole=True)["problems"]
    assert [problem.partition(" (")[0] for problem in told] == [
        "maestro_databases: the code needs mysql",
        "maestro_databases: the code needs postgresql",
    ]
    declared = [{"engine": "mysql", "address": "db.example.com"}]
    assert (
        problems(f"{root}/shop", must_pass=True, maestro_databases=declared)["plan"]["groups"][0]["engine"] == "mysql"
    )
