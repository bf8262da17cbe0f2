# SPDX-License-Identifier: MIT
"""Names on the panel. Written by `make generated` from hardware/design/module.toml; do not edit."""

# By latent.
KNOBS = ("knob1", "knob2", "knob3", "knob4", "knob5", "knob6", "knob7", "knob8")
CVS = ("cv1", "cv2", "cv3", "cv4", "cv5", "cv6", "cv7", "cv8")

# Function knobs in their order, and the parameter that each sets over its whole range.
FUNCTIONS = {
    "mix": "mix",
    "decay": "decay_s",
    "brightness": "brightness",
}
