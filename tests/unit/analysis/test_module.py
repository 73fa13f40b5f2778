# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module, the filter and the playbook through Ansible: in check mode, for real and again."""

from __future__ import annotations

from pathlib import Path

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
