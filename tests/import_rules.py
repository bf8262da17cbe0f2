# SPDX-License-Identifier: MIT
"""What the host package's modules may import and do: read from their source, nothing is run."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "autocoder"
TENSORFLOW = frozenset({"tensorflow", "keras", "tf_keras"})

# Each package, and the packages it may import from besides itself. Those that are not listed may import all
# but those that only the command line knows.
FOUNDATION = frozenset({"spec", "names", "errors", "audio", "atomic", "progress", "quiet", "tables",
                        "installation", "shipped", "levels"})
MAY_IMPORT = {
    "spec": frozenset(), "names": frozenset(), "progress": frozenset(), "quiet": frozenset(),
    "levels": frozenset(), "errors": frozenset({"names"}), "terminal": frozenset({"names"}),
    "atomic": frozenset({"errors"}), "tables": frozenset({"errors"}),
    "installation": frozenset({"errors"}),
    "shipped": frozenset({"errors", "installation"}),
    "audio": frozenset({"spec", "names", "errors", "atomic", "levels"}),
    "spectra": FOUNDATION,
    "sounds": FOUNDATION,
    "vae": FOUNDATION | {"spectra"},
    "bake": FOUNDATION | {"spectra", "vae", "device"},
    "synth": FOUNDATION | {"spectra", "vae", "reference"},
    "similarity": FOUNDATION | {"spectra", "vae"},
    "card": FOUNDATION | {"spectra", "vae", "synth"},
    "osc": FOUNDATION | {"spectra", "vae"},
    "patches": FOUNDATION | {"osc", "spectra"},
    "device": FOUNDATION,
    "soak": FOUNDATION | {"device", "reference"},
    "reference": FOUNDATION | {"spectra", "vae", "bake", "device"},
}
COMMAND_LINE_ONLY = frozenset({"cli", "commands", "terminal"})

# What must work in the light install: no TensorFlow, however far the imports lead.
LIGHT = (
    "spec", "names", "errors", "audio", "atomic", "progress", "quiet", "tables", "terminal", "installation",
    "levels", "shipped", "reference",
    "spectra", "sounds", "bake", "device", "synth", "similarity", "osc", "patches", "card", "soak",
    "vae.model", "vae.options", "vae.runtime", "vae.measures", "vae.scaling", "vae.split", "vae.quantize",
    "vae.coding", "vae.batches", "vae.checkpoint", "vae.profiles", "vae.remarks",
)

# What reaches the terminal or ends the program, and the packages that may do it.
COMMAND_LINE = frozenset({"cli", "commands", "__main__"})
TERMINAL_CALLS = frozenset({
    "print", "exit", "quit", "input", "sys.exit", "os._exit", "click.echo", "click.secho",
})
TERMINAL_NAMES = frozenset({"sys.stdout", "sys.stderr", "SystemExit"})


def modules_of(root: Path) -> dict[str, ast.Module]:
    """Return the syntax tree of each module below root/autocoder, by its name without the package's."""
    trees = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        trees[name] = ast.parse(path.read_text(), str(path))
    return trees


def imports_of(name: str, tree: ast.Module, modules: dict[str, ast.Module]) -> set[str]:
    """Return every module that is imported anywhere in the tree, those of the package without its name.

    Importing a.b.c imports a and a.b too; imports inside functions count like any other.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{name}: relative import in line {node.lineno}")
            source = node.module or ""
            found.add(source)
            inside = source.removeprefix(PACKAGE).removeprefix(".")
            found.update(f"{source}.{alias.name}" for alias in node.names
                         if f"{inside}.{alias.name}".removeprefix(".") in modules)
    named: set[str] = set()
    for each in found:
        if each == PACKAGE or each.startswith(f"{PACKAGE}."):
            parts = each.split(".")[1:]
            named.update(".".join(parts[:count]) for count in range(1, len(parts) + 1))
        else:
            named.add(f"^{each.split('.')[0]}")
    return named - {name}


def package_of(module: str) -> str:
    return module.split(".")[0]


def direction_breaches(root: Path) -> list[str]:
    """Return each import that goes against MAY_IMPORT or COMMAND_LINE_ONLY."""
    modules = modules_of(root)
    breaches = []
    for name, tree in modules.items():
        for imported in sorted(imports_of(name, tree, modules)):
            here, there = package_of(name), package_of(imported)
            if imported.startswith("^") or here == there or here in COMMAND_LINE:
                continue
            allowed = MAY_IMPORT.get(here)
            if there in COMMAND_LINE_ONLY or (allowed is not None and there not in allowed):
                breaches.append(f"{name} imports {imported}")
    return breaches


def reachable(name: str, graph: dict[str, set[str]]) -> set[str]:
    """Return all modules that importing one of them leads to."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for each in graph.get(waiting.pop(), set()) - seen:
            seen.add(each)
            waiting.append(each)
    return seen


def tensorflow_breaches(root: Path) -> list[str]:
    """Return each module of LIGHT from which imports lead to TensorFlow."""
    modules = modules_of(root)
    graph = {name: imports_of(name, tree, modules) for name, tree in modules.items()}
    forbidden = {f"^{each}" for each in TENSORFLOW}
    return [name for name in modules if any(name == light or name.startswith(f"{light}.") for light in LIGHT)
            and reachable(name, graph) & forbidden]


def cycles(root: Path) -> list[str]:
    """Return each package that can be reached from itself through others."""
    modules = modules_of(root)
    packages: dict[str, set[str]] = {}
    for name, tree in modules.items():
        here = package_of(name)
        there = {package_of(each) for each in imports_of(name, tree, modules) if not each.startswith("^")}
        packages.setdefault(here, set()).update(there - {here, ""})
    return [each for each in packages if each in reachable(each, packages)]


def terminal_breaches(root: Path) -> list[str]:
    """Return each place outside the command line that prints or ends the program."""
    breaches = []
    for name, tree in modules_of(root).items():
        if package_of(name) not in COMMAND_LINE:
            breaches += [f"{name}, line {line}: {what}" for line, what in terminal_uses(tree)]
    return breaches


def terminal_uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each call or name of TERMINAL_CALLS and TERMINAL_NAMES."""
    programs = [node for node in tree.body if isinstance(node, ast.If)
                and ast.unparse(node.test) == "__name__ == '__main__'"]  # run apart, its output is its result
    left_out = {each for program in programs for each in ast.walk(program)}
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) in TERMINAL_CALLS:
            yield node.lineno, ast.unparse(node.func)
        elif isinstance(node, (ast.Attribute, ast.Name)) and ast.unparse(node) in TERMINAL_NAMES:
            yield node.lineno, ast.unparse(node)


def encoding_breaches(root: Path) -> list[str]:
    """Return each place that reads or writes text in whatever encoding the locale names."""
    return [f"{name}, line {node.lineno}: {node.func.attr}"
            for name, tree in modules_of(root).items() for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("read_text", "write_text")
            and not any(each.arg == "encoding" for each in node.keywords)]
