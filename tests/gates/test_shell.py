# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell scripts: shellcheck, also for those without the extension by which ansible-test knows them."""

from __future__ import annotations

import re

from tests.checkout import ROOT, files, must_pass

SHEBANG = re.compile(rb"#!.*[/ ](?:ba)?sh\b")


def test_shellcheck_finds_nothing() -> None:
    scripts = [path for path in files() if SHEBANG.match((ROOT / path).read_bytes()[:80])]
    must_pass(["shellcheck", *scripts])
