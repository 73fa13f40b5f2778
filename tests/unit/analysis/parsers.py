# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser of the analysis, with a small text that it reads.

Each `corpus_*.py` of this folder has a table PARSERS: name to a parser and a text, or a file, that it reads.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError

HERE = Path(__file__).parent
#: Samples are cut to whole lines of about this length: a small text mutates as well as a large one.
SAMPLE = 400


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
