# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts its visits in each database that its environment names. `GET /` counts one, `GET /health` only looks."""

from __future__ import annotations

import html
import json
import os
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import psycopg
import pymysql
import redis

TIMEOUT = 5
TABLE = "CREATE TABLE IF NOT EXISTS visits (id {serial} PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)"


class PostgreSQL:
    """Visits as rows of a table."""

    serial = "BIGINT GENERATED ALWAYS AS IDENTITY"
    insert = "INSERT INTO visits DEFAULT VALUES"

    def __init__(self, url):
        self.url = url

    def connect(self):
        return psycopg.connect(self.url, connect_timeout=TIMEOUT)

    def visit(self):
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(TABLE.format(serial=self.serial))
            cursor.execute(self.insert)
            connection.commit()
            cursor.execute("SELECT count(*) FROM visits")
            return cursor.fetchone()[0]

    def ping(self):
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")


class MySQL(PostgreSQL):
    """The same, in MySQL or MariaDB."""

    serial = "BIGINT AUTO_INCREMENT"
    insert = "INSERT INTO visits () VALUES ()"

    def connect(self):
        url = urlsplit(self.url)
        return pymysql.connect(
            host=url.hostname,
            port=url.port or 3306,
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            database=unquote(url.path[1:]),
            connect_timeout=TIMEOUT,
        )


class Redis:
    """Visits as a counter, in Redis or Valkey."""

    def __init__(self, url):
        self.url = url

    def connect(self):
        return redis.Redis.from_url(self.url, socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT)

    def visit(self):
        with closing(self.connect()) as client:
            return client.incr("visits")

    def ping(self):
        with closing(self.connect()) as client:
            client.ping()


STORES = {"POSTGRESQL": PostgreSQL, "MYSQL": MySQL, "REDIS": Redis}


def stores(environment):
    """Each database that the environment has the URL of: POSTGRESQL_URL, MYSQL_REPORTS_URL, REDIS_URL …"""
    found = {}
    for name, url in sorted(environment.items(), key=lambda item: len(item[0])):
        engine = name.partition("_")[0]
        if engine in STORES and name.endswith("_URL"):
            # A primary group has its URL under two names: the short one is enough.
            found.setdefault(url, (name[: -len("_URL")].lower(), STORES[engine](url)))
    return dict(sorted(found.values()))


def ask(databases, question):
    """The answer of each database, and which gave none. A driver's error can hold a URL: only its kind is told."""
    answers, silent = {}, {}
    for name, store in databases.items():
        try:
            answers[name] = question(store)
        except Exception as error:  # each driver has exceptions of its own
            print(f"{name}: {type(error).__name__}", flush=True)
            silent[name] = type(error).__name__
    return answers, silent


class Handler(BaseHTTPRequestHandler):
    """Answers in JSON where the client asks for it, otherwise with a page."""

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/":
            visits, silent = ask(self.server.databases, lambda store: store.visit())
            self.answer({"server": os.environ.get("SERVER_NAME", ""), "visits": visits, "silent": silent}, silent)
        elif path == "/health":
            answers, silent = ask(self.server.databases, lambda store: store.ping())
            self.answer({"healthy": not silent, "databases": [*answers, *silent], "silent": silent}, silent)
        else:
            self.send_error(404)

    def answer(self, told, silent):
        wants_page = "text/html" in self.headers.get("Accept", "")
        body = (page(told) if wants_page else json.dumps(told) + "\n").encode()
        self.send_response(503 if silent else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if wants_page else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def page(told):
    """A page with one line for each database."""
    lines = [f"<li>{html.escape(name)}: {count}" for name, count in told.get("visits", {}).items()]
    lines += [f"<li>{html.escape(name)} does not answer ({html.escape(kind)})" for name, kind in told["silent"].items()]
    listed = "\n".join(lines) or "<li>no database yet"
    return f"<!DOCTYPE html>\n<html lang=en><title>Visits</title>\n<h1>Visits</h1>\n<ul>\n{listed}\n</ul>\n"


def main():
    """Serves until it is stopped."""
    address = os.environ.get("VISITS_ADDRESS", "127.0.0.1")
    port = int(os.environ.get("VISITS_PORT", "8080"))
    server = ThreadingHTTPServer((address, port), Handler)
    server.databases = stores(os.environ)
    print(f"listening on {address}:{port}, databases: {', '.join(server.databases) or 'none'}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
