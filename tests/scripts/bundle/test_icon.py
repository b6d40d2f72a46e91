"""The program's icon."""

import pytest
from PySide6.QtGui import QImage

from scripts.bundle.icon import draw, write_iconset

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="session")
def qapp_args():
    return ["bundle", "-platform", "offscreen"]


def test_every_size_of_an_iconset_is_written(tmp_path):
    written = write_iconset(tmp_path / "EVO-TR.iconset")
    sizes = {path.name: QImage(str(path)).width() for path in written}
    assert sizes["icon_16x16.png"] == 16
    assert sizes["icon_512x512@2x.png"] == 1024
    assert len(sizes) == 10


@pytest.mark.parametrize("side", [16, 64, 1024])
def test_it_is_seen_and_leaves_its_edge_free(side):
    image = draw(side)
    assert image.pixelColor(side // 2, side // 8).alpha() > 200
    assert image.pixelColor(0, 0).alpha() == 0
    colors = {
        image.pixelColor(x, side // 2).name()
        for x in range(0, side, max(1, side // 64))
    }
    assert "#ffffff" in colors or side < 64
    assert len(colors) > 2
