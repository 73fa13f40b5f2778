# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is run against a database host: a scanner of ports, a caller and an intruder with a list of logins on other
hosts, and a spy on the host itself.

Each reads its question from standard input: the list may hold passwords that are right.
"""

from __future__ import annotations

import json
import shlex
import time
from typing import Any

import pytest

from tests.hosts import Lab


def start(hosts: Lab, host: str, name: str, code: str, question: Any) -> None:
    """Starts a watcher on a host; it ends when its stop file, `/run/NAME.stop`, is there."""
    hosts.ssh(host, f"rm -f /run/{name}.stop")
    line = f"printf %s {shlex.quote(json.dumps(question))} | python3 -c {shlex.quote(code)}"
    hosts.ssh(host, f"systemd-run --quiet --unit {name} sh -c {shlex.quote(f'{line} > /run/{name}.json')}")


def stop(hosts: Lab, host: str, name: str) -> Any:
    """Ends a watcher; returns what it saw."""
    hosts.ssh(host, f"touch /run/{name}.stop")
    for _turn in range(100):
        told = hosts.ssh(host, f"cat /run/{name}.json", check=False).stdout
        if told.strip():
            return json.loads(told)
        time.sleep(0.2)
    pytest.fail(f"{name} on {host} never said what it saw", pytrace=False)


def reached(hosts: Lab, host: str, source: str, address: str, ports: list[int]) -> list[int]:
    """The ports of an address that take a connection which comes from one of a host's own addresses."""
    question = json.dumps([source, address, ports])
    found: list[int] = json.loads(hosts.ssh(host, shlex.join(["python3", "-c", CALLER]), given=question).stdout)
    return found


#: Tries every port of every address every 200 ms until told to stop; prints what ever answered. The first one is known
#: to be open, and is tried at one address a round: sshd drops others' connections where more do not log in.
SCANNER = """
import errno, json, os, select, socket, sys, time
hosts, ports, stop = json.load(sys.stdin)
seen, rounds = {}, 0
while not os.path.exists(stop):
    begun = time.monotonic()
    clients = {}
    for number, host in enumerate(hosts):
        for port in ports[rounds % len(hosts) != number:]:
            client = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            client.setblocking(False)
            if client.connect_ex((host, port)) in (0, errno.EINPROGRESS):
                clients[client] = f"{host} {port}"
    time.sleep(0.05)
    for client in select.select([], clients, [], 0)[1]:
        if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
            seen[clients[client]] = seen.get(clients[client], 0) + 1
    for client in clients:
        client.close()
    rounds += 1
    time.sleep(max(0, 0.2 - (time.monotonic() - begun)))
print(json.dumps({"open": seen, "rounds": rounds}))
"""

#: Calls each port of an address once, from an address of its own; prints which answered.
CALLER = """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor
source, host, ports = json.load(sys.stdin)
def call(port):
    try:
        socket.create_connection((host, port), 1.5, (source, 0)).close()
    except OSError:
        return None
    return port
with ThreadPoolExecutor(len(ports)) as pool:
    print(json.dumps([port for port in pool.map(call, ports) if port]))
"""

#: Reads every process's command line and environment until told to stop, as root would; prints all that it saw. A
#: process gets another environment only with another command line, by exec.
SPY = """
import json, os, sys, time
stop = json.load(sys.stdin)
seen, known = set(), {}
def read(process, name):
    try:
        with open(f"/proc/{process}/{name}", errors="replace") as text:
            return text.read()
    except OSError:
        return ""
while not os.path.exists(stop):
    for process in filter(str.isdecimal, os.listdir("/proc")):
        line = read(process, "cmdline")
        if line != known.get(process):
            known[process] = line
            seen |= {line, read(process, "environ")}
    time.sleep(0.02)
print(json.dumps(sorted(seen)))
"""

#: Tries logins on each engine every 200 ms until told to stop, once at least; prints who was ever let in, and how each
#: engine refused the last round. A user of null stands for no login at all.
INTRUDER = """
import base64, json, os, re, sys, time, urllib.error, urllib.parse, urllib.request
import pika, psycopg2, pymongo, pymysql, redis
host, logins, stop = json.load(sys.stdin)
def mysql(user, password):
    pymysql.connect(host=host, user=user or "", password=password or "", connect_timeout=2).cursor().execute("select 1")
def postgresql(user, password):
    psycopg2.connect(host=host, user=user, password=password, dbname="postgres", connect_timeout=2)
def mongodb(user, password):
    login = dict(username=user, password=password) if user else {}
    pymongo.MongoClient(host, serverSelectionTimeoutMS=1000, **login).admin.command("listDatabases")
def keys(user, password):
    redis.Redis(host, username=user, password=password, socket_connect_timeout=1, socket_timeout=1).ping()
def rabbitmq(user, password):
    login = pika.PlainCredentials(user, password)
    pika.BlockingConnection(pika.ConnectionParameters(host, credentials=login, socket_timeout=1, connection_attempts=1))
def influxdb(user, password):
    # What makes an administrator where there is none yet.
    first = ["CREATE USER intruder WITH PASSWORD 'x' WITH ALL PRIVILEGES"] if user is None else []
    for question in [*first, "SHOW DATABASES"]:
        # It reads a login from the address alone.
        login = urllib.parse.urlencode({"u": user, "p": password} if user else {})
        data = urllib.parse.urlencode({"q": question}).encode()
        urllib.request.urlopen(f"http://{host}:8086/query?{login}", data, timeout=1).close()
def elasticsearch(user, password):
    headers = {}
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    urllib.request.urlopen(urllib.request.Request(f"http://{host}:9200/_cluster/health", headers=headers), timeout=1)
def kind(error):
    text = re.sub(r"^.*failed: (FATAL:  )?| for .*", "", str(error).strip().splitlines()[-1]) if str(error) else ""
    code = getattr(error, "code", None)
    if isinstance(error, redis.RedisError):
        return str(error)
    if isinstance(error, pymysql.err.MySQLError):
        code = error.args[0]
    return f"{type(error).__name__} {code or (text if isinstance(error, psycopg2.Error) else '')}".strip()
tries = {
    "mysql": mysql, "postgresql": postgresql, "mongodb": mongodb, "redis": keys, "rabbitmq": rabbitmq,
    "influxdb": influxdb, "elasticsearch": elasticsearch,
}
let_in, rounds, over = {}, 0, False
while not over:
    over = os.path.exists(stop)
    begun = time.monotonic()
    refused = {}
    for name, known in logins.items():
        for user, password in known:
            try:
                tries[name](user, password)
                let_in.setdefault(name, []).append(user)
            except Exception as error:
                refused.setdefault(name, set()).add(kind(error))
    rounds += 1
    time.sleep(max(0, 0.2 - (time.monotonic() - begun)))
kinds = {name: sorted(each) for name, each in refused.items()}
print(json.dumps({"let in": let_in, "refused": kinds, "rounds": rounds}))
"""

#: Tried all the time: nothing, and what packages come with.
PACKAGED = {
    "mysql": [["root", ""], ["", ""], ["mysql", ""]],
    "postgresql": [["postgres", "postgres"]],
    "mongodb": [[None, None]],
    "redis": [[None, None]],
    "rabbitmq": [["guest", "guest"]],
    "influxdb": [[None, None]],
    "elasticsearch": [[None, None], ["elastic", "changeme"]],
}
_WORDS = ("", "admin", "password", "root", "secret", "changeme", "123456", "maestro", "maestro_admin")
#: Tried once at the end: what administrators of each engine are called, with the passwords that everybody knows.
KNOWN = {
    "mysql": [["", ""]]
    + [
        [user, word]
        for user in ("root", "mysql", "mariadb.sys", "debian-sys-maint", "maestro_admin")
        for word in _WORDS
    ],
    "postgresql": [[user, word] for user in ("postgres", "shop_production") for word in (*_WORDS[1:], "postgres")],
    "mongodb": [[None, None]] + [[user, word] for user in ("admin", "root", "maestro_admin") for word in _WORDS[1:]],
    "redis": [[None, None]]
    + [[user, word] for user in ("default", "maestro_admin") for word in (*_WORDS[1:], "foobared", "redis")],
    "rabbitmq": [["guest", "guest"]] + [[user, word] for user in ("admin", "maestro_admin") for word in _WORDS[1:4]],
    "influxdb": [[None, None]]
    + [[user, word] for user in ("admin", "influxdb", "root", "maestro_admin") for word in (*_WORDS[1:], "influxdb")],
    "elasticsearch": [[None, None]]
    + [[user, word] for user in ("elastic", "kibana", "admin", "maestro_admin") for word in (*_WORDS[1:], "elastic")],
}
