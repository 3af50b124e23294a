"""How large the house is: python -m benchmarks.house [ROOT]

One table over a checkout (default: this one): how many modules one HTML record runs through on its way into Parquet,
how much code there is and where it lies, which imports run in circles or upwards, how long functions are. The checkout
must be importable as it stands: its own worker is what is watched.
"""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("cleaners", "flows")
LONG = 400  # characters of a line of a rule file
PARAMETERS = 4
# The floors of flows/, from the top: what stands on one may import what stands below it. Rooms of one floor are apart.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("cli",),
    ("commands",),
    ("orchestration",),
    ("reports",),
    ("run",),
    ("learning",),
    ("supervisor",),
    ("plan", "history"),
    ("release", "worker"),
    ("tables", "sources"),
    ("protocol",),
    ("manifest",),
    ("storage",),
)
FOREIGN = 16  # different letters beyond ASCII in the texts of a module, from which it holds words of many languages

# Watches the worker: from its second range on, when everything is loaded, it notes every file that a function of ours
# runs in.
WATCH = """
import os, sys
ROOT, OUT = os.environ["HOUSE_ROOT"], os.environ["HOUSE_OUT"]
OURS = tuple(os.path.join(ROOT, package, "") for package in ("cleaners", "flows"))  # not an environment that lies below
ranges, seen = 0, set()
def tell(frame, event, argument):
    if event == "return" and ranges > 1:
        with open(OUT, "w") as file:
            file.write("\\n".join(sorted(seen)))
    return tell
def watch(frame, event, argument):
    global ranges
    code = frame.f_code
    if not code.co_filename.startswith(OURS):
        return None
    begins = code.co_name == "clean" and os.path.basename(code.co_filename) == "cleaning.py"
    ranges += begins
    if ranges > 1 and code.co_name != "<module>":
        seen.add(code.co_filename)
    return tell if begins else None
if any("worker" in argument for argument in sys.orig_argv):
    sys.settrace(watch)
"""
PAGE = "raw/sample/nordlicht-kurier/2026-10-30/sport/handball-wiedau.html"


@dataclass(frozen=True)
class Function:
    name: str
    lines: int
    parameters: int


def main(root: Path) -> None:
    """Print the table."""
    for what, figure in rows(root.resolve()):
        print(f"{what:<72}{figure}")


def rows(root: Path) -> Iterator[tuple[str, str]]:
    """What is measured, and the figure."""
    modules = modules_of(root)
    ran = journey(root)
    yield "modules that one HTML record runs through", f"{len(ran)}"
    yield "their lines, and those not blank", f"{sum(map(lines_of, ran)):,} / {sum(map(filled_lines_of, ran)):,}"
    yield "Python lines of cleaners/ and flows/", f"{sum(map(lines_of, modules.values())):,}"
    yield "their files", f"{len(modules)}"
    yield "files flat in flows/", f"{sum(path.parent == root / 'flows' for path in modules.values())}"
    yield f"lines of rule files over {LONG} characters", f"{len(long_lines(root))}"
    imports = {name: set(imports_of(name, path, modules)) for name, path in modules.items()}
    circles = circles_of(imports)
    yield "import circles", f"{len(circles)}  {'; '.join(' '.join(sorted(circle)) for circle in circles)}"
    upward = upward_of(imports)
    yield "imports that run upwards", f"{len(upward)}  {'; '.join(upward)}"
    worded = [name for name, path in modules.items() if holds_words(path)]
    yield "modules that hold words of many languages", f"{len(worded)}  {' '.join(worded)}"
    functions = [function for path in modules.values() for function in functions_of(path)]
    lengths = sorted(function.lines for function in functions)
    p90 = lengths[len(lengths) * 9 // 10]
    yield "lines of a function: median, ninth decile, most", f"{statistics.median(lengths):.0f} / {p90} / {lengths[-1]}"
    many = [function.name for function in functions if function.parameters > PARAMETERS]
    yield f"functions of more than {PARAMETERS} parameters", f"{len(many)}  {' '.join(many)}"


def modules_of(root: Path) -> dict[str, Path]:
    """Every module of ours by its name."""
    found = {}
    for path in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def filled_lines_of(path: Path) -> int:
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


def long_lines(root: Path) -> list[str]:
    texts = (path.read_text() for path in sorted((root / "cleaners" / "languages").glob("*.toml")))
    return [line for text in texts for line in text.splitlines() if len(line) > LONG]


def journey(root: Path) -> list[Path]:
    """The files in which functions run while a worker reads, cleans and stages one HTML record of a WARC."""
    html = (root / PAGE).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "seen")
        for number in range(3):
            (raw / "dump").mkdir(parents=True, exist_ok=True)
            (raw / "dump" / f"2026-03-0{number + 1}.warc").write_bytes(warc(number, html))
        Path(folder, "sitecustomize.py").write_text(WATCH)
        paths = os.pathsep.join((folder, str(root)))
        environment = os.environ | {"PYTHONPATH": paths, "HOUSE_ROOT": f"{root}{os.sep}", "HOUSE_OUT": str(out)}
        command = [sys.executable, "-m", "flows.cli", "backfill", "--direct", "--no-learn", "--workers", "1"]
        zones = ["--raw", str(raw), "--curated", str(Path(folder, "curated"))]
        subprocess.run([*command, *zones], env=environment, cwd=folder, check=True, capture_output=True)
        return [Path(line) for line in out.read_text().splitlines()]


def warc(number: int, html: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2026-03-01T10:00:00Z\r\n"
        f"WARC-Target-URI: https://gull.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def imports_of(name: str, path: Path, modules: Mapping[str, Path]) -> Iterator[str]:
    """The modules of ours that a module imports anywhere, also for types alone."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            asked = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            asked = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in asked:
            known = target if target in modules else target.rpartition(".")[0]
            if known in modules and known != name:
                yield known


def circles_of(imports: Mapping[str, set[str]]) -> list[set[str]]:
    """Sets of modules each of which imports, at last, itself."""
    reach = {name: _reached(name, imports) for name in imports}
    circles = {
        frozenset(other for other in reach[name] if name in reach[other]) for name in imports if name in reach[name]
    }
    return sorted((set(circle) for circle in circles), key=sorted)


def _reached(name: str, imports: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = list(imports[name])
    while left:
        at = left.pop()
        if at not in found:
            found.add(at)
            left += imports[at]
    return found


def upward_of(imports: Mapping[str, set[str]]) -> list[str]:
    """Imports between rooms of flows/ from a lower floor to a higher one, or across one floor."""
    floor = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
    arrows = {(_room(name), _room(other)) for name, others in imports.items() for other in others}
    return [
        f"{room} -> {other}"
        for room, other in sorted(arrows)
        if room != other and room in floor and other in floor and floor[other] <= floor[room]
    ]


def _room(name: str) -> str:
    package, _, rest = name.partition(".")
    return rest.partition(".")[0] if package == "flows" else ""


def holds_words(path: Path) -> bool:
    """Whether its texts are written in many letters: in words of languages, or in tables of characters."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
    texts = (node.value for node in nodes if isinstance(node.value, str))
    return len({char for text in texts for char in text if char.isalpha() and not char.isascii()}) >= FOREIGN


def functions_of(path: Path) -> Iterator[Function]:
    """Every function and method, its lines without its docstring."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(node.name, _length(node), _parameters(node.args))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    said = ast.get_docstring(node, clean=False) is not None
    docstring = (node.body[0].end_lineno or 0) - node.body[0].lineno + 1 if said else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def _parameters(arguments: ast.arguments) -> int:
    named: Sequence[ast.arg] = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return sum(argument.arg not in ("self", "cls") for argument in named)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
