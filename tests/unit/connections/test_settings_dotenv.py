# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of frameworks, and .env files before and after."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_dotenv import edited
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_keys import KEYS, values
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_parameters import with_parameters
from tests.unit.connections.application_file import database

WANTED = {"DB_HOST": "10.0.0.3", "DB_PASSWORD": "p #1"}
URL = "postgresql://u:p@10.0.0.3:5432/d"


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("", WANTED, "DB_HOST='10.0.0.3'\nDB_PASSWORD='p #1'\n"),
        ("A=1\nDB_HOST=old\n# c\nDB_PASSWORD=\nB=2", WANTED, "A=1\nDB_HOST='10.0.0.3'\n# c\nDB_PASSWORD='p #1'\nB=2"),
        ("A=1", WANTED, "A=1\nDB_HOST='10.0.0.3'\nDB_PASSWORD='p #1'\n"),
        ("DB_HOST=10.0.0.3\n", {"DB_HOST": "10.0.0.3"}, "DB_HOST=10.0.0.3\n"),
        ('DB_HOST="10.0.0.3" # here\n', {"DB_HOST": "10.0.0.3"}, 'DB_HOST="10.0.0.3" # here\n'),
        ("export DB_HOST = old # here\n", {"DB_HOST": "new"}, "export DB_HOST = 'new' # here\n"),
        ("DB_HOST= # none\n", {"DB_HOST": "new"}, "DB_HOST='new' # none\n"),
        ("DB_HOST=#none\n", {"DB_HOST": "new"}, "DB_HOST='new' #none\n"),
        ("DB_HOST=a#b\n", {"DB_HOST": "new"}, "DB_HOST='new'\n"),
        ("#DB_HOST=old\n", {"DB_HOST": "new"}, "#DB_HOST=old\nDB_HOST='new'\n"),
        ("DB_HOST=a\nDB_HOST=b\n", {"DB_HOST": "new"}, "DB_HOST='new'\nDB_HOST='new'\n"),
        ("MY_DB_HOST=a\nDB_HOSTS=b\n", {"DB_HOST": "new"}, "MY_DB_HOST=a\nDB_HOSTS=b\nDB_HOST='new'\n"),
        (
            'KEY="-----\nDB_HOST=no\n-----"\nX=1\n',
            {"DB_HOST": "new"},
            "KEY=\"-----\nDB_HOST=no\n-----\"\nX=1\nDB_HOST='new'\n",
        ),
        ("DB_HOST='a\nb'\nX=1\n", {"DB_HOST": "new"}, "DB_HOST='new'\nX=1\n"),
        ("A=1\r\nDB_HOST=old\r\n", WANTED, "A=1\r\nDB_HOST='10.0.0.3'\r\nDB_PASSWORD='p #1'\r\n"),
        (
            'DATABASE_URL="postgresql://a:b@c/d?serverVersion=16&charset=utf8"\n',
            {"DATABASE_URL": URL},
            f"DATABASE_URL='{URL}?serverVersion=16&charset=utf8'\n",
        ),
        ("DATABASE_URL=mysql://a@c/d?charset=utf8\n", {"DATABASE_URL": URL}, f"DATABASE_URL='{URL}'\n"),
        (
            "DATABASE_URL=postgres://a:b@c/d?serverVersion=16&charset=utf8 # old\n",
            {"DATABASE_URL": URL},
            f"DATABASE_URL='{URL}?serverVersion=16&charset=utf8' # old\n",
        ),
        (f"DATABASE_URL={URL}?a=1&b=2\n", {"DATABASE_URL": URL}, f"DATABASE_URL={URL}?a=1&b=2\n"),
        ('DATABASE_URL="postgresql://$U:$P@$H/d?a=1"\n', {"DATABASE_URL": URL}, f"DATABASE_URL='{URL}?a=1'\n"),
        ("DATABASE_URL=postgresql://u@/d?host=/run/pg&a=1\n", {"DATABASE_URL": URL}, f"DATABASE_URL='{URL}?a=1'\n"),
        ("DB_HOST=${OTHER}\n", {"DB_HOST": "new"}, "DB_HOST='new'\n"),
    ],
)
def test_a_file(before: str, wanted: dict[str, str], after: str) -> None:
    assert edited(before, wanted, "django") == after
    if "\r" not in after:
        assert edited(after, wanted, "django") == after


def test_our_own_variables_are_what_the_environment_has() -> None:
    """Nothing of an old URL stays: the file would differ from the environment for ever."""
    before = "API='https://old.example/?token=abc'\nMYSQL_URL=mysql://a:b@h/d?x=1\n"
    wanted = {"API": "https://new.example/", "MYSQL_URL": "mysql://a:c@h/d"}
    assert edited(before, wanted, "dotenv") == "API='https://new.example/'\nMYSQL_URL='mysql://a:c@h/d'\n"
    # A shell may read this one, to which `&` is no letter.
    assert edited("A=x?y=z\nB=x&y\n", {"A": "x?y=z", "B": "x&y"}, "dotenv") == "A=x?y=z\nB='x&y'\n"


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("django", "it's", '"it\'s"'),
        ("laravel", "it's", '"it\'s"'),
        ("laravel", "a'b\"c$d\\e", '"a\'b\\"c\\$d\\\\e"'),
        ("laravel", "a\\\\b${x}", "'a\\\\b${x}'"),
        ("symfony", "it's", "'it'\"'\"'s'"),
        ("symfony", "a\\\\b${x}", "'a\\\\b${x}'"),
    ],
)
def test_each_reader_has_its_quoting(kind: str, value: str, written: str) -> None:
    assert edited("", {"A": value}, kind) == f"A={written}\n"
    assert edited(f"A={written}\n", {"A": value}, kind) == f"A={written}\n"


@pytest.mark.parametrize(
    ("kind", "value"),
    [("django", "a'\"b"), ("spring", "${x}"), ("laravel", "null"), ("laravel", "a\nb"), ("symfony", "\r")],
)
def test_what_a_reader_would_change_is_refused_by_its_key(kind: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"^A_KEY ") as refused:
        edited("", {"A_KEY": value, "B": "x"}, kind)
    assert value.strip() not in str(refused.value).split() or value == "\r"


@pytest.mark.parametrize(
    ("kind", "engine", "more", "key", "value"),
    [
        ("laravel", "postgresql", {}, "DB_CONNECTION", "pgsql"),
        ("laravel", "mysql", {}, "DB_USERNAME", "shop_u"),
        ("laravel", "redis", {}, "REDIS_PASSWORD", "s3cret"),
        ("laravel", "rabbitmq", {}, "RABBITMQ_VHOST", "shop_d"),
        ("symfony", "postgresql", {}, "DATABASE_URL", "postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d"),
        (
            "symfony",
            "postgresql",
            {"version": "17"},
            "DATABASE_URL",
            "postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d?serverVersion=17",
        ),
        (
            "symfony",
            "postgresql",
            {"version": "17", "values": {"URL": "postgresql://h/d?sslmode=require"}},
            "DATABASE_URL",
            "postgresql://h/d?sslmode=require&serverVersion=17",
        ),
        (
            "symfony",
            "mysql",
            {"version": "1:10.11", "flavour": "mariadb"},
            "DATABASE_URL",
            "mysql://shop_u:s3cret@10.0.0.3:3306/shop_d?serverVersion=10.11.0-MariaDB",
        ),
        ("symfony", "rabbitmq", {}, "MESSENGER_TRANSPORT_DSN", "amqp://shop_u:s3cret@10.0.0.3:5672/shop_d/messages"),
        ("django", "redis", {}, "CACHE_URL", "redis://shop_u:s3cret@10.0.0.3:6379/shop_d"),
        ("node", "postgresql", {}, "PGDATABASE", "shop_d"),
        ("spring", "mysql", {"flavour": "mariadb"}, "SPRING_DATASOURCE_URL", "jdbc:mariadb://10.0.0.3:3306/shop_d"),
        (
            "spring",
            "postgresql",
            {"address": "fd00::3"},
            "SPRING_DATASOURCE_URL",
            "jdbc:postgresql://[fd00::3]:5432/shop_d",
        ),
        ("spring", "rabbitmq", {}, "SPRING_RABBITMQ_VIRTUAL_HOST", "shop_d"),
    ],
)
def test_the_keys_of_a_framework(kind: str, engine: str, more: dict, key: str, value: str) -> None:
    assert values(kind, database(engine, **more))[key] == value


def test_every_key_has_fields_that_exist() -> None:
    for kind, engines in KEYS.items():
        for engine in engines:
            if engine not in ("elasticsearch", "memcached"):
                assert all(values(kind, database(engine)).values())


def test_a_parameter_that_both_have_is_ours() -> None:
    assert with_parameters("amqp://h/v?heartbeat=1", "amqp://o/v?heartbeat=9&x=") == "amqp://h/v?heartbeat=1&x="
