# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oldest ansible-core that galaxy users may have (meta/runtime.yml): the unit tests and the playbooks' syntax.

It is installed beside the newest one into a virtual environment of its own, with the newest Python that it supports.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.checkout import BUILD, ROOT, environment, must_pass

OLDEST = "2.19"
NEWEST_PYTHON = "3.13"
REQUIREMENTS = ("-r", "requirements-test.txt", f"ansible-core~={OLDEST}.0")
#: The analysis asks nothing of ansible-core but for its module, and takes as long as all the rest.
LEFT_OUT = ("--ignore-glob", "tests/unit/analysis/test_[!m]*.py")
PLAYBOOKS = sorted((ROOT / "playbooks").glob("*.yml"))


@pytest.fixture(scope="module")
def venv() -> Path:
    place = BUILD / f"venv-{OLDEST}"
    must_pass(
        ["tools/setup", "--venv", place.relative_to(ROOT), "--newest", NEWEST_PYTHON, *REQUIREMENTS],
    )
    return place


def test_it_is_the_release_that_the_collection_promises(venv: Path) -> None:
    promised = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["requires_ansible"]
    assert promised == f">={OLDEST}.0"
    assert f"core {OLDEST}." in must_pass([venv / "bin/ansible", "--version"], env=environment(venv=venv))


def test_unit_tests_pass(venv: Path) -> None:
    must_pass(
        [venv / "bin/python", "-m", "pytest", "-q", "-o", "addopts=--import-mode=importlib", "tests/unit", *LEFT_OUT],
        env=environment(venv=venv),
    )


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda playbook: playbook.stem)
def test_playbooks_parse(venv: Path, playbook: Path) -> None:
    must_pass(
        [venv / "bin/ansible-playbook", "--syntax-check", "-i", "localhost,", f"maestro.databases.{playbook.stem}"],
        env=environment(venv=venv),
    )
