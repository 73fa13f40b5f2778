# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: what defaults/main.yml sets is what meta/argument_specs.yml describes, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.checkout import ROOT

ROLES = sorted(path for path in (ROOT / "roles").glob("*") if path.is_dir())


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_defaults_and_argument_specs_have_the_same_keys(role: Path) -> None:
    defaults = set(_load(role / "defaults/main.yml"))
    options = _load(role / "meta/argument_specs.yml")["argument_specs"]["main"].get("options", {})
    required = {name for name, option in options.items() if option.get("required")}
    assert sorted(defaults - set(options)) == [], "in defaults/main.yml but not described"
    assert sorted(set(options) - required - defaults) == [], "described but without a default"
    assert sorted(required & defaults) == [], "required and yet with a default"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_described_defaults_are_the_real_ones(role: Path) -> None:
    defaults = _load(role / "defaults/main.yml")
    options = _load(role / "meta/argument_specs.yml")["argument_specs"]["main"].get("options", {})
    told = {name: option["default"] for name, option in options.items() if "default" in option}
    assert told == {name: defaults[name] for name in told}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_variables_carry_the_name_of_their_role(role: Path) -> None:
    foreign = [name for name in _load(role / "defaults/main.yml") if not name.startswith((f"{role.name}_", "maestro_"))]
    assert foreign == []


def _load(path: Path) -> dict:
    return yaml.safe_load(path.read_text()) or {} if path.exists() else {}
