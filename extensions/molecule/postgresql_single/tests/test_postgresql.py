# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a server that only the application's user reaches, only from the application's host."""

from __future__ import annotations

import json
import shlex

import pytest

DATABASES = {"db15": "15", "db17": "17", "db18": "18"}
testinfra_hosts = [f"ansible://{name}" for name in DATABASES]

PASSWORD = "a-password-of-the-shop"
CLIENT = """
import json, sys
import psycopg2
address, user, password, database, statements = json.loads(sys.argv[1])
try:
    connection = psycopg2.connect(host=address, user=user, password=password, dbname=database, connect_timeout=3)
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    print(json.dumps(cursor.fetchall(), default=str))
    connection.commit()
except psycopg2.Error as error:
    print(json.dumps("refused: " + str(error)))
"""


def ask(client, address, statements=("SELECT 1",), *, user="shop_production", password=PASSWORD, database=None):
    """What a client gets, logged in over the network: rows, or `refused: …`."""
    question = json.dumps([address, user, password, database or user, list(statements)])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


def as_postgres(host, statement):
    return host.check_output(f"runuser -u postgres -- psql -XAtc {shlex.quote(statement)}").splitlines()


@pytest.fixture
def name(host):
    return host.check_output("hostname")


def test_the_service_runs_and_comes_back_at_boot(host, name):
    version = DATABASES[name]
    assert host.service(f"postgresql@{version}-main").is_running
    assert host.service("postgresql").is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_was_never_started_before_it_was_configured(host, name):
    """One start is in the log, on our settings."""
    version = DATABASES[name]
    log = host.file(f"/var/log/postgresql/postgresql-{version}-main.log").content_string
    assert log.count("starting PostgreSQL") == 1
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only(host, address):
    listening = {socket for socket in host.socket.get_listening_sockets() if socket.endswith(":5432")}
    assert listening == {"tcp://127.0.0.1:5432", f"tcp://{address}:5432"}


def test_the_data_have_checksums_and_utf8(host):
    assert as_postgres(host, "SHOW data_checksums") == ["on"]
    assert as_postgres(host, "SELECT encoding, datcollate FROM pg_database WHERE datname = 'shop_production'") == [
        "6|C.UTF-8"
    ]


def test_what_was_committed_is_on_the_disk(host):
    names = ("fsync", "synchronous_commit", "full_page_writes")
    assert [as_postgres(host, f"SHOW {name}") for name in names] == [["on"]] * 3


def test_sizes_follow_the_memory_and_own_settings_win(host):
    assert as_postgres(host, "SHOW shared_buffers") == ["128MB"]
    assert as_postgres(host, "SHOW log_connections") in (["on"], ["all"])


def test_no_rule_trusts_anybody_or_everywhere(host, web):
    rules = as_postgres(host, "SELECT type, address, netmask, auth_method FROM pg_hba_file_rules WHERE error IS NULL")
    allowed = web.check_output("hostname -I").split()[0]
    assert rules == [
        "local|||peer",
        "local|||scram-sha-256",
        "host|127.0.0.1|255.255.255.255|scram-sha-256",
        "host|::1|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|scram-sha-256",
        f"host|{allowed}|255.255.255.255|scram-sha-256",
    ]


def test_the_application_works_over_the_network_and_as_the_owner(web, address):
    statements = [
        "DROP TABLE IF EXISTS visits",
        "CREATE TABLE visits (at timestamptz DEFAULT now())",
        "INSERT INTO visits DEFAULT VALUES",
        "INSERT INTO visits DEFAULT VALUES",
        "DELETE FROM visits WHERE ctid = (SELECT min(ctid) FROM visits)",
        "UPDATE visits SET at = '2001-02-03'",
        "SELECT count(*), min(at)::date, tableowner FROM visits, pg_tables WHERE tablename = 'visits' GROUP BY 3",
    ]
    assert ask(web, address, statements) == [[1, "2001-02-03", "shop_production_owner"]]


def test_the_application_administers_nothing(web, address):
    refused = {
        "CREATE ROLE intruder": "permission denied to create role",
        "SET ROLE postgres": 'permission denied to set role "postgres"',
        "SELECT rolpassword FROM pg_authid": "permission denied for table pg_authid",
        "SELECT pg_read_file('/etc/passwd')": "permission denied for function pg_read_file",
        "COPY (SELECT 1) TO PROGRAM 'id'": "to COPY to or from an external program",
        "SELECT pg_reload_conf()": "permission denied for function pg_reload_conf",
    }
    for statement, told in refused.items():
        assert told in ask(web, address, [statement]), statement


@pytest.fixture
def orders(web, address):
    """A table that the application made after the further users had got their rights."""
    statements = ["CREATE TABLE orders (id serial, what text)", "INSERT INTO orders (what) VALUES ('one')", "SELECT 1"]
    assert ask(web, address, ["DROP TABLE IF EXISTS orders", *statements]) == [[1]]


REPORTS = {"user": "reports", "password": "a-password-of-reports", "database": "shop_production"}
LOADER = {"user": "loader", "password": "a-password-of-the-loader", "database": "shop_production"}
INSERT = "INSERT INTO orders (what) VALUES ('two') RETURNING id"
TABLE, SCHEMA = "permission denied for table orders", "permission denied for schema public"


def test_a_reader_reads_what_was_made_later_and_changes_nothing(web, address, orders):
    assert ask(web, address, ["SELECT what FROM orders"], **REPORTS) == [["one"]]
    refused = {
        INSERT: TABLE,
        "UPDATE orders SET what = ''": TABLE,
        "DELETE FROM orders": TABLE,
        "TRUNCATE orders": TABLE,
        "SELECT nextval('orders_id_seq')": "permission denied for sequence orders_id_seq",
        "DROP TABLE orders": "must be owner of table orders",
        "CREATE TABLE mine (id int)": SCHEMA,
        "CREATE SCHEMA mine": "permission denied for database shop_production",
        "SET ROLE shop_production_owner": "permission denied to set role",
    }
    for statement, told in refused.items():
        assert told in ask(web, address, [statement], **REPORTS), statement
    assert 'permission denied for database "other"' in ask(web, address, **{**REPORTS, "database": "other"})


def test_one_who_writes_changes_rows_and_makes_nothing(web, address, orders):
    assert ask(web, address, [INSERT], **LOADER) == [[2]]
    assert ask(web, address, ["DELETE FROM orders WHERE id = 2 RETURNING what"], **LOADER) == [["two"]]
    for statement, told in {"TRUNCATE orders": TABLE, "CREATE TABLE mine (id int)": SCHEMA}.items():
        assert told in ask(web, address, [statement], **LOADER), statement


def test_a_wrong_password_and_none_are_refused(web, address):
    assert "password authentication failed" in ask(web, address, password="wrong")
    assert "no password supplied" in ask(web, address, password="")


def test_another_database_is_refused(web, address):
    assert 'permission denied for database "other"' in ask(web, address, database="other")


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, address):
    assert "timeout expired" in ask(stranger, address)


def test_behind_the_firewall_the_servers_own_rules_refuse_too(host, address):
    """From the host itself over its outer address, which the firewall lets pass and no rule of the server names."""
    assert "no pg_hba.conf entry" in ask(host, address)


def test_the_password_is_stored_as_scram(host):
    assert as_postgres(host, "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'shop_production'") == [
        "SCRAM-SHA-256"
    ]


def test_no_secret_is_left_on_the_host(host):
    found = host.run(f"grep -rlsF {PASSWORD} /etc /var/log /var/lib/maestro /root /tmp /run/systemd")
    assert found.stdout == ""
    assert PASSWORD not in host.check_output("journalctl --no-pager")


def test_the_marker_says_whose_it_is(host, name):
    version = DATABASES[name]
    assert json.loads(host.file("/etc/maestro/databases.d/postgresql.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": "postgresql",
        "version": version,
        "data_directory": f"/var/lib/postgresql/{version}/main",
    }
    assert host.run("ls -A /var/lib/maestro/pending /var/lib/maestro/initialising").stdout.split() == [
        "/var/lib/maestro/initialising:",
        "/var/lib/maestro/pending:",
    ]


def test_its_log_is_rotated_and_goes_on(host, name):
    """A bare host has nothing that does so."""
    assert host.service("logrotate.timer").is_running
    log = f"/var/log/postgresql/postgresql-{DATABASES[name]}-main.log"
    host.check_output("logrotate --force /etc/logrotate.d/postgresql-common")
    assert "starting PostgreSQL" in host.file(f"{log}.1").content_string
    host.run("runuser -u postgres -- psql -XAtc 'SELECT no_such_column'")
    assert "no_such_column" in host.file(log).content_string


def test_tables_of_others_in_the_firewall_are_not_ours(host):
    assert host.check_output("nft list tables") == "table inet maestro_databases"
