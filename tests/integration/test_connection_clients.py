# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every engine's URL is read back by the clients that applications use, byte for byte."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.url import connection_url
from tests.integration.readers import Readers, readers

PRINTABLE = "".join(map(chr, range(32, 127)))
USER, PASSWORDS = "app @%user", ["p@ss/w:rd#1%", PRINTABLE, "größe 😀"]
#: Prints what a client makes of a URL, as JSON: user, password, host, port, database and what else it says.
CLIENTS = {
    "psycopg": """
import psycopg.conninfo
d = psycopg.conninfo.conninfo_to_dict(url)
found = [d.pop("user"), d.pop("password"), d.pop("host"), d.pop("port"), d.pop("dbname"), d]
""",
    "sqlalchemy": """
from sqlalchemy.engine import make_url
u = make_url(url)
_args, d = u.get_dialect()().create_connect_args(u)
found = [d.pop("user"), d.pop("password"), d.pop("host"), d.pop("port"), d.pop("dbname", None) or d.pop("database"), d]
""",
    "pymysql": """
import pymysql
from sqlalchemy.engine import make_url
u = make_url(url)
_args, d = u.get_dialect()().create_connect_args(u)
context = pymysql.Connection(defer_connect=True, **d).ctx
found = [context.verify_mode.name, context.check_hostname]
""",
    "dj_database_url": """
import dj_database_url
d = dj_database_url.parse(url)
found = [d["USER"], d["PASSWORD"], d["HOST"], d["PORT"], d["NAME"], d.get("OPTIONS", {})]
""",
    "environ": """
import environ
d = environ.Env.db_url_config(url)
found = [d["USER"], d["PASSWORD"], d["HOST"], d["PORT"], d["NAME"], d.get("OPTIONS", {})]
""",
    "pymongo": """
from pymongo.uri_parser import parse_uri
d = parse_uri(url)
nodes = d["nodelist"]
found = [d["username"], d["password"], ",".join(n[0] for n in nodes), nodes[0][1], d["database"], dict(d["options"])]
""",
    "redis": """
from redis.connection import parse_url
d = parse_url(url)
found = [d["username"], d["password"], d["host"], d["port"], d["db"], d.get("connection_class", str).__name__]
""",
    "valkey": """
from valkey.connection import parse_url
d = parse_url(url)
found = [d["username"], d["password"], d["host"], d["port"], d["db"], d.get("connection_class", str).__name__]
""",
    "kombu": """
from kombu import Connection
c = Connection(url)
d = c.info()
found = [d["userid"], d["password"], d["hostname"], d["port"], d["virtual_host"], [len(c.alt), bool(c.ssl)]]
""",
    "pika": """
from pika import URLParameters
d = URLParameters(url)
found = [d.credentials.username, d.credentials.password, d.host, d.port, d.virtual_host, bool(d.ssl_options)]
""",
    "elasticsearch": """
import base64
from elasticsearch import Elasticsearch
nodes = [node.config for node in Elasticsearch(url.split(",")).transport.node_pool.all()]
basic = base64.b64decode(dict(nodes[0].headers)["authorization"].split()[1]).decode()
user, _colon, password = basic.partition(":")
found = [user, password, ",".join(sorted(node.host for node in nodes)), nodes[0].port, None, nodes[0].scheme]
""",
    "opensearch": """
import base64
from urllib.parse import urlsplit
from opensearchpy import OpenSearch
nodes = OpenSearch(url.split(",")).transport.connection_pool.connections
basic = base64.b64decode(nodes[0].headers["authorization"].split()[1]).decode("utf-8")
user, _colon, password = basic.partition(":")
hosts = [urlsplit(node.host) for node in nodes]
found = [user, password, ",".join(sorted(h.hostname for h in hosts)), hosts[0].port, None, hosts[0].scheme]
""",
    "influxdb": """
from influxdb import InfluxDBClient
c = InfluxDBClient.from_dsn(url)
found = [c._username, c._password, c._host, c._port, c._database, c._scheme]
""",
    "requests": """
import base64
from urllib.parse import urlsplit
from requests import Request
r = Request("GET", url).prepare()
user, _colon, password = base64.b64decode(r.headers["authorization"].split()[1]).decode().partition(":")
u = urlsplit(r.url)
found = [user, password, u.hostname, u.port, u.path[1:], u.scheme]
""",
    "aiocache": """
from aiocache import Cache
c = Cache.from_url(url)
found = [c.endpoint, c.port]
""",
    "limits": """
from limits.storage import storage_from_string
found = list(storage_from_string(url).hosts[0])
""",
    "urllib": """
from urllib.parse import unquote, urlsplit
u = urlsplit(url)
found = [unquote(u.username), unquote(u.password), u.hostname, u.port, unquote(u.path[1:]) or None, u.scheme]
""",
}
SCRIPT = """
import json, sys
results = []
for url in json.loads(sys.stdin.read()):
{}
    results.append(found)
print(json.dumps(results))
"""
#: The same of Node, as the body of a function of `url`.
NODE_CLIENTS = {
    "node": """
const d = decodeURIComponent, u = new URL(url);
return [d(u.username), d(u.password), u.hostname.replace(/[[\\]]/g, ""), Number(u.port), d(u.pathname.slice(1)) || null,
  u.protocol.slice(0, -1)];
""",
    "mysql2": """
const Config = require(require("path").resolve("node_modules/mysql2/lib/connection_config.js"));
const o = new Config(url);
return [o.user, o.password, o.host, Number(o.port), o.database, Boolean(o.ssl)];
""",
    "pg": """
const o = new (require("pg").Client)(url);
return [o.user, o.password, o.host, o.port, o.database, Boolean(o.ssl)];
""",
    "mongodb": """
const o = new (require("mongodb").MongoClient)(url).options, c = o.credentials;
return [c.username, c.password, o.hosts.map(h => h.host).join(), o.hosts[0].port, o.dbName,
  [c.source, o.replicaSet || null, Boolean(o.tls)]];
""",
    "ioredis": """
const o = new (require("ioredis"))(url, {lazyConnect: true}).options;
return [o.username, o.password, o.host, o.port, o.db, Boolean(o.tls)];
""",
    "influx": """
const o = new (require("influx").InfluxDB)(url)._options, h = o.hosts[0];
return [o.username, o.password, h.host, h.port, o.database, h.protocol];
""",
}
NODE_SCRIPT = """
const read = url => {{ {} }};
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).map(read)));
"""


@pytest.fixture(scope="module")
def programs() -> Readers:
    return readers()


def read(programs: Readers, client: str, urls: list[str]) -> list[list[Any]]:
    """What a client makes of URLs; they are handed over by its input."""
    text = json.dumps(urls)
    if client in NODE_CLIENTS:
        return json.loads(programs.node_eval(NODE_SCRIPT.format(NODE_CLIENTS[client]), "--no-deprecation", text=text))
    body = textwrap.indent(CLIENTS[client], "    ")
    return json.loads(programs.python_eval(SCRIPT.format(body), text=text))


@pytest.mark.parametrize(
    ("client", "parts", "rest"),
    [
        ("psycopg", {"engine": "postgresql"}, {}),
        ("psycopg", {"engine": "postgresql", "tls": True}, {"sslmode": "verify-full"}),
        ("sqlalchemy", {"engine": "postgresql", "spelling": "sqlalchemy", "tls": True}, {"sslmode": "verify-full"}),
        ("dj_database_url", {"engine": "postgresql"}, {}),
        ("environ", {"engine": "postgresql", "tls": True}, {"sslmode": "verify-full"}),
        ("sqlalchemy", {"engine": "mysql", "spelling": "sqlalchemy"}, {}),
        ("dj_database_url", {"engine": "mysql"}, {}),
        ("environ", {"engine": "mysql"}, {}),
        # As arguments of mysqlclient.
        ("dj_database_url", {"engine": "mysql", "tls": True}, {"ssl_mode": "VERIFY_IDENTITY"}),
        ("environ", {"engine": "mysql", "tls": True}, {"ssl_mode": "VERIFY_IDENTITY"}),
        ("pymongo", {"engine": "mongodb", "auth_database": "admin"}, {"authSource": "admin"}),
        ("pymongo", {"engine": "mongodb", "tls": True, "replica_set": "rs0"}, {"tls": True, "replicaSet": "rs0"}),
        # It undoes a blank in the name of a database, and no number sign.
        ("pg", {"engine": "postgresql", "database": "sh op"}, False),
        ("pg", {"engine": "postgresql", "database": "sh op", "tls": True}, True),
        ("mysql2", {"engine": "mysql"}, False),
        ("mongodb", {"engine": "mongodb", "auth_database": "admin"}, ["admin", None, False]),
        ("mongodb", {"engine": "mongodb", "tls": True, "replica_set": "rs0"}, ["shop_1", "rs0", True]),
        ("node", {"engine": "mongodb"}, "mongodb"),
        ("redis", {"engine": "redis", "database": "3"}, "str"),
        ("redis", {"engine": "redis", "database": "3", "tls": True}, "SSLConnection"),
        ("valkey", {"engine": "redis", "database": "3"}, "str"),
        ("ioredis", {"engine": "redis", "database": "3"}, False),
        ("ioredis", {"engine": "redis", "database": "3", "tls": True}, True),
        ("kombu", {"engine": "rabbitmq"}, [0, False]),
        ("kombu", {"engine": "rabbitmq", "tls": True}, [0, True]),
        ("pika", {"engine": "rabbitmq"}, False),
        ("pika", {"engine": "rabbitmq", "tls": True}, True),
        ("elasticsearch", {"engine": "elasticsearch", "database": None}, "http"),
        ("elasticsearch", {"engine": "elasticsearch", "database": None, "tls": True}, "https"),
        ("opensearch", {"engine": "elasticsearch", "database": None}, "http"),
        ("urllib", {"engine": "influxdb"}, "http"),
        ("node", {"engine": "influxdb"}, "http"),
        # It decodes no name of a database.
        ("influx", {"engine": "influxdb", "database": "shop"}, "http"),
        ("requests", {"engine": "influxdb", "database": "shop"}, "http"),
        ("urllib", {"engine": "memcached", "database": None}, "memcached"),
        ("node", {"engine": "memcached", "database": None}, "memcached"),
    ],
)
def test_one_host(programs: Readers, client: str, parts: dict, rest: object) -> None:
    """C011 for every engine."""
    given = {"database": "sh op#1", "username": USER, "port": 4711, **parts}
    if given["engine"] == "mongodb":
        # Its names know no blank.
        given["database"] = "shop_1"
    database = int(given["database"]) if client in ("redis", "valkey", "ioredis") else given["database"]
    port = "4711" if client == "psycopg" else 4711
    # These write HTTP's header in Latin-1; that of Node takes a password to end at a colon.
    passwords = PASSWORDS[:2] if client in ("opensearch", "requests") else PASSWORDS
    passwords = ["p@ss/wrd#1%", "größe 😀"] if client == "influx" else passwords
    cases = [(host, password) for host in ("10.0.0.3", "2001:db8::1") for password in passwords]
    urls = [connection_url(**given, host=host, password=password) for host, password in cases]
    assert read(programs, client, urls) == [[USER, password, host, port, database, rest] for host, password in cases]


@pytest.mark.parametrize(
    ("client", "engine", "port", "rest"),
    [
        ("psycopg", "postgresql", "4711,4711", {}),
        ("pymongo", "mongodb", 4711, {}),
        ("elasticsearch", "elasticsearch", 4711, "http"),
        ("opensearch", "elasticsearch", 4711, "http"),
    ],
)
def test_several_hosts(programs: Readers, client: str, engine: str, port: object, rest: object) -> None:
    database = None if engine == "elasticsearch" else "shop"
    url = connection_url(engine, ["db1", "db2"], database, USER, PASSWORDS[0], 4711)
    assert read(programs, client, [url]) == [[USER, PASSWORDS[0], "db1,db2", port, database, rest]]


@pytest.mark.parametrize("name", ["ssl_ca", "ssl_capath"])
def test_pymysql_checks_who_answers(programs: Readers, name: str, tmp_path: Path) -> None:
    """The driver's own context, of a connection that is not opened."""
    authority = tmp_path if name == "ssl_capath" else programs.folder / "certifi/cacert.pem"
    params = {name: str(authority)}
    url = connection_url("mysql", "db1", "shop", USER, "p", spelling="sqlalchemy", tls=True, params=params)
    assert read(programs, "pymysql", [url]) == [["CERT_REQUIRED", True]]


def test_several_brokers(programs: Readers) -> None:
    url = connection_url("rabbitmq", ["r1", "r2"], "shop", USER, PASSWORDS[0], 4711)
    assert read(programs, "kombu", [url]) == [[USER, PASSWORDS[0], "r1", 4711, "shop", [2, False]]]
    assert read(programs, "pika", [url.split(";")[1]]) == [[USER, PASSWORDS[0], "r2", 4711, "shop", False]]


@pytest.mark.parametrize("client", ["aiocache", "limits"])
def test_clients_of_memcached(programs: Readers, client: str) -> None:
    url = connection_url("memcached", "10.0.0.3", None, None, None, 4711)
    assert url == "memcached://10.0.0.3:4711"
    assert read(programs, client, [url]) == [["10.0.0.3", 4711]]


def test_the_influxdb_client_reads_what_we_generate(programs: Readers) -> None:
    """It decodes nothing, so a password of the user's own has to do without reserved characters."""
    url = connection_url("influxdb", "10.0.0.3", "shop", "shop_production", "aB3-xyz", 8086, scheme="influxdb")
    assert read(programs, "influxdb", [url]) == [["shop_production", "aB3-xyz", "10.0.0.3", 8086, "shop", "http"]]


def test_the_urls_of_the_product_mean_the_service(programs: Readers) -> None:
    """Without a port the clients take the engine's own."""
    script = "import json, pymongo, sys; print(json.dumps(pymongo.uri_parser.parse_uri(sys.argv[1])['nodelist']))"
    url = connection_url("mongodb", "mongodb-spare", "mongo_production_1")
    assert url == "mongodb://mongodb-spare/mongo_production_1"
    assert json.loads(programs.python_eval(script, url)) == [["mongodb-spare", 27017]]
