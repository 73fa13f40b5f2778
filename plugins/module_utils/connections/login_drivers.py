# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins by the drivers that a host's Python may have."""

from __future__ import annotations

import importlib
import importlib.util
import math
import ssl
from typing import Any

from .reach import Endpoint, Login

#: By engine the modules of which one is enough, and the package of Debian and Ubuntu that has the first one.
_DRIVERS: dict[str, list[tuple[tuple[str, ...], str]]] = {
    "postgresql": [(("psycopg2", "psycopg"), "python3-psycopg2")],
    # Without the second one it cannot send a password to a server that encrypts nothing.
    "mysql": [(("pymysql",), "python3-pymysql"), (("cryptography",), "python3-cryptography")],
    "mongodb": [(("pymongo",), "python3-pymongo")],
    "rabbitmq": [(("pika",), "python3-pika")],
}
#: What MySQL says to a wrong password, and to a user who may not come from here.
_MYSQL_REFUSED = {1045, 1698, 3118}
#: What MongoDB says to an unknown user or a wrong password.
_MONGODB_REFUSED = 18
#: What a broker says of a virtual host, to a user that it knows.
_NOT_ALLOWED = 530


class RefusedError(Exception):
    """The server takes the user name or the password for wrong; its own words."""


def missing(engine: str) -> str:
    """The packages that a login still needs; empty where nothing is missing."""
    needed = _DRIVERS.get(engine, [])
    return " ".join(package for modules, package in needed if not any(map(importlib.util.find_spec, modules)))


def _driver(engine: str) -> Any:
    modules, _package = _DRIVERS[engine][0]
    return importlib.import_module(next(filter(importlib.util.find_spec, modules)))


def postgresql(endpoint: Endpoint, login: Login) -> None:
    """Logs in to PostgreSQL, encrypted where the server offers that.

    Raises:
        RefusedError: It says no.
    """
    driver = _driver("postgresql")
    database = login.database or "postgres"
    try:
        driver.connect(
            host=endpoint.address,
            port=endpoint.port,
            user=login.username,
            password=login.password,
            dbname=database,
            connect_timeout=max(2, math.ceil(endpoint.timeout)),
        ).close()
    except driver.OperationalError as error:
        # The name may be one that was made up; whether it is there is asked after the password.
        if f'database "{database}" does not exist' in str(error):
            return
        if "authentication failed" in str(error):
            raise RefusedError(str(error).rpartition("FATAL:")[2].strip()) from error
        raise


def mysql(endpoint: Endpoint, login: Login) -> None:
    """Logs in to MySQL or MariaDB, encrypted where the server offers that.

    Raises:
        RefusedError: It says no.
    """
    driver = _driver("mysql")
    # As a client does that was told nothing: who answers is not looked at.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        driver.connect(
            host=endpoint.address,
            port=endpoint.port,
            user=login.username,
            password=login.password,
            ssl=context,
            connect_timeout=max(1, math.ceil(endpoint.timeout)),
            read_timeout=endpoint.timeout,
            write_timeout=endpoint.timeout,
        ).close()
    except driver.MySQLError as error:
        code, words = (*error.args, "", "")[:2]
        if code in _MYSQL_REFUSED:
            raise RefusedError(str(words)) from error
        raise


def mongodb(endpoint: Endpoint, login: Login) -> None:
    """Logs in to MongoDB, whose users stand in a database: in that of the application, or in ``admin``.

    Raises:
        RefusedError: It says no.
    """
    driver = _driver("mongodb")
    sources = list(dict.fromkeys([login.database or "admin", "admin"]))
    for source in sources:
        client = driver.MongoClient(
            endpoint.address,
            endpoint.port,
            username=login.username,
            password=login.password,
            authSource=source,
            directConnection=True,
            serverSelectionTimeoutMS=int(endpoint.timeout * 1000),
            connectTimeoutMS=int(endpoint.timeout * 1000),
            socketTimeoutMS=int(endpoint.timeout * 1000),
        )
        try:
            client.admin.command("ping")
        except driver.errors.OperationFailure as error:
            if error.code != _MONGODB_REFUSED:
                raise
        else:
            return
        finally:
            client.close()
    raise RefusedError(f"neither known in {' nor in '.join(sources)}" if len(sources) > 1 else "not known in admin")


def rabbitmq(endpoint: Endpoint, login: Login) -> None:
    """Logs in to RabbitMQ.

    Raises:
        RefusedError: It says no.
    """
    driver = _driver("rabbitmq")
    parameters = driver.ConnectionParameters(
        host=endpoint.address,
        port=endpoint.port,
        virtual_host=login.database or "/",
        credentials=driver.PlainCredentials(login.username, login.password),
        connection_attempts=1,
        socket_timeout=endpoint.timeout,
        stack_timeout=endpoint.timeout,
        blocked_connection_timeout=endpoint.timeout,
    )
    faults = driver.exceptions
    try:
        driver.BlockingConnection(parameters).close()
    except (faults.AuthenticationError, faults.ProbableAuthenticationError) as error:
        raise RefusedError("by the broker") from error
    except faults.ProbableAccessDeniedError:
        return
    except faults.ConnectionClosedByBroker as error:
        # The virtual host may be one that was made up; it is asked for after the password.
        if error.reply_code != _NOT_ALLOWED:
            raise
