# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries logins on the engines of each address every 200 ms until told to stop, once at least.

Prints for each address who was ever let in, and how each engine refused the last round. A user of null stands for no
login at all.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Logins = Mapping[str, Sequence[tuple[str | None, str | None]]]
#: What each engine is tried with, where that is no part of Python.
DRIVERS = {"mysql": "pymysql", "postgresql": "psycopg2", "mongodb": "pymongo", "redis": "redis", "rabbitmq": "pika"}


def mysql(driver: Any, host: str, user: str | None, password: str | None) -> None:
    client = driver.connect(host=host, user=user or "", password=password or "", connect_timeout=2)
    client.cursor().execute("select 1")


def postgresql(driver: Any, host: str, user: str | None, password: str | None) -> None:
    driver.connect(host=host, user=user, password=password, dbname="postgres", connect_timeout=2)


def mongodb(driver: Any, host: str, user: str | None, password: str | None) -> None:
    login = {"username": user, "password": password} if user else {}
    with driver.MongoClient(host, serverSelectionTimeoutMS=1000, **login) as client:
        client.admin.command("listDatabases")


def redis(driver: Any, host: str, user: str | None, password: str | None) -> None:
    driver.Redis(host, username=user, password=password, socket_connect_timeout=1, socket_timeout=1).ping()


def rabbitmq(driver: Any, host: str, user: str | None, password: str | None) -> None:
    login = driver.PlainCredentials(user, password)
    parameters = driver.ConnectionParameters(host, credentials=login, socket_timeout=1, connection_attempts=1)
    driver.BlockingConnection(parameters)


def influxdb(_driver: Any, host: str, user: str | None, password: str | None) -> None:
    # What makes an administrator where there is none yet.
    first = ["CREATE USER intruder WITH PASSWORD 'x' WITH ALL PRIVILEGES"] if user is None else []
    for question in [*first, "SHOW DATABASES"]:
        # It reads a login from the address alone.
        login = urllib.parse.urlencode({"u": user, "p": password} if user else {})
        data = urllib.parse.urlencode({"q": question}).encode()
        urllib.request.urlopen(f"http://{host}:8086/query?{login}", data, timeout=1).close()


def elasticsearch(_driver: Any, host: str, user: str | None, password: str | None) -> None:
    headers = {}
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(f"http://{host}:9200/_cluster/health", headers=headers)
    urllib.request.urlopen(request, timeout=1).close()


TRIES = {
    "mysql": mysql,
    "postgresql": postgresql,
    "mongodb": mongodb,
    "redis": redis,
    "rabbitmq": rabbitmq,
    "influxdb": influxdb,
    "elasticsearch": elasticsearch,
}


def kind(engine: str, error: Exception) -> str:
    """How an engine refused: by its own words or code, without the names in them."""
    text = str(error).strip()
    if engine == "redis" and type(error).__module__.startswith("redis"):
        return text
    name, code = type(error).__name__, getattr(error, "code", None)
    if engine == "mysql" and error.args:
        code = error.args[0]
    elif engine == "postgresql" and text:
        code = re.sub(r"^.*failed: (FATAL:  )?| for .*", "", text.splitlines()[-1])
    return f"{name} {code or ''}".strip()


def rest(seconds: float) -> float:
    """How long not to ask again what was answered so slowly.

    OpenSearch hashes each password for a quarter of a second, whoever the user is, and would do little else.
    """
    return 10 * seconds if seconds > 0.1 else 0


def watch(host: str, logins: Logins, stop: str, drivers: Mapping[str, Any]) -> dict[str, Any]:
    """What one address lets in and refuses."""
    let_in: dict[str, set[str]] = {}
    refused: dict[str, set[str]] = {}
    rests: dict[tuple[str, str | None], float] = {}
    rounds, over = 0, False
    while not over:
        over = os.path.exists(stop)
        begun = time.monotonic()
        refused = {}
        for engine, user, password in [(engine, *login) for engine, known in logins.items() for login in known]:
            since = time.monotonic()
            if since < rests.get((engine, user), 0) and not over:
                continue
            try:
                TRIES[engine](drivers.get(engine), host, user, password)
                let_in.setdefault(engine, set()).add(user or "")
            except Exception as error:
                refused.setdefault(engine, set()).add(kind(engine, error))
                if isinstance(error, urllib.error.HTTPError):
                    rests[engine, user] = time.monotonic() + rest(time.monotonic() - since)
        rounds += 1
        time.sleep(max(0, 0.2 - (time.monotonic() - begun)))
    said = {"let in": let_in, "refused": refused}
    return {"rounds": rounds, **{key: {one: sorted(value[one]) for one in value} for key, value in said.items()}}


def main() -> None:
    hosts, logins, stop = json.load(sys.stdin)
    # Before anything is tried: one that is missing is no refusal.
    drivers = {engine: importlib.import_module(DRIVERS[engine]) for engine in logins if engine in DRIVERS}
    with ThreadPoolExecutor(len(hosts)) as pool:
        seen = pool.map(lambda host: watch(host, logins, stop, drivers), hosts)
        print(json.dumps(dict(zip(hosts, seen, strict=True))))


if __name__ == "__main__":
    main()
