"""A wheel holds the package alone, and works in any folder."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flit_core import buildapi

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "backpain_analysis"
TRY = """
import sys
from pathlib import Path
import backpain_analysis as bpa
from backpain_analysis.calibration_table import read_calibration

assert Path(bpa.__file__).is_relative_to(sys.argv[1]), bpa.__file__
settings = bpa.read_settings("person")
exports = bpa.read_exports(settings.raw, settings)
print(bpa.answer(bpa.build_diary(exports, settings), settings))
assert len(read_calibration())
pages = bpa.write_report("person", "out", notebooks=False)
assert (pages / "clinician" / "clinician.pdf").stat().st_size > 10_000
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return folder / buildapi.build_wheel(str(folder))


@pytest.mark.slow
def test_it_holds_the_package_alone_with_its_data(wheel: Path) -> None:
    beside = re.compile(r"\.(dist-info|data)/")  # metadata; settings of JupyterLab
    held = {n for n in zipfile.ZipFile(wheel).namelist() if not beside.search(n)}
    ours = {p.relative_to(ROOT).as_posix() for p in PACKAGE.rglob("*") if p.is_file()}
    assert held == {name for name in ours if "__pycache__" not in name}
    for kind in (".py", ".pyi", ".typed", ".csv", ".toml", ".typ", ".html"):
        assert any(name.endswith(kind) for name in held), kind


@pytest.mark.slow
def test_it_answers_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    uv = shutil.which("uv")
    install = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip", "install"]
    install += ["--quiet", "--no-deps", "--no-index", "--target", str(place), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    shutil.copytree(ROOT / "data" / "example", tmp_path / "person")
    where = os.environ | {"PYTHONPATH": str(place), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", TRY, place],
        cwd=tmp_path, env=where, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("95 % interval: ") == 3
