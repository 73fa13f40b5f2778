# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which parameters of an old URL the new one takes over, and which would lead it back."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_parameters import (
    leads,
    lost,
    told,
    with_parameters,
)

PG = "postgresql://u:p@10.0.0.3:5432/d"
MY = "mysql://u:p@10.0.0.3:3306/d"
REDIS = "redis://u:p@10.0.0.3:6379/0"
MONGO = "mongodb://u:p@10.0.0.3:27017/d"


@pytest.mark.parametrize(
    ("url", "old", "kept", "names"),
    [
        (PG, "postgresql://u@/db?host=/var/run/postgresql", "", ["host"]),
        (
            PG,
            "postgresql://h/db?hostaddr=10.9.9.9&port=6543&connect_timeout=5",
            "connect_timeout=5",
            ["hostaddr", "port"],
        ),
        (PG, "postgresql://h/db?service=x&passfile=/x&dbname=z", "", ["service", "passfile", "dbname"]),
        (PG, "postgresql://h/db?user=old&password=x&serverVersion=16", "serverVersion=16", ["user", "password"]),
        (
            PG,
            "postgresql://h/db?sslmode=verify-full&sslrootcert=/x&charset=utf8",
            "charset=utf8",
            ["sslmode", "sslrootcert"],
        ),
        (PG, "postgresql://h/db?target_session_attrs=read-only&channel_binding=require", "", None),
        (
            PG,
            "postgresql://h/db?schema=shop&connection_limit=5&pgbouncer=true",
            "schema=shop&connection_limit=5&pgbouncer=true",
            [],
        ),
        (MY, "mysql://u@localhost/d?unix_socket=/tmp/mysql.sock&charset=utf8mb4", "charset=utf8mb4", ["unix_socket"]),
        (MY, "mysql://h/d?socketPath=/x&ssl-mode=REQUIRED&read_default_file=/x&timezone=Z", "timezone=Z", None),
        (REDIS, "redis://h/0?password=old&db=5&ssl_cert_reqs=none&socket_timeout=2", "socket_timeout=2", None),
        (REDIS, "rediss://h/0?client_name=shop&family=6", "client_name=shop", ["family"]),
        (REDIS, "redis://?host[a:1]&host[b:2]&redis_sentinel=m&timeout=5", "timeout=5", None),
        (
            MONGO,
            "mongodb://a,b/x?replicaSet=rs0&tls=true&authMechanism=SCRAM-SHA-1&authSource=admin&retryWrites=true&w=majority",
            "retryWrites=true&w=majority",
            ["replicaSet", "tls", "authMechanism", "authSource"],
        ),
        (MONGO, "mongodb+srv://a/x?appName=shop&directConnection=true", "appName=shop", ["directConnection"]),
        ("amqp://h/v", "amqps://h/v?cacertfile=/x&verify=verify_peer&heartbeat=9", "heartbeat=9", None),
        (
            "jdbc:mysql://h/d",
            "jdbc:mysql://o/x?user=a&useSSL=true&trustCertificateKeyStoreUrl=x&useUnicode=true",
            "useUnicode=true",
            ["user", "useSSL", "trustCertificateKeyStoreUrl"],
        ),
        # Schemes of one engine, and of two.
        (PG, "postgres://h/d?charset=utf8", "charset=utf8", []),
        (PG, "postgresql+psycopg://h/d?charset=utf8", "charset=utf8", []),
        (MY, "mysql2://h/d?pool=5", "pool=5", []),
        (PG, "mysql://h/d?charset=utf8&ssl=1", "", []),
        ("jdbc:postgresql://h/d", "jdbc:mysql://h/d?useUnicode=true", "", []),
        (MY, "jdbc:mysql://h/d?useUnicode=true", "", []),
        # As they were written, since drivers undo no other encoding than that.
        (PG, "postgresql://h/d?options=-c%20search_path%3Dx&x=", "options=-c%20search_path%3Dx&x=", []),
        (PG, "postgresql://h/d?ho%73t=x", "", ["host"]),
        # What a reader would put something in place of, or where quotes end.
        (PG, "postgresql://h/d?schema=${SCHEMA}&a=x\\ny&b=it's&charset=utf8", "charset=utf8", []),
        (PG, "postgresql://h/d", "", []),
        (PG, "${DATABASE}", "", []),
        (PG, "", "", []),
    ],
)
def test_parameters(url: str, old: str, kept: str, names: list[str] | None) -> None:
    assert with_parameters(url, old) == (f"{url}?{kept}" if kept else url)
    if names is not None:
        assert lost(url, old) == names
    assert lost(url, with_parameters(url, old)) == []


def test_parameters_that_ours_says_itself_are_ours() -> None:
    ours = f"{PG}?sslmode=verify-full"
    assert with_parameters(ours, "postgresql://h/d?sslmode=disable&charset=utf8") == f"{ours}&charset=utf8"
    assert lost(ours, "postgresql://h/d?sslmode=disable") == []


def test_what_is_lost_is_told_by_its_name() -> None:
    assert told("DATABASE_URL", PG, "postgresql://h/d?host=geheim&sslmode=geheim&charset=x") == [
        "DATABASE_URL does not keep host, sslmode of the old URL: they say how that server is reached"
    ]
    # A password that is not encoded: what seems to be a name may be a part of it.
    assert told("DATABASE_URL", PG, "postgresql://u:a?bssl&host=c@h/d") == []


@pytest.mark.parametrize(
    "name", ["charset", "serverVersion", "pool", "application_name", "tinyInt1isBit", "readPreference"]
)
def test_how_an_application_works_does_not_lead_it(name: str) -> None:
    assert not leads(name)
