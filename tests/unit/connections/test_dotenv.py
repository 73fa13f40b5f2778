# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import Variable
from ansible_collections.maestro.databases.plugins.module_utils.connections.container import container_file
from ansible_collections.maestro.databases.plugins.module_utils.connections.dotenv import dotenv_file, unquoted
from ansible_collections.maestro.databases.plugins.module_utils.connections.env_file import UnwritableError, entries
from ansible_collections.maestro.databases.plugins.module_utils.connections.shell import shell_file
from ansible_collections.maestro.databases.plugins.module_utils.connections.systemd import (
    systemd_file,
    unit_file,
    units_alone,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("", "''"),
        ("plain", "'plain'"),
        ('a b#c$HOME"d', "'a b#c$HOME\"d'"),  # C013
        ("100% `id` $(id) \\d", "'100% `id` $(id) \\d'"),
        ("it's", '"it\'s"'),
        ("größe €", "'größe €'"),
        ("${", "'${'"),
        ("\ttab", "'\ttab'"),
        ("a\nB='x'", "\"a\nB='x'\""),
    ],
)
def test_the_one_quoting(value: str, written: str) -> None:
    text = dotenv_file([Variable("A", value)])
    assert text == f"A={written}\n"
    assert unquoted(entries(text)["A"]) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a\rb", "holds a control character or another end of a line"),
        ("a\0b", "holds a control character or another end of a line"),
        ("a\u2028b", "holds a control character or another end of a line"),
        ("a\ufffeb", "holds a code point that is no character"),
        ("\U0001ffff", "holds a code point that is no character"),
        ("\udc80", "holds a code point that is no character"),
        ("a${HOME}b", "holds '${…}', which some readers replace"),
        ("a\\\\b", "holds two backslashes in a row or ends with one"),
        ("a\\", "holds two backslashes in a row or ends with one"),
        ('it\'s "x"', "holds ' together with one of \" $ ` \\"),
        ("it's $5", "holds ' together with one of"),
    ],
)
def test_what_not_every_reader_reads_alike_is_refused_by_name(value: str, reason: str) -> None:
    with pytest.raises(UnwritableError) as caught:
        dotenv_file([Variable("A", "fine"), Variable("B_PASSWORD", value, secret=True)])
    assert f"B_PASSWORD: {reason}" in str(caught.value)
    assert value not in str(caught.value)


def test_every_refused_variable_is_named_at_once() -> None:
    with pytest.raises(UnwritableError, match=r"A: .*; C: .*; 1D: is no name of a variable"):
        dotenv_file([Variable("A", "\r"), Variable("B", "x"), Variable("C", "\\"), Variable("1D", "x")])


def test_a_container_runtime_gets_the_value_as_it_is() -> None:
    assert container_file([Variable("A", " a b#c$HOME\"d' ")], ["head"]) == "# head\nA= a b#c$HOME\"d' \n"
    with pytest.raises(UnwritableError, match="A: holds a line break"):
        container_file([Variable("A", "a\nb")])


def test_entries_of_a_file_that_somebody_edited() -> None:
    assert entries("# c\n\nA='1'\nexport X=1\nB=2 \nA='3'\n=5\n") == {"A": "'3'", "B": "2 "}
    assert entries("A='1\nB=2\nC=\"3\nD=4") == {"A": "'1", "B": "2", "C": '"3', "D": "4"}


def test_entries_of_values_over_several_lines() -> None:
    assert entries("A='1\nB=2'\nC='3'\n") == {"A": "'1\nB=2'", "C": "'3'"}


@pytest.mark.parametrize(
    ("value", "systemd", "shell"),
    [
        ("", '""', "''"),
        (" a b ", '" a b "', "' a b '"),
        ("it's", '"it\'s"', "'it'\\''s'"),
        ('"$`\\', '"\\"\\$\\`\\\\"', "'\"$`\\'"),
        ("a\n\tb", '"a\n\tb"', "'a\n\tb'"),
        ("${HOME}", '"\\${HOME}"', "'${HOME}'"),
    ],
)
def test_what_systemd_and_shells_alone_read(value: str, systemd: str, shell: str) -> None:
    assert systemd_file([Variable("A", value)]) == f"A={systemd}\n"
    assert shell_file([Variable("A", value)], ["head"]) == f"# head\nexport A={shell}\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain $5", "'plain $5'"),
        ("it's", '"it\'s"'),
        ("it's $5", '"it\'s \\$5"'),
        ("${HOME}", '"\\${HOME}"'),
        ("a\\\\b\\", '"a\\\\\\\\b\\\\"'),
        ("'\"\nB='x'\n\\", "\"'\\\"\nB='x'\n\\\\\""),
        ("a\u2028b", '"a\u2028b"'),
    ],
)
def test_a_file_for_units_carries_all_that_units_read(value: str, written: str) -> None:
    text = unit_file([Variable("A", value), Variable("C", "c")])
    assert text == f"A={written}\nC='c'\n"
    assert {name: unquoted(one) for name, one in entries(text).items()} == {"A": value, "C": "c"}


def test_what_only_units_read_rightly_is_named() -> None:
    given = [Variable("A", "it's $5"), Variable("B", "it's"), Variable("C", "a\\")]
    assert units_alone(given) == ["A", "C"]
    with pytest.raises(UnwritableError, match="D: holds a control character"):
        unit_file([*given, Variable("D", "a\rb")])


@pytest.mark.parametrize("value", ["a\rb", "a\x07b", "a\0b", "a\ufffeb", "\udc80"])
def test_what_systemd_drops_is_refused(value: str) -> None:
    with pytest.raises(UnwritableError, match="A: holds a "):
        systemd_file([Variable("A", value)])


@pytest.mark.parametrize("value", ["a\0b", "\udc80"])
def test_what_no_environment_holds_is_refused(value: str) -> None:
    with pytest.raises(UnwritableError, match="A: holds a character that no environment can hold"):
        shell_file([Variable("A", value)])
