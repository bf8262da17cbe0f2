# SPDX-License-Identifier: MIT
"""The demo's sounds as a page plays and shows them: in the page itself, nothing is fetched."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt
import soundfile
from PIL import Image

from autocoder import spec
from autocoder.audio import read_stereo
from autocoder.card.drawing import FRAMES_COLOURS
from autocoder.spectra.frames import to_target
from autocoder.spectra.mel import band_centres_hz, mel_frames

# MP3, since every browser plays it; at this level 225 kbit/s, which nobody tells from the WAV beside it.
MP3_LEVEL = 0.3
HIGHEST_PEAK = 0.8  # MP3 overshoots
LOUD_SHARE = (0.1, 0.9)  # of the power below the lower and the upper end of what is heard most


@dataclass(frozen=True)
class Listening:
    """A sound and its spectrogram as data URIs; low_hz, high_hz: between these lies most of its power."""

    sound: str
    picture: str
    seconds: float
    low_hz: float
    high_hz: float


def data_uri(kind: str, content: bytes) -> str:
    """Return content as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def listening(path: Path) -> Listening:
    """Return a sound file as a page needs it."""
    stereo = read_stereo(path)
    channels = [mel_frames(np.ascontiguousarray(each, dtype=np.float32)) for each in stereo.T]
    mel = np.sqrt(np.mean(np.square(channels), axis=0))  # powers join: what is out of phase is heard, too
    low_hz, high_hz = _heard_most(mel)
    return Listening(data_uri("audio/mpeg", mp3(stereo)), data_uri("image/png", spectrogram(mel)),
                     len(stereo) / spec.SAMPLE_RATE_HZ, low_hz, high_hz)


def mp3(stereo: npt.NDArray[np.float32]) -> bytes:
    """Return a sound [samples, 2] as MP3; one that is louder than full scale is turned down."""
    peak = float(np.abs(stereo).max(initial=0.0))
    file = io.BytesIO()
    turned = stereo if peak <= HIGHEST_PEAK else stereo * (HIGHEST_PEAK / peak)
    soundfile.write(file, turned, spec.SAMPLE_RATE_HZ, format="MP3", subtype="MPEG_LAYER_III",
                    compression_level=MP3_LEVEL, bitrate_mode="CONSTANT")
    return file.getvalue()


def spectrogram(mel: npt.NDArray[np.floating]) -> bytes:
    """Return mel frames [frames, bands] as a PNG: a pixel for each, low bands below, without any frame."""
    shades = np.round(255.0 * to_target(mel, float(mel.max()) or 1.0)).astype(np.uint8)
    picture = Image.fromarray(np.ascontiguousarray(shades.T[::-1]), mode="L").convert("P")
    colours = matplotlib.colormaps[FRAMES_COLOURS](np.arange(256), bytes=True)[:, :3]
    picture.putpalette(colours.tobytes())
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return file.getvalue()


def _heard_most(mel: npt.NDArray[np.floating]) -> tuple[float, float]:
    power = np.cumsum(np.sum(np.asarray(mel, dtype=np.float64) ** 2, axis=0))
    ends = np.searchsorted(power, np.array(LOUD_SHARE) * power[-1])
    low_hz, high_hz = band_centres_hz(mel.shape[1])[ends]
    return float(low_hz), float(high_hz)
