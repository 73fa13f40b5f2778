# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML and Ansible content: yamllint, ansible-lint's production profile, ansible-test sanity with nothing ignored."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.checkout import BUILD, CACHE, NAMESPACE, ROOT, VENV, environment, files, must_pass

SANITY_ROOT = BUILD / "sanity" / "ansible_collections"


def test_yamllint_finds_nothing() -> None:
    must_pass(["yamllint", "--strict", "."])


def test_ansible_lint_production_profile_finds_nothing() -> None:
    must_pass(["ansible-lint", "--offline", "--strict", "--profile", "production", "--nocolor"])


def test_sanity_finds_nothing() -> None:
    """With the controller's Python only; CONTRIBUTING.md says what covers the others."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    must_pass(
        ["ansible-test", "sanity", "--local", "--color", "no", "--python", version],
        cwd=_clean_copy(),
        env=environment({"HOME": str(_sanity_home()), "PYTHONPATH": ""}),
        timeout=1200,
    )


def test_sanity_ignores_nothing() -> None:
    ignoring = [str(path) for path in files() if re.fullmatch(r"tests/sanity/ignore-.*\.txt", str(path))]
    filled = [name for name in ignoring if (ROOT / name).read_text().strip()]
    assert filled == []


def _clean_copy() -> Path:
    """A copy of the files that are or would be committed, at the path that ansible-test demands."""
    copy = SANITY_ROOT.joinpath(*NAMESPACE.split("."))
    shutil.rmtree(copy, ignore_errors=True)
    for path in files():
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target, follow_symlinks=False)
    # A repository of its own keeps ansible-test from taking this checkout's .gitignore for the copy's.
    must_pass(["git", "init", "--quiet", copy])
    return copy


def _sanity_home() -> Path:
    """A home whose ~/.ansible/test keeps the virtual environments that ansible-test makes, between runs and checkouts.

    ansible-test fills a new environment with pip by a script that it downloads from a place of its own. It takes the
    script from its cache where there is one: ours installs the pip that comes with Python instead.
    """
    home = CACHE / "ansible-test"
    requirements = next(VENV.glob("lib/python3*/site-packages/ansible_test/_internal/python_requirements.py"))
    found = re.search(r"pip='([0-9.]+)'", requirements.read_text())
    if not found:
        pytest.fail(f"{requirements} names no version of pip any more: see how it bootstraps pip now")
    bootstrap = home / ".ansible/test/cache" / f"get_pip_{found[1].replace('.', '_')}.py"
    bootstrap.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.write_text("import ensurepip\n\nensurepip.bootstrap(default_pip=True)\n")
    return home
