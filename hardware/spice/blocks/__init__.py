# SPDX-License-Identifier: MIT
"""One testbench for each block of the circuit: it adds sources, loads and measures, and no part."""
