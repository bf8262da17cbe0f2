# SPDX-License-Identifier: MIT
"""The command that prints what a shell needs to complete commands, options, parameters and models."""

import click
from click.shell_completion import get_completion_class

VARIABLE = "_AUTOCODER_COMPLETE"  # in which click finds that a shell asks
# A name that its value follows takes no blank behind it; bash alone would put one there.
BASH_END = "    return 0\n}"
BASH_NO_BLANK = "    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the lines with which SHELL completes commands, options, parameters and models.

    \b
    Example: autocoder completion bash >> ~/.bashrc
    Example: autocoder completion zsh >> ~/.zshrc
    Example: autocoder completion fish > ~/.config/fish/completions/autocoder.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None  # one of the choices
    source = kind(context.find_root().command, {}, "autocoder", VARIABLE).source()
    click.echo(source.replace(BASH_END, BASH_NO_BLANK + BASH_END) if shell == "bash" else source)
