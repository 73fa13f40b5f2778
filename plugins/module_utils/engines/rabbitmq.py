# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RabbitMQ."""

from __future__ import annotations

from .model import Engine

RABBITMQ = Engine(
    name="rabbitmq",
    port=5672,
    scheme="amqp",
    flavours=("rabbitmq",),
    # A group's database is its virtual host.
    named_database=True,
    many_databases=True,
    database_names=(r"\S+", "write it without spaces"),
    # Where Erlang's nodes talk.
    beside=(25672,),
    # What a new node makes by itself.
    kept_users=("guest",),
)
