# SPDX-License-Identifier: MIT
"""What each OSC message does: a datagram comes in, the datagrams to answer go out; no sockets here.

A bundle's time tags are for the server to wait for.
"""

import random
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.errors import AutocoderError, InputError, ModelError
from autocoder.osc.addresses import QUIT, TABLE
from autocoder.osc.arguments import floats, no_more_than, number, text, whole
from autocoder.osc.dispatch import MOST_REPLY_BYTES, Handler, Replies, error_reply, guarded, perform
from autocoder.osc.distances import MOST_FOUND, Distances, load_distances
from autocoder.osc.messages import (
    NUMBER_BYTES,
    build,
    build_floats,
    build_integers,
    build_rows,
    read_floats,
    rows_that_fit,
)
from autocoder.osc.network import Network
from autocoder.osc.parsing import BUNDLE, Arguments, Message, parse
from autocoder.shipped import find_model
from autocoder.spec import FLOOR_DB
from autocoder.vae import model as models
from autocoder.vae.scaling import from_sigmoid, to_sigmoid

FloatArray = npt.NDArray[np.float32]
FAST = ("/decode", "/encode")
UNITS = ("linear", "db")
MOST_ROWS = 512  # in one message, whatever the model
WHITEN = (0.0, 1.0)
BRIGHTNESS = (-4.0, 4.0)
SILENCE_DB = 2.0 * FLOOR_DB  # of what is encoded; a row all below it has no loudest band
SILENCE = 10.0 ** (SILENCE_DB / 20.0)


class Remote:
    """The state that messages read and change; `answer` is all a server needs.

    library: where a model that is named without a path is looked for
    seed: of the random choice among similar frames
    normalized: whether the encoder is of a model of frames relative to their own loudest band
    whiten, brightness: exponents of the cross-synthesis, held here for whoever plays it
    """

    def __init__(self, library: Path = Path("models"), seed: int | None = None) -> None:
        self.library = library
        self.decoder: Network | None = None
        self.encoder: Network | None = None
        self.normalized = False
        self.distances: Distances | None = None
        self.windowskip: int | None = None
        self.deep = 0
        self.unit = "linear"
        self.whiten = 1.0
        self.brightness = 0.0
        self.running = True
        self._random = random.Random(seed)
        self._handlers: dict[str, Handler] = {
            "/sanity/check": lambda arguments: [build("/sanity", "checked")],
            "/load": self._load, "/load/encoder": self._load_encoder, "/load/decoder": self._load_decoder,
            "/decode": lambda arguments: self.decode(floats(arguments)),
            "/decode/batch": self._decode_batch,
            "/encode": lambda arguments: self.encode(floats(arguments)),
            "/distance/load": self._load_distances, "/load/distance": self._load_distances,
            "/distance/windowskip": self._windowskip,
            "/distance/get_index": self._get_index, "/distance/get_indexes": self._get_indexes,
            "/deep": self._deep, "/unit": self._unit,
            "/convolve/whiten": self._whiten, "/convolve/brightness": self._brightness,
            "/convolve/get": lambda arguments: self._whiten([]) + self._brightness([]),
            QUIT: self._quit,
        }
        assert set(self._handlers) == {each.name for each in TABLE}

    def answer(self, datagram: bytes) -> Replies:
        """Return the replies to a datagram, in order. Never raises: what goes wrong becomes an /error."""
        for address in FAST:
            values = read_floats(datagram, address)
            if values is not None:
                work = self.decode if address == "/decode" else self.encode
                return guarded(address, partial(work, values))
        try:
            return self.perform(parse(datagram))
        except AutocoderError as error:
            return [error_reply("#bundle" if datagram.startswith(BUNDLE) else "", error)]

    def perform(self, messages: list[Message]) -> Replies:
        """Return the replies to the messages of one datagram, whatever time they are due. Never raises."""
        return perform(messages, self._handlers)

    def load(self, folder: str, parts: tuple[str, ...]) -> Replies:
        """Load parts of a model; the earlier ones stay when one of them fails. Raises ModelError."""
        path = self.resolve(folder)
        manifest = models.load_manifest(path)
        files = {"decoder": models.DECODER, "encoder": models.ENCODER}
        sizes = {"decoder": (manifest.latents, manifest.analysis.bands),
                 "encoder": (manifest.analysis.bands, manifest.latents)}
        loaded = {part: Network(models.require(path, manifest, files[part], "train"), *sizes[part])
                  for part in parts}
        self.decoder = loaded.get("decoder", self.decoder)
        self.encoder = loaded.get("encoder", self.encoder)
        if "encoder" in parts:
            self.normalized = manifest.choice.normalized
        return [build("/loaded", part, folder, manifest.analysis.bands) for part in parts]

    def resolve(self, folder: str) -> Path:
        """Return the path of a model that is named by its path, or by its name in the library or shipped.

        ~ and ~user are home folders. Raises InputError for a user that there is not.
        """
        inside = self.library / folder
        if not Path(folder).exists() and inside.exists():
            return inside
        try:
            return find_model(Path(folder).expanduser())
        except RuntimeError as error:
            raise InputError(f"{folder}: no such user's home folder; write the whole path") from error

    def decode(self, latents: FloatArray) -> Replies:
        """Return one message for each row of latents [rows * latents]: amplitudes [bands] in the unit."""
        decoder = self._loaded_decoder()
        most = min(MOST_ROWS, max(1, MOST_REPLY_BYTES // (NUMBER_BYTES * decoder.outputs)))
        _no_more_rows(latents, decoder.inputs, most, "one message may ask for")
        return build_rows("/decoded", self.amplitudes(latents))

    def _loaded_decoder(self) -> Network:
        if self.decoder is None:
            raise ModelError("no decoder is loaded; send /load first")
        return self.decoder

    def amplitudes(self, latents: FloatArray) -> FloatArray:
        """Return amplitudes [rows, bands]: linear 0..1, 1 the loudest of the training set, or dB."""
        decoder = self._loaded_decoder()
        rows = np.clip(_rows(latents, decoder.inputs, "latents"), 0.0, 1.0)
        decoded = np.array([decoder.run(row) for row in rows])
        return _from_targets(from_sigmoid(decoded), self.unit)

    def encode(self, amplitudes: FloatArray) -> Replies:
        """Return one message of latents 0..1 for each row of amplitudes [rows * bands] in the unit."""
        if self.encoder is None:
            raise ModelError("no encoder is loaded; send /load first")
        encoder = self.encoder
        _no_more_rows(amplitudes, encoder.inputs, MOST_ROWS, "one message may ask for")
        given = _rows(amplitudes, encoder.inputs, "amplitudes")
        rows = to_sigmoid(_to_targets(given, self.unit, self.normalized))
        return build_rows("/encoded", np.clip([encoder.run(row) for row in rows], 0.0, 1.0))

    def _decode_batch(self, arguments: Arguments) -> Replies:
        latents, decoder = floats(arguments), self._loaded_decoder()
        most = min(MOST_ROWS, rows_that_fit("/decoded/batch", decoder.outputs))
        _no_more_rows(latents, decoder.inputs, most, "one reply holds")
        return [build_floats("/decoded/batch", self.amplitudes(latents))]

    def _load(self, arguments: Arguments) -> Replies:
        return self.load(text(arguments, 0, "folder"), ("decoder", "encoder"))

    def _load_encoder(self, arguments: Arguments) -> Replies:
        return self.load(text(arguments, 0, "folder"), ("encoder",))

    def _load_decoder(self, arguments: Arguments) -> Replies:
        return self.load(text(arguments, 0, "folder"), ("decoder",))

    def _load_distances(self, arguments: Arguments) -> Replies:
        folder = text(arguments, 0, "folder")
        self.distances = load_distances(self.resolve(folder))
        return [build("/loaded", "distance", folder, len(self.distances.latents))]

    def _loaded_distances(self) -> Distances:
        if self.distances is None:
            raise ModelError("no distances are loaded; send /distance/load first")
        return self.distances

    def _windowskip(self, arguments: Arguments) -> Replies:
        self.windowskip = whole(arguments, 0, "samples", 1, 1 << 20)
        return [build("/distance/windowskip", self.windowskip)]

    def _get_index(self, arguments: Arguments) -> Replies:
        """Choose rank int(random^p * n) among the n nearest."""
        distances = self._loaded_distances()
        no_more_than(arguments, 3)
        frame = whole(arguments, 0, "frame", 0, len(distances.latents) - 1)
        pool = distances.nearest(frame, whole(arguments, 1, "n", 1, _most(distances)))
        rank = int(self._random.random() ** number(arguments, 2, "p", 0.0, 1000.0) * len(pool))
        chosen = int(pool[min(rank, len(pool) - 1)])
        skip = self.windowskip or distances.hop
        return [build("/distance/frame_index", chosen), build("/distance/sample_index", chosen * skip)]

    def _get_indexes(self, arguments: Arguments) -> Replies:
        distances = self._loaded_distances()
        no_more_than(arguments, 2)
        most = _most(distances)
        frame = whole(arguments, 0, "frame", 0, len(distances.latents) - 1)
        count = whole(arguments, 1, "n", 1, most) if len(arguments) > 1 else most
        return [build_integers("/distance/indexes", distances.nearest(frame, count))]

    def _deep(self, arguments: Arguments) -> Replies:
        self.deep = whole(arguments, 0, "deep", 0, 1)
        return [build("/deep", self.deep)]

    def _unit(self, arguments: Arguments) -> Replies:
        unit = text(arguments, 0, "unit")
        if unit not in UNITS:
            raise InputError(f"unit {unit}: choose {' or '.join(UNITS)}")
        self.unit = unit
        return [build("/unit", unit)]

    def _whiten(self, arguments: Arguments) -> Replies:
        if arguments:
            self.whiten = number(arguments, 0, "whiten", *WHITEN)
        return [build("/convolve/whiten", self.whiten)]

    def _brightness(self, arguments: Arguments) -> Replies:
        if arguments:
            self.brightness = number(arguments, 0, "brightness", *BRIGHTNESS)
        return [build("/convolve/brightness", self.brightness)]

    def _quit(self, arguments: Arguments) -> Replies:
        self.running = False
        return []


def _most(distances: Distances) -> int:
    return min(len(distances.latents), MOST_FOUND)


def _no_more_rows(values: FloatArray, width: int, most: int, what: str) -> None:
    """Refuse more rows than most before any of them is worked on."""
    if len(values) > most * width:
        raise InputError(f"{-(-len(values) // width)} rows: {what} {most}; send {most} at a time, or fewer")


def _rows(values: FloatArray, width: int, name: str) -> FloatArray:
    """Return values [rows, width]. Raises InputError for another count or for what is no finite number."""
    if not len(values) or len(values) % width:
        raise InputError(f"{len(values)} {name}: send {width} for each row")
    if not np.isfinite(values).all():
        raise InputError(f"{name}: one is not a finite number")
    return values.reshape(-1, width)


def _from_targets(targets: FloatArray, unit: str) -> FloatArray:
    decibels = FLOOR_DB * (1.0 - targets)
    return decibels if unit == "db" else np.asarray(10.0 ** (decibels / 20.0), dtype=np.float32)


def _to_targets(amplitudes: FloatArray, unit: str, normalized: bool) -> FloatArray:
    """Return targets 0..1 [rows, bands]; what lies below the floor or above the maximum is clipped.

    normalized: the loudest band of each row is the maximum; silent rows stay silent.
    """
    decibels = amplitudes if unit == "db" else 20.0 * np.log10(np.maximum(amplitudes, SILENCE))
    if normalized:
        peaks = decibels.max(axis=1, keepdims=True)
        decibels = np.where(peaks > SILENCE_DB, decibels - peaks, FLOOR_DB)
    return np.asarray(np.clip(1.0 - decibels / FLOOR_DB, 0.0, 1.0), dtype=np.float32)
