# SPDX-License-Identifier: MIT
"""What the system does for whole outputs: flush to the disk, and exchange two names in one step."""

import ctypes
import errno
import os
import stat
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
NOT_OFFERED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def flush(path: Path) -> None:
    """Write what the system still holds of a file or folder to its disk. Raises OSError."""
    if os.name == "nt" and path.is_dir():
        return  # Windows flushes files alone
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
    finally:
        os.close(handle)


def flush_tree(folder: Path) -> None:
    """Flush a folder with all files and folders in it. Raises OSError."""
    for name, _, files in os.walk(folder):
        for each in (Path(name) / file for file in files):
            if stat.S_ISREG(each.lstat().st_mode):
                flush(each)
        flush(Path(name))


def exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; return False where the system does not offer it. Raises OSError."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # another system, or an older C library
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), str(other))
