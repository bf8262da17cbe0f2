# SPDX-License-Identifier: MIT
"""What is sent to those who make boards: files by kicad-cli, parts' list, archives, and reading them back."""
