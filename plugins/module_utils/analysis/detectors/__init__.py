# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One small file an ecosystem. A detector reads its files and says what it saw; it never judges."""

from __future__ import annotations

from .compose import detect as detect_compose
from .deployment import detect as detect_deployment
from .node import detect as detect_node
from .prisma import detect as detect_prisma
from .python import detect as detect_python
from .ruby import detect as detect_ruby
from .variants import detect as detect_variants

#: In the order in which languages are listed. A new ecosystem is a new file and one line here.
DETECTORS = (
    detect_ruby,
    detect_python,
    detect_node,
    detect_prisma,
    detect_compose,
    detect_variants,
    detect_deployment,
)
