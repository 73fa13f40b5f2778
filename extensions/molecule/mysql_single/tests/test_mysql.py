# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a server that only the application's user reaches, only from the application's host."""

from __future__ import annotations

import json
import re
import shlex

import pytest

# Host → flavour, version, data directory, unit.
DATABASES = {
    "maria10": ("mariadb", "10.11", "/var/lib/mysql", "mariadb"),
    "maria11": ("mariadb", "11.8", "/srv/mysql", "mariadb"),
    "mysql9": ("mysql", "9.7", "/var/lib/mysql", "mysql"),
}
testinfra_hosts = [f"ansible://{name}" for name in DATABASES]

PASSWORD = "a-password-of-the-shop"
ADMIN_PASSWORD = "a-password-of-the-admin"
# ER_ACCESS_DENIED_ERROR, and ER_ACCESS_DENIED_NO_PASSWORD_ERROR where MariaDB knows no such account.
NOT_LET_IN = ("refused: (1045,", "refused: (1698,")
CLIENT = """
import json, sys
import pymysql
address, user, password, database, statements = json.loads(sys.argv[1])
try:
    connection = pymysql.connect(host=address, user=user, password=password, database=database, connect_timeout=3)
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    print(json.dumps(cursor.fetchall(), default=str))
    connection.commit()
except pymysql.MySQLError as error:
    print(json.dumps(f"refused: {error.args}"))
"""


def ask(client, address, statements=("SELECT 1",), *, user="shop_production", password=PASSWORD, database=None):
    """What a client gets, logged in over the network: rows, or `refused: …`."""
    question = json.dumps([address, user, password, database, list(statements)])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


def as_root(host, statement):
    """What root gets over the socket."""
    return host.check_output(f"mysql --batch --skip-column-names --execute {shlex.quote(statement)}").splitlines()


@pytest.fixture
def name(host):
    return host.check_output("hostname")


def test_the_service_runs_and_comes_back_at_boot(host, name):
    unit = host.service(DATABASES[name][3])
    assert unit.is_running
    assert unit.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_started_once_and_on_our_settings(host, name):
    """The unit's only start; the package's own script did not start it before."""
    unit = DATABASES[name][3]
    started = host.check_output(f"journalctl --no-pager --output cat --unit {unit}")
    assert sum(line.startswith("Started ") for line in started.splitlines()) == 1
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {socket for socket in host.socket.get_listening_sockets() if socket.endswith((":3306", ":33060"))}
    assert listening == {"tcp://127.0.0.1:3306", f"tcp://{address}:3306"}


def test_it_may_open_as_many_files_as_its_maker_advises(host, name):
    flavour, *_more, unit = DATABASES[name]
    files = {"mariadb": 32768, "mysql": 10000}[flavour]
    assert int(host.check_output(f"systemctl show -P LimitNOFILE {unit}")) >= files


CONFINED = {"NoNewPrivileges": "yes", "PrivateTmp": "yes", "ProtectHome": "yes", "ProtectSystem": "full"}


def test_the_unit_keeps_the_server_from_what_it_does_not_need(host, name):
    flavour, *_more, unit = DATABASES[name]
    shown = host.check_output(f"systemctl show {unit} --property {','.join(CONFINED)}").splitlines()
    # MariaDB's is its package's: its helper for PAM has to gain root's rights.
    expected = CONFINED if flavour == "mysql" else {**CONFINED, "NoNewPrivileges": "no", "PrivateTmp": "no"}
    assert dict(line.split("=") for line in shown) == expected
    if flavour == "mysql":
        pid = host.check_output(f"systemctl show -P MainPID {unit}")
        assert "NoNewPrivs:\t1" in host.check_output(f"cat /proc/{pid}/status")


def test_settings_are_in_force_and_own_ones_win(host, name):
    flavour, _version, directory, _unit = DATABASES[name]
    wanted = {
        "innodb_buffer_pool_size": str(256 * 1024**2),
        "character_set_server": "utf8mb4",
        "innodb_flush_log_at_trx_commit": "1",
        "sync_binlog": "1",
        "skip_name_resolve": "1",
        "server_id": "0" if flavour == "mysql" else "1",
        "max_connections": "77",
        "datadir": f"{directory}/",
    }
    [found] = as_root(host, f"SELECT {', '.join(f'@@{variable}' for variable in wanted)}")
    assert dict(zip(wanted, found.split("\t"), strict=True)) == wanted


def test_databases_are_in_utf8mb4(host):
    schemata = "SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'shop%'"
    assert as_root(host, schemata) == ["utf8mb4", "utf8mb4"]


def test_the_application_works_over_the_network(web, address):
    statements = [
        "CREATE TABLE visits (id INT PRIMARY KEY, who VARCHAR(20))",
        "INSERT INTO visits VALUES (1, '\U0001f600'), (2, 'b')",
        "UPDATE visits SET who = 'c' WHERE id = 2",
        "SELECT id, who FROM visits ORDER BY id",
    ]
    gone = ["DELETE FROM visits WHERE id = 1", "SELECT id, who FROM visits"]
    try:
        assert ask(web, address, statements, database="shop_production") == [[1, "\U0001f600"], [2, "c"]]
        assert ask(web, address, gone, database="shop_production") == [[2, "c"]]
    finally:
        assert ask(web, address, ["DROP TABLE visits"], database="shop_production") == []


# What the application may do in its database, and no more.
GRANTS = [
    "ALTER",
    "ALTER ROUTINE",
    "CREATE",
    "CREATE ROUTINE",
    "CREATE TEMPORARY TABLES",
    "CREATE VIEW",
    "DELETE",
    "DROP",
    "EXECUTE",
    "INDEX",
    "INSERT",
    "LOCK TABLES",
    "REFERENCES",
    "SELECT",
    "SHOW VIEW",
    "TRIGGER",
    "UPDATE",
]


@pytest.mark.parametrize("place", ["localhost", "%"])
def test_the_application_holds_the_documented_grants_alone(host, place):
    everywhere, here = as_root(host, f"SHOW GRANTS FOR 'shop_production'@'{place}'")
    assert everywhere.startswith("GRANT USAGE ON *.* TO ")
    grants, end = re.fullmatch(r"GRANT (.+) ON (\S+ TO \S+)", here).groups()
    assert sorted(grants.split(", ")) == GRANTS
    assert end.replace("\\", "") == f"`shop_production`.* TO `shop_production`@`{place}`"


def test_the_application_uses_what_it_was_granted(web, address):
    """A statement of each kind that the tests above have not."""
    made = [
        "CREATE TABLE parents (id INT PRIMARY KEY)",
        "CREATE TABLE children (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parents (id))",
        "ALTER TABLE children ADD COLUMN name VARCHAR(20)",
        "CREATE INDEX names ON children (name)",
        "CREATE TEMPORARY TABLE passing (id INT)",
        "CREATE VIEW orphans AS SELECT id FROM children WHERE parent IS NULL",
        "SHOW CREATE VIEW orphans",
        "CREATE PROCEDURE adopt() UPDATE children SET name = 'adopted'",
        "ALTER PROCEDURE adopt COMMENT 'of all'",
        "LOCK TABLES parents WRITE, children WRITE",
        "INSERT INTO parents VALUES (1)",
        "INSERT INTO children VALUES (1, 1, 'a')",
        "UNLOCK TABLES",
        "CALL adopt()",
        "SELECT parent, name FROM children",
    ]
    gone = ["DROP PROCEDURE adopt", "DROP VIEW orphans", "DROP TABLE children", "DROP TABLE parents"]
    assert ask(web, address, made, database="shop_production") == [[1, "adopted"]]
    assert ask(web, address, gone, database="shop_production") == []


REPORTS = {"user": "reports", "password": "a-password-of-reports"}


def test_a_reader_reads_and_changes_nothing(web, address):
    try:
        made = ["CREATE TABLE orders (id INT PRIMARY KEY)", "INSERT INTO orders VALUES (1)", "SELECT id FROM orders"]
        assert ask(web, address, made, database="shop_production") == [[1]]
        assert ask(web, address, ["SELECT id FROM orders"], **REPORTS, database="shop_production") == [[1]]
        for statement in (
            "INSERT INTO orders VALUES (2)",
            "DELETE FROM orders",
            "DROP TABLE orders",
            "CREATE TABLE x (y INT)",
        ):
            # ER_TABLEACCESS_DENIED_ERROR
            assert "refused: (1142" in ask(web, address, [statement], **REPORTS, database="shop_production"), statement
    finally:
        ask(web, address, ["DROP TABLE orders"], database="shop_production")
    assert "refused: (1044" in ask(web, address, **REPORTS, database="shopXproduction")


def test_what_a_user_is_not_to_have_any_more_is_taken(host):
    as_root(host, "GRANT INSERT, UPDATE ON `shop\\_production`.* TO 'reports'@'%'")
    user = {
        "name": "reports",
        "grants": {"shop_production.*": ["SELECT"]},
        "revokes": {"shop_production.*": ["INSERT", "UPDATE"]},
    }
    arguments = json.dumps({"users": [user]})
    result = host.ansible("maestro.databases.mysql_accounts", arguments, check=False, become=True)
    assert [one["changes"] for one in result["objects"] if one["state"] != "unchanged"] == [["INSERT", "UPDATE"]]
    again = host.ansible("maestro.databases.mysql_accounts", arguments, check=False, become=True)
    assert again["changed"] is False
    (grant,) = [one for one in as_root(host, "SHOW GRANTS FOR 'reports'@'%'") if "shop" in one]
    assert grant.startswith("GRANT SELECT, SHOW VIEW ON ")


def test_triggers_are_the_applications_where_no_binary_log_has_them(web, address, name):
    made = [
        "CREATE TABLE counted (id INT)",
        "CREATE TRIGGER doubled BEFORE INSERT ON counted FOR EACH ROW SET NEW.id = 2 * NEW.id",
        "INSERT INTO counted VALUES (21)",
        "SELECT id FROM counted",
    ]
    try:
        found = ask(web, address, made, database="shop_production")
        # ER_BINLOG_CREATE_ROUTINE_NEED_SUPER: MySQL's log, and no right that is lacking.
        assert found == [[42]] if DATABASES[name][0] == "mariadb" else "refused: (1419" in found
    finally:
        assert ask(web, address, ["DROP TABLE counted"], database="shop_production") == []


def test_a_wrong_or_no_password_is_refused(web, address):
    assert ask(web, address, password="wrong").startswith(NOT_LET_IN)
    assert ask(web, address, password="").startswith(NOT_LET_IN)
    assert ask(web, address, user="nobody").startswith(NOT_LET_IN)


def test_other_databases_are_refused(web, address):
    """The second is what a grant on the unescaped name would open."""
    assert "refused: (1044" in ask(web, address, database="mysql")
    assert "refused: (1044" in ask(web, address, database="shopXproduction")


@pytest.mark.parametrize("statement", ["CREATE USER x@localhost", "SET GLOBAL max_connections = 1", "SHUTDOWN"])
def test_administration_is_refused_to_the_application(web, address, statement):
    assert "refused: (1227" in ask(web, address, [statement])


def test_the_admin_cannot_come_over_the_network(web, host, address):
    assert ask(web, address, user="maestro_admin", password=ADMIN_PASSWORD).startswith(NOT_LET_IN)
    assert host.run(f"MYSQL_PWD={ADMIN_PASSWORD} mysql --user maestro_admin --execute 'SHOW GRANTS'").rc == 0


def test_root_cannot_come_over_the_network(web, address):
    assert ask(web, address, user="root", password="").startswith(NOT_LET_IN)


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    assert "timed out" in ask(stranger, address)


def test_there_is_no_account_and_no_database_too_many(host):
    accounts = set(as_root(host, "SELECT CONCAT(User, '@', Host) FROM mysql.user"))
    ours = {*(f"{user}@{host}" for user in ("shop_production", "reports") for host in ("localhost", "%"))}
    ours.add("maestro_admin@localhost")
    servers = {"root@localhost", "mysql@localhost", "debian-sys-maint@localhost"}
    assert {one for one in accounts if not one.startswith(("mysql.", "mariadb."))} - servers == ours
    assert set(as_root(host, "SHOW DATABASES")) == {
        *("information_schema", "mysql", "performance_schema", "sys"),
        *("shop_production", "shopXproduction"),
    }


def test_verifiers_are_those_that_drivers_know(host, name):
    plugin = "caching_sha2_password" if DATABASES[name][0] == "mysql" else "mysql_native_password"
    assert as_root(
        host, "SELECT DISTINCT plugin FROM mysql.user WHERE User IN ('shop_production', 'maestro_admin')"
    ) == [plugin]


def test_no_secret_is_left_on_the_host(host):
    for secret in (PASSWORD, ADMIN_PASSWORD):
        found = host.run(f"grep -rlsF {secret} /etc /var/log /var/lib/maestro /root /tmp /run/systemd")
        assert found.stdout == ""
        journal = host.check_output(
            "journalctl --no-pager --identifier systemd --identifier sshd --identifier mariadbd"
        )
        assert secret not in journal


def test_the_marker_says_whose_it_is(host, name):
    flavour, version, directory, _unit = DATABASES[name]
    assert json.loads(host.file("/etc/maestro/databases.d/mysql.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": flavour,
        "version": version,
        "data_directory": directory,
    }
    assert host.run("ls -A /var/lib/maestro/pending /var/lib/maestro/initialising").stdout.split() in (
        ["/var/lib/maestro/initialising:", "/var/lib/maestro/pending:"],
        ["/var/lib/maestro/pending:"],
    )


def test_the_vendors_files_are_untouched(host):
    assert "etc/mysql" not in host.run("dpkg --verify mariadb-server mariadb-common mysql-server mysql-common").stdout
