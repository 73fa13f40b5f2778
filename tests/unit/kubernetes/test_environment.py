# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of containers on its way to the module."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import Variable
from ansible_collections.maestro.databases.plugins.module_utils.connections.env_file import UnwritableError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.environment import read_environment, written
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.objects import Owner, Published

OWNER = Owner("shop-production", "mysql", "spare")
NASTY = " a'b\"c$d`e\\f#g%h\n\t=é 🦀 {{x}}"


def mysql(name: str, **more: object) -> Published:
    return Published(name, "mysql", "spare", False, 3306, ("192.0.2.10",), **more)


def told(text: str, *services: Published) -> list[str]:
    return [str(problem) for problem in read_environment(text, OWNER, services)[1]]


def test_every_value_arrives_as_it_is() -> None:
    text = written([Variable("MOTTO", NASTY, secret=True), Variable("WORKERS", "4"), Variable("EMPTY", "")])
    assert read_environment(text, OWNER, []) == ({"MOTTO": NASTY, "WORKERS": "4", "EMPTY": ""}, [])


def test_nothing_is_no_text() -> None:
    assert written([]) == ""
    assert read_environment("", OWNER, []) == ({}, [])


def test_what_no_container_can_have_is_refused_by_its_name() -> None:
    with pytest.raises(UnwritableError) as caught:
        written([Variable("A", "canary\0"), Variable("B", "fine"), Variable("C", "canary\ud800")])
    assert str(caught.value) == "A, C: holds a character that no environment can hold"
    assert told('{"1A": "canary", "B-C": "", "OK_1": "x"}') == [
        "pod_environment: a container cannot have the variable '1A'; use letters, digits and '_', no digit first",
        "pod_environment: a container cannot have the variable 'B-C'; use letters, digits and '_', no digit first",
    ]


@pytest.mark.parametrize("text", ["canary", '["canary"]', '{"A": 1}', '{"A": null}'])
def test_what_is_no_such_text_is_refused_without_being_shown(text: str) -> None:
    assert told(text) == [
        "pod_environment: is no JSON object of texts; write it with the lookup maestro.databases.pod_environment"
    ]


def test_a_group_whose_secret_would_have_the_same_name_is_refused() -> None:
    named = [
        (
            "database group mysql/spare: the Secret name mysql-spare is that of the application's environment, too; "
            "rename the group, or do without pod_environment"
        )
    ]
    assert told('{"A": "1"}', mysql("mysql-spare")) == named
    assert told('{"A": "1"}', mysql("mysql")) == []
    assert told("", mysql("mysql-spare")) == []
