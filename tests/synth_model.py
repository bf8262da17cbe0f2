# SPDX-License-Identifier: MIT
"""The committed default model, ready to sound."""

import functools

from autocoder.device.build import PROJECT
from autocoder.synth.instrument import Instrument, load_instrument

STRINGS = PROJECT / "models" / "strings"


@functools.cache
def strings_instrument() -> Instrument:
    """Return the default model, loaded once."""
    return load_instrument(STRINGS)
