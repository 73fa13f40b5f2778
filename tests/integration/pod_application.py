# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An application in a pod: keeps a word in a database and says what is there, by a mounted Secret and nothing else.

It is run as a program, with the name of the engine, that of the Service, and the word. It sees the drivers of
tests.integration.readers, and is the same before and after a database moves.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Binding = Mapping[str, str]
SECONDS = 5


def mysql(driver: Any, binding: Binding, word: str) -> list[str]:
    """Each word with the server that took it."""
    login = {"user": binding["username"], "password": binding["password"], "database": binding["database"]}
    place = {"host": binding["host"], "port": int(binding["port"])}
    with driver.connect(**place, **login, connect_timeout=SECONDS, autocommit=True) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE IF NOT EXISTS words (word VARCHAR(20), server VARCHAR(60))")
        cursor.execute("INSERT INTO words VALUES (%s, @@hostname)", (word,))
        cursor.execute("SELECT word, server FROM words")
        return [f"{kept} by {server}" for kept, server in cursor.fetchall()]


def postgresql(driver: Any, binding: Binding, word: str) -> list[str]:
    with driver.connect(binding["uri"], connect_timeout=SECONDS) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", (word,))
        return [kept for (kept,) in connection.execute("SELECT word FROM words")]


def mongodb(driver: Any, binding: Binding, word: str) -> list[str]:
    with driver.MongoClient(binding["uri"], serverSelectionTimeoutMS=SECONDS * 1000) as client:
        words = client.get_default_database().words
        words.insert_one({"word": word})
        return [one["word"] for one in words.find()]


def redis(driver: Any, binding: Binding, word: str) -> list[str]:
    with driver.Redis.from_url(binding["uri"], decode_responses=True, socket_connect_timeout=SECONDS) as client:
        client.rpush("words", word)
        return client.lrange("words", 0, -1)


def elasticsearch(driver: Any, binding: Binding, word: str) -> list[str]:
    """A user's indices begin with the name of the database."""
    index = f"{binding['database']}_words"
    with driver.OpenSearch(binding["uri"], timeout=30) as client:
        client.index(index=index, body={"word": word}, refresh=True)
        return [one["_source"]["word"] for one in client.search(index=index)["hits"]["hits"]]


def rabbitmq(driver: Any, binding: Binding, word: str) -> list[str]:
    """What is got and not acknowledged stays."""
    with driver.BlockingConnection(driver.URLParameters(binding["uri"])) as connection:
        channel = connection.channel()
        channel.queue_declare("words", durable=True)
        channel.confirm_delivery()
        lasting = driver.BasicProperties(delivery_mode=driver.DeliveryMode.Persistent)
        channel.basic_publish("", "words", word.encode(), lasting, mandatory=True)
        found = []
        while (got := channel.basic_get("words"))[0]:
            found.append(got[2].decode())
        return found


def influxdb(driver: Any, binding: Binding, word: str) -> list[str]:
    names = ("host", "port", "username", "password", "database")
    with driver.InfluxDBClient(**{name: binding[name] for name in names}, timeout=SECONDS) as client:
        client.write_points([{"measurement": "words", "fields": {"word": word}}])
        return [point["word"] for point in client.query("SELECT word FROM words").get_points()]


def memcached(driver: Any, binding: Binding, word: str) -> list[str]:
    client = driver.Client((binding["host"], int(binding["port"])), connect_timeout=SECONDS, timeout=SECONDS)
    client.add("words", "", noreply=False)
    client.append("words", f"{word} ", noreply=False)
    return client.get("words").decode().split()


def glusterfs(driver: Any, binding: Binding, word: str) -> list[str]:
    """Mounts the volume, whose name the application knows. The Service says where its bricks are."""
    server = [f"--volfile-server={binding['host']}", f"--volfile-server-port={binding['port']}"]
    with tempfile.TemporaryDirectory() as folder:
        driver.run(["glusterfs", *server, "--volfile-id=/data-store", folder], check=True, timeout=30)
        try:
            with (Path(folder) / "words").open("a+") as words:
                words.write(f"{word}\n")
                words.seek(0)
                return words.read().split()
        finally:
            driver.run(["umount", folder], check=True, timeout=30)


#: Each engine's driver, and what is done with it.
ENGINES: Mapping[str, tuple[str, Callable[[Any, Binding, str], list[str]]]] = {
    "mysql": ("pymysql", mysql),
    "postgresql": ("psycopg", postgresql),
    "mongodb": ("pymongo", mongodb),
    "redis": ("redis", redis),
    "elasticsearch": ("opensearchpy", elasticsearch),
    "rabbitmq": ("pika", rabbitmq),
    "influxdb": ("influxdb", influxdb),
    "memcached": ("pymemcache", memcached),
    # A program is its driver.
    "glusterfs": ("subprocess", glusterfs),
}


def main(engine: str, service: str, word: str) -> None:
    """Prints the address that the Service's name has, and all words that the database holds."""
    mounted = Path(os.environ["SERVICE_BINDING_ROOT"]) / f"{service}-binding"
    binding = {file.name: file.read_text() for file in mounted.iterdir()}
    driver, use = ENGINES[engine]
    words = sorted(use(importlib.import_module(driver), binding, word))
    print(json.dumps({"host": binding["host"], "address": socket.gethostbyname(binding["host"]), "words": words}))


if __name__ == "__main__":
    main(*sys.argv[1:])
