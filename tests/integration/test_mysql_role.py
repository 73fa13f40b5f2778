# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role mysql on real hosts: prediction, settings that the server refuses, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.integration.mysql_servers import FINGERPRINT, FLAVOURS, Server, play, server


@pytest.fixture(params=FLAVOURS)
def db(request: pytest.FixtureRequest, lab: LabFactory) -> Server:
    """A server of each flavour."""
    return server(lab, request.param)


def unit(db: Server) -> str:
    """Name of the server's unit."""
    return db.flavour


def state(db: Server) -> tuple[str, str]:
    """What must not change: our file, and the process."""
    return (
        db.sh(f"sha256sum {db.config}"),
        db.sh(f"systemctl show --property MainPID --value {unit(db)}"),
    )


def test_the_prediction_on_a_fresh_host_touches_nothing_and_comes_true(db: Server) -> None:
    """C027."""
    assert db.fingerprints[0] == db.fingerprints[1]
    assert db.predicted.changed() == db.first.changed()
    assert [task.rpartition(" : ")[2] for task in db.first.changed()] == [
        "Claim the host and install the packages",
        "Write the files and put them into force",
        "Converge users, databases and grants",
    ]
    # Their package enables the unit: from before it is there, nothing starts without our rules.
    claimed = db.first.of("maestro.databases.database_packages")["claimed"]
    assert "content" in claimed[f"/etc/systemd/system/{unit(db)}.service.d/maestro.conf"]


def test_the_second_run_changes_nothing(db: Server) -> None:
    assert db.second.changed() == []
    check = db.role(None, "--check", "--diff")
    assert check.changed() == []


def test_it_started_on_our_settings_alone(db: Server) -> None:
    assert db.sql("SELECT @@bind_address, @@innodb_buffer_pool_size DIV 1048576") == ["127.0.0.1\t256"]
    assert db.sh("ss -ltnH | grep -v ':22 ' | awk '{print $4}'") == "127.0.0.1:3306"


def refused(db: Server, settings: Mapping[str, Any], told: str) -> None:
    """The role refuses settings, names the option, and the server did not notice."""
    before = state(db)
    db.sh("rm -f /run/probe.end /run/probe.bad; touch /run/probe.bad")
    probe = "while ! test -e /run/probe.end; do mysql -Ne 'SELECT 1' >/dev/null 2>>/run/probe.bad; sleep 0.05; done"
    db.sh(f"setsid sh -c {probe!r} >/dev/null 2>&1 < /dev/null & true")
    for options in ((), ("--check",)):
        run = db.role({"mysql_settings": dict(settings)}, *options, must_pass=False)
        assert run.code != 0
        assert told in run.output
    db.sh("touch /run/probe.end; sleep 0.1")
    assert state(db) == before
    assert db.sh("cat /run/probe.bad") == ""


def test_an_unknown_option_is_refused_before_the_restart(db: Server) -> None:
    refused(db, {"no_such_option_xyz": 1}, "no_such_option_xyz")


def test_a_value_that_the_storage_engine_does_not_take_is_refused_before_the_restart(db: Server) -> None:
    """MariaDB's own check says this and yet ends well."""
    refused(db, {"innodb_buffer_pool_size": "lots"}, "lots")


def test_an_option_that_only_one_flavour_still_knows(db: Server) -> None:
    if db.flavour == "mysql":
        refused(db, {"query_cache_size": "16M"}, "query_cache_size")
        return
    db.role({"mysql_settings": {"query_cache_size": "16M"}})
    assert db.sql("SELECT @@query_cache_size") == [str(16 * 1024**2)]
    db.role()
    assert db.role().changed() == []


def test_where_the_server_does_not_come_up_it_gets_its_former_settings_back(db: Server) -> None:
    """A folder that is not there passes every check of the settings."""
    before = db.sh(f"cat {db.config}")
    run = db.role({"mysql_settings": {"innodb_log_group_home_dir": "/nowhere"}}, must_pass=False)
    assert run.code != 0
    assert "The former files are back" in run.output
    assert db.sh(f"cat {db.config}") == before
    assert db.sql("SELECT 1") == ["1"]
    assert db.role().changed() == []


def test_another_owner_version_and_flavour_are_refused_at_once(db: Server) -> None:
    before = state(db)
    other = "mysql" if db.flavour == "mariadb" else "mariadb"
    run = play(
        db.lab,
        db.host,
        other,
        {"mysql_owner": {"application": "blog"}, "mysql_version": "5.7"},
        must_pass=False,
    )
    assert run.code != 0
    assert "belongs to shop-test, group main, and blog asks for it" in run.output
    assert f"{db.flavour} runs here and {other} is asked for" in run.output
    assert "5.7 is asked for; there is no in-place upgrade" in run.output
    assert "or use another host and move the data there by dump and restore" in run.output
    assert state(db) == before


def test_settings_persisted_on_the_server_do_not_win_unseen(lab: LabFactory) -> None:
    """MariaDB has no such thing."""
    db = server(lab, "mysql")
    db.sql("SET PERSIST sync_binlog = 0")
    try:
        run = db.role(None, must_pass=False)
        assert run.code != 0
        assert "sync_binlog: /var/lib/mysql/mysqld-auto.cnf sets 0, which wins over 1" in run.output
    finally:
        db.sql("RESET PERSIST; SET GLOBAL sync_binlog = 1")
    assert db.role().changed() == []


def test_wrong_variables_are_told_before_anything_is_changed(lab: LabFactory) -> None:
    place = lab("myfresh:bookworm")
    place.ssh("myfresh", "apt-get update -qq")
    before = place.ssh("myfresh", FINGERPRINT).stdout
    for variables, told in (
        ({"mysql_settings": {"[client]": 1}}, ["mysql_settings: '[client]': no name of an option"]),
        ({"mysql_allowed_sources": ["10.0.0.300"]}, ["allowed source '10.0.0.300'"]),
        ({"mysql_flavour": "mysql"}, ["mysql-server: the host's repositories have no such package"]),
        (
            {"mysql_version": "12.1"},
            [
                "the host's repositories have no mariadb 12.1; they have 10.11",
                ", and its maker's has 10.6, 10.11, 11.4, 11.8, 12.3; leave the version out",
            ],
        ),
    ):
        run = play(place, "myfresh", "mariadb", variables, must_pass=False)
        assert run.code != 0
        assert [text for text in told if text not in run.output] == []
    assert place.ssh("myfresh", FINGERPRINT).stdout == before
