# SPDX-License-Identifier: MIT
"""Every address the server knows, in one table: what it takes, what it answers, what it does.

The addresses and ports of the first ten are those of franzson/autocoder's remote, so that patches made for it
go on working; both of its names for loading distances are there. Amplitudes are linear, 0..1, 1 being the
loudest mel value of the whole training set; in the unit `db` they are -96..0 instead. A model of normalized
frames encodes each row relative to its own loudest band. Latents are 0..1 and clipped to that, as many in a
row as the model has: eight, unless it was trained otherwise. Several rows in one message are given one after
the other. Any address but /quit can be asked for by a pattern.
"""

from dataclasses import dataclass

LISTEN_HOST = "127.0.0.1"
LISTEN_PORT = 4013
REPLY_PORT = 4061

QUIT = "/quit"
ERROR = "/error"  # with the address that was asked and one line that says why


@dataclass(frozen=True)
class Address:
    """One address; arguments and replies are written for people, example is a message for a patch."""

    name: str
    arguments: str
    replies: tuple[str, ...]
    meaning: str
    example: tuple[float | str, ...] = ()


MIDDLE = (0.5,) * 8

TABLE = (
    Address("/sanity/check", "", ("/sanity",), "say 'checked'"),
    Address("/load", "folder", ("/loaded", "/loaded"),
            "load decoder and encoder; answers part, folder, bands", ("strings",)),
    Address("/load/encoder", "folder", ("/loaded",), "load the encoder alone", ("strings",)),
    Address("/load/decoder", "folder", ("/loaded",), "load the decoder alone", ("strings",)),
    Address("/decode", "k rows of latents", ("/decoded",), "k answers, a row of amplitudes each", MIDDLE),
    Address("/decode/batch", "k rows of latents", ("/decoded/batch",), "one answer of k rows of amplitudes",
            MIDDLE + MIDDLE),
    Address("/encode", "k rows of amplitudes", ("/encoded",), "k answers, a row of latents each",
            (0.5,) * 256),
    Address("/distance/load", "folder", ("/loaded",), "load the latents of the model's training frames",
            ("strings",)),
    Address("/load/distance", "folder", ("/loaded",), "the same", ("strings",)),
    Address("/distance/windowskip", "samples", ("/distance/windowskip",),
            "samples between two frames; the model's own until set", (256,)),
    Address("/distance/get_index", "frame n p", ("/distance/frame_index", "/distance/sample_index"),
            "one of the n nearest frames, the frame itself being the first; p above 1 prefers near ones",
            (0, 10, 1.0)),
    Address("/distance/get_indexes", "frame [n]", ("/distance/indexes",), "the n nearest frames in order",
            (0, 10)),
    Address("/deep", "0 or 1", ("/deep",), "kept and answered; a model folder says itself how deep it is",
            (0,)),
    Address("/unit", "linear or db", ("/unit",), "of the amplitudes that are decoded and encoded",
            ("linear",)),
    Address("/convolve/whiten", "[0..1]", ("/convolve/whiten",),
            "exponent of the input's magnitude, 0 being white; without a number, only answers it", (1.0,)),
    Address("/convolve/brightness", "[-4..4]", ("/convolve/brightness",),
            "exponent b of the tilt (bin / bins)^2b; without a number, only answers it", (0.0,)),
    Address("/convolve/get", "", ("/convolve/whiten", "/convolve/brightness"), "answers both"),
    Address(QUIT, "", (), "end the server"),
)

NAMES = tuple(each.name for each in TABLE)
REPLIES = tuple(sorted({reply for each in TABLE for reply in each.replies} | {ERROR}))
