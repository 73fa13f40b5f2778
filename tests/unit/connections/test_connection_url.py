# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.url import connection_url

NASTY = "p@ss/w:rd#1%"


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        # The two of the product's page, byte for byte.
        (
            "mongodb://mongodb-spare/mongo_production_1",
            {"engine": "mongodb", "host": "mongodb-spare", "database": "mongo_production_1"},
        ),
        (
            "postgresql://username:password@service_name/database",
            {
                "engine": "postgresql",
                "host": "service_name",
                "database": "database",
                "username": "username",
                "password": "password",
            },
        ),
        # C011.
        (
            "postgresql://app:p%40ss%2Fw%3Ard%231%25@postgresql:5432/shop",
            {
                "engine": "postgresql",
                "host": "postgresql",
                "database": "shop",
                "username": "app",
                "password": NASTY,
                "port": 5432,
            },
        ),
        (
            "mysql://app:p%40ss%2Fw%3Ard%231%25@mysql/shop",
            {"engine": "mysql", "host": "mysql", "database": "shop", "username": "app", "password": NASTY},
        ),
        (
            "mysql2://app:p%40ss%2Fw%3Ard%231%25@mysql/shop",
            {
                "engine": "mysql",
                "host": "mysql",
                "database": "shop",
                "username": "app",
                "password": NASTY,
                "scheme": "mysql2",
            },
        ),
        # C012.
        (
            "mongodb://app:x@m1:27017/shop_production?authSource=admin",
            {
                "engine": "mongodb",
                "host": "m1",
                "database": "shop_production",
                "username": "app",
                "password": "x",
                "port": 27017,
                "params": {"authSource": "admin"},
            },
        ),
        (
            "redis://shop:s3cret@10.0.0.3:6379/0",
            {
                "engine": "redis",
                "host": "10.0.0.3",
                "database": "0",
                "username": "shop",
                "password": "s3cret",
                "port": 6379,
            },
        ),
        ("redis://:s3cret@redis/0", {"engine": "redis", "host": "redis", "database": "0", "password": "s3cret"}),
        # YAML takes digits for numbers, and templates make text of them.
        ("redis://redis/0", {"engine": "redis", "host": "redis", "database": 0}),
        ("redis://redis/7", {"engine": "redis", "host": "redis", "database": 7}),
        (
            "mysql://12:0@db1:3306/34",
            {"engine": "mysql", "host": "db1", "database": 34, "username": 12, "password": 0, "port": "3306"},
        ),
        (
            "jdbc:mysql://db1/shop?user=12&password=34",
            {
                "engine": "mysql",
                "host": "db1",
                "database": "shop",
                "username": 12,
                "password": 34,
                "spelling": "jdbc",
            },
        ),
        (
            "mongodb+srv://cluster.example.com/shop",
            {"engine": "mongodb", "host": "cluster.example.com", "database": "shop", "scheme": "mongodb+srv"},
        ),
        (
            "amqp://shop@rabbitmq/a%2Fb",
            {"engine": "rabbitmq", "host": "rabbitmq", "database": "a/b", "username": "shop"},
        ),
        ("http://elasticsearch:9201", {"engine": "elasticsearch", "host": "elasticsearch", "port": 9201}),
        ("http://influxdb/shop", {"engine": "influxdb", "host": "influxdb", "database": "shop"}),
        (
            "mysql://[2001:db8::1]:3306/shop",
            {"engine": "mysql", "host": "2001:db8::1", "database": "shop", "port": 3306},
        ),
        ("mysql://[2001:db8::1]/shop", {"engine": "mysql", "host": "[2001:db8::1]", "database": "shop"}),
        ("mysql://[fe80::1%25eth0]/shop", {"engine": "mysql", "host": "fe80::1%eth0", "database": "shop"}),
        (
            "postgresql://db1/shop?sslmode=verify-full&keepalives=true&connect_timeout=5&a%20b=%26",
            {
                "engine": "postgresql",
                "host": "db1",
                "database": "shop",
                "params": {"sslmode": "verify-full", "keepalives": True, "connect_timeout": 5, "a b": "&"},
            },
        ),
        (
            "postgresql://%C3%BCser:a%20b%2B@db1/gr%C3%B6%C3%9Fe",
            {"engine": "postgresql", "host": "db1", "database": "größe", "username": "üser", "password": "a b+"},
        ),
    ],
)
def test_urls(url: str, arguments: dict) -> None:
    assert connection_url(**arguments) == url


def test_urllib_decodes_what_was_encoded() -> None:
    every = "".join(map(chr, range(32, 127))) + "äß€😀"
    parts = urlsplit(connection_url("mysql", "db1", every, every, every, 3307))
    assert (unquote(parts.username), unquote(parts.password), parts.hostname, parts.port, unquote(parts.path)) == (
        every,
        every,
        "db1",
        3307,
        f"/{every}",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"engine": "mysq", "host": "db1"}, "'mysq' is not an engine; use one of: mysql, postgresql, mongodb, redis"),
        ({"engine": "glusterfs", "host": "db1"}, "glusterfs is not reached by a URL"),
        ({"engine": "mysql", "host": ""}, "'' is neither a host name nor an IP address"),
        ({"engine": "mysql", "host": "db1/x"}, "'db1/x' is neither a host name nor an IP address"),
        ({"engine": "mysql", "host": "user@db1"}, "'user@db1' is neither"),
        ({"engine": "mysql", "host": "db1:3306"}, "'db1:3306' is neither"),
        ({"engine": "mysql", "host": "db1", "port": 0}, "0 is not a port: 1 to 65535"),
        ({"engine": "mysql", "host": "db1", "port": 65536}, "65536 is not a port"),
        ({"engine": "mysql", "host": "db1", "port": ""}, "an empty text is not a port: 1 to 65535"),
        ({"engine": "mysql", "host": "db1", "port": "3306/x"}, "3306/x is not a port: 1 to 65535"),
        ({"engine": "mysql", "host": "db1", "port": True}, "True is not a port: 1 to 65535"),
        ({"engine": "mysql", "host": "db1", "port": 3306.5}, "3306.5 is not a port: 1 to 65535"),
        (
            {"engine": "mongodb", "host": "c.example.com", "port": 27017, "scheme": "mongodb+srv"},
            "'mongodb+srv' takes no port, its records in DNS say them; leave it out, or use 'mongodb'",
        ),
        ({"engine": "mysql", "host": None}, "'None' is neither a host name nor an IP address"),
        ({"engine": "mysql", "host": 5}, "'5' is neither a host name nor an IP address"),
        ({"engine": "mysql", "host": ["db1", 5]}, "'5' is neither a host name nor an IP address"),
        (
            {"engine": "mysql", "host": "db1", "params": {"a": None}},
            "a parameter is neither text, a number, true nor false",
        ),
    ],
)
def test_refusals(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        connection_url(**arguments)


@pytest.mark.parametrize("secret", [1.5, True, ["s3cret"], {"s3cret": 1}, b"s3cret"])
def test_what_is_no_text_is_refused_and_not_told(secret: object) -> None:
    for name in ("username", "password", "database"):
        with pytest.raises(ValueError, match=f"^{name} is neither text nor a whole number; write it in quotes$"):
            connection_url("mysql", "db1", **{name: secret})
