import subprocess
import sys


def test_quick_to_start():
    """No verb waits for what another one imports: the emulator's server takes half a second, Pulumi's SDK a quarter."""
    program = """
import sys, crosslink_cli
sys.argv = ["crosslink", "show", "--help"]
try:
    crosslink_cli.main()
except SystemExit:
    print([name for name in ("typer", "fastapi", "uvicorn", "pulumi") if name in sys.modules])
"""

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.endswith("\n['typer']\n")
