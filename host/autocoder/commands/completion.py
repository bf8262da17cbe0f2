# SPDX-License-Identifier: MIT
"""The command that prints what a shell needs to complete commands, options, parameters and models."""

import click
from click.shell_completion import get_completion_class

VARIABLE = "_AUTOCODER_COMPLETE"  # in which click finds that a shell asks
# A name that its value follows takes no blank behind it; bash alone would put one there.
BASH_END = "    return 0\n}"
# Bash takes NAME=VALUE and SECONDS:NAME apart: click needs them whole, bash only what follows the last mark.
BASH_START = "    local response\n"
BASH_JOIN = r"""    local words=() at=0 cut= before= word i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i > 0)) && [[ $word == [=:]* || $before == *[=:] ]]; then
            words[at]+=$word
        else
            at=${#words[@]}
            words[at]=$word
        fi
        before=$word
    done
    [[ ${words[at]} != "$word" ]] && cut=${words[at]%"${words[at]##*[=:]}"}
"""
BASH_CUT = """    COMPREPLY=("${COMPREPLY[@]#"$cut"}")\n"""
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
    click.echo(_joining(source) if shell == "bash" else source)


def _joining(source: str) -> str:
    """Return click's lines for bash, which complete values and put no blank behind names, too."""
    for before, after in ((BASH_START, BASH_START + BASH_JOIN), ("${COMP_WORDS[*]}", "${words[*]}"),
                          ("COMP_CWORD=$COMP_CWORD", "COMP_CWORD=$at"),
                          (BASH_END, BASH_CUT + BASH_NO_BLANK + BASH_END)):
        assert source.count(before) == 1, before  # as the pinned click has them
        source = source.replace(before, after)
    return source
