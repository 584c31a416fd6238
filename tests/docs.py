"""The parts of README.md that are made from the code: `python -m tests.docs` writes them, test_docs.py checks them."""

import ast
import re
import subprocess
from pathlib import Path

from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def settings_table() -> str:
    """Every setting with its default and meaning."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        if name != "home":
            default = "" if field.default is None else f"`{field.default}`"
            rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(rows)


def tree() -> str:
    """Every folder and module with the first sentence of its docstring."""
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "prompts/*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    lines: list[str] = []
    folder = Path()
    for name in sorted(map(Path, files), key=lambda path: (path.parent, path.name != "__init__.py", path.name)):
        if not (ROOT / name).exists():
            continue
        if name.parent != folder:
            folder = name.parent
            about = _about(ROOT / folder / "__init__.py")
            lines.append(f"{folder}/" + (f"  {about}" if about else ""))
        if name.name != "__init__.py":
            about = _about(ROOT / name)
            lines.append(f"    {name.name:24}" + (f"  {about}" if about else ""))
    return "```\n" + "\n".join(line.rstrip() for line in lines) + "\n```"


def _about(path: Path) -> str:
    if not path.exists():
        return ""
    text = path.read_text("utf-8")
    words = (ast.get_docstring(ast.parse(text)) or "") if path.suffix == ".py" else text
    first = " ".join(words.split("\n\n")[0].split())
    return re.split(r"(?<=[a-z)`*\]][.])\s", first)[0].rstrip(".")


PARTS = {"settings": settings_table, "tree": tree}


def fill(readme: str) -> str:
    """The README with its generated parts written anew."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end {name} -->)", re.DOTALL)
        readme, found = pattern.subn(lambda match, make=make: match.group(1) + make() + match.group(2), readme)  # type: ignore[misc]
        assert found == 1, f"README.md has no place for {name}"
    return readme


if __name__ == "__main__":
    README.write_text(fill(README.read_text("utf-8")), "utf-8")
