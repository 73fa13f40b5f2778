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
        # Defaults with what a reference is made of.
        ("_env(A:f(a)b)", (Reference("A", default="f(a)b"),)),
        ("_env(A:f(a)b)c)", (Reference("A", default="f(a)b"), "c)")),
        ("_env:(A:f(a))", (Reference("A", default="f(a)"),)),
        ("_env(A:{x})", (Reference("A", default="{x}"),)),
        ('{{A:{"a": {"b": 1}}}}', (Reference("A", default='{"a": {"b": 1}}'),)),
        ("{{A:x}}}", (Reference("A", default="x"), "}")),
        ("_env(A:_env(B:x))", (Reference("A", default=(Reference("B", default="x"),)),)),
        ("_env(A:x_env(B)y)", (Reference("A", default=("x", Reference("B"), "y")),)),
        ("{{A:{{B}}}}", (Reference("A", default=(Reference("B"),)),)),
        ("{{A: {{B:{{C}}}} }}z", (Reference("A", default=(Reference("B", default=(Reference("C"),)),)), "z")),
        ("_env(A:{{B}})", (Reference("A", default=(Reference("B"),)),)),
        ("_env:A:_env(B)", (Reference("A", default=(Reference("B"),)),)),
        ("_env(APP[s-p].A:_env(B))", (Reference("A", "s-p", (Reference("B"),)),)),
        ("{{_env(A)}} {{b _env(A)", ("{{", Reference("A"), "}} {{b ", Reference("A"))),
        # Too short to be taken for a name.
        ("x{{A", ("x{{A",)),
        ("x{{user", ("x{{user",)),
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
        ("{{MYSQL_ADDRESS", "holds a reference that cannot be read"),
        ("tcp://{{MYSQL_ADDRESS}:{{MYSQL_PORT}}", "holds a reference that cannot be read"),
        ("{{MYSQL_ADDRESS:x", "holds a reference that cannot be read"),
        ("_env(A:_env(B)", "holds a default whose parentheses or braces do not match"),
        ("_env(A:" * 300 + ")" * 300, "holds more than 20 defaults within each other"),
        ("_env(A:_configstore(0a1b.KEY))", "refers to a configuration store"),
        ("_env(A:{{B-C}})", "holds a reference that cannot be read"),
        ("_env(A:x(y)", "holds a default whose parentheses or braces do not match"),
        ("{{A:x}y}}", "holds a default whose parentheses or braces do not match"),
        ("{{A:{x}}", "holds a default whose parentheses or braces do not match"),
        ("{{SERVICE[web].A}}", "refers to the variables of a service, which are not known here"),
        ("_env(APP[shop].SERVICE[web].A)", "refers to the variables of a service, which are not known here"),
        ("_configstore(0a1b.KEY)", "refers to a configuration store, which there is none of"),
    ],
)
def test_refusals(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse(text)
