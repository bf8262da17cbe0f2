# SPDX-License-Identifier: MIT
"""What can be said to a module, from firmware/link/messages.toml to C++ and Python source.

Run as a module it writes all of the project's files that say it.
"""

from pathlib import Path

from autocoder.atomic import replacing
from autocoder.bake import cpp_messages, cpp_parameters, link_file, python_messages

PROJECT = Path(__file__).resolve().parents[3]
MESSAGES = PROJECT / "firmware" / "link" / "messages.toml"


def outputs(path: Path = MESSAGES) -> dict[Path, str]:
    """Return the text of each generated file by its path below the project. Raises ValueError."""
    link = link_file.load(path)
    firmware, device = Path("firmware"), Path("host/autocoder/device")
    return {
        firmware / "engine" / "parameters.h": cpp_parameters.header(link.parameters),
        firmware / "link" / "messages.h": cpp_messages.messages_header(link),
        firmware / "link" / "messages.cc": cpp_messages.messages_source(link),
        firmware / "link" / "parameter_texts.h": cpp_messages.texts_header(link.parameters),
        firmware / "link" / "parameter_texts.cc": cpp_messages.texts_source(link.parameters),
        firmware / "status.h": cpp_messages.status_header(link),
        firmware / "status.cc": cpp_messages.status_source(link),
        device / "messages.py": python_messages.messages_module(link),
        device / "parameters.py": python_messages.parameters_module(link.parameters),
    }


if __name__ == "__main__":
    for place, text in outputs().items():
        with replacing(PROJECT / place) as temporary:
            temporary.write_text(text, encoding="utf-8")
