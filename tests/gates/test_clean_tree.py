# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not be committed: hosts of package registries, paths of one machine, anything that looks like a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.checkout import ROOT, files

# Written in pieces, so that this file passes its own gate.
REGISTRIES = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "deb." + "debian.org",
            "security." + "debian.org",
            "snapshot." + "debian.org",
            "pypi" + ".org",
            "files." + "pythonhosted.org",
            "proxy." + "golang.org",
            "registry." + "npmjs.org",
            "repo1." + "maven.org",
            "repo.maven." + "apache.org",
            "static." + "crates.io",
        )
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w./}$-])/(work|farm|root/\.pyenv|home/[a-z]+)/")
# Whole secrets at the start of a line: code that names such a marker, to recognise it, holds none.
SECRETS = re.compile(
    r"^\s*-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
    r"|^\s*\$ANSIBLE_VAULT;\d\.\d;"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\."
)


def test_no_host_of_a_package_registry() -> None:
    assert list(_hits(REGISTRIES, but=("go.sum",))) == []


def test_no_path_of_a_machine() -> None:
    assert list(_hits(MACHINE_PATHS)) == []


def test_no_secret() -> None:
    assert list(_hits(SECRETS)) == []


def test_no_file_is_large() -> None:
    large = {str(path): size for path in files() if (size := (ROOT / path).stat().st_size) > 512 * 1024}
    assert large == {}


def _hits(pattern: re.Pattern[str], but: tuple[str, ...] = ()) -> Iterator[str]:
    for path in files():
        if path.name in but:
            continue
        text = (ROOT / path).read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:120]}"
