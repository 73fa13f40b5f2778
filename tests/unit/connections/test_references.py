# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References: every spelling, and what is refused."""

from __future__ import annotations

import re

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.references import Reference, parse


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("plain $X `y` {z}", ("plain $X `y` {z}",)),
        ("{{MYSQL_ADDRESS}}", (Reference("MYSQL_ADDRESS"),)),
        ("{{ MYSQL_ADDRESS }}", (Reference("MYSQL_ADDRESS"),)),
        ("{{A:b c}}", (Reference("A", default="b c"),)),
        ("{{A:}}", (Reference("A", default=""),)),
        ("_env(A)", (Reference("A"),)),
        ("_env(A:)", (Reference("A", default=""),)),
        ("_env(A:x:1)", (Reference("A", default="x:1"),)),
        ("_env:A", (Reference("A"),)),
        ("_env:A:x y", (Reference("A", default="x y"),)),
        ("_env:(A:x y)", (Reference("A", default="x y"),)),
        ("tcp://_env(A):{{B}}/c", ("tcp://", Reference("A"), ":", Reference("B"), "/c")),
        ("{{APP[shop-production].A}}", (Reference("A", "shop-production"),)),
        ("{{ APP[shop-production].A : x }}", (Reference("A", "shop-production", "x"),)),
        ("{{STACK[shop-production].A:x}}", (Reference("A", "shop-production", "x"),)),
        ("_env(APP[shop-production].A)", (Reference("A", "shop-production"),)),
        ("_env(STACK[shop-production].A:x)", (Reference("A", "shop-production", "x"),)),
        ("_env:APP[shop-production].A:x", (Reference("A", "shop-production", "x"),)),
        # A template of another tool.
        ("{{.Go}} {{#each x}}", ("{{.Go}} {{#each x}}",)),
        ("{{ user.name | upper }} {{a-b}}", ("{{ user.name | upper }} {{a-b}}",)),
        ("node_env:production", ("node_env:production",)),
    ],
)
def test_spellings(text: str, parts: tuple) -> None:
    assert parse(text) == parts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("_env(a-b)", "holds a reference that cannot be read"),
        ("_env(A", "holds a reference that cannot be read"),
        ("_env (A)", "holds a reference that cannot be read"),
        ("x {{MYSQL-ADDRESS}}", "holds a reference that cannot be read"),
        ("{{ MYSQL_ADDRESS | default('x') }}", "holds a reference that cannot be read"),
        ("_env:", "holds a reference that cannot be read"),
        ("x{{APP[shop]}}", "holds a reference that cannot be read"),
        ("{{SERVICE[web].A}}", "refers to the variables of a service, which are not known here"),
        ("_env(APP[shop].SERVICE[web].A)", "refers to the variables of a service, which are not known here"),
        ("_configstore(0a1b.KEY)", "refers to a configuration store, which there is none of"),
    ],
)
def test_refusals(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse(text)
