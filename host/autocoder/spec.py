# SPDX-License-Identifier: MIT
"""The single source of sizes: everything that host and module must agree on.

`autocoder bake` writes these into `firmware/generated/sizes.h`; no other file states them.
"""

from dataclasses import dataclass

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

# The module's clocks: a new spectrum every so many samples, faded in over as many.
FADE_SAMPLES = 384

# Fixed-point controls: knob and CV positions are 0..POSITION_ONE.
POSITION_ONE = 65_535
FULL_COUNTS = 65_535  # of a converter, whatever its own width
KNOB_LOW_COUNTS = 655
KNOB_HIGH_COUNTS = 64_880
CV_ZERO_VOLT_COUNTS = 32_768
CV_FIVE_VOLT_COUNTS = 2_090  # the CV input stage inverts: 0.105 V of 3.3 V, see hardware/design/controls.py

GOLDEN_VECTORS = 16
MODEL_SLOTS = 3  # models in the module's memory: two that sound, and one that is about to

# Cross and drone: overlapping frames, transformed at SPECTRUM_FFT.
FRAME_HOP = 512
CROSS_WINDOW = 1536  # with 512 samples of silence: the spectrum's own response does not wrap around
DRONE_WINDOW = 2048
PHASE_DIRECTIONS = 1024  # random phases are drawn from so many
REFERENCE_LEVEL = 10.0 ** (-18.0 / 20.0)  # RMS of the pink noise that the drone is as loud as, filtered
WHITEN_FLOOR = 10.0 ** (FLOOR_DB / 20.0)  # bins below this share of the strongest are lifted no further

# What a board may be built for.
BLOCK_CHOICES = (16, 32, 48, 64, 128)
RATE_CHOICES_HZ = (44_100, 48_000)
CV_SCAN_SAMPLES = 32  # CVs are read at least once in so many, 1378 times a second: enough for 500 Hz
LONGEST_REVERB_S = 4  # with external memory; without, half a second: a board's firmware/memory chooses
SMOOTHING_SAMPLES = 256  # in which the knobs come 63 % of their way, as near as a shift allows
MODE_FADE_SAMPLES = 2048

# What a control's converter is allowed of noise, in counts: turned back by less it stays, and after a time
# without a move it stays until it moves by more than the smaller play.
CONTROL_PLAY_COUNTS = 128
CONTROL_STILL_COUNTS = 48
CONTROL_STILL_SAMPLES = 3072
KNOB_END_POSITIONS = 65  # so near to an end a knob is there, whatever the noise was when it came
CV_REST_COUNTS = 64  # so near to 0 V, 10 mV, nothing is patched in: knobs alone reach their ends


@dataclass(frozen=True)
class Clock:
    """A board's sample rate and audio block, and the sizes that follow: what they time takes equally long."""

    sample_rate_hz: int = 48_000
    block_samples: int = 64

    @property
    def chunk_samples(self) -> int:
        """Hops and long partitions, powers of two all, are played in chunks that divide block and hop."""
        return self.block_samples & -self.block_samples

    @property
    def update_blocks(self) -> int:
        """A new spectrum every so many blocks, faded in over as many."""
        return FADE_SAMPLES // self.block_samples

    @property
    def control_smoothing_shift(self) -> int:
        """In each block the knobs come 1 / 2^shift of their way."""
        return (SMOOTHING_SAMPLES // self.block_samples).bit_length() - 1

    @property
    def cv_scans(self) -> int:
        """So often in each block CVs are read, evenly."""
        return -(-self.block_samples // CV_SCAN_SAMPLES)

    @property
    def reverb_samples(self) -> int:
        """The longest response, with external memory."""
        return LONGEST_REVERB_S * self.sample_rate_hz

    @property
    def short_reverb_samples(self) -> int:
        """The longest on a board without external memory."""
        return self.sample_rate_hz // 2

    @property
    def cross_delay(self) -> int:
        """What cross lags by: with a block of the converters on each side the length of a transform."""
        return SPECTRUM_FFT - 2 * self.block_samples

    @property
    def mode_warm_blocks(self) -> int:
        """A new mode plays unheard until it is at its full sound; so long takes cross."""
        return -(-(self.cross_delay + CROSS_WINDOW) // self.block_samples)

    @property
    def mode_fade_blocks(self) -> int:
        """Then it fades in over so many blocks."""
        return -(-MODE_FADE_SAMPLES // self.block_samples)


# The host's own, which the default model is baked for and the reference plays in.
CLOCK = Clock()
SAMPLE_RATE_HZ = CLOCK.sample_rate_hz
BLOCK_SAMPLES = CLOCK.block_samples
CHUNK_SAMPLES = CLOCK.chunk_samples
UPDATE_BLOCKS = CLOCK.update_blocks
CONTROL_SMOOTHING_SHIFT = CLOCK.control_smoothing_shift
CV_SCANS = CLOCK.cv_scans
REVERB_SAMPLES = CLOCK.reverb_samples
SHORT_REVERB_SAMPLES = CLOCK.short_reverb_samples
CROSS_DELAY = CLOCK.cross_delay
MODE_WARM_BLOCKS = CLOCK.mode_warm_blocks
MODE_FADE_BLOCKS = CLOCK.mode_fade_blocks

# The live sound's own mel frames, for the encoder: analysed as recordings are. 0 dB is what the loudest band
# was lately: it rises at once and falls by half in ten seconds, never below a level that is no noise.
AUTOCODE_HOP = 1024
AUTOCODE_PEAK_FLOOR = 10.0 ** (-60.0 / 20.0)  # a full-scale sine being 1
AUTOCODE_PEAK_KEPT = 0.5 ** (AUTOCODE_HOP / SAMPLE_RATE_HZ / 10.0)  # from frame to frame
