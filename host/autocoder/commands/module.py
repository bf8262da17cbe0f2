# SPDX-License-Identifier: MIT
"""All commands that talk to a module, in the order a newcomer meets them."""

from autocoder.commands import bundle, slots, upkeep, values
from autocoder.commands.calibrate import calibrate
from autocoder.commands.flashing import flash
from autocoder.commands.keys import key
from autocoder.commands.monitor import monitor
from autocoder.commands.panel import panel
from autocoder.commands.presets import preset
from autocoder.commands.verify import verify

key.add_command(bundle.key, "new")

COMMANDS = (upkeep.ports, verify, *slots.COMMANDS, *values.COMMANDS, preset, panel, calibrate, monitor, key,
            upkeep.log, upkeep.reboot, upkeep.factory_reset, flash)
