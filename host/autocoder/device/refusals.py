# SPDX-License-Identifier: MIT
"""What a module says when it refuses, and what to do about it."""

from autocoder.errors import LinkError

NEWER = "update autocoder, which is older than the module's firmware"
RESET = "power the module off and on; if it stays, `autocoder log` says more"
MODEL = "the model does not fit this firmware: quantize it again, or update one of the two"
ADVICE = {
    "truncated": MODEL,
    "bad identifier": MODEL,
    "bad offset": MODEL,
    "unsupported version": MODEL,
    "unsupported operator": MODEL,
    "bad shape": "a module plays models of 8 latents and 256 bands; train with `--profile daisy`",
    "bad type": MODEL,
    "bad quantization": MODEL,
    "too large": "it is larger than the module's memory; train a model with fewer hidden units",
    "bad transform size": MODEL,
    "self-test failed": "the model was damaged or its golden vectors are another's; quantize it again",
    "bad parameter": "the module has no such parameter; see `autocoder get`",
    "unknown message": "the module's firmware is too old for this; update it with `autocoder flash`",
    "bad message": "autocoder and the module's firmware disagree; update the older of the two",
    "unknown slot": "the module has no slot or preset of that number; see `autocoder models`",
    "not found": "there is nothing stored under that number; see `autocoder models` or "
                 "`autocoder preset list`",
    "busy": "the module is still at work; try again in a moment",
    "store full": "the module's store is full; remove a model with `autocoder delete SLOT`",
    "store failed": "the module's flash does not keep what is written; " + RESET,
    "no store": "this module keeps nothing: it has no flash, or its flash could not be read; " + RESET,
    "bad hash": "the file was damaged on the way; upload it again",
    "no upload": "the module was reset meanwhile; repeat the command, which goes on where it can",
    "wrong offset": "another program uploads too; repeat the command",
    "bad checksum": "the file is damaged; make it again with `autocoder bundle`",
    "bad signature": "the model was not signed with the module's key; see `autocoder key show`",
    "not signed": "the module takes signed models only; sign it, or `autocoder key clear` takes all again",
    "bad calibration": "both ends are nearly the same; see `autocoder calibrate`",
    "not supported": "this board cannot do that",
}


class RefusedError(LinkError):
    """The module has answered that it does not do what it was asked; `status` is its reason."""

    def __init__(self, what: str, status: str) -> None:
        super().__init__(f"{what}: the module says '{status}'; {ADVICE.get(status, NEWER)}")
        self.status = status
