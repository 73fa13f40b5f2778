# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation: the collection's docs build, the changelog's fragments are well formed, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from tests.checkout import ROOT, files, must_pass

LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:)([^)\s]+)\)")


def test_antsibull_docs_finds_nothing() -> None:
    must_pass(["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "self", ROOT])


def test_changelog_fragments_are_well_formed() -> None:
    must_pass(["antsibull-changelog", "lint"])


def test_links_in_markdown_lead_to_files_that_exist() -> None:
    broken = []
    for path in files():
        if path.suffix != ".md":
            continue
        for link in LINK.findall(_without_code((ROOT / path).read_text())):
            target, _hash, anchor = link.partition("#")
            aim = ROOT / path.parent / target if target else ROOT / path
            if not aim.exists():
                broken.append(f"{path}: {link} does not exist")
            elif anchor and aim.suffix == ".md" and anchor not in _anchors(aim):
                broken.append(f"{path}: {link} has no such heading")
    assert broken == []


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """The anchors that a Markdown page's headings get: lower case, punctuation dropped, blanks to dashes."""
    headings = re.findall(r"^#+\s+(.*?)\s*$", re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
