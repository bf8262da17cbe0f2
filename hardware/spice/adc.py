# SPDX-License-Identifier: MIT
"""The Seed's converters, as firmware/boards/daisy/converters.cc sets them: 16 bits, full scale is +3V3A."""

REFERENCE_V = 3.3
COUNTS = 65536
COUNT_V = REFERENCE_V / COUNTS
CLOCK_HZ = 24e6  # the faster of two; a slower one leaves more time
SAMPLING_S = 16.5 / CLOCK_HZ
CONVERSION_S = 25 / CLOCK_HZ
OVERSAMPLING = 16
PLACES_BEFORE_MULTIPLEXER = 11
SCAN_BEFORE_MULTIPLEXER_S = PLACES_BEFORE_MULTIPLEXER * OVERSAMPLING * CONVERSION_S  # 183 us
# STM32H7: about 4 pF behind about 1 kohm. A pin bears 0.3 V beyond its supplies, or 5 mA into it.
SAMPLING_F, SAMPLING_OHM = 4e-12, 1e3
PIN_LOW_V, PIN_HIGH_V = -0.3, 3.6
FINE_COUNTS = 16.0  # one step of a converter of 12 bits


def sampler(net: str, held_v: float) -> list[str]:
    """Return a converter at a node: its capacitor comes with what a neighbour left on it, at 1 us.

    It then takes 16 samples; the voltage that it holds is v(adc_held).
    """
    pulse = f"PULSE(0 1 1u 5n 5n {SAMPLING_S:g} {CONVERSION_S:g})"
    return [
        f".model sampling_switch SW(VT=0.5 VH=0.1 RON={SAMPLING_OHM:g} ROFF=1e12)",
        f"Vsampling adc_on 0 {pulse}",
        f"Ssampling {net} adc_held adc_on 0 sampling_switch",
        f"Csampling adc_held 0 {SAMPLING_F:g} IC={held_v:g}",
        f".ic v(adc_held)={held_v:g}",
    ]
