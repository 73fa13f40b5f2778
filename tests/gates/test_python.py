# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: style, format, types, and the oldest release that each part has to run on."""

from __future__ import annotations

from tests.checkout import COLLECTIONS, ROOT, environment, files, must_pass

# Packages of module_utils that only ever run on the controller, where Python is 3.11 at least.
CONTROLLER = ("analysis", "credentials", "declaration", "kubernetes", "plan")


def test_ruff_finds_nothing() -> None:
    must_pass(["ruff", "check", "--output-format", "concise", "."])


def test_ruff_would_not_format_anything_otherwise() -> None:
    must_pass(["ruff", "format", "--check", "."])


def test_types_are_strict() -> None:
    must_pass(
        ["mypy", "--strict", "--package", "ansible_collections.maestro.databases.plugins"],
        env=environment({"MYPYPATH": str(COLLECTIONS), "PYTHONPATH": ""}),
    )


def test_code_for_database_hosts_runs_on_their_oldest_python() -> None:
    on_hosts = [
        path
        for path in files()
        if path.suffix == ".py"
        and path.parts[:2] in (("plugins", "module_utils"), ("plugins", "modules"))
        and path.parts[2] not in CONTROLLER
    ]
    must_pass(["vermin", "--target=3.9-", "--violations", "--no-tips", *[ROOT / path for path in on_hosts]])
