# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser against mutations of a good file: it returns or says what is wrong, in no more time than it should."""

from __future__ import annotations

import ast
import contextlib
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from ansible_collections.maestro.databases.plugins.module_utils import analysis
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError
from tests.unit.analysis.parsers import PARSERS

ANALYSIS = Path(analysis.__file__).resolve().parent
#: Mutated inputs for each parser.
ATTEMPTS = 10_000
#: Seconds for all attempts at one parser, ten times what a slow one takes; and for one attempt.
ALL, ONE = 120, 1.0

PIECES = (
    *("\0", "\t", "\n", "\\", '"', "'", "`", '"""', "#", "//", "/*", "*/", "--", "=", ",", ";", "|", ">", "@", "$"),
    *("#{", "${", "{{", "}}", "%w[", "~s(", "<<~A\n", "<<EOF\n", "{", "}", "[", "]", "(", ")", "<", "</", "/>"),
    *("<!--", "<![CDATA[", "<!DOCTYPE a [", "&a;", "&a", "*a", "<<: *a", ": ", "- ", "? ", "---\n", "<%=", "%>"),
    *("do", "end", "fn", "->", "=>", "::", "if", "'''", "\\u", "\\x", "é", "\u2028", "\ufeff", "\U0001f600", "9" * 30),
)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name", PARSERS)
def test_no_mutation_crashes_or_hangs(name):
    parse, sample = PARSERS[name]
    parse(sample)
    dice = random.Random(name)
    began = time.monotonic()
    for attempt in range(ATTEMPTS):
        text = mutated(sample, dice)
        start = time.monotonic()
        try:
            # Anything but a FormatError is a fault of ours.
            with contextlib.suppress(FormatError):
                parse(text)
        except Exception as exc:
            pytest.fail(f"attempt {attempt}: {type(exc).__name__}: {exc}\n{text!r}")
        took = time.monotonic() - start
        # A busy machine may hold up one attempt; the parser is slow where it takes that long again.
        assert took < ONE or again(parse, text) < ONE, f"attempt {attempt} takes {took:.1f} s: {text!r}"
    assert time.monotonic() - began < ALL


def again(parse: Callable[[str], object], text: str) -> float:
    """Seconds that one text takes."""
    start = time.monotonic()
    with contextlib.suppress(FormatError):
        parse(text)
    return time.monotonic() - start


def mutated(text: str, dice: random.Random) -> str:
    """Cuts, copies and plants pieces at a few places."""
    for _edit in range(dice.randint(1, 6)):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice((0, 0, 1, 3, 40)))
        piece = text[end : end + 20] if dice.random() < 0.05 else dice.choice(PIECES)
        # Repeated, a piece nests.
        text = text[:start] + piece * dice.choice((1, 1, 1, 1, 2, 50)) + text[end:]
    return text


def test_the_table_has_every_parser():
    # A parser takes a source or a text. What reads one of its own accord belongs into a table, too: this names it.
    called: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add((frame.f_code.co_filename, frame.f_code.co_name))

    for parse, sample in PARSERS.values():
        sys.setprofile(note)
        try:
            parse(sample)
        finally:
            sys.setprofile(None)
    ran = {(str(Path(path).resolve()), name) for path, name in called if ANALYSIS.name in path}
    formats = {
        (path, name)
        for path, name in _takers(ANALYSIS / "formats")
        if not name.startswith("_") and (path, name) not in ran
    }
    detectors = {path for path, _name in _takers(ANALYSIS / "detectors")} - {path for path, _name in ran}
    assert not formats
    assert not detectors


def _takers(folder: Path) -> Iterator[tuple[str, str]]:
    """File and name of each function that takes a source or a text first."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "path")]
                if names[:1] in (["source"], ["text"]):
                    yield str(path.resolve()), node.name
