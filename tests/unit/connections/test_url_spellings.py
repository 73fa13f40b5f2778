# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several hosts, encryption, replica sets, and the spellings of JDBC and SQLAlchemy."""

from __future__ import annotations

import re

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.url import connection_url

SHOP = {"database": "shop", "username": "app", "password": "p@ss"}


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        (
            "mongodb://app:p%40ss@m1:27017,m2:27017,[2001:db8::1]:27017/shop?replicaSet=rs0",
            {**SHOP, "engine": "mongodb", "host": ["m1", "m2", "2001:db8::1"], "port": 27017, "replica_set": "rs0"},
        ),
        ("mongodb://m1/?replicaSet=rs0", {"engine": "mongodb", "host": "m1", "replica_set": "rs0"}),
        (
            "postgresql://db1:5432,db2:5432/shop?target_session_attrs=read-write",
            {
                "engine": "postgresql",
                "host": ["db1", "db2"],
                "port": 5432,
                "database": "shop",
                "params": {"target_session_attrs": "read-write"},
            },
        ),
        (
            "amqp://app@r1/shop;amqp://app@r2/shop",
            {"engine": "rabbitmq", "host": ["r1", "r2"], "database": "shop", "username": "app"},
        ),
        ("http://e1:9200,http://e2:9200", {"engine": "elasticsearch", "host": ["e1", "e2"], "port": 9200}),
        ("redis://r1/0", {"engine": "redis", "host": ["r1"], "database": "0"}),
    ],
)
def test_several_hosts(url: str, arguments: dict) -> None:
    assert connection_url(**arguments) == url


@pytest.mark.parametrize(
    ("user_database", "url"),
    [
        ("admin", "mongodb://app:x@m1/shop_production?authSource=admin"),
        ("shop_production", "mongodb://app:x@m1/shop_production"),
    ],
)
def test_auth_source_only_where_the_user_lives_elsewhere(user_database: str, url: str) -> None:
    """C012."""
    found = connection_url("mongodb", "m1", "shop_production", "app", "x", auth_database=user_database)
    assert found == url


@pytest.mark.parametrize(
    ("engine", "spelling", "url"),
    [
        ("postgresql", "url", "postgresql://db1/shop?sslmode=verify-full"),
        ("mysql", "url", "mysql://db1/shop?ssl_mode=VERIFY_IDENTITY"),
        ("mongodb", "url", "mongodb://db1/shop?tls=true"),
        ("redis", "url", "rediss://db1/shop"),
        ("rabbitmq", "url", "amqps://db1/shop"),
        ("elasticsearch", "url", "https://db1/shop"),
        ("influxdb", "url", "https://db1/shop"),
        ("postgresql", "jdbc", "jdbc:postgresql://db1/shop?sslmode=verify-full"),
        ("mysql", "jdbc", "jdbc:mysql://db1/shop?sslMode=VERIFY_IDENTITY"),
        ("postgresql", "sqlalchemy", "postgresql+psycopg://db1/shop?sslmode=verify-full"),
    ],
)
def test_encrypted(engine: str, spelling: str, url: str) -> None:
    assert connection_url(engine, "db1", "shop", tls=True, spelling=spelling) == url


@pytest.mark.parametrize("name", ["ssl_ca", "ssl_capath"])
def test_encrypted_for_a_driver_that_has_to_be_told_whom_to_trust(name: str) -> None:
    url = connection_url("mysql", "db1", "shop", tls=True, spelling="sqlalchemy", params={name: "/ca"})
    assert url == f"mysql+pymysql://db1/shop?ssl_check_hostname=true&{name}=%2Fca"


def test_given_parameters_win() -> None:
    url = connection_url("postgresql", "db1", "shop", tls=True, params={"sslmode": "require", "sslrootcert": "/ca.pem"})
    assert url == "postgresql://db1/shop?sslmode=require&sslrootcert=%2Fca.pem"


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ({"engine": "postgresql", "spelling": "jdbc"}, "jdbc:postgresql://db1:5432/shop?user=app&password=p%40ss"),
        ({"engine": "mysql", "spelling": "jdbc"}, "jdbc:mysql://db1:5432/shop?user=app&password=p%40ss"),
        (
            {"engine": "mysql", "spelling": "jdbc", "scheme": "mariadb", "password": "p-ss"},
            "jdbc:mariadb://db1:5432/shop?user=app&password=p-ss",
        ),
        ({"engine": "postgresql", "spelling": "sqlalchemy"}, "postgresql+psycopg://app:p%40ss@db1:5432/shop"),
        ({"engine": "mysql", "spelling": "sqlalchemy"}, "mysql+pymysql://app:p%40ss@db1:5432/shop"),
        (
            {"engine": "postgresql", "spelling": "sqlalchemy", "scheme": "postgresql+asyncpg"},
            "postgresql+asyncpg://app:p%40ss@db1:5432/shop",
        ),
    ],
)
def test_other_spellings(arguments: dict, url: str) -> None:
    assert connection_url(**{**SHOP, "host": "db1", "port": 5432, **arguments}) == url


def test_jdbc_without_a_login_or_a_database() -> None:
    assert connection_url("postgresql", ["db1", "db2"], "shop", spelling="jdbc") == "jdbc:postgresql://db1,db2/shop"
    assert connection_url("mysql", "db1", spelling="jdbc") == "jdbc:mysql://db1/"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"engine": "redis", "host": ["r1", "r2"]}, "a URL of redis in this spelling leads to one host, not to 2"),
        ({"engine": "mysql", "host": []}, "there is no host"),
        ({"engine": "redis", "host": "r1", "spelling": "jdbc"}, "redis has no jdbc spelling; use the spelling 'url'"),
        (
            {"engine": "mysql", "host": "db1", "spelling": "odbc"},
            "'odbc' is not a spelling; use one of: url, jdbc, sqlalchemy",
        ),
        (
            {"engine": "memcached", "host": "db1", "tls": True},
            "how 'memcached' asks for TLS is not known; say it by params",
        ),
        (
            {"engine": "mysql", "host": "db1", "tls": True, "spelling": "sqlalchemy", "params": {"ssl_ca": ""}},
            (
                "the driver of 'mysql+pymysql' does not check who answers without an authority; "
                "name its certificates by params: ssl_ca or ssl_capath"
            ),
        ),
        (
            {"engine": "mysql", "host": "db1", "replica_set": "rs0"},
            "replica_set and auth_database belong to mongodb, not to mysql",
        ),
        (
            {**SHOP, "engine": "mysql", "host": "db1", "spelling": "jdbc", "scheme": "mariadb"},
            "the driver of 'mariadb' undoes no encoding, which password would need",
        ),
    ],
)
def test_refusals(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        connection_url(**arguments)
    assert SHOP["password"] not in str(caught.value)
