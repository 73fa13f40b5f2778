# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One small file an ecosystem. A detector reads its files and says what it saw; it never judges."""

from __future__ import annotations

from .bare import detect as detect_bare
from .charts import detect as detect_charts
from .compose import detect as detect_compose
from .deno import detect as detect_deno
from .deployment import detect as detect_deployment
from .dockerfile import detect as detect_dockerfile
from .dotnet import detect as detect_dotnet
from .either import detect as detect_either
from .elixir import detect as detect_elixir
from .env_examples import detect as detect_env_examples
from .frappe import detect as detect_frappe
from .golang import detect as detect_golang
from .java import detect as detect_java
from .kubernetes import detect as detect_kubernetes
from .node import detect as detect_node
from .php import detect as detect_php
from .pipelines import detect as detect_pipelines
from .platforms import detect as detect_platforms
from .prisma import detect as detect_prisma
from .python import detect as detect_python
from .ruby import detect as detect_ruby
from .rust import detect as detect_rust
from .spared import detect as detect_spared
from .terraform import detect as detect_terraform
from .variants import detect as detect_variants

#: In the order in which languages are listed. A new ecosystem is a new file and one line here.
DETECTORS = (
    detect_ruby,
    detect_python,
    detect_frappe,
    detect_node,
    detect_golang,
    detect_rust,
    detect_java,
    detect_elixir,
    detect_deno,
    detect_prisma,
    detect_php,
    detect_dotnet,
    detect_bare,
    detect_compose,
    detect_platforms,
    detect_charts,
    detect_kubernetes,
    detect_terraform,
    detect_dockerfile,
    detect_env_examples,
    detect_pipelines,
    detect_variants,
    detect_spared,
    detect_either,
    detect_deployment,
)
