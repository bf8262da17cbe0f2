# SPDX-License-Identifier: MIT
"""The single source of sizes: everything that host and module must agree on.

`autocoder bake` writes these into `firmware/generated/sizes.h`; no other file states them.
"""

SAMPLE_RATE_HZ = 48_000
BLOCK_SAMPLES = 64
LATENTS = 8

# Analysis of recordings on the host.
ANALYSIS_FFT = 4096
ANALYSIS_HOP = 256  # four times as dense as playback needs: worth 4 to 10 % of held-out distance
MEL_BANDS = 256
MEL_LOW_HZ = 20.0
MEL_HIGH_HZ = 20_000.0
FLOOR_DB = -96.0
# The decoder's sigmoid spans this much more than the targets at both ends: logits then stay small, and an
# int8 step of them is 0.6 dB at most instead of 1.5 dB.
SIGMOID_MARGIN_DB = 6.0

# The module's spectrum and the impulse response designed from it.
SPECTRUM_FFT = 2048
SPECTRUM_BINS = SPECTRUM_FFT // 2 + 1
IMPULSE_TAPS = 2048
IMPULSE_FFT = 2 * IMPULSE_TAPS  # twice the length, against aliasing of the cepstrum
IMPULSE_FADE_TAPS = 256
SPECTRUM_MINIMUM = 1e-6  # keeps the logarithm of the cepstrum finite

# The longest reverberation, with external memory and without: a board's firmware/memory chooses.
REVERB_SAMPLES = 4 * SAMPLE_RATE_HZ
SHORT_REVERB_SAMPLES = SAMPLE_RATE_HZ // 2

# The module's clocks: a new spectrum every so many audio blocks, faded in over as many.
UPDATE_BLOCKS = 6
FADE_SAMPLES = UPDATE_BLOCKS * BLOCK_SAMPLES

# Fixed-point controls: knob and CV positions are 0..POSITION_ONE.
POSITION_ONE = 65_535
CONTROL_SMOOTHING_SHIFT = 2
KNOB_LOW_COUNTS = 655
KNOB_HIGH_COUNTS = 64_880
CV_ZERO_VOLT_COUNTS = 32_768
CV_FIVE_VOLT_COUNTS = 596  # the CV input stage inverts

GOLDEN_VECTORS = 16
MODEL_SLOTS = 3  # models in the module's memory: two that sound, and one that is about to

# From one mode to another: the next one plays unheard until it is at its full sound, then fades in.
MODE_WARM_BLOCKS = 54  # what cross takes
MODE_FADE_BLOCKS = 32

# Cross and drone: overlapping frames, transformed at SPECTRUM_FFT.
FRAME_HOP = 512
CROSS_WINDOW = 1536  # with 512 samples of silence: the spectrum's own response does not wrap around
CROSS_RENDER_BLOCKS = 7  # the main loop's time for a frame; with the blocks of the converters 2048 samples
DRONE_WINDOW = 2048
PHASE_DIRECTIONS = 1024  # random phases are drawn from so many
REFERENCE_LEVEL = 10.0 ** (-18.0 / 20.0)  # RMS of the pink noise that the drone is as loud as, filtered
WHITEN_FLOOR = 10.0 ** (FLOOR_DB / 20.0)  # bins below this share of the strongest are lifted no further

# The live sound's own mel frames, for the encoder: analysed as recordings are. 0 dB is what the loudest band
# was lately: it rises at once and falls by half in ten seconds, never below a level that is no noise.
AUTOCODE_HOP = 1024
AUTOCODE_PEAK_FLOOR = 10.0 ** (-60.0 / 20.0)  # a full-scale sine being 1
AUTOCODE_PEAK_KEPT = 0.5 ** (AUTOCODE_HOP / SAMPLE_RATE_HZ / 10.0)  # from frame to frame
