# SPDX-License-Identifier: MIT
"""Names that people write on the command line, with their completion in a shell: models, parameters."""

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem


class ModelPath(click.ParamType[Path]):
    """A model: a path, or the name of one that comes with autocoder. What is no bundle exists then."""

    name = "model"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from autocoder.shipped import BUNDLE_SUFFIX, find_model

        return Path(value) if Path(value).suffix == BUNDLE_SUFFIX else find_model(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str
                       ) -> list[CompletionItem]:
        from autocoder.shipped import shipped_models

        named = [CompletionItem(each) for each in shipped_models() if each.startswith(incomplete)]
        return [CompletionItem(incomplete, type="file"), *named]  # at a file bash forgets what came before


MODEL = ModelPath()


def complete_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of parameters, those of presets with a. or b. before them."""
    return [CompletionItem(name, help=place.parameter.help) for name, place in _places().items()
            if name.startswith(incomplete)]


def complete_settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete NAME=VALUE: the name, then a choice or a switch; SECONDS: before it stays."""
    time_s, colon, setting = incomplete.rpartition(":")
    name, equals, value = setting.partition("=")
    if not equals:
        return [CompletionItem(f"{time_s}{colon}{each}=", help=place.parameter.help)
                for each, place in _places().items() if each.startswith(name)]
    place = _places().get(name)
    values = () if place is None else ("on", "off") if place.parameter.switch else place.parameter.choices
    return [CompletionItem(f"{time_s}{colon}{name}={each}") for each in values if each.startswith(value)]


def complete_controls(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete NAME=POSITION of the panel: the name, then what a switch takes; SECONDS: before it stays."""
    from autocoder.device.panel import CONTROLS, Kind

    time_s, colon, move = incomplete.rpartition(":")
    name, equals, position = move.partition("=")
    if not equals:
        return [CompletionItem(f"{time_s}{colon}{each}=") for each in CONTROLS if each.startswith(name)]
    switch = name in CONTROLS and CONTROLS[name].kind is Kind.SWITCH
    return [CompletionItem(f"{time_s}{colon}{name}={each}") for each in ("on", "off") if switch
            and each.startswith(position)]


def complete_changes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete what happens to an offline module: a setting, or the move of a control."""
    settings = complete_settings(ctx, param, incomplete)
    known = {each.value for each in settings}
    return settings + [each for each in complete_controls(ctx, param, incomplete) if each.value not in known]


def _places() -> dict[str, Any]:
    from autocoder.device.banks import places
    from autocoder.device.parameters import PARAMETERS

    return places(PARAMETERS)
