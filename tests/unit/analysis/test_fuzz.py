# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser against mutations of a good file: it returns or says what is wrong, and takes no longer than it should.

Each `corpus_*.py` of this folder has a table PARSERS: name to a parser and a text, or a file, that it reads.
"""

from __future__ import annotations

import contextlib
import importlib
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError

HERE = Path(__file__).parent
#: Mutated inputs for each parser.
ATTEMPTS = 10_000
#: Samples are cut to whole lines of about this length: a small text mutates as well as a large one.
SAMPLE = 400
#: Seconds for all attempts at one parser, ten times what a slow one takes; and for one attempt.
ALL, ONE = 120, 1.0

PIECES = (
    *("\0", "\t", "\n", "\\", '"', "'", "`", '"""', "#", "//", "/*", "*/", "--", "=", ",", ";", "|", ">", "@", "$"),
    *("#{", "${", "{{", "}}", "%w[", "~s(", "<<~A\n", "<<EOF\n", "{", "}", "[", "]", "(", ")", "<", "</", "/>"),
    *("<!--", "<![CDATA[", "<!DOCTYPE a [", "&a;", "&a", "*a", "<<: *a", ": ", "- ", "? ", "---\n", "<%=", "%>"),
    *("do", "end", "fn", "->", "=>", "::", "if", "'''", "\\u", "\\x", "é", "\u2028", "\ufeff", "\U0001f600", "9" * 30),
)


def collected() -> dict[str, tuple[Callable[[str], object], str]]:
    """Every parser by its corpus and name, with a sample."""
    found = {}
    for path in sorted(HERE.glob("corpus_*.py")):
        specification = importlib.util.spec_from_file_location(path.stem, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        for name, (parse, sample) in module.PARSERS.items():
            text = sample.read_text(encoding="utf-8") if isinstance(sample, Path) else sample
            found[f"{path.stem.removeprefix('corpus_')}: {name}"] = (parse, shortened(parse, text))
    return found


def shortened(parse: Callable[[str], object], text: str) -> str:
    """Its first lines, where they make sense without the others."""
    end = text.find("\n", SAMPLE)
    if end < 0:
        return text
    try:
        parse(text[: end + 1])
    except FormatError:
        return text
    return text[: end + 1]


PARSERS = collected()


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
