# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers of configuration for the fuzz test: name to function and a good sample."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.dockerfile import base_image
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.hcl import parse_hcl
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.installs import parse_installs
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.interpolation import fill
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.yaml_lines import parse_documents

PARSERS = {
    "Terraform": (
        parse_hcl,
        (
            'resource "aws_db_instance" "main" {\n  engine = "mysql" # x\n  tags = { a = ["b", 1] }\n'
            "  policy = <<-EOT\n    {\n  EOT\n}\n/* no */\n"
        ),
    ),
    "Dockerfile": (
        base_image,
        "ARG V=17\nFROM alpine AS tools\nRUN <<EOF\nFROM x\nEOF\nFROM --platform=a postgres:${V:-1}-a\nRUN a \\\n  b\n",
    ),
    "Dockerfile, installs": (
        parse_installs,
        (
            'RUN pip3 install -r a.txt "redis[x]>=5" && gem install pg:1.5; npm i @a/b@2 \\\n  c\n'
            'RUN ["pip", "install", "pika"]\n'
        ),
    ),
    "interpolation": (lambda text: fill(text, {"A": "1", "B": ""}), "${A:-x}$B-${B:-${C-${A}}}$$ ${D:?no} ${A:+y}"),
    "YAML documents": (parse_documents, "a: {b: [1, &x 2]}\n---\nc: 2\n---\n- d\n"),
}
