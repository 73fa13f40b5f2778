# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memcached's command line from what the user sets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.memcached import config

SERVER = Placed("memcached", "memcached", "1.6", "memcached", 11211, "", 64)


def words(given: Any = None, listen: Any = ("127.0.0.1", "2001:db8::3")) -> list[str]:
    return config.options(SERVER, listen_addresses=listen, given=given or {})


def test_the_command_line():
    assert words() == [
        "--user=memcache",
        "--port=11211",
        "--udp-port=0",
        "--listen=127.0.0.1",
        "--listen=2001:db8::3",
        "--conn-limit=1024",
        "--memory-limit=64",
    ]


def test_users_options_win():
    given = {"memory": 128, "disable-flush-all": True, "disable-cas": False, "extended": ["idle_timeout=60", "modern"]}
    assert words(given, ["127.0.0.1"])[4:] == [
        "--conn-limit=1024",
        "--disable-flush-all",
        "--extended=idle_timeout=60,modern",
        "--memory-limit=128",
    ]


def test_it_stands_in_an_addition_to_the_vendors_unit():
    (file,) = config.files(SERVER, listen_addresses=["127.0.0.1"])
    assert file["path"] == "/etc/systemd/system/memcached.service.d/maestro.conf"
    assert file["content"].splitlines()[-4:] == [
        "PIDFile=",
        "ExecStart=",
        (
            "ExecStart=/usr/bin/memcached --user=memcache --port=11211 --udp-port=0 --listen=127.0.0.1 "
            "--conn-limit=1024 --memory-limit=64"
        ),
        "ProtectHome=true",
    ]


def test_all_that_cannot_be_used_is_told_at_once():
    with pytest.raises(HostError) as told:
        words({"udp-port": 11211, "-c": 5, "threads": "4; rm", "extended": [{"a": 1}], "enable-shutdown": True}, [])
    assert str(told.value).splitlines() == [
        "memcached_settings: udp-port: not here; without a login, it answers whoever forges a victim's address",
        "memcached_settings: '-c': no name of an option; write the long one, as in memcached --help",
        "memcached_settings: threads: is to be a text, a number, true or false, or a list of them",
        "memcached_settings: extended: is to be a text, a number, true or false, or a list of them",
        "memcached_settings: enable-shutdown: not here; any client could stop the server",
        "memcached_listen_addresses: is empty; name the addresses to bind",
    ]


@pytest.mark.parametrize("name", ["udp-port", "udp", "enable-shut", "list"])
def test_the_beginning_of_an_option_is_that_option(name):
    with pytest.raises(HostError, match=f"memcached_settings: {name}: not here; "):
        words({name: 1}, ["127.0.0.1"])
