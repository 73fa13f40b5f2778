# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RabbitMQ's files from what the host has and the user sets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.rabbitmq import config
from ansible_collections.maestro.databases.plugins.module_utils.rabbitmq.tuning import disk_limit_mb, watermark_mb

SERVER = Placed("rabbitmq", "rabbitmq", "4.0", "rabbitmq-server", 5672, "/var/lib/rabbitmq/mnesia", 4096)


def files(
    given: Any = None, listen: Any = ("127.0.0.1", "2001:db8::3"), admins: Any = ("boss",)
) -> dict[str, dict[str, Any]]:
    made = config.files(SERVER, listen_addresses=listen, given=given, admins=admins)
    return {file["path"]: file for file in made}


@pytest.mark.parametrize(("memory", "mark"), [(0, 128), (200, 128), (1000, 600), (4096, 2457)])
def test_publishers_are_held_back_at_six_tenths(memory, mark):
    assert watermark_mb(memory) == mark


@pytest.mark.parametrize(("memory", "free"), [(0, 128), (1000, 600), (4096, 2048), (262144, 2048)])
def test_publishers_are_held_back_while_there_is_still_room_on_the_disk(memory, free):
    assert disk_limit_mb(memory) == free


def test_the_file():
    assert files()["/etc/maestro/rabbitmq.conf"]["content"].splitlines()[1:] == [
        "default_permissions.configure = ^$",
        "default_permissions.read = ^$",
        "default_permissions.write = ^$",
        "default_user = guest",
        "default_user_tags.administrator = false",
        "disk_free_limit.absolute = 2048MiB",
        "listeners.tcp.1 = 127.0.0.1:5672",
        "listeners.tcp.2 = 2001:db8::3:5672",
        "log.console = true",
        "log.console.level = info",
        "log.file = false",
        "loopback_users.boss = true",
        "loopback_users.guest = true",
        "vm_memory_high_watermark.absolute = 2457MiB",
    ]


def test_users_settings_win_and_a_relative_size_replaces_the_absolute_one():
    lines = files({"vm_memory_high_watermark.relative": 0.4, "log.console.level": "error"})
    content = lines["/etc/maestro/rabbitmq.conf"]["content"]
    assert "vm_memory_high_watermark.absolute" not in content
    assert "vm_memory_high_watermark.relative = 0.4\n" in content
    assert "log.console.level = error\n" in content


def test_all_that_cannot_be_used_is_told_at_once():
    with pytest.raises(HostError) as told:
        files({"listeners.tcp.default": 1, "default_pass": "x", "a b": 1, "x.y": "1\n2"}, listen=["db1"])
    assert str(told.value).splitlines() == [
        "rabbitmq_settings: listeners.tcp.default: not here; use rabbitmq_port and rabbitmq_listen_addresses",
        "rabbitmq_settings: default_pass: not here; use rabbitmq_users",
        "rabbitmq_settings: 'a b': no name of a setting; see the reference of rabbitmq.conf",
        "rabbitmq_settings: x.y: a value is one line",
        "rabbitmq_listen_addresses: 'db1': write an address",
    ]


@pytest.mark.parametrize("name", ["my.admin", "a b", "x=1\n"])
def test_an_administrator_whose_name_no_setting_can_have_is_refused(name):
    with pytest.raises(HostError) as told:
        files(admins=["boss", name])
    assert str(told.value) == (
        f"rabbitmq_users: {name!r}: the name of an administrator becomes a part of a setting's; "
        "use letters, digits, '-' and '_'"
    )


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("listeners.tcp", "use rabbitmq_port and rabbitmq_listen_addresses"),
        ("listeners.ssl.default", "TLS is not built yet, and no rule of the firewall guards that port"),
        ("management.tcp.ip", "no rule of the firewall guards that port"),
        ("management.ssl.port", "no rule of the firewall guards that port"),
        ("management.listener.port", "no rule of the firewall guards that port"),
        ("mqtt.listeners.tcp.1", "no rule of the firewall guards that port"),
        ("prometheus.tcp.port", "no rule of the firewall guards that port"),
        ("anonymous_login_user", "nobody gets in without a password"),
        ("mqtt.allow_anonymous", "nobody gets in without a password"),
        ("auth_backends.1", "use rabbitmq_users; the server itself keeps them"),
        ("password_hashing_module", "use rabbitmq_users"),
    ],
)
def test_what_would_undo_the_protection_is_refused(name, mend):
    with pytest.raises(HostError) as told:
        files({name: "x"})
    assert str(told.value) == f"rabbitmq_settings: {name}: not here; {mend}"


def test_settings_that_only_look_like_those_are_the_users():
    content = files({"tcp_listen_options.backlog": 256})["/etc/maestro/rabbitmq.conf"]["content"]
    assert "tcp_listen_options.backlog = 256\n" in content


def test_what_erlangs_nodes_talk_stays_on_the_host():
    made = files()
    unit = made["/etc/systemd/system/rabbitmq-server.service.d/maestro.conf"]["content"]
    assert "Environment=RABBITMQ_NODENAME=rabbit@localhost\n" in unit
    assert '"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"' in unit
    socket = made["/etc/systemd/system/epmd.socket.d/maestro.conf"]["content"]
    assert socket.splitlines()[1:] == ["[Socket]", "ListenStream=", "ListenStream=127.0.0.1:4369"]
