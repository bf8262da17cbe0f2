# SPDX-License-Identifier: MIT
"""The Seed's codec, Rev 4 (AK4556), as far as the carrier sees it, and the rails that the audio stages get.

From the Seed's schematic: 10 uF before it; 10 uF, 47 kohm to ground and 100 ohm behind it.
From AKM's MS0559: 8 kohm in, 0.7 of its 3.3 V are full scale in and out, S/N 103 dB in and 106 dB out.
"""

import numpy as np

SUPPLY_V = 3.3
MIDDLE_V = SUPPLY_V / 2
FULL_VPP = 0.7 * SUPPLY_V
IN_OHM = 8e3
COUPLING_F = 10e-6
OUT_OHM, OUT_BLEED_OHM = 100.0, 47e3
IN_RANGE_DB = 103.0
PIN_A = 10e-3  # most current into a pin that is driven beyond the supplies, but supplies
RAIL_V = 11.4  # 12 V less fuse and diode, see the power block

FULL_DBV = 20 * float(np.log10(FULL_VPP / 2 / np.sqrt(2)))


def rails() -> list[str]:
    """Return the audio stages' supply."""
    return [f"Vplus p12v 0 {RAIL_V:g}", f"Vminus m12v 0 -{RAIL_V:g}"]


def input_load(side: str) -> list[str]:
    """Return the codec's input of a side, its pin being codec_SIDE, with diodes to its supplies."""
    return [
        ".model codec_esd D(IS=1e-14 N=1.05 RS=10 CJO=3p)",
        f"Ccodec_{side} codec_in_{side} codec_{side} {COUPLING_F:g}",
        f"Rcodec_{side} codec_{side} codec_middle_{side} {IN_OHM:g}",
        f"Vcodec_{side} codec_middle_{side} 0 {MIDDLE_V:g}",
        f"Vcodec_plus_{side} codec_plus_{side} 0 {SUPPLY_V:g}",
        f"Dcodec_up_{side} codec_{side} codec_plus_{side} codec_esd",
        f"Vcodec_ground_{side} codec_ground_{side} 0 0",
        f"Ddown_{side} codec_ground_{side} codec_{side} codec_esd",
    ]


def output_source(side: str, source: str) -> list[str]:
    """Return the codec's output of a side: `source` is what follows the nodes of a voltage source."""
    return [
        f"Vdac_{side} dac_{side} 0 {source}",
        f"Cdac_{side} dac_{side} dac_coupled_{side} {COUPLING_F:g}",
        f"Rdac_bleed_{side} dac_coupled_{side} 0 {OUT_BLEED_OHM:g}",
        f"Rdac_{side} dac_coupled_{side} codec_out_{side} {OUT_OHM:g}",
    ]
