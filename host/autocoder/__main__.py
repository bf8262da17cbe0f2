# SPDX-License-Identifier: MIT
"""The command `autocoder`, and `python -m autocoder`: the command line, or what it lacks in one line."""

import sys

EXIT_BAD_INPUT = 2


def run() -> None:
    """Run the command line, which loads the packages that every command needs."""
    try:
        from autocoder import cli
    except ModuleNotFoundError as error:
        from autocoder.installation import missing

        sys.stderr.write(f"autocoder: {missing(error.name or str(error))}\n")
        sys.exit(EXIT_BAD_INPUT)
    cli.run()


if __name__ == "__main__":
    run()
