# SPDX-License-Identifier: MIT
"""Files and folders that are either the earlier one or the complete new one, never half of it.

What is promised, after a crash of the program as after a loss of power:
- A file is the earlier or the new one: the new one is on the disk before its name is.
- A folder, likewise, on Linux: the system exchanges both in one step. Elsewhere, and on file systems that
  cannot, two renames leave a moment without a folder; the next run that writes there restores the earlier.
- Links are followed, so that they stay. Pipes and devices are written into, once all is known.
- What a killed run leaves is hidden (.NAME.partial) and removed by the next run that writes the same name,
  where the system has locks to tell it from a run that still goes on.
"""

from autocoder.atomic.destination import check_file, check_folder, is_stream
from autocoder.atomic.whole import replacing, replacing_files, replacing_folder

__all__ = ["check_file", "check_folder", "is_stream", "replacing", "replacing_files", "replacing_folder"]
