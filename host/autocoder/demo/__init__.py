# SPDX-License-Identifier: MIT
"""The whole path once: a sound in, audio of the emulated module, pictures and a report out."""
